"""Setting limits: who may, what can be a limit, and which figure then holds for whom."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models.audit import AuditEvent
from stocksteward.core.errors import BadInput, NotAllowed, NotFound
from tests.factories.accounts import BusinessOwnerFactory, SuperadminFactory, arjun, bhavna, charu
from trading.enums import LimitScope
from trading.models.risk_limit import RiskLimit
from trading.selectors.limits import get_desk_limits, get_limits, get_limits_for
from trading.services.limits import install_demo_limits, install_desk_limits, set_limits

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_before_there_is_a_row_the_settings_hold(settings):
    settings.STEWARD_ORDER_VALUE_INR_MAX = Decimal(123)

    assert get_desk_limits().order_value_inr_max == 123
    assert get_limits(user_id=arjun().pk).order_value_inr_max == 123


def test_installing_writes_the_settings_once_and_never_overwrites_what_the_owner_has_set(settings):
    install_desk_limits(at=AT)
    set_limits(by=BusinessOwnerFactory(), figures={"daily_loss_inr_max": Decimal(7)}, at=AT)
    settings.STEWARD_DAILY_LOSS_INR_MAX = Decimal(99)

    install_desk_limits(at=AT)
    install_demo_limits(at=AT)

    assert RiskLimit.objects.count() == 1
    assert get_desk_limits().daily_loss_inr_max == 7


def test_a_users_own_figure_holds_for_them_alone_and_the_desks_for_the_rest():
    trader, other = arjun(), bhavna()

    in_force = set_limits(by=BusinessOwnerFactory(), user_id=trader.pk, figures={"order_value_inr_max": Decimal("1000.5")}, at=AT)

    assert in_force.order_value_inr_max == Decimal("1000.5")
    assert in_force.daily_loss_inr_max == get_desk_limits().daily_loss_inr_max
    assert get_limits(user_id=trader.pk) == in_force
    assert get_limits(user_id=other.pk) == get_desk_limits()


def test_taking_a_users_figure_away_lets_the_desks_hold_again():
    trader, owner = arjun(), BusinessOwnerFactory()
    set_limits(by=owner, user_id=trader.pk, figures={"order_value_inr_max": Decimal(5)}, at=AT)

    set_limits(by=owner, user_id=trader.pk, figures={"order_value_inr_max": None}, at=AT)

    assert get_limits(user_id=trader.pk) == get_desk_limits()


@pytest.mark.parametrize("person", [arjun, charu], ids=["a trader", "an auditor"])
def test_who_does_not_run_the_desk_sets_no_limits_not_even_their_own(person):
    someone = person()

    with pytest.raises(NotAllowed):
        set_limits(by=someone, user_id=someone.pk, figures={"order_value_inr_max": Decimal(10**9)}, at=AT)

    assert RiskLimit.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "figure"),
    [
        ("order_value_inr_max", Decimal(-1)),
        ("order_value_inr_max", Decimal("NaN")),
        ("order_value_inr_max", Decimal("Infinity")),
        ("order_value_inr_max", Decimal("1e30")),
        ("daily_loss_inr_max", Decimal("0.00001")),
        ("position_size_fraction_max", Decimal("1.0001")),
        ("position_size_fraction_max", Decimal("-0.1")),
        ("order_value_inr_max", None),
        ("leverage", Decimal(1)),
    ],
)
def test_a_figure_that_cannot_be_a_limit_is_refused_by_name(field, figure):
    with pytest.raises(BadInput) as refused:
        set_limits(by=SuperadminFactory(), figures={field: figure}, at=AT)

    assert list(refused.value.details) == [field]


def test_setting_nothing_is_refused():
    with pytest.raises(BadInput):
        set_limits(by=SuperadminFactory(), figures={}, at=AT)


def test_limits_for_nobody_are_refused():
    with pytest.raises(NotFound):
        set_limits(by=SuperadminFactory(), user_id=10**9, figures={"order_value_inr_max": Decimal(1)}, at=AT)


def test_the_audit_log_knows_who_set_what_and_why():
    owner = BusinessOwnerFactory()

    set_limits(by=owner, figures={"order_value_inr_max": Decimal(5)}, reason="Volatile week.", at=AT)

    event = AuditEvent.objects.get(action="limits.set")
    assert (event.actor_id, event.reason, event.object_type) == (owner.pk, "Volatile week.", "risk_limit")
    assert '"order_value_inr_max":"5"' in event.after.replace(" ", "")


def test_a_trader_sees_their_own_limits_and_nobody_elses():
    trader, other = arjun(), bhavna()

    assert get_limits_for(viewer=trader, user_id=trader.pk).effective == get_desk_limits()
    with pytest.raises(NotFound):
        get_limits_for(viewer=trader, user_id=other.pk)
    with pytest.raises(NotFound):
        get_limits_for(viewer=trader, user_id=10**9)


def test_an_auditor_sees_everybodys_limits():
    assert get_limits_for(viewer=charu(), user_id=arjun().pk).own == {
        "order_value_inr_max": None,
        "position_size_fraction_max": None,
        "daily_loss_inr_max": None,
    }


@pytest.mark.parametrize(
    "row",
    [
        {"scope": LimitScope.DESK},
        {"scope": LimitScope.USER, "order_value_inr_max": Decimal(1)},
        {
            "scope": LimitScope.DESK,
            "order_value_inr_max": Decimal(1),
            "position_size_fraction_max": Decimal("1.0001"),
            "daily_loss_inr_max": Decimal(1),
        },
    ],
    ids=["an incomplete desk", "a user's without user", "more than the whole"],
)
def test_the_database_refuses_a_row_that_makes_no_sense(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskLimit.objects.create(**row)


def test_the_database_refuses_a_second_row_of_the_desk():
    install_desk_limits(at=AT)
    desk = RiskLimit.objects.get()
    desk.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        desk.save(force_insert=True)
