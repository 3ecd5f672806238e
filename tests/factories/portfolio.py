"""Portfolios, deposits and fills for tests; the books are written by the services, as always."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from decimal import Decimal

import factory

from market.models.instrument import Instrument
from portfolio.domain.facts import FillToBook
from portfolio.enums import PortfolioMode, PortfolioOrigin
from portfolio.models.portfolio import Portfolio
from portfolio.services import fills, portfolios
from tests.factories.accounts import TraderFactory

AT = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)  # Monday, 10:30 in Mumbai
_numbers = itertools.count(1)


class PortfolioFactory(factory.django.DjangoModelFactory):
    """A default paper portfolio with ₹10,00,000 of its own trader; give ``opening_cash`` for another amount."""

    class Meta:
        model = Portfolio

    user = factory.SubFactory(TraderFactory)
    name = factory.Sequence(lambda number: f"Portfolio {number}")
    mode = PortfolioMode.PAPER_TRADING
    origin = PortfolioOrigin.USER
    is_default = True
    opening_cash = Decimal(1_000_000)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        user = kwargs.pop("user")
        facts = portfolios.open_portfolio(user_id=user.pk, at=AT, **kwargs)
        return model_class.objects.get(pk=facts.id)


def fill_of(portfolio: Portfolio, instrument: Instrument, **terms: object) -> FillToBook:
    """Return a fill to book: by default 10 shares bought at ₹100 without charges and without a hold."""
    defaults = {
        "reference": f"fill:{next(_numbers)}",
        "side": "BUY",
        "quantity": 10,
        "price": Decimal(100),
        "hold_reference": None,
        "product": "CNC",
        "traded_at": AT,
        "charges": {},
    }
    return FillToBook(portfolio_id=portfolio.pk, instrument_id=instrument.pk, isin=instrument.isin, **{**defaults, **terms})


def owns(portfolio: Portfolio, instrument: Instrument, **terms: object) -> FillToBook:
    """Let the portfolio have bought shares; return the fill."""
    fill = fill_of(portfolio, instrument, **terms)
    fills.book_fill(fill=fill, at=fill.traded_at)
    return fill
