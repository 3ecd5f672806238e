"""Kill switches: who may engage and release which, and that the gate sees them at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connections, transaction

from accounts.models.audit import AuditEvent
from accounts.models.notification import Notification
from stocksteward.core.errors import BadInput, NotAllowed, NotFound
from tests.factories.accounts import BusinessOwnerFactory, SuperadminFactory, arjun, bhavna, charu
from trading.enums import HaltScope
from trading.models.halt import Halt
from trading.selectors.halts import active_halts, current_epoch, find_global_halt, get_halt_for, list_halts_for
from trading.services import halts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def engage(by, *, user=None, reason="Feed looks wrong."):
    scope = HaltScope.GLOBAL if user is None else HaltScope.USER
    return halts.engage(scope=scope, user_id=None if user is None else user.pk, reason=reason, by=by, at=AT)


def test_a_halt_of_the_desk_stops_everybody_at_once():
    trader, other = arjun(), bhavna()

    fact = engage(BusinessOwnerFactory())

    assert active_halts(user_id=trader.pk) == active_halts(user_id=other.pk) == (fact,)
    assert find_global_halt() == fact


def test_a_halt_of_one_user_stops_only_them():
    trader, other = arjun(), bhavna()

    fact = engage(trader, user=trader)

    assert active_halts(user_id=trader.pk) == (fact,)
    assert active_halts(user_id=other.pk) == ()
    assert find_global_halt() is None


def test_engaging_twice_is_engaging_once():
    owner = BusinessOwnerFactory()

    first, second = engage(owner), engage(SuperadminFactory(), reason="Again.")

    assert first == second
    assert Halt.objects.count() == 1
    assert AuditEvent.objects.filter(action="halt.engaged").count() == 1


def test_every_halt_has_a_higher_epoch_and_a_release_does_not_lower_it():
    trader, other, owner = arjun(), bhavna(), BusinessOwnerFactory()
    assert current_epoch(trader.pk) == 0

    own = engage(trader, user=trader)
    halts.release(halt_id=own.id, reason="Fine again.", by=trader, at=LATER)
    assert (current_epoch(trader.pk), current_epoch(other.pk)) == (1, 0)

    engage(owner)
    assert (current_epoch(trader.pk), current_epoch(other.pk)) == (2, 2)


def test_after_the_release_trading_goes_on_and_the_row_tells_the_story():
    owner = BusinessOwnerFactory()
    fact = engage(owner)

    released = halts.release(halt_id=fact.id, reason="The feed is back.", by=owner, at=LATER)

    assert not released.is_active
    assert active_halts(user_id=owner.pk) == ()
    row = Halt.objects.get()
    assert (row.released_by_id, row.released_at, row.release_reason) == (owner.pk, LATER, "The feed is back.")


def test_a_released_halt_can_be_engaged_anew():
    owner = BusinessOwnerFactory()
    first = engage(owner)
    halts.release(halt_id=first.id, reason="Over.", by=owner, at=LATER)

    second = engage(owner)

    assert second.id != first.id
    assert second.epoch > first.epoch


# Refusals


@pytest.mark.parametrize("person", [arjun, charu], ids=["a trader", "an auditor"])
def test_who_does_not_run_the_desk_cannot_halt_it(person):
    with pytest.raises(NotAllowed):
        engage(person())

    assert Halt.objects.count() == 0


def test_a_trader_cannot_halt_another_nor_learn_whether_they_exist():
    trader, other = arjun(), bhavna()

    with pytest.raises(NotFound) as for_somebody:
        engage(trader, user=other)
    with pytest.raises(NotFound) as for_nobody:
        halts.engage(scope=HaltScope.USER, user_id=10**9, reason="x", by=trader, at=AT)

    assert str(for_somebody.value) == str(for_nobody.value)


def test_an_auditor_cannot_even_halt_themselves():
    auditor = charu()

    with pytest.raises(NotAllowed):
        engage(auditor, user=auditor)


def test_a_trader_cannot_release_what_the_desk_has_engaged():
    trader = arjun()
    of_the_desk, of_the_trader = engage(BusinessOwnerFactory()), engage(SuperadminFactory(), user=trader)

    for fact in (of_the_desk, of_the_trader):
        with pytest.raises(NotAllowed):
            halts.release(halt_id=fact.id, reason="I want to trade.", by=trader, at=LATER)

    assert len(active_halts(user_id=trader.pk)) == 2


def test_the_desk_takes_over_a_halt_that_the_trader_engaged_so_that_they_cannot_slip_out():
    trader, owner = arjun(), BusinessOwnerFactory()
    own = engage(trader, user=trader, reason="Lunch.")

    taken = engage(owner, user=trader, reason="Under investigation.")

    assert (taken.id, taken.reason, taken.engaged_by_id) == (own.id, "Under investigation.", owner.pk)
    with pytest.raises(NotAllowed):
        halts.release(halt_id=own.id, reason="Back from lunch.", by=trader, at=LATER)


def test_a_trader_cannot_release_the_halt_of_another_nor_see_it():
    trader, other = arjun(), bhavna()
    fact = engage(other, user=other)

    with pytest.raises(NotFound):
        halts.release(halt_id=fact.id, reason="x", by=trader, at=LATER)
    with pytest.raises(NotFound):
        get_halt_for(user=trader, halt_id=fact.id)
    assert list(list_halts_for(user=trader)) == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_engaging_and_releasing_need_a_reason(reason):
    owner = BusinessOwnerFactory()
    fact = engage(owner)

    with pytest.raises(BadInput) as refused:
        halts.release(halt_id=fact.id, reason=reason, by=owner, at=LATER)
    with pytest.raises(BadInput):
        engage(owner, reason=reason)

    assert list(refused.value.details) == ["reason"]


def test_releasing_twice_is_told():
    owner = BusinessOwnerFactory()
    fact = engage(owner)
    halts.release(halt_id=fact.id, reason="Over.", by=owner, at=LATER)

    with pytest.raises(halts.HaltIsReleased):
        halts.release(halt_id=fact.id, reason="Over.", by=owner, at=LATER)
    with pytest.raises(NotFound):
        halts.release_active(scope=HaltScope.GLOBAL, reason="Over.", by=owner, at=LATER)


@pytest.mark.parametrize(("scope", "user_id"), [(HaltScope.GLOBAL, 1), (HaltScope.USER, None), ("PLANET", None)])
def test_scope_and_user_must_fit(scope, user_id):
    with pytest.raises(BadInput):
        halts.engage(scope=scope, user_id=user_id, reason="x", by=SuperadminFactory(), at=AT)


# Telling


def test_whoever_is_stopped_is_told_and_the_audit_log_knows():
    trader, owner = arjun(), BusinessOwnerFactory()

    engage(owner, user=trader)

    assert list(Notification.objects.filter(user=trader).values_list("title", "body")) == [
        ("Trading is halted for your account", "Feed looks wrong.")
    ]
    event = AuditEvent.objects.get(action="halt.engaged")
    assert (event.actor_id, event.on_behalf_of_id, event.reason) == (owner.pk, trader.pk, "Feed looks wrong.")


# The environment


def test_the_switch_in_the_environment_engages_at_the_start_and_only_once(settings):
    settings.GLOBAL_KILL_SWITCH = True

    halts.engage_if_configured(at=AT)
    halts.engage_if_configured(at=LATER)

    fact = find_global_halt()
    assert fact is not None
    assert (fact.engaged_by_id, fact.engaged_at) == (None, AT)
    assert Halt.objects.count() == 1


def test_without_the_switch_the_start_leaves_the_rows_alone(settings):
    settings.GLOBAL_KILL_SWITCH = False
    fact = engage(BusinessOwnerFactory())

    halts.engage_if_configured(at=LATER)

    assert find_global_halt() == fact


# The database


def test_the_database_refuses_a_second_active_halt_of_the_same_scope():
    trader = arjun()
    engage(trader, user=trader)

    with pytest.raises(IntegrityError), transaction.atomic():
        Halt.objects.create(scope=HaltScope.USER, user=trader, epoch=99, reason="x", engaged_at=AT)


def test_the_database_refuses_a_release_without_a_reason():
    engage(BusinessOwnerFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        Halt.objects.update(is_active=False, released_at=LATER)


@pytest.mark.django_db(transaction=True)
def test_eight_people_who_press_the_button_at_once_make_one_halt():
    owners = [BusinessOwnerFactory() for _ in range(8)]
    barrier, found, failed = threading.Barrier(8), [], []

    def press(owner):
        barrier.wait()
        try:
            found.append(engage(owner).id)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(owner,)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(set(found)) == 1
    assert Halt.objects.filter(is_active=True).count() == 1
