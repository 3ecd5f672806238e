"""Journals are drafted balanced or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portfolio.domain import ledger
from portfolio.domain.facts import FillToBook
from portfolio.domain.ledger import Line, UnbalancedJournal
from portfolio.enums import AccountKind, FillSide, HoldKind, JournalKind
from tests.factories.portfolio import AT

CASH, EXTERNAL, HOLDING = AccountKind.CASH, AccountKind.EXTERNAL, AccountKind.HOLDING


def terms(**changes):
    facts = {
        "reference": "fill:1",
        "portfolio_id": 1,
        "instrument_id": 1,
        "isin": "INE002A01018",
        "side": "BUY",
        "quantity": 10,
        "price": Decimal("100.05"),
        "hold_reference": None,
        "product": "CNC",
        "traded_at": AT,
        "charges": {"stt": Decimal(1), "gst": Decimal("0.36")},
    }
    return FillToBook(**{**facts, **changes})


def amounts(entry):
    return {(line.kind, line.unit): line.amount for line in entry.lines}


def test_a_deposit_takes_from_outside_what_it_gives_to_cash():
    entry = ledger.deposit(amount=Decimal("100.25"), reference="d1")

    assert amounts(entry) == {(EXTERNAL, "INR"): Decimal("-100.25"), (CASH, "INR"): Decimal("100.25")}


def test_lines_of_one_account_are_merged_and_zeros_left_out():
    lines = [
        Line(CASH, "INR", Decimal(5)),
        Line(CASH, "INR", Decimal(-2)),
        Line(EXTERNAL, "INR", Decimal(-3)),
        Line(HOLDING, "X", Decimal(0)),
    ]

    entry = ledger.draft(kind=JournalKind.DEPOSIT, reference="d1", lines=lines)

    assert amounts(entry) == {(CASH, "INR"): Decimal(3), (EXTERNAL, "INR"): Decimal(-3)}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "fewer than two"),
        ([Line(CASH, "INR", Decimal(0)), Line(EXTERNAL, "INR", Decimal(0))], "fewer than two"),
        ([Line(CASH, "INR", Decimal(5))], "fewer than two"),
        ([Line(CASH, "INR", Decimal(5)), Line(EXTERNAL, "INR", Decimal(-4))], "out of balance by 1 INR"),
        ([Line(CASH, "INR", Decimal(5)), Line(HOLDING, "X", Decimal(-5))], "out of balance"),
        ([Line(CASH, "INR", Decimal("0.00001")), Line(EXTERNAL, "INR", Decimal("-0.00001"))], "exactly"),
        ([Line(CASH, "INR", Decimal("NaN")), Line(EXTERNAL, "INR", Decimal(1))], "exactly"),
        ([Line(CASH, "INR", Decimal("Infinity")), Line(EXTERNAL, "INR", Decimal(1))], "exactly"),
        ([Line(CASH, "INR", Decimal("1e30")), Line(EXTERNAL, "INR", Decimal("-1e30"))], "exactly"),
        ([Line(CASH, "INR", 1.5), Line(EXTERNAL, "INR", -1.5)], "exactly"),
    ],
)
def test_what_is_no_balanced_journal_is_refused(lines, words):
    with pytest.raises(UnbalancedJournal, match=words):
        ledger.draft(kind=JournalKind.DEPOSIT, reference="d1", lines=lines)


@pytest.mark.parametrize("reference", ["", "x" * 101])
def test_a_journal_without_a_proper_reference_is_refused(reference):
    with pytest.raises(UnbalancedJournal, match="reference"):
        ledger.deposit(amount=Decimal(1), reference=reference)


def test_a_buy_is_paid_from_the_hold_first_and_its_charges_are_booked_by_kind():
    entry = ledger.filled(fill=terms(), from_hold=Decimal(1000), cost_removed=Decimal(0))

    assert amounts(entry) == {
        (AccountKind.RESERVED_CASH, "INR"): Decimal(-1000),
        (CASH, "INR"): Decimal("-1.86"),
        (AccountKind.SHARES_AT_COST, "INR"): Decimal("1000.50"),
        (AccountKind.FEES_STT, "INR"): Decimal(1),
        (AccountKind.FEES_GST, "INR"): Decimal("0.36"),
        (HOLDING, "INE002A01018"): Decimal(10),
        (EXTERNAL, "INE002A01018"): Decimal(-10),
    }


def test_a_sale_books_the_difference_to_the_cost_as_realised_profit():
    entry = ledger.filled(fill=terms(side="SELL"), from_hold=Decimal(4), cost_removed=Decimal("900.50"))

    assert amounts(entry) == {
        (AccountKind.RESERVED_HOLDING, "INE002A01018"): Decimal(-4),
        (HOLDING, "INE002A01018"): Decimal(-6),
        (EXTERNAL, "INE002A01018"): Decimal(10),
        (CASH, "INR"): Decimal("999.14"),
        (AccountKind.SHARES_AT_COST, "INR"): Decimal("-900.50"),
        (AccountKind.REALISED_PNL, "INR"): Decimal(-100),
        (AccountKind.FEES_STT, "INR"): Decimal(1),
        (AccountKind.FEES_GST, "INR"): Decimal("0.36"),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"side": "HOLD"},
        {"quantity": 0},
        {"quantity": -1},
        {"quantity": 1.0},
        {"quantity": True},
        {"price": Decimal(0)},
        {"price": Decimal(-1)},
        {"price": Decimal("NaN")},
        {"price": Decimal("1.00001")},
        {"price": Decimal(10) ** 11, "quantity": 2},
        {"charges": {"stt": Decimal(-1)}},
        {"charges": {"bribe": Decimal(1)}},
        {"charges": {"stt": Decimal("0.12345")}},
    ],
)
def test_a_fill_that_cannot_be_booked_is_refused(changes):
    with pytest.raises(UnbalancedJournal):
        ledger.check_fill(terms(**changes))


@pytest.mark.parametrize(
    ("side", "remaining", "used"),
    [
        (FillSide.BUY, "5000", "1001.86"),
        (FillSide.BUY, "1000", "1000"),
        (FillSide.BUY, "0", "0"),
        (FillSide.SELL, "12", "10"),
        (FillSide.SELL, "4", "4"),
    ],
)
def test_a_fill_uses_no_more_of_a_hold_than_it_needs_or_is_left(side, remaining, used):
    assert ledger.used_of_hold(fill=terms(side=side), remaining=Decimal(remaining)) == Decimal(used)


def test_hold_and_release_are_each_other_backwards():
    held = ledger.hold(kind=HoldKind.SHARES, amount=Decimal(3), unit="INE002A01018", reference="h")
    released = ledger.release(kind=HoldKind.SHARES, amount=Decimal(3), unit="INE002A01018", reference="h")

    assert amounts(held) == {key: -amount for key, amount in amounts(released).items()}
