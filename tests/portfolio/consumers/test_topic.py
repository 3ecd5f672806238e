"""portfolio:{user_id}: one's own, or anybody's for those who may see all; told after every booking."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from django.db import transaction

from portfolio.models.ledger import Journal
from portfolio.services import cash, fills, holds
from stocksteward.core.errors import NotFound
from stocksteward.core.live import push, sequence, topics
from tests.factories.accounts import BusinessOwnerFactory, UserFactory, arjun, bhavna, charu, dev
from tests.factories.market import RelianceFactory
from tests.factories.portfolio import AT, PortfolioFactory, fill_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch) -> list[tuple[str, dict]]:
    """What is sent, as if somebody listened to every topic."""
    messages: list[tuple[str, dict]] = []
    monkeypatch.setattr(push, "is_heard", lambda topic: True)
    monkeypatch.setattr(push, "_send", lambda group, message: messages.append((group, message["message"])))
    return messages


def snapshot(user, topic: str):
    resolved = topics.resolve(topic, user=user)
    return resolved.topic.snapshot(user, resolved.parts)


def test_a_person_sees_their_own_default_portfolio():
    user = arjun()
    portfolio = PortfolioFactory(user=user)

    found = snapshot(user, f"portfolio:{user.pk}")

    assert (found["portfolio_id"], found["total"]) == (portfolio.pk, "1000000.00")


@pytest.mark.parametrize("person", [charu, BusinessOwnerFactory])
def test_those_who_may_see_all_see_anybodys(person):
    portfolio = PortfolioFactory(user=bhavna())

    assert snapshot(person(), f"portfolio:{portfolio.user_id}")["portfolio_id"] == portfolio.pk


@pytest.mark.parametrize("topic", ["portfolio:{}", "portfolio:999999"])
def test_anothers_topic_is_answered_like_none(topic):
    portfolio = PortfolioFactory(user=bhavna())

    with pytest.raises(NotFound) as refusal:
        topics.resolve(topic.format(portfolio.user_id), user=dev())

    assert refusal.value.message == "There is no such topic here."


@pytest.mark.parametrize("topic", ["portfolio:", "portfolio:x", "portfolio:1:2", "portfolio:-1", f"portfolio:{'9' * 19}"])
def test_a_topic_that_is_none_is_not_found(topic):
    with pytest.raises(NotFound):
        topics.resolve(topic, user=charu())


def test_who_is_suspended_hears_nothing():
    user = UserFactory(state="SUSPENDED")

    with pytest.raises(NotFound):
        topics.resolve(f"portfolio:{user.pk}", user=user)


def test_who_has_no_portfolio_is_told_so():
    user = dev()

    assert snapshot(user, f"portfolio:{user.pk}") == {"portfolio_id": None, "holdings": []}


def test_every_booking_is_told_after_its_commit(told, django_capture_on_commit_callbacks):
    portfolio, share = PortfolioFactory(), RelianceFactory()
    for book in (
        lambda: cash.deposit(portfolio_id=portfolio.pk, amount=Decimal(1), reference="d", at=AT),
        lambda: holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(2000), reference="h", at=AT),
        lambda: fills.book_fill(fill=fill_of(portfolio, share, hold_reference="h"), at=AT),
        lambda: holds.release_hold(reference="h", at=AT),
    ):
        before = len(told)
        with django_capture_on_commit_callbacks(execute=True):
            book()
            assert len(told) == before

    assert {group for group, _ in told} == {push.group_name(f"portfolio:{portfolio.user_id}")}
    assert [message["seq"] for _, message in told] == [1, 2, 3, 4]
    assert {message["type"] for _, message in told} == {"portfolio_update"}
    assert told[-1][1]["data"]["cash"] == "999001.00"


def test_several_bookings_of_one_commit_are_told_once_as_they_stand_after_it(told, django_capture_on_commit_callbacks):
    first, second = PortfolioFactory(), PortfolioFactory()

    with django_capture_on_commit_callbacks(execute=True):
        for portfolio in (first, second, first):
            cash.deposit(portfolio_id=portfolio.pk, amount=Decimal(1), reference=f"d{Journal.objects.count()}", at=AT)

    assert [message["data"]["cash"] for _, message in told] == ["1000002.00", "1000001.00"]


def test_a_booking_that_was_undone_does_not_keep_the_next_one_from_being_told(told, django_capture_on_commit_callbacks):
    portfolio = PortfolioFactory()
    with django_capture_on_commit_callbacks(execute=True), contextlib.suppress(ZeroDivisionError), transaction.atomic():
        cash.deposit(portfolio_id=portfolio.pk, amount=Decimal(5), reference="undone", at=AT)
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True):
        cash.deposit(portfolio_id=portfolio.pk, amount=Decimal(1), reference="done", at=AT)

    assert [message["data"]["cash"] for _, message in told] == ["1000001.00"]


def test_nothing_is_valued_for_nobody_but_the_message_is_counted(settings, django_capture_on_commit_callbacks, django_assert_num_queries):
    # Only the layer of the one-process desk knows that nobody listens.
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "stocksteward.core.embedded_layer.EmbeddedChannelLayer"}}
    portfolio = PortfolioFactory()
    topic = f"portfolio:{portfolio.user_id}"
    with django_capture_on_commit_callbacks() as after_commit:
        cash.deposit(portfolio_id=portfolio.pk, amount=Decimal(1), reference="d", at=AT)

    with django_assert_num_queries(1), django_capture_on_commit_callbacks(execute=True):
        after_commit[0]()

    assert sequence.current_number(topic) == 1


def test_a_booking_stands_even_if_telling_about_it_fails(monkeypatch, django_capture_on_commit_callbacks, caplog):
    portfolio = PortfolioFactory()

    def fail(*_, **__):
        raise RuntimeError("the channel layer is away")

    monkeypatch.setattr(push, "push_after_commit", fail)

    with django_capture_on_commit_callbacks(execute=True):
        assert cash.deposit(portfolio_id=portfolio.pk, amount=Decimal(1), reference="d", at=AT)
