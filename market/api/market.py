"""REST: the state of the market and the lists beside it."""

from __future__ import annotations

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.permissions import allows
from accounts.domain.policy import Action
from market.api import shapes
from market.api.answers import paged, read_query
from market.domain.depth import depth_as_json
from market.domain.movers import movers_as_json
from market.domain.quotes import quote_as_json
from market.domain.status import health_as_json, status_as_json
from market.enums import InstrumentKind
from market.selectors import cards, depth, health, instruments, movers, sessions
from stocksteward.core import clock

READERS = (IsAuthenticated, allows(Action.USE_DESK))


class MoversView(APIView):
    """Gainers and losers."""

    permission_classes = READERS

    @extend_schema(parameters=[shapes.MoversQuery], responses={200: shapes.MoversShape})
    def get(self, request: Request) -> Response:
        """Return the shares that have gained and lost most since the previous close."""
        asked = read_query(request, shapes.MoversQuery)
        return Response(movers_as_json(movers.get_movers(at=clock.now(), limit=asked["limit"])))


class _Cards(APIView):
    """The tickers of some kinds of instrument."""

    permission_classes = READERS
    kinds: tuple[InstrumentKind, ...] = ()

    @extend_schema(responses={200: shapes.QuoteShape(many=True)})
    def get(self, request: Request) -> Response:
        """Return a quote for each, known or not."""
        return paged(request, [quote_as_json(quote) for quote in cards.get_cards(kinds=self.kinds, at=clock.now())])


class CurrenciesView(_Cards):
    """Currencies in rupees."""

    kinds = (InstrumentKind.CURRENCY,)


class MetalsView(_Cards):
    """Metals in dollars."""

    kinds = (InstrumentKind.METAL,)


class CommoditiesView(_Cards):
    """Commodities in dollars."""

    kinds = (InstrumentKind.COMMODITY,)


class MacroView(_Cards):
    """Everything beside the shares: indices, currencies, metals, commodities."""

    kinds = cards.CARD_KINDS


class DepthView(APIView):
    """The book of an instrument."""

    permission_classes = READERS

    @extend_schema(parameters=[shapes.SymbolQuery], responses={200: shapes.DepthShape})
    def get(self, request: Request) -> Response:
        """Return five levels each side; derived from the last price where no broker sends the real book."""
        asked = read_query(request, shapes.SymbolQuery)
        instrument = instruments.get_shown_instrument(symbol=asked["symbol"])
        return Response(depth_as_json(depth.get_depth(instrument_id=instrument.id, at=clock.now())))


class HealthView(APIView):
    """Feed and providers."""

    permission_classes = READERS

    @extend_schema(responses={200: shapes.HealthShape})
    def get(self, request: Request) -> Response:
        """Return whether the feed is alive, how many quotes may be trusted, and how the providers answer."""
        return Response(health_as_json(health.get_health(at=clock.now())))


class StatusView(APIView):
    """Open or closed."""

    permission_classes = READERS

    @extend_schema(responses={200: shapes.StatusShape})
    def get(self, request: Request) -> Response:
        """Return which market this is, whether it is open, and what time it is there."""
        return Response(status_as_json(sessions.market_status(at=clock.now())))


class InstrumentFilter(django_filters.FilterSet):
    """What the list of instruments may be narrowed by."""

    exchange = django_filters.CharFilter(max_length=8)
    kind = django_filters.ChoiceFilter(choices=InstrumentKind.choices)
    sector = django_filters.CharFilter(max_length=40)
    is_tradable = django_filters.BooleanFilter()
    search = django_filters.CharFilter(method="with_text", max_length=40)

    def with_text(self, rows: Any, name: str, value: str) -> Any:
        """Keep instruments with the text in symbol, name or ISIN."""
        return rows & instruments.list_instruments(search=value)


class InstrumentList(ListAPIView[Any]):
    """Every instrument, by exchange and symbol."""

    permission_classes = READERS
    serializer_class = shapes.InstrumentShape
    filterset_class = InstrumentFilter

    def get_queryset(self) -> Any:
        """All of them."""
        return instruments.list_instruments()
