"""The shapes of what is asked of the market and of what it answers."""

from __future__ import annotations

from rest_framework import serializers

from market.enums import BarInterval, InstrumentKind, QuoteStatus

SYMBOLS_MAX = 100
BARS_MAX = 5_000


def _price(**options: object) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=19, decimal_places=4, allow_null=True, **options)  # type: ignore[arg-type]


class QuoteShape(serializers.Serializer):
    """A quote; what is not known is null. ``status`` says whether it may be traded on, ``source`` where it comes from."""

    symbol = serializers.CharField()
    exchange = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=InstrumentKind.choices)
    last = _price()
    bid = _price()
    ask = _price()
    open = _price()
    high = _price()
    low = _price()
    previous_close = _price()
    change = _price()
    change_percent = _price()
    volume = serializers.IntegerField(allow_null=True)
    as_of = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    status = serializers.ChoiceField(choices=QuoteStatus.choices)
    sequence = serializers.IntegerField()


class MoversShape(serializers.Serializer):
    """Gainers and losers since the previous close, the largest move first."""

    gainers = QuoteShape(many=True)
    losers = QuoteShape(many=True)
    source = serializers.CharField()  # type: ignore[assignment]
    status = serializers.ChoiceField(choices=QuoteStatus.choices)
    as_of = serializers.DateTimeField(allow_null=True)


class DepthLevelShape(serializers.Serializer):
    """One price of the book."""

    price = _price()
    quantity = serializers.IntegerField(allow_null=True)


class DepthShape(serializers.Serializer):
    """Five levels each side; ``derived`` is true when they were computed from the last price."""

    symbol = serializers.CharField()
    bids = DepthLevelShape(many=True)
    asks = DepthLevelShape(many=True)
    derived = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]
    status = serializers.ChoiceField(choices=QuoteStatus.choices)
    as_of = serializers.DateTimeField(allow_null=True)
    sequence = serializers.IntegerField()


class FeedShape(serializers.Serializer):
    """The feed that moves the prices."""

    is_alive = serializers.BooleanField()
    published_at = serializers.DateTimeField(allow_null=True)
    detail = serializers.CharField()
    sequence = serializers.IntegerField()


class StatusShape(serializers.Serializer):
    """Which market this is, whether it is open, and what time it is there."""

    mode = serializers.CharField()
    kind = serializers.ChoiceField(choices=["demo", "replay", "live"])
    label = serializers.CharField()  # type: ignore[assignment]
    is_open = serializers.BooleanField()
    session = serializers.CharField()
    segment = serializers.CharField()
    reason = serializers.CharField()
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    market_time = serializers.DateTimeField()
    is_simulated = serializers.BooleanField()
    banner = serializers.CharField()
    feed = FeedShape()


class ProviderShape(serializers.Serializer):
    """How a provider has answered lately."""

    name = serializers.CharField()
    is_cooling = serializers.BooleanField()
    cooling_until = serializers.DateTimeField(allow_null=True)
    successes = serializers.IntegerField()
    failures = serializers.IntegerField()
    failures_in_a_row = serializers.IntegerField()
    latest_success_at = serializers.DateTimeField(allow_null=True)
    latest_failure_at = serializers.DateTimeField(allow_null=True)
    latest_failure = serializers.CharField()
    latency_ms = serializers.IntegerField(allow_null=True)


class QuoteCountsShape(serializers.Serializer):
    """How many quotes are in which state."""

    live = serializers.IntegerField()
    stale = serializers.IntegerField()
    unavailable = serializers.IntegerField()


class HealthShape(serializers.Serializer):
    """Feed, quotes, providers and calendar."""

    status = serializers.ChoiceField(choices=["ok", "silent"])
    feed = FeedShape()
    mode = serializers.CharField()
    market_time = serializers.DateTimeField()
    quotes = QuoteCountsShape()
    providers = ProviderShape(many=True)
    calendar_until = serializers.DateField(allow_null=True)


class InstrumentShape(serializers.Serializer):
    """One instrument. ``band_percent`` is how far a day's price may be from the previous close; null: no fixed band."""

    isin = serializers.CharField()
    exchange = serializers.CharField()
    symbol = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=InstrumentKind.choices)
    sector = serializers.CharField()
    tick_size = serializers.DecimalField(max_digits=19, decimal_places=4)
    lot_size = serializers.IntegerField()
    band_percent = serializers.DecimalField(max_digits=19, decimal_places=4, allow_null=True)
    has_closing_auction = serializers.BooleanField()
    freeze_quantity = serializers.IntegerField(allow_null=True)
    is_tradable = serializers.BooleanField()


class BarShape(serializers.Serializer):
    """One bar; ``at`` is its beginning. Prices are unadjusted."""

    at = serializers.DateTimeField()
    open = serializers.DecimalField(max_digits=19, decimal_places=4)
    high = serializers.DecimalField(max_digits=19, decimal_places=4)
    low = serializers.DecimalField(max_digits=19, decimal_places=4)
    close = serializers.DecimalField(max_digits=19, decimal_places=4)
    volume = serializers.IntegerField(allow_null=True)


class MoversQuery(serializers.Serializer):
    """How many gainers and losers."""

    limit = serializers.IntegerField(min_value=1, max_value=50, default=5)


class SymbolQuery(serializers.Serializer):
    """Of which instrument."""

    symbol = serializers.CharField(max_length=40)


class BatchQuery(serializers.Serializer):
    """Of which instruments, separated by commas."""

    symbols = serializers.CharField(max_length=4_200)


class BatchInput(serializers.Serializer):
    """Of which instruments, as a list."""

    symbols = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=SYMBOLS_MAX)


class BarsQuery(serializers.Serializer):
    """Which bars: the latest ``limit`` before ``end`` and from ``start`` on."""

    interval = serializers.ChoiceField(choices=BarInterval.choices, default=BarInterval.DAY.value)
    start = serializers.DateTimeField(required=False, default=None)
    end = serializers.DateTimeField(required=False, default=None)
    limit = serializers.IntegerField(min_value=1, max_value=BARS_MAX, default=200)
