"""The shapes of portfolios, valuations, journals and snapshots."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from portfolio.api.fields import ExactAmount, Name
from portfolio.enums import AccountKind, JournalKind, PortfolioMode, PortfolioOrigin

Shape = serializers.Serializer[Any]


class PortfolioShape(Shape):
    """A portfolio."""

    id = serializers.IntegerField()
    user_id = serializers.IntegerField()
    name = serializers.CharField()
    mode = serializers.ChoiceField(choices=PortfolioMode.choices)
    origin = serializers.ChoiceField(choices=PortfolioOrigin.choices)
    is_default = serializers.BooleanField()


class NewPortfolio(Shape):
    """What opens a portfolio; without ``opening_cash`` a paper portfolio gets what the desk gives."""

    name = Name()
    mode = serializers.ChoiceField(choices=PortfolioMode.choices, default=PortfolioMode.PAPER_TRADING)
    opening_cash = ExactAmount(required=False)


class PortfolioName(Shape):
    """Another name."""

    name = Name()


class HoldingShape(Shape):
    """A holding at the latest price; null where the price is not known."""

    symbol = serializers.CharField()
    exchange = serializers.CharField()
    isin = serializers.CharField()
    name = serializers.CharField()
    sector = serializers.CharField()
    quantity = serializers.IntegerField()
    held_quantity = serializers.IntegerField()
    free_quantity = serializers.IntegerField()
    average_price = ExactAmount()
    cost = ExactAmount()
    realised = ExactAmount()
    last = ExactAmount(allow_null=True)
    value = ExactAmount(allow_null=True)
    unrealised = ExactAmount(allow_null=True)
    day_pnl = ExactAmount(allow_null=True)
    weight_percent = ExactAmount(allow_null=True)
    quote_status = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    as_of = serializers.DateTimeField(allow_null=True)


class ValuationShape(PortfolioShape):
    """A portfolio with what it is worth now."""

    portfolio_id = serializers.IntegerField()
    cash = ExactAmount()
    held_cash = ExactAmount()
    invested = ExactAmount()
    market_value = ExactAmount(allow_null=True)
    unrealised = ExactAmount(allow_null=True)
    realised = ExactAmount()
    day_pnl = ExactAmount(allow_null=True)
    total = ExactAmount(allow_null=True)
    net_deposits = ExactAmount()
    charges_paid = ExactAmount()
    holdings = HoldingShape(many=True)
    as_of = serializers.DateTimeField()
    has_stale = serializers.BooleanField()


class PointShape(Shape):
    """A point of the performance curve."""

    at = serializers.DateTimeField()
    total = ExactAmount()
    net_deposits = ExactAmount()


class PerformanceShape(Shape):
    """How a portfolio has done."""

    portfolio_id = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    total = ExactAmount(allow_null=True)
    net_deposits = ExactAmount()
    pnl_amount = ExactAmount(allow_null=True)
    pnl_percent = ExactAmount(allow_null=True)
    unrealised = ExactAmount(allow_null=True)
    realised = ExactAmount()
    day_pnl = ExactAmount(allow_null=True)
    charges_paid = ExactAmount()
    time_weighted_percent = ExactAmount(allow_null=True)
    largest_fall_percent = ExactAmount(allow_null=True)
    points = PointShape(many=True)


class PostingShape(Shape):
    """An amount into or out of one account; rupees, or shares where ``unit`` is an ISIN."""

    account = serializers.ChoiceField(choices=AccountKind.choices, source="account.kind")
    unit = serializers.CharField(source="account.unit")
    amount = ExactAmount()


class JournalShape(Shape):
    """A journal with its postings; what was traded only for a fill."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=JournalKind.choices)
    reference = serializers.CharField()
    booked_at = serializers.DateTimeField()
    symbol = serializers.CharField(source="instrument.symbol", default=None, allow_null=True)
    side = serializers.CharField()
    quantity = serializers.IntegerField(allow_null=True)
    price = ExactAmount(allow_null=True)
    product = serializers.CharField()
    traded_at = serializers.DateTimeField(allow_null=True)
    realised_pnl = ExactAmount(allow_null=True)
    postings = PostingShape(many=True, source="postings.all")


class HoldingSnapshotShape(Shape):
    """A holding at the moment of a snapshot."""

    symbol = serializers.CharField(source="instrument.symbol")
    quantity = serializers.IntegerField()
    cost = ExactAmount()
    price = ExactAmount(allow_null=True)
    value = ExactAmount(allow_null=True)
    quote_status = serializers.CharField()
    price_as_of = serializers.DateTimeField(allow_null=True)


class SnapshotShape(Shape):
    """What a portfolio was worth at a moment."""

    taken_at = serializers.DateTimeField()
    cash = ExactAmount()
    held_cash = ExactAmount()
    invested = ExactAmount()
    market_value = ExactAmount(allow_null=True)
    unrealised = ExactAmount(allow_null=True)
    realised = ExactAmount()
    day_pnl = ExactAmount(allow_null=True)
    total = ExactAmount(allow_null=True)
    net_deposits = ExactAmount()
    has_stale = serializers.BooleanField()
    holdings = HoldingSnapshotShape(many=True, source="holdings.all")
