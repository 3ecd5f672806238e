"""Every rule of the gate: at its limit it passes, one smallest unit beyond it denies, and the unknown always denies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.enums import QuoteStatus
from tests.trading.risk.contexts import ARJUN, AT, BHAVNA, QUOTE, Session, a_context, codes
from trading.enums import HaltScope, OrderType, Product, Side
from trading.risk.context import HaltFacts, RecentOrder
from trading.risk.engine import evaluate

UNIT = Decimal("0.0001")
money = st.decimals(min_value="0.01", max_value="10000000", places=4)


def only(context):
    (denial,) = evaluate(context).denials
    return denial


def test_a_wish_within_every_limit_is_allowed():
    verdict = evaluate(a_context())

    assert verdict.denials == ()
    assert verdict.approvals_needed == ()
    assert verdict.is_allowed
    assert not verdict.is_denied


# What is unknown


@pytest.mark.parametrize(
    ("unknown", "code"),
    [
        ({"user": None}, {"USER_SUSPENDED", "HALTED", "SECTOR_NOT_ALLOWED"}),
        ({"halts": None}, {"HALTED"}),
        ({"quote": None}, {"STALE_QUOTE", "PRICE_BAND"}),
        ({"quote__last": None}, {"STALE_QUOTE"}),
        ({"quote__received_at": None}, {"STALE_QUOTE"}),
        ({"quote__previous_close": None}, {"PRICE_BAND"}),
        ({"session": None}, {"MARKET_CLOSED"}),
        ({"limits": None}, {"ORDER_VALUE", "POSITION_SIZE", "DAILY_LOSS"}),
        ({"estimate__price": None}, {"POSITION_SIZE"}),
        ({"estimate__value": None}, {"ORDER_VALUE"}),
        ({"estimate__required_cash": None}, {"FREE_CASH"}),
        ({"free_cash": None}, {"FREE_CASH"}),
        ({"owned_quantity": None}, {"POSITION_SIZE"}),
        ({"open_buy_quantity": None}, {"POSITION_SIZE"}),
        ({"portfolio_total_value": None}, {"POSITION_SIZE"}),
        ({"day_pnl": None}, {"DAILY_LOSS"}),
        ({"recent_orders": None}, {"DUPLICATE_ORDER"}),
        ({"market_time": None, "terms__product": Product.MIS}, {"INTRADAY_CUT_OFF"}),
        ({"free_quantity": None, "terms__side": Side.SELL}, {"FREE_SHARES"}),
        ({"mode": ""}, {"LIVE_MODE_OFF"}),
        ({"policy__allows_high_value": False, "estimate__value": None}, {"ORDER_VALUE", "HIGH_VALUE"}),
        ({"terms__limit_price": None}, {"TICK_AND_LOT", "PRICE_BAND"}),
    ],
    ids=lambda value: ",".join(sorted(value)) if isinstance(value, (set, dict)) else None,
)
def test_what_is_unknown_denies_and_never_passes(unknown, code):
    verdict = evaluate(a_context(**unknown))

    assert {str(denial.code) for denial in verdict.denials} == code
    assert verdict.score == 1


# Cash and shares


@given(cash=money)
def test_cash_that_covers_exactly_is_enough_and_a_ten_thousandth_less_is_not(cash):
    assert codes(a_context(free_cash=cash, estimate__required_cash=cash)) == []
    assert codes(a_context(free_cash=cash, estimate__required_cash=cash + UNIT)) == ["FREE_CASH"]


def test_missing_cash_is_told_with_both_figures():
    denial = only(a_context(free_cash=Decimal("9999.5"), estimate__required_cash=Decimal("10012.21")))

    assert denial.message == "This order needs ₹10,012.21 with charges, and ₹9,999.50 is free."
    assert (denial.limit, denial.actual) == ("9999.5", "10012.21")


@given(free=st.integers(min_value=1, max_value=99_999))
def test_all_free_shares_can_be_sold_and_not_one_more(free):
    limits = {"limits__order_value_inr_max": Decimal(10**10), "terms__side": Side.SELL, "owned_quantity": free, "free_quantity": free}

    assert codes(a_context(terms__quantity=free, **limits)) == []
    assert codes(a_context(terms__quantity=free + 1, **limits)) == ["FREE_SHARES"]


def test_a_purchase_needs_no_shares():
    assert codes(a_context(free_quantity=None)) == []


# Sizes


@given(value=money)
def test_an_order_worth_exactly_the_limit_passes_and_a_ten_thousandth_more_does_not(value):
    assert codes(a_context(limits__order_value_inr_max=value, estimate__value=value)) == []
    assert codes(a_context(limits__order_value_inr_max=value, estimate__value=value + UNIT)) == ["ORDER_VALUE"]


def test_the_order_value_is_limited_for_sales_too():
    context = a_context(
        terms__side=Side.SELL, terms__quantity=501, owned_quantity=600, free_quantity=600, limits__order_value_inr_max=Decimal(500_000)
    )

    assert codes(context) == ["ORDER_VALUE"]


def test_high_value_trades_pass_their_threshold_only_where_they_are_switched_on():
    assert codes(a_context(estimate__value=Decimal("50000.0001"))) == []
    assert codes(a_context(estimate__value=Decimal(50_000), policy__allows_high_value=False)) == []
    assert codes(a_context(estimate__value=Decimal("50000.0001"), policy__allows_high_value=False)) == ["HIGH_VALUE"]


@given(owned=st.integers(min_value=0, max_value=50), working=st.integers(min_value=0, max_value=30))
def test_a_position_of_exactly_the_allowed_part_passes_and_one_share_more_does_not(owned, working):
    room = 100 - owned - working
    facts = {"owned_quantity": owned, "free_quantity": owned, "open_buy_quantity": working, "free_cash": Decimal(10**7)}

    assert codes(a_context(terms__quantity=room, **facts)) == []
    assert codes(a_context(terms__quantity=room + 1, **facts)) == ["POSITION_SIZE"]


def test_a_position_too_large_is_told_in_rupees_and_percent():
    denial = only(a_context(terms__quantity=101, free_cash=Decimal(10**7)))

    assert (
        denial.message
        == "With this order RELIANCE would be ₹1,01,000.00, 10.10% of the portfolio; at most 10.00% (₹1,00,000.00) is allowed."
    )
    assert (denial.limit, denial.actual) == ("100000.00", "101000")


def test_shares_already_owned_count_at_the_market_price_when_a_low_limit_is_asked():
    context = a_context(owned_quantity=95, free_quantity=95, terms__quantity=6, terms__limit_price=Decimal("900.0"))

    assert codes(context) == ["POSITION_SIZE"]


def test_a_sale_is_never_too_large_a_position():
    context = a_context(terms__side=Side.SELL, terms__quantity=1, owned_quantity=900, free_quantity=900, portfolio_total_value=None)

    assert codes(context) == []


def test_an_empty_portfolio_has_no_room_for_any_position():
    assert codes(a_context(portfolio_total_value=Decimal(0))) == ["POSITION_SIZE"]


# Loss


@given(loss=money)
def test_a_loss_of_exactly_the_limit_passes_and_a_ten_thousandth_more_does_not(loss):
    assert codes(a_context(limits__daily_loss_inr_max=loss, day_pnl=-loss)) == []
    assert codes(a_context(limits__daily_loss_inr_max=loss, day_pnl=-loss - UNIT)) == ["DAILY_LOSS"]


def test_after_the_loss_of_the_day_selling_stays_possible():
    context = a_context(terms__side=Side.SELL, owned_quantity=10, free_quantity=10, day_pnl=Decimal(-(10**6)))

    assert codes(context) == []


# Twins


def twin(**changes):
    facts = {
        "client_order_id": "a-0",
        "instrument_id": 7,
        "side": Side.BUY,
        "quantity": 10,
        "order_type": OrderType.LIMIT,
        "limit_price": Decimal("1000.00"),
        "requested_at": AT - timedelta(seconds=4),
    }
    return RecentOrder(**{**facts, **changes})


def test_the_same_order_moments_later_is_taken_for_a_double_click():
    denial = only(a_context(recent_orders=(twin(),)))

    assert denial.code == "DUPLICATE_ORDER"
    assert denial.message.startswith("The same order was asked for 4 seconds ago; the desk takes it again after 10 seconds")


@pytest.mark.parametrize(
    "difference",
    [
        {"client_order_id": "a-1"},
        {"instrument_id": 8},
        {"side": Side.SELL},
        {"quantity": 11},
        {"order_type": OrderType.MARKET, "limit_price": None},
        {"limit_price": Decimal("1000.10")},
        {"requested_at": AT - timedelta(seconds=10)},
    ],
    ids=lambda value: next(iter(value)),
)
def test_an_order_that_differs_in_anything_is_no_twin(difference):
    assert codes(a_context(recent_orders=(twin(**difference),))) == []


def test_without_a_client_order_id_of_its_own_every_twin_counts():
    assert codes(a_context(client_order_id="", recent_orders=(twin(client_order_id=""),))) == ["DUPLICATE_ORDER"]


def test_without_a_window_nothing_is_a_twin_even_if_it_was_asked_for_a_moment_later():
    later = twin(requested_at=AT + timedelta(milliseconds=3))

    assert codes(a_context(recent_orders=(later,))) == ["DUPLICATE_ORDER"]
    assert codes(a_context(policy__duplicate_window=timedelta(0), recent_orders=(later,))) == []


# Prices


@pytest.mark.parametrize("status", [QuoteStatus.STALE, QuoteStatus.UNAVAILABLE])
def test_a_price_that_is_not_live_denies(status):
    assert codes(a_context(quote__status=status)) == ["STALE_QUOTE"]


def test_a_price_of_exactly_the_highest_age_passes_and_a_microsecond_more_does_not():
    limit = timedelta(seconds=15)

    assert codes(a_context(quote__received_at=AT - limit)) == []
    assert codes(a_context(quote__received_at=AT - limit - timedelta(microseconds=1))) == ["STALE_QUOTE"]


@pytest.mark.parametrize(("price", "expected"), [("800.0", []), ("799.9", ["PRICE_BAND"]), ("1200.0", []), ("1200.1", ["PRICE_BAND"])])
def test_both_circuit_limits_belong_to_the_band_and_one_tick_beyond_does_not(price, expected):
    assert codes(a_context(terms__limit_price=Decimal(price), terms__quantity=1)) == expected


def test_the_band_is_told_by_its_end():
    denial = only(a_context(terms__limit_price=Decimal("799.9"), terms__quantity=1))

    assert denial.message == "The limit price of ₹799.90 is below the lower circuit limit of RELIANCE, ₹800.00."


def test_a_market_order_at_the_circuit_is_fine():
    context = a_context(terms__order_type=OrderType.MARKET, terms__limit_price=None, quote__last=Decimal(1_200))

    assert codes(context) == []


def test_a_share_without_fixed_band_has_ten_percent_that_widen_as_the_price_comes_near():
    price = {"instrument__band_percent": None, "terms__limit_price": Decimal("1110.0"), "terms__quantity": 1}

    assert codes(a_context(**price)) == ["PRICE_BAND"]
    assert codes(a_context(quote__last=Decimal("1098.9"), **price)) == ["PRICE_BAND"]
    assert codes(a_context(quote__last=Decimal("1099.0"), **price)) == []


@pytest.mark.parametrize("last", [Decimal(100), Decimal(0), Decimal(-1)])
def test_a_previous_close_that_cannot_be_is_unknown(last):
    expected = [] if last > 0 else ["PRICE_BAND"]

    assert codes(a_context(quote__previous_close=last, quote__last=last, terms__limit_price=Decimal("100.0"))) == expected


@pytest.mark.parametrize(
    "terms",
    [
        {"terms__quantity": 0},
        {
            "terms__quantity": 100_001,
            "free_cash": Decimal(10**9),
            "portfolio_total_value": Decimal(10**11),
            "limits__order_value_inr_max": Decimal(10**9),
        },
        {"terms__quantity": 10, "instrument__lot_size": 3},
        {"terms__limit_price": Decimal("1000.05")},
        {"instrument__is_tradable": False},
    ],
    ids=["zero", "above the freeze quantity", "broken lot", "between two ticks", "an index"],
)
def test_what_breaks_the_steps_of_the_exchange_is_denied_whatever_door_it_came_through(terms):
    assert codes(a_context(**terms)) == ["TICK_AND_LOT"]


# Times


def test_a_closed_market_is_told_with_its_reason():
    denial = only(a_context(session=Session(is_open=False, reason="Guru Nanak Jayanti.")))

    assert (denial.code, denial.message) == ("MARKET_CLOSED", "The market takes no orders in RELIANCE now: Guru Nanak Jayanti.")


@pytest.mark.parametrize(
    ("market_time", "expected"),
    [(datetime(2026, 11, 20, 9, 39, 59, tzinfo=UTC), []), (datetime(2026, 11, 20, 9, 40, tzinfo=UTC), ["INTRADAY_CUT_OFF"])],
)
@pytest.mark.parametrize("kind", ["live", "replay"])
def test_no_intraday_position_is_opened_from_the_cut_off_on(market_time, expected, kind):
    assert codes(a_context(terms__product=Product.MIS, market_time=market_time, policy__market_kind=kind)) == expected


def test_the_cut_off_leaves_delivery_sales_and_the_demo_market_alone():
    late = datetime(2026, 11, 20, 9, 50, tzinfo=UTC)
    sale = a_context(terms__product=Product.MIS, terms__side=Side.SELL, owned_quantity=10, free_quantity=10, market_time=late)

    assert codes(sale) == []
    assert codes(a_context(market_time=late)) == []
    assert codes(a_context(terms__product=Product.MIS, market_time=late, policy__market_kind="demo")) == []


# People


@pytest.mark.parametrize("state", ["INACTIVE", "SUSPENDED", "DEACTIVATED", "", "active"])
def test_only_an_active_account_may_trade(state):
    assert codes(a_context(user__state=state)) == ["USER_SUSPENDED"]


def test_an_active_account_whose_trading_is_suspended_may_not_even_sell():
    assert codes(a_context(user__trading_suspended=True, terms__side=Side.SELL, owned_quantity=10, free_quantity=10)) == ["USER_SUSPENDED"]


def halt(scope=HaltScope.GLOBAL, user_id=None):
    return HaltFacts(id=1, scope=scope, user_id=user_id, epoch=1, reason="Feed looks wrong.", engaged_by_id=9, engaged_at=AT)


@pytest.mark.parametrize("side", Side)
def test_a_halt_stops_buying_and_selling(side):
    context = a_context(halts=(halt(), halt(HaltScope.USER, ARJUN)), terms__side=side, owned_quantity=10, free_quantity=10)

    assert codes(context) == ["HALTED", "HALTED"]


def test_a_halt_is_told_with_its_reason():
    denial = only(a_context(halts=(halt(),)))

    assert denial.message == "Trading is halted on the whole desk since 20 Nov 2026, 11:30 IST: Feed looks wrong."


def test_the_halt_of_another_user_does_not_stop_this_one():
    assert codes(a_context(halts=(halt(HaltScope.USER, BHAVNA),))) == []


@pytest.mark.parametrize(("sectors", "expected"), [((), []), (("energy",), []), (("IT", "Banking"), ["SECTOR_NOT_ALLOWED"])])
def test_only_the_allowed_sectors_are_bought(sectors, expected):
    assert codes(a_context(user__allowed_sectors=sectors)) == expected


def test_a_share_of_no_known_sector_is_not_among_the_allowed_ones():
    assert codes(a_context(user__allowed_sectors=("Energy", ""), instrument__sector="")) == ["SECTOR_NOT_ALLOWED"]


def test_a_share_of_another_sector_may_still_be_sold():
    context = a_context(user__allowed_sectors=("IT",), terms__side=Side.SELL, owned_quantity=10, free_quantity=10)

    assert codes(context) == []


@pytest.mark.parametrize("mode", ["LIVE_TRADING", "", "paper", "SOMETHING"])
def test_nothing_but_paper_trades_in_this_version(mode):
    assert codes(a_context(mode=mode)) == ["LIVE_MODE_OFF"]


# All together


def test_every_reason_is_collected_in_one_answer():
    context = a_context(
        halts=(halt(),), session=Session(is_open=False), quote=QUOTE, free_cash=Decimal(0), day_pnl=Decimal(-(10**6)), mode="LIVE_TRADING"
    )

    assert codes(context) == ["HALTED", "LIVE_MODE_OFF", "MARKET_CLOSED", "FREE_CASH", "DAILY_LOSS"]


def test_every_denial_is_a_full_sentence_with_a_known_code():
    nothing_known = a_context(
        user=None, halts=None, quote=None, session=None, limits=None, free_cash=None, owned_quantity=None, recent_orders=None, day_pnl=None
    )

    for denial in evaluate(nothing_known).denials:
        assert denial.message[0].isupper()
        assert denial.message.endswith(".")


# Approvals and score


@pytest.mark.parametrize("side", Side)
def test_an_order_of_exactly_the_threshold_needs_nobody_and_a_ten_thousandth_more_needs_approval(side):
    owned = {"terms__side": side, "owned_quantity": 50, "free_quantity": 50}
    at_threshold = a_context(**owned, estimate__value=Decimal(50_000))
    above = a_context(**owned, estimate__value=Decimal("50000.0001"))

    assert evaluate(at_threshold).approvals_needed == ()
    assert [str(reason.code) for reason in evaluate(above).approvals_needed] == ["VALUE_THRESHOLD"]


def test_an_unknown_value_or_person_needs_approval_as_well():
    assert [str(reason.code) for reason in evaluate(a_context(estimate__value=None)).approvals_needed] == ["VALUE_THRESHOLD"]
    assert [str(reason.code) for reason in evaluate(a_context(user=None)).approvals_needed] == ["VALUE_THRESHOLD"]


def test_the_score_is_the_highest_use_of_any_limit():
    context = a_context(estimate__required_cash=Decimal(10_000), free_cash=Decimal(100_000), day_pnl=Decimal(-20_000))

    assert evaluate(context).score == Decimal("0.8")


@given(cash=money, free=money, loss=money, value=money)
def test_the_score_is_from_0_to_1_and_1_when_denied(cash, free, loss, value):
    verdict = evaluate(a_context(estimate__required_cash=cash, free_cash=free, day_pnl=-loss, estimate__value=value))

    assert 0 <= verdict.score <= 1
    assert not verdict.is_denied or verdict.score == 1
