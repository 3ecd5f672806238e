"""Whatever is asked in whatever order, the books agree with a plain model to the last ten-thousandth.

1,000 examples: ``STEWARD_HYPOTHESIS_EXAMPLES=1000``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import event, given, settings
from hypothesis import strategies as st

from portfolio.domain.facts import FillToBook
from portfolio.models.hold import Hold
from portfolio.models.holding import Holding
from portfolio.models.ledger import Journal, LedgerAccount
from portfolio.services import cash, fills, holds, verification
from portfolio.services.ledger import InsufficientCash, InsufficientShares, ReferenceReused
from stocksteward.core.errors import NotFound, StewardError
from tests.factories.market import InstrumentFactory, RelianceFactory
from tests.factories.portfolio import AT, PortfolioFactory

EXAMPLES = int(os.environ.get("STEWARD_HYPOTHESIS_EXAMPLES", "100"))
STEPS_MAX = 25

pytestmark = pytest.mark.django_db

rupees = st.integers(1, 3_000_000).map(lambda paise: Decimal(paise).scaleb(-2))
prices = st.integers(1, 20_000).map(lambda ticks: Decimal(ticks) * Decimal("0.05"))
charges = st.fixed_dictionaries(
    {}, optional={kind: st.integers(0, 200_000).map(lambda units: Decimal(units).scaleb(-4)) for kind in ("stt", "gst")}
)
shares = st.integers(0, 1)
# References are few, so that the same one comes again: as the same request, as another one, and to holds that are gone.
hold_references = st.integers(1, 4).map("h{}".format)
fill_references = st.integers(1, 8).map("f{}".format)

# Something to spend and to sell, so that not everything is refused for want of it.
BEGINNING = (
    ("deposit", "d0", Decimal(15_000)),
    ("fill", ("f0", 0, "BUY", 30, Decimal("101.15"), {"stt": Decimal(3)}, None)),
    ("fill", ("f00", 1, "BUY", 7, Decimal("0.05"), {}, None)),
)
steps = st.one_of(
    st.tuples(st.just("deposit"), st.integers(1, 5).map("d{}".format), rupees),
    st.tuples(st.just("withdraw"), st.integers(1, 5).map("w{}".format), rupees),
    st.tuples(st.just("hold_cash"), hold_references, rupees),
    st.tuples(st.just("hold_shares"), hold_references, shares, st.integers(1, 20)),
    st.tuples(st.just("release"), hold_references),
    st.tuples(
        st.just("fill"),
        st.tuples(
            fill_references,
            shares,
            st.sampled_from(["BUY", "BUY", "SELL"]),
            st.integers(1, 40),
            prices,
            charges,
            st.none() | hold_references,
        ),
    ),
    st.tuples(st.just("repeat")),
)


@dataclass
class Refused(Exception):
    """The model would not do it, and this is why."""

    why: type[StewardError]


@dataclass
class Owned:
    """Shares by the average method, in whole ten-thousandths of a rupee."""

    free: int = 0
    held: int = 0
    cost: int = 0
    buy_charges: int = 0
    realised: int = 0


@dataclass
class PlainBooks:
    """What the books should say: whole ten-thousandths, no database, no shared code."""

    free: int = 0
    held: int = 0
    owned: dict[int, Owned] = field(default_factory=lambda: {0: Owned(), 1: Owned()})
    done: dict[str, tuple] = field(default_factory=dict)
    open_holds: dict[str, list] = field(default_factory=dict)  # reference -> [share or None, remaining]
    journals: int = 0

    def is_repeated(self, reference: str, terms: tuple) -> bool:
        if reference not in self.done:
            return False
        if self.done[reference] != terms:
            raise Refused(ReferenceReused)
        return True

    def deposit(self, reference, amount):
        if not self.is_repeated(reference, (amount,)):
            self.free += units(amount)
            self.finish(reference, (amount,))

    def withdraw(self, reference, amount):
        if not self.is_repeated(reference, (amount,)):
            if units(amount) > self.free:
                raise Refused(InsufficientCash)
            self.free -= units(amount)
            self.finish(reference, (amount,))

    def hold_cash(self, reference, amount):
        if not self.is_repeated(reference, (None, amount)):
            if units(amount) > self.free:
                raise Refused(InsufficientCash)
            self.free -= units(amount)
            self.held += units(amount)
            self.open_holds[reference] = [None, units(amount)]
            self.finish(reference, (None, amount))

    def hold_shares(self, reference, share, quantity):
        if not self.is_repeated(reference, (share, quantity)):
            if quantity > self.owned[share].free:
                raise Refused(InsufficientShares)
            self.owned[share].free -= quantity
            self.owned[share].held += quantity
            self.open_holds[reference] = [share, quantity]
            self.finish(reference, (share, quantity))

    def release(self, reference):
        if reference not in self.open_holds:
            raise Refused(NotFound)
        share, remaining = self.open_holds[reference]
        if remaining:
            self.give_back(share, remaining)
            self.open_holds[reference][1] = 0
            self.journals += 1

    def give_back(self, share, remaining):
        if share is None:
            self.held -= remaining
            self.free += remaining
        else:
            self.owned[share].held -= remaining
            self.owned[share].free += remaining

    def fill(self, terms):
        reference, share, side, quantity, price, charged, hold_reference = terms
        if self.is_repeated(reference, (share, side, quantity, price)):
            return
        hold = None
        if hold_reference is not None:
            if hold_reference not in self.open_holds:
                raise Refused(NotFound)
            hold = self.open_holds[hold_reference]
            if hold[0] != (None if side == "BUY" else share):
                raise Refused(ReferenceReused)
        trade = self.buy if side == "BUY" else self.sell
        trade(self.owned[share], quantity, quantity * units(price), sum(map(units, charged.values())), hold)
        self.finish(reference, (share, side, quantity, price))

    def buy(self, owned, quantity, value, paid, hold):
        from_hold = min(hold[1], value + paid) if hold else 0
        if value + paid - from_hold > self.free:
            raise Refused(InsufficientCash)
        if hold:
            hold[1] -= from_hold
        self.held -= from_hold
        self.free -= value + paid - from_hold
        owned.free += quantity
        owned.cost += value
        owned.buy_charges += paid

    def sell(self, owned, quantity, value, paid, hold):
        from_hold = min(hold[1], quantity) if hold else 0
        if quantity - from_hold > owned.free:
            raise Refused(InsufficientShares)
        if self.free + value - paid < 0:
            raise Refused(InsufficientCash)
        total = owned.free + owned.held
        cost, bought_for = (half_up(amount * quantity, total) for amount in (owned.cost, owned.buy_charges))
        if hold:
            hold[1] -= from_hold
        owned.held -= from_hold
        owned.free -= quantity - from_hold
        owned.cost -= cost
        owned.buy_charges -= bought_for
        owned.realised += value - cost - paid - bought_for
        self.free += value - paid

    def finish(self, reference, terms):
        self.done[reference] = terms
        self.journals += 1


def units(amount) -> int:
    return int(amount * 10_000)


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


class RealBooks:
    """The same verbs through the services."""

    def __init__(self, portfolio, instruments):
        self.portfolio, self.instruments = portfolio, instruments

    def deposit(self, reference, amount):
        cash.deposit(portfolio_id=self.portfolio.pk, amount=amount, reference=reference, at=AT)

    def withdraw(self, reference, amount):
        cash.withdraw(portfolio_id=self.portfolio.pk, amount=amount, reference=reference, at=AT)

    def hold_cash(self, reference, amount):
        holds.hold_cash(portfolio_id=self.portfolio.pk, amount=amount, reference=reference, at=AT)

    def hold_shares(self, reference, share, quantity):
        instrument = self.instruments[share]
        holds.hold_shares(
            portfolio_id=self.portfolio.pk, instrument_id=instrument.pk, isin=instrument.isin, quantity=quantity, reference=reference, at=AT
        )

    def release(self, reference):
        holds.release_hold(reference=reference, at=AT)

    def fill(self, terms):
        reference, share, side, quantity, price, charged, hold_reference = terms
        fill = FillToBook(
            reference=reference,
            portfolio_id=self.portfolio.pk,
            instrument_id=self.instruments[share].pk,
            isin=self.instruments[share].isin,
            side=side,
            quantity=quantity,
            price=price,
            hold_reference=hold_reference,
            product="CNC",
            traded_at=AT,
            charges=charged,
        )
        fills.book_fill(fill=fill, at=AT)

    def assert_equal(self, plain: PlainBooks) -> None:
        balances = {
            (account.kind, account.unit): units(account.balance) for account in LedgerAccount.objects.filter(portfolio=self.portfolio)
        }
        assert (balances["CASH", "INR"], balances["RESERVED_CASH", "INR"]) == (plain.free, plain.held)
        rows = {row.instrument_id: row for row in Holding.objects.filter(portfolio=self.portfolio)}
        for number, owned in plain.owned.items():
            instrument = self.instruments[number]
            free, held = (balances.get((kind, instrument.isin), 0) for kind in ("HOLDING", "RESERVED_HOLDING"))
            assert (free, held) == (owned.free * 10_000, owned.held * 10_000)
            row = rows.get(instrument.pk) or Holding()
            found = (row.quantity, units(row.cost), units(row.buy_charges), units(row.realised_pnl))
            assert found == (owned.free + owned.held, owned.cost, owned.buy_charges, owned.realised)
        remaining = {hold.reference: hold.remaining for hold in Hold.objects.filter(portfolio=self.portfolio)}
        scale = {reference: 10_000 if share is None else 1 for reference, (share, _) in plain.open_holds.items()}
        assert {reference: int(left * scale[reference]) for reference, left in remaining.items()} == {
            reference: left for reference, (_, left) in plain.open_holds.items()
        }
        assert Journal.objects.filter(portfolio=self.portfolio).count() == plain.journals
        assert verification.verify() == []
        connection.check_constraints()


@settings(max_examples=EXAMPLES)
@given(sequence=st.lists(steps, min_size=5, max_size=STEPS_MAX))
def test_no_sequence_breaks_the_books(sequence):
    with transaction.atomic():
        plain = PlainBooks()
        real = RealBooks(PortfolioFactory(opening_cash=Decimal(0)), [RelianceFactory(), InstrumentFactory()])
        previous = ()
        for step in [*BEGINNING, *sequence]:
            verb, *terms = previous if step[0] == "repeat" else step
            previous = (verb, *terms)
            expected = None
            try:
                getattr(plain, verb)(*terms)
            except Refused as refusal:
                expected = refusal.why
            if expected is None:
                getattr(real, verb)(*terms)
                event(f"{verb} done")
            else:
                with pytest.raises(expected):
                    getattr(real, verb)(*terms)
                event(f"{verb} refused: {expected.__name__}")
        real.assert_equal(plain)
        transaction.set_rollback(True)
