"""What may be believed of a quote, and how it is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from market.domain.depth import depth_as_json, derive_depth
from market.domain.movers import movers_as_json, rank_movers
from market.domain.quotes import QuoteFacts, quote_as_json, status_of, text, unavailable
from market.enums import InstrumentKind, QuoteStatus

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def quote(**changes):
    facts = {
        "instrument_id": 1,
        "exchange": "NSE",
        "symbol": "RELIANCE",
        "last": Decimal("1300.1000"),
        "bid": Decimal("1300.0"),
        "ask": Decimal("1300.2"),
        "open": Decimal(1290),
        "high": Decimal(1310),
        "low": Decimal(1280),
        "previous_close": Decimal(1290),
        "volume": 400_000,
        "as_of": AT,
        "received_at": AT,
        "source": "simulated",
        "status": QuoteStatus.LIVE,
        "sequence": 7,
        "name": "Reliance Industries",
        "kind": InstrumentKind.EQUITY,
    }
    return QuoteFacts(**{**facts, **changes})


def status(*, market_age=0, wall_age=0, is_open=True):
    return status_of(
        as_of=AT - timedelta(seconds=market_age),
        received_at=AT - timedelta(seconds=wall_age),
        market_time=AT,
        at=AT,
        age_seconds_max=15,
        is_session_open=is_open,
    )


def test_a_price_that_never_came_is_unavailable():
    assert (
        status_of(as_of=None, received_at=None, market_time=AT, at=AT, age_seconds_max=15, is_session_open=True) is QuoteStatus.UNAVAILABLE
    )


@pytest.mark.parametrize(
    "circumstances", [{"market_age": 16}, {"wall_age": 16}, {"is_open": False}, {"market_age": -16}, {"market_age": 16, "is_open": False}]
)
def test_a_price_that_is_old_or_of_a_closed_market_is_stale(circumstances):
    assert status(**circumstances) is QuoteStatus.STALE


@pytest.mark.parametrize("circumstances", [{}, {"market_age": 15}, {"wall_age": 15}, {"market_age": -1}])
def test_a_young_price_of_an_open_market_is_live(circumstances):
    assert status(**circumstances) is QuoteStatus.LIVE


def test_what_is_not_known_is_not_computed():
    nothing = unavailable(instrument_id=1)

    assert (nothing.mid, nothing.change, nothing.change_percent) == (None, None, None)
    assert quote(previous_close=None).change is None
    assert quote(previous_close=Decimal(0)).change_percent is None


def test_change_and_middle_are_computed_exactly():
    assert quote().change == Decimal("10.1")
    assert quote().change_percent == Decimal("0.78")
    assert quote().mid == Decimal("1300.1")
    assert quote(bid=None).mid == Decimal("1300.1")


@pytest.mark.parametrize(
    ("value", "written"), [(None, None), ("1300.1000", "1300.10"), ("88.3975", "88.3975"), ("5", "5.00"), ("0.0500", "0.05")]
)
def test_a_price_is_written_with_at_least_two_places(value, written):
    assert text(Decimal(value) if value else None) == written


def test_a_quote_is_written_with_strings_and_offsets():
    written = quote_as_json(quote())

    assert written["last"] == "1300.10"
    assert written["change_percent"] == "0.78"
    assert written["as_of"] == "2026-11-20T06:00:00+00:00"
    assert written["status"] == "LIVE"
    assert quote_as_json(unavailable(instrument_id=1))["last"] is None


def test_depth_without_a_price_is_empty():
    depth = derive_depth(quote=unavailable(instrument_id=1), tick_size=Decimal("0.1"))

    assert (depth.bids, depth.asks) == ((), ())


def test_derived_depth_says_so_and_climbs_by_ticks():
    written = depth_as_json(derive_depth(quote=quote(), tick_size=Decimal("0.1")))

    assert written["derived"] is True
    assert [level["price"] for level in written["bids"]] == ["1300.00", "1299.90", "1299.80", "1299.70", "1299.60"]
    assert [level["price"] for level in written["asks"]] == ["1300.20", "1300.30", "1300.40", "1300.50", "1300.60"]
    assert [level["quantity"] for level in written["asks"]] == [10, 20, 30, 40, 50]


def test_derived_depth_invents_no_quantity_and_no_price_below_zero():
    depth = derive_depth(quote=quote(last=Decimal("0.02"), bid=None, ask=None, volume=None), tick_size=Decimal("0.01"))

    assert [level.price for level in depth.bids] == [Decimal("0.01")]
    assert {level.quantity for level in (*depth.bids, *depth.asks)} == {None}


def test_movers_leave_out_what_has_not_moved_or_is_not_known():
    movers = rank_movers(quotes=[quote(last=Decimal(1290)), unavailable(instrument_id=2)], limit=5)

    assert (movers.gainers, movers.losers, movers.status) == ((), (), QuoteStatus.UNAVAILABLE)


def test_movers_are_ranked_and_as_trustworthy_as_their_worst():
    rows = [
        quote(symbol="A", last=Decimal(1300)),
        quote(symbol="B", last=Decimal(1400), status=QuoteStatus.STALE, as_of=AT - timedelta(hours=1)),
        quote(symbol="C", last=Decimal(1200)),
        quote(symbol="D", last=Decimal(1100)),
    ]
    written = movers_as_json(rank_movers(quotes=rows, limit=1))

    assert [row["symbol"] for row in written["gainers"]] == ["B"]
    assert [row["symbol"] for row in written["losers"]] == ["D"]
    assert written["status"] == "STALE"
    assert written["as_of"] == "2026-11-20T05:00:00+00:00"
