"""REST: quotes and bars of instruments by symbol."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.permissions import allows
from accounts.domain.policy import Action
from market.api import shapes
from market.api.answers import bar_as_json, paged, read_query
from market.domain.instruments import symbol_from_topic
from market.domain.quotes import quote_as_json
from market.enums import BarInterval
from market.selectors import bars, instruments, quotes
from stocksteward.core import clock
from stocksteward.core.errors import BadInput

READERS = (IsAuthenticated, allows(Action.USE_DESK))


class QuoteView(APIView):
    """The quote of one instrument."""

    permission_classes = READERS

    @extend_schema(responses={200: shapes.QuoteShape})
    def get(self, request: Request, symbol: str) -> Response:
        """Return the latest quote; without one its status is UNAVAILABLE and its figures are null."""
        instrument = instruments.get_shown_instrument(symbol=symbol)
        return Response(quote_as_json(quotes.quotes_of(instruments=[instrument], at=clock.now())[0]))


class QuoteBatchView(APIView):
    """The quotes of many instruments at once."""

    permission_classes = READERS

    @extend_schema(parameters=[shapes.BatchQuery], responses={200: shapes.QuoteShape(many=True)})
    def get(self, request: Request) -> Response:
        """Return the quotes of ``symbols=RELIANCE,TCS``, in that order."""
        asked = read_query(request, shapes.BatchQuery)
        return self._answer(request, [symbol.strip() for symbol in asked["symbols"].split(",") if symbol.strip()])

    @extend_schema(request=shapes.BatchInput, responses={200: shapes.QuoteShape(many=True)})
    def post(self, request: Request) -> Response:
        """Return the quotes of a list of symbols, in that order. It reads only."""
        asked = shapes.BatchInput(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._answer(request, asked.validated_data["symbols"])

    @staticmethod
    def _answer(request: Request, symbols: list[str]) -> Response:
        if not 1 <= len(symbols) <= shapes.SYMBOLS_MAX:
            raise BadInput("symbols", f"Name from 1 to {shapes.SYMBOLS_MAX} symbols.")
        found = instruments.shown_instruments(symbols=symbols)
        known = {instrument.symbol for instrument in found}
        for symbol in symbols:
            if symbol_from_topic(symbol) not in known:
                raise instruments.UnknownSymbol(symbol, field="symbols")
        return paged(request, [quote_as_json(quote) for quote in quotes.quotes_of(instruments=found, at=clock.now())])


class BarsView(APIView):
    """The bars of one instrument."""

    permission_classes = READERS

    @extend_schema(parameters=[shapes.BarsQuery], responses={200: shapes.BarShape(many=True)})
    def get(self, request: Request, symbol: str) -> Response:
        """Return the latest ``limit`` bars between ``start`` and ``end``, oldest first. The bar of the running period is unfinished."""
        asked = read_query(request, shapes.BarsQuery)
        if asked["start"] and asked["end"] and asked["start"] >= asked["end"]:
            raise BadInput("end", "The end must be after the start.")
        instrument = instruments.get_shown_instrument(symbol=symbol)
        found = bars.list_bars(
            instrument=instrument, interval=BarInterval(asked["interval"]), start=asked["start"], end=asked["end"], limit=asked["limit"]
        )
        return paged(request, [bar_as_json(bar) for bar in found])
