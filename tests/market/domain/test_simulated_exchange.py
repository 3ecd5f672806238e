"""The demo market is the same for the same seed whenever and in whatever order it is asked, and never breaks its own rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from market.domain import catalogue
from market.domain.simulated_exchange import SimulatedExchange, listing_of, simulated_bars
from market.enums import InstrumentKind

SEED = 20_261_121
AT = datetime(2026, 11, 20, 18, 29, 0, tzinfo=UTC)  # 23:59 in Mumbai
LISTINGS = [listing_of(symbol=entry.symbol, kind=entry.kind, tick_size=entry.tick_size) for entry in catalogue.ENTRIES]
RELIANCE = next(listing for listing in LISTINGS if listing.symbol == "RELIANCE")


def bars_of(listing, *, seconds, days, end=AT):
    return simulated_bars(seed=SEED, listing=listing, interval_seconds=seconds, start=end - timedelta(days=days), end=end)


@pytest.mark.parametrize("seconds", [0, 7, 86_401, 50_000])
def test_a_bar_that_does_not_fit_the_day_is_refused(seconds):
    with pytest.raises((ValueError, ZeroDivisionError)):
        bars_of(RELIANCE, seconds=seconds, days=1)


def test_more_bars_than_memory_is_for_are_refused():
    with pytest.raises(ValueError, match="at most"):
        bars_of(RELIANCE, seconds=60, days=365)


def test_no_bars_lie_in_the_future():
    assert simulated_bars(seed=SEED, listing=RELIANCE, interval_seconds=60, start=AT, end=AT - timedelta(minutes=1)) == []


def test_the_same_seed_gives_the_same_prices_after_a_restart():
    before = SimulatedExchange(seed=SEED, listings=LISTINGS).quotes(at=AT)
    after = SimulatedExchange(seed=SEED, listings=LISTINGS).quotes(at=AT)

    assert before == after


def test_another_seed_gives_other_prices():
    one = SimulatedExchange(seed=1, listings=[RELIANCE]).quotes(at=AT)
    other = SimulatedExchange(seed=2, listings=[RELIANCE]).quotes(at=AT)

    assert one != other


def test_an_instrument_has_the_same_price_whoever_is_listed_beside_it():
    alone = SimulatedExchange(seed=SEED, listings=[RELIANCE]).quotes(at=AT)[0]
    among = SimulatedExchange(seed=SEED, listings=LISTINGS).quotes(at=AT)[LISTINGS.index(RELIANCE)]

    assert alone == among


def test_walking_through_the_night_gives_what_a_jump_to_each_moment_gives():
    walking = SimulatedExchange(seed=SEED, listings=LISTINGS[:5])
    for step in range(40):  # over midnight in Mumbai
        at = AT + timedelta(seconds=3 * step)

        assert walking.quotes(at=at) == SimulatedExchange(seed=SEED, listings=LISTINGS[:5]).quotes(at=at)


def test_going_back_in_time_gives_the_earlier_quote_again():
    exchange = SimulatedExchange(seed=SEED, listings=[RELIANCE])
    earlier = exchange.quotes(at=AT)
    exchange.quotes(at=AT + timedelta(hours=3))

    assert exchange.quotes(at=AT) == earlier


def test_prices_are_on_their_tick_and_the_book_is_one_or_two_ticks_wide():
    for listing, quote in zip(LISTINGS, SimulatedExchange(seed=SEED, listings=LISTINGS).quotes(at=AT), strict=True):
        for price in (quote.last, quote.open, quote.high, quote.low, quote.previous_close):
            assert price % listing.tick_size == 0
            assert price > 0
        if listing.has_book:
            assert quote.bid <= quote.last <= quote.ask
            assert listing.tick_size <= quote.ask - quote.bid <= 2 * listing.tick_size
        else:
            assert (quote.bid, quote.ask, quote.volume) == (None, None, None)


def test_the_figures_of_the_day_agree_with_the_bars_of_the_day():
    exchange = SimulatedExchange(seed=SEED, listings=[RELIANCE])
    quote = exchange.quotes(at=AT)[0]
    yesterday, today = bars_of(RELIANCE, seconds=86_400, days=1)
    minutes = [bar for bar in bars_of(RELIANCE, seconds=60, days=1) if bar.at >= today.at]

    assert (quote.open, quote.high, quote.low, quote.last, quote.volume) == (today.open, today.high, today.low, today.close, today.volume)
    assert quote.previous_close == yesterday.close
    assert (minutes[0].open, minutes[-1].close) == (today.open, today.close)
    assert max(bar.high for bar in minutes) == today.high
    assert min(bar.low for bar in minutes) == today.low
    assert sum(bar.volume for bar in minutes) == today.volume


@pytest.mark.parametrize("symbol", ["RELIANCE", "IDEA", "MRF", "LIQUIDBEES", "NIFTY 50", "USDINR"])
def test_a_finished_day_is_what_its_hours_were(symbol):
    listing = next(found for found in LISTINGS if found.symbol == symbol)
    days = bars_of(listing, seconds=86_400, days=4)[:-1]
    hours = bars_of(listing, seconds=3_600, days=5)
    for day in days:
        inside = [bar for bar in hours if day.at <= bar.at < day.at + timedelta(days=1)]

        assert len(inside) == 24
        assert day.high == max(bar.high for bar in inside)
        assert day.low == min(bar.low for bar in inside)
        assert (day.open, day.close) == (inside[0].open, inside[-1].close)


def test_every_price_that_a_page_may_have_shown_lies_in_the_bar_of_its_minute():
    exchange = SimulatedExchange(seed=SEED, listings=[RELIANCE])
    start = AT - timedelta(hours=5)
    bar = simulated_bars(seed=SEED, listing=RELIANCE, interval_seconds=60, start=start, end=start + timedelta(minutes=1))[0]
    shown = [exchange.quotes(at=start + timedelta(seconds=second))[0].last for second in range(60)]

    assert bar.low <= min(shown)
    assert max(shown) <= bar.high
    assert len(set(shown)) > 3


def test_no_day_of_two_years_leaves_its_price_band():
    for entry, listing in zip(catalogue.ENTRIES, LISTINGS, strict=True):
        reach = (entry.band_percent or Decimal(10)) / 100
        for day in bars_of(listing, seconds=86_400, days=730):
            assert day.open * (1 - reach) < day.low
            assert day.high < day.open * (1 + reach)


def test_volume_never_falls_during_a_day():
    minutes = bars_of(RELIANCE, seconds=60, days=1)

    assert min(bar.volume for bar in minutes) >= 0
    assert max(bar.volume for bar in minutes) > 0


def test_large_names_trend_up_a_dozen_down_and_some_nowhere():
    gains = {}
    for listing in LISTINGS:
        days = bars_of(listing, seconds=86_400, days=365)
        gains[listing.symbol] = days[-1].close / days[0].open
    shares = [entry for entry in catalogue.ENTRIES if entry.kind is InstrumentKind.EQUITY]

    assert len(shares) >= 60
    assert sum(entry.trend == "down" for entry in shares) >= 12
    assert all(gains[entry.symbol] > Decimal("1.15") for entry in shares if entry.trend == "up")
    assert all(gains[entry.symbol] < Decimal("0.90") for entry in shares if entry.trend == "down")


@pytest.mark.parametrize("weeks", range(0, 104, 4))
def test_the_averages_of_reliance_point_up_whatever_the_week(weeks):
    closes = [bar.close for bar in bars_of(RELIANCE, seconds=86_400, days=60, end=AT + timedelta(weeks=weeks))]
    fast, slow = sum(closes[-20:]) / 20, sum(closes[-50:]) / 50

    assert fast > slow * Decimal("1.001")
    assert closes[-1] > slow * Decimal("1.001")


def test_an_instrument_that_was_added_later_has_prices_too():
    listing = listing_of(symbol="NEWCO", kind=InstrumentKind.EQUITY, tick_size=Decimal("0.05"))
    quote = SimulatedExchange(seed=SEED, listings=[listing]).quotes(at=AT)[0]

    assert quote.last > 0
    assert quote.last % Decimal("0.05") == 0


def test_an_exchange_without_listings_has_no_quotes():
    assert SimulatedExchange(seed=SEED, listings=[]).quotes(at=AT) == []
