"""Market topics: who may read them, what they begin with."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from stocksteward.core.errors import NotFound
from stocksteward.core.live import topics
from tests.factories.accounts import FACTORY_OF_ROLE, arjun
from tests.factories.market import FeedStateFactory, IndexFactory, QuoteFactory, RelianceFactory

pytestmark = pytest.mark.django_db
TOPICS = ["market:quotes:RELIANCE", "market:depth:RELIANCE", "market:movers", "market:cards", "system"]


def snapshot(name, user):
    resolved = topics.resolve(name, user=user)
    return resolved.topic.snapshot(user, resolved.parts)


@pytest.mark.parametrize("name", TOPICS)
def test_a_stranger_and_a_suspended_person_read_no_topic(name):
    RelianceFactory()
    suspended = arjun(state="SUSPENDED")

    for user in (AnonymousUser(), suspended):
        with pytest.raises(NotFound):
            topics.resolve(name, user=user)


@pytest.mark.parametrize("name", ["market:quotes:NOSUCH", "market:depth:NOSUCH"])
def test_a_symbol_that_does_not_exist_has_no_snapshot(name):
    with pytest.raises(NotFound):
        snapshot(name, arjun())


@pytest.mark.parametrize(
    "name", ["market:quotes", "market:quotes:", "market:quotes:A:B", "market:movers:x", "market", "system:x", "market:quotes:A B"]
)
def test_a_topic_that_is_none_is_not_found(name):
    with pytest.raises(NotFound):
        topics.resolve(name, user=arjun())


@pytest.mark.parametrize("role", sorted(FACTORY_OF_ROLE))
@pytest.mark.parametrize("name", TOPICS)
def test_every_role_reads_every_market_topic(role, name):
    QuoteFactory(instrument=RelianceFactory())

    assert isinstance(snapshot(name, FACTORY_OF_ROLE[role]()), dict)


def test_snapshots_have_the_shape_of_updates():
    quote = QuoteFactory(instrument=RelianceFactory(), last=Decimal("1310.50"), previous_close=Decimal(1300))
    QuoteFactory(instrument=IndexFactory(symbol="NIFTY 50"))
    FeedStateFactory(published_at=quote.received_at)
    person = arjun()

    assert snapshot("market:quotes:reliance", person)["last"] == "1310.50"
    assert snapshot("market:quotes:NIFTY_50", person)["symbol"] == "NIFTY 50"
    assert snapshot("market:depth:RELIANCE", person)["derived"] is True
    assert [row["symbol"] for row in snapshot("market:movers", person)["gainers"]] == ["RELIANCE"]
    assert [row["symbol"] for row in snapshot("market:cards", person)["cards"]] == ["NIFTY 50"]
    assert snapshot("system", person)["feed"]["is_alive"] is True
