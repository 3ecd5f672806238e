"""The status of a quote in each market, and the number of queries behind it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from market.enums import InstrumentKind, QuoteStatus
from market.selectors import cards, depth, health, market_clock, movers, sessions
from market.selectors.instruments import facts_of
from market.selectors.quotes import get_quote, get_quotes
from market.services import provider_chain
from market.services.demo import install_demo_market
from stocksteward.core.clock import IST
from tests.factories.market import FeedStateFactory, IndexFactory, InstrumentFactory, QuoteFactory, RelianceFactory

pytestmark = pytest.mark.django_db
REPLAY = "replay:2021-05-31@600x"


def ist(text):
    return datetime.fromisoformat(text).replace(tzinfo=IST)


OPEN = ist("2026-11-20 11:00")
EVENING = ist("2026-11-20 20:00")


def test_an_instrument_without_quote_and_an_unknown_one_are_unavailable():
    reliance = RelianceFactory()
    quotes = get_quotes(instrument_ids=[reliance.pk, 0], at=OPEN)

    assert [quote.status for quote in quotes.values()] == [QuoteStatus.UNAVAILABLE] * 2
    assert (quotes[reliance.pk].last, quotes[reliance.pk].symbol, quotes[0].symbol) == (None, "RELIANCE", "")


@pytest.mark.parametrize(("market", "at"), [("demo", EVENING), ("live", OPEN)])
def test_a_fresh_quote_is_live(settings, market, at):
    settings.STEWARD_MARKET = market
    install_demo_market()
    quote = QuoteFactory(instrument=RelianceFactory(), at=at)

    assert get_quote(instrument_id=quote.instrument_id, at=at + timedelta(seconds=15)).status is QuoteStatus.LIVE
    assert get_quote(instrument_id=quote.instrument_id, at=at + timedelta(seconds=16)).status is QuoteStatus.STALE


def test_outside_of_the_session_the_latest_quote_is_stale(settings):
    settings.STEWARD_MARKET = "live"
    install_demo_market()
    quote = QuoteFactory(instrument=RelianceFactory(), at=EVENING)

    assert get_quote(instrument_id=quote.instrument_id, at=EVENING).status is QuoteStatus.STALE


def test_during_the_closing_auction_only_shares_without_one_are_live(settings):
    settings.STEWARD_MARKET = "live"
    install_demo_market()
    at = ist("2026-11-20 15:20")
    with_auction, without = QuoteFactory(instrument=RelianceFactory(), at=at), QuoteFactory(at=at)
    quotes = get_quotes(instrument_ids=[with_auction.pk, without.pk], at=at)

    assert [quote.status for quote in quotes.values()] == [QuoteStatus.STALE, QuoteStatus.LIVE]


def test_in_a_replay_the_recorded_time_and_the_feeds_silence_both_count(settings):
    settings.STEWARD_MARKET = REPLAY
    install_demo_market()
    played = ist("2021-05-31 11:00")
    FeedStateFactory(mode=REPLAY, market_time=played)
    quote = QuoteFactory(instrument=RelianceFactory(), as_of=played, received_at=EVENING, source="replay:2021-05-31")

    assert get_quote(instrument_id=quote.pk, at=EVENING).status is QuoteStatus.LIVE
    assert get_quote(instrument_id=quote.pk, at=EVENING + timedelta(seconds=16)).status is QuoteStatus.STALE

    FeedStateFactory._meta.model.objects.update(market_time=played + timedelta(seconds=16))
    assert get_quote(instrument_id=quote.pk, at=EVENING).status is QuoteStatus.STALE


def test_the_clock_of_a_replay_begins_at_the_opening_and_ignores_another_market(settings):
    settings.STEWARD_MARKET = REPLAY
    assert market_clock.market_now(at=OPEN) == ist("2021-05-31 09:15")

    FeedStateFactory(mode="demo", market_time=OPEN)
    assert market_clock.market_now(at=OPEN) == ist("2021-05-31 09:15")


def test_the_clock_of_other_markets_is_the_wall_clock(settings, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert market_clock.market_now(at=OPEN) == OPEN


@pytest.mark.parametrize(("market", "queries"), [("demo", 1), ("live", 3), (REPLAY, 4)])
@pytest.mark.parametrize("count", [1, 3])
def test_many_quotes_take_as_many_queries_as_one(settings, django_assert_num_queries, market, queries, count):
    settings.STEWARD_MARKET = market
    numbers = [quote.pk for quote in QuoteFactory.create_batch(count, at=OPEN)]

    with django_assert_num_queries(queries):
        get_quotes(instrument_ids=numbers, at=OPEN)


def test_the_demo_market_is_always_open_and_asks_no_calendar(django_assert_num_queries):
    instrument = facts_of(RelianceFactory())

    with django_assert_num_queries(0):
        session = sessions.session_for(instrument=instrument, at=ist("2026-11-22 03:00"))

    assert session.is_open


def test_a_calendar_that_an_administrator_has_changed_counts_at_once(settings):
    settings.STEWARD_MARKET = "live"
    install_demo_market()
    instrument = facts_of(RelianceFactory())
    from tests.factories.market import TradingDayFactory

    assert sessions.session_for(instrument=instrument, at=OPEN).is_open
    TradingDayFactory(date="2026-11-20", name="Sudden holiday")
    session = sessions.session_for(instrument=instrument, at=OPEN)

    assert (session.is_open, session.reason) == (False, "The exchange is closed: Sudden holiday.")


def test_without_any_calendar_the_market_is_closed(settings):
    settings.STEWARD_MARKET = "live"

    assert not sessions.session_for(instrument=facts_of(RelianceFactory()), at=OPEN).is_open


def test_a_feed_that_has_never_run_or_fell_silent_is_not_alive():
    assert not sessions.market_status(at=OPEN).is_feed_alive

    FeedStateFactory(published_at=OPEN)
    assert sessions.market_status(at=OPEN + timedelta(seconds=15)).is_feed_alive
    assert not sessions.market_status(at=OPEN + timedelta(seconds=16)).is_feed_alive
    assert sessions.market_status(at=OPEN).banner == "Demo market: every price is simulated."


def test_movers_are_shares_and_at_most_as_many_as_asked():
    for number, last in enumerate((1290, 1310, 1320, 1330)):
        QuoteFactory(last=Decimal(last), previous_close=Decimal(1300), at=OPEN, instrument__symbol=f"S{number}")
    QuoteFactory(instrument=IndexFactory(symbol="NIFTY 50"), last=Decimal(2), previous_close=Decimal(1), at=OPEN)
    found = movers.get_movers(at=OPEN, limit=2)

    assert [quote.symbol for quote in found.gainers] == ["S3", "S2"]
    assert [quote.symbol for quote in found.losers] == ["S0"]
    assert found.status is QuoteStatus.LIVE


def test_cards_show_every_instrument_of_their_kinds_even_without_a_price():
    QuoteFactory(instrument=IndexFactory(symbol="NIFTY 50"), at=OPEN)
    InstrumentFactory(symbol="GOLD", exchange="REF", isin="", kind=InstrumentKind.METAL, is_tradable=False)
    RelianceFactory()

    assert [(quote.symbol, quote.status.value) for quote in cards.get_cards(at=OPEN)] == [("NIFTY 50", "LIVE"), ("GOLD", "UNAVAILABLE")]
    assert [quote.symbol for quote in cards.get_cards(kinds=[InstrumentKind.METAL], at=OPEN)] == ["GOLD"]


def test_depth_is_derived_from_the_quote():
    quote = QuoteFactory(at=OPEN)

    assert depth.get_depth(instrument_id=quote.pk, at=OPEN).is_derived
    assert len(depth.get_depth(instrument_id=quote.pk, at=OPEN).bids) == 5


def test_health_counts_quotes_and_knows_which_provider_cools_down(settings):
    QuoteFactory(at=OPEN)
    QuoteFactory(at=OPEN - timedelta(minutes=1))
    RelianceFactory()
    provider_chain.note_success(name="yahoo_chart", at=OPEN, latency_ms=120)
    provider_chain.note_failure(name="yfinance", at=OPEN, reason="429 too many requests")
    found = health.get_health(at=OPEN)

    assert (found.live, found.stale, found.unavailable) == (1, 1, 1)
    assert [(row.name, row.is_cooling, row.failures_in_a_row) for row in found.providers] == [
        ("yahoo_chart", False, 0),
        ("yfinance", True, 1),
    ]
    assert provider_chain.cooling(at=OPEN) == {"yfinance"}
    assert provider_chain.cooling(at=OPEN + timedelta(seconds=settings.STEWARD_PROVIDER_COOLDOWN_SECONDS)) == set()
