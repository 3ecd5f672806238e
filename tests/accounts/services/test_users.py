"""Registering, verifying, and what changes a person."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.domain.users import IllegalStateChange
from accounts.enums import Role, UserState
from accounts.models.audit import AuditEvent
from accounts.models.notification import Notification
from accounts.models.user import Preferences, User
from accounts.selectors.audit import verify
from accounts.selectors.sessions import list_sessions_of
from accounts.selectors.users import get_user_facts, list_active_traders
from accounts.services import users
from accounts.services.demo import DEMO_PASSWORD, install_demo_users
from stocksteward.core import clock, events
from stocksteward.core.errors import BadInput
from tests.factories.accounts import PASSWORD, SuperadminFactory, arjun, bearer_client, bhavna, charu, dev

pytestmark = pytest.mark.django_db
GOOD = {"email": "new@desk.example", "password": PASSWORD, "full_name": "New Person"}


def register(**changes):
    return users.register_user(**{**GOOD, **changes}, at=clock.now())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "no address"),
        ("email", "a@b"),
        ("full_name", ""),
        ("full_name", " " * 5),
        ("full_name", "x" * 121),
        ("password", "short"),
        ("password", "123456789012"),
        ("password", "password1234"),
        ("password", "new@desk.example"),
    ],
)
def test_a_registration_that_breaks_a_rule_is_refused_by_field(field, value):
    with pytest.raises(BadInput) as refusal:
        register(**{field: value})

    assert set(refusal.value.details) == {field}
    assert not User.objects.filter(email="new@desk.example").exists()


def test_a_registered_person_is_inactive_and_gets_a_link(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        person = register(email="New@Desk.Example")

    assert (person.email, person.state, person.role, person.is_active) == ("new@desk.example", UserState.INACTIVE, Role.TRADER, False)
    assert Preferences.objects.filter(user=person).exists()
    assert [message.to for message in mail.outbox] == [["new@desk.example"]]
    assert re.search(r"http://127\.0\.0\.1:8000/verify-email/\S+/", mail.outbox[0].body)


def test_a_known_address_is_told_by_mail_only_and_nothing_changes(django_capture_on_commit_callbacks):
    person = arjun()

    with django_capture_on_commit_callbacks(execute=True):
        register(email="ARJUN@desk.example", password="another-long-password", full_name="Somebody Else")

    person.refresh_from_db()
    assert User.objects.count() == 1
    assert person.full_name == "Arjun"
    assert person.check_password(PASSWORD)
    assert mail.outbox[0].subject == "You already have an account"


def test_an_unverified_address_gets_another_link_when_it_registers_again(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        register()
        register()

    assert [message.subject for message in mail.outbox] == ["Verify your e-mail address"] * 2


def test_a_link_works_once(monkeypatch):
    heard = []
    monkeypatch.setitem(events._listeners, events.USER_REGISTERED, [lambda **facts: heard.append(facts["user_id"])])
    person = register()
    token = users.verification_token(person)

    users.verify_email(token, at=clock.now())

    person.refresh_from_db()
    assert (person.state, person.is_active) == (UserState.ACTIVE, True)
    assert heard == [person.pk]
    assert Notification.objects.filter(user=person, kind="WELCOME").count() == 1
    with pytest.raises(users.VerificationLinkInvalid):
        users.verify_email(token, at=clock.now())
    assert heard == [person.pk]


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "eyJ1c2VyIjoxfQ:1abc:sig"])
def test_a_forged_link_is_refused(token):
    with pytest.raises(users.VerificationLinkInvalid):
        users.verify_email(token, at=clock.now())


def test_a_link_of_four_days_ago_is_refused():
    with time_machine.travel("2026-11-01T04:00:00+00:00", tick=False):
        token = users.verification_token(register())

    with time_machine.travel("2026-11-05T04:00:00+00:00", tick=False), pytest.raises(users.VerificationLinkInvalid):
        users.verify_email(token, at=clock.now())


def test_a_suspended_person_cannot_come_back_with_an_old_link():
    person = register()
    token = users.verification_token(person)
    users.verify_email(token, at=clock.now())
    users.change_state(user_id=person.pk, state="SUSPENDED", at=clock.now())

    with pytest.raises(users.VerificationLinkInvalid):
        users.verify_email(token, at=clock.now())


def test_an_illegal_change_of_state_is_refused():
    person = arjun(state=UserState.DEACTIVATED)

    with pytest.raises(IllegalStateChange):
        users.change_state(user_id=person.pk, state="ACTIVE", at=clock.now())


@pytest.mark.parametrize(("change", "value"), [("state", "SUSPENDED"), ("state", "DEACTIVATED"), ("role", "TRADER")])
def test_the_last_superadmin_stays(change, value):
    admin = SuperadminFactory()
    SuperadminFactory(state=UserState.SUSPENDED)

    act = users.change_state if change == "state" else users.change_role

    with pytest.raises(users.LastSuperadmin):
        act(user_id=admin.pk, at=clock.now(), **{change: value})


@pytest.mark.parametrize("action", ["suspend", "role"])
def test_suspension_and_a_change_of_role_end_every_session_and_say_why(action):
    person = bhavna()
    bearer_client(person)

    if action == "suspend":
        users.change_state(user_id=person.pk, state="SUSPENDED", at=clock.now(), reason="phone stolen")
    else:
        users.change_role(user_id=person.pk, role="AUDITOR", at=clock.now(), reason="phone stolen")

    assert list_sessions_of(user_id=person.pk).count() == 0
    assert AuditEvent.objects.filter(reason="phone stolen", stream_id=f"user:{person.pk}").exists()
    assert verify() == []


def test_unknown_roles_and_states_are_refused():
    person = arjun()

    with pytest.raises(BadInput):
        users.change_role(user_id=person.pk, role="ADMIN", at=clock.now())
    with pytest.raises(BadInput):
        users.change_state(user_id=person.pk, state="GONE", at=clock.now())


def test_trading_is_suspended_without_signing_the_person_out():
    person = arjun()
    client = bearer_client(person)

    users.suspend_trading(user_id=person.pk, is_suspended=True)

    assert get_user_facts(user_id=person.pk).trading_suspended
    assert client.get("/api/v1/auth/me/").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "Upper@desk.example"},
        {"role": "ADMIN"},
        {"state": "GONE", "is_active": False},
        {"is_active": False},
        {"state": "SUSPENDED"},
    ],
)
def test_the_database_refuses_a_user_that_breaks_a_rule(changes):
    person = arjun()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(**changes)


def test_a_second_user_with_the_same_address_is_refused():
    arjun()

    with pytest.raises(IntegrityError), transaction.atomic():
        arjun()


def test_active_traders_are_listed_and_nobody_else():
    person, _, _ = arjun(), charu(), dev(state=UserState.SUSPENDED)

    assert [facts.id for facts in list_active_traders()] == [person.pk]


def test_the_demo_people_are_installed_once():
    first = install_demo_users(clock.now())
    second = install_demo_users(clock.now())

    assert first == second
    assert set(User.objects.values_list("email", "role", "state")) == {
        ("trader@demo.example", "TRADER", "ACTIVE"),
        ("owner@demo.example", "BUSINESS_OWNER", "ACTIVE"),
        ("admin@demo.example", "SUPERADMIN", "ACTIVE"),
        ("auditor@demo.example", "AUDITOR", "ACTIVE"),
    }
    facts = get_user_facts(user_id=first["trader@demo.example"])
    assert (str(facts.approval_threshold), str(facts.confidence_threshold)) == ("50000.0000", "0.6000")
    assert User.objects.get(email="trader@demo.example").check_password(DEMO_PASSWORD)
