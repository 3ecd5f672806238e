"""REST: strategies, their deployments, and what the rules say at present."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.idempotency import idempotent
from accounts.api.permissions import allows
from accounts.domain.policy import Action
from stocksteward.core import clock
from stocksteward.core.errors import BadInput
from trading.api import strategy_shapes as shapes
from trading.api.filters_of_rules import StrategyFilter
from trading.domain.strategies import DeploymentLimits
from trading.selectors import strategies as selectors
from trading.services import strategies as services
from trading.strategies import indicator_vote

_SYMBOL = OpenApiParameter("symbol", str, required=True)


class Strategies(ListAPIView):
    """Strategies, latest first; setting up another."""

    serializer_class = shapes.StrategyOut
    filterset_class = StrategyFilter

    def get_permissions(self) -> list[BasePermission]:
        """Looking is for who sees trades, setting up for who trades."""
        return [allows(Action.VIEW_TRADES if self.request.method == "GET" else Action.TRADE)()]

    def get_queryset(self) -> Any:
        """What the person may see."""
        return selectors.list_strategies_for(user=self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of them."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(shapes.StrategyOut([selectors.facts_of(row) for row in page or []], many=True).data)

    @extend_schema(request=shapes.StrategyIn, responses={201: shapes.StrategyOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Set up a built-in rule, on paper."""
        given = shapes.StrategyIn(data=request.data)
        given.is_valid(raise_exception=True)
        found = services.create_strategy(by=request.user, **given.validated_data, at=clock.now())
        return Response(shapes.StrategyOut(found).data, status=status.HTTP_201_CREATED)


class StrategyDetail(APIView):
    """One strategy."""

    permission_classes = (allows(Action.VIEW_TRADES),)

    @extend_schema(responses=shapes.StrategyOut)
    def get(self, request: Request, strategy_id: int) -> Response:
        """The strategy with its deployments."""
        return Response(shapes.StrategyOut(selectors.get_strategy_for(user=request.user, strategy_id=strategy_id)).data)


class Deploy(APIView):
    """Letting a strategy trade."""

    permission_classes = (allows(Action.TRADE),)

    @extend_schema(request=shapes.DeployIn, responses=shapes.DeploymentOut)
    @idempotent
    def post(self, request: Request, strategy_id: int) -> Response:
        """Deploy it in a paper portfolio of its owner, or set its limits there anew."""
        given = shapes.DeployIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        limits = DeploymentLimits(
            quantity_max=values["quantity_max"], value_inr_max=values["value_inr_max"], period_seconds=values["period_seconds"]
        )
        found = services.deploy_strategy(
            by=request.user,
            strategy_id=strategy_id,
            portfolio_id=values["portfolio_id"],
            symbols=values["symbols"],
            limits=limits,
            at=clock.now(),
        )
        return Response(shapes.DeploymentOut(found).data)


class Pause(APIView):
    """Stopping a strategy from starting trades."""

    permission_classes = (allows(Action.TRADE),)

    @extend_schema(request=shapes.PortfolioIn, responses=shapes.DeploymentsOut)
    @idempotent
    def post(self, request: Request, strategy_id: int) -> Response:
        """Pause it in one portfolio, or in all."""
        portfolio_id = _portfolio_id(request)
        found = services.pause_strategy(by=request.user, strategy_id=strategy_id, portfolio_id=portfolio_id, at=clock.now())
        return Response(shapes.DeploymentsOut({"deployments": found}).data)


class Resume(APIView):
    """Letting a paused strategy go on."""

    permission_classes = (allows(Action.TRADE),)

    @extend_schema(request=shapes.PortfolioIn, responses=shapes.DeploymentsOut)
    @idempotent
    def post(self, request: Request, strategy_id: int) -> Response:
        """Resume it in one portfolio, or in all."""
        portfolio_id = _portfolio_id(request)
        found = services.resume_strategy(by=request.user, strategy_id=strategy_id, portfolio_id=portfolio_id, at=clock.now())
        return Response(shapes.DeploymentsOut({"deployments": found}).data)


class Compare(APIView):
    """Several rules about one instrument."""

    permission_classes = (allows(Action.VIEW_TRADES),)

    @extend_schema(
        parameters=[_SYMBOL, OpenApiParameter("rules", str, description="Comma-separated; all built-ins by default")],
        responses=shapes.ComparisonOut,
    )
    def get(self, request: Request) -> Response:
        """What each of the rules says, and whether they agree."""
        rules = [name.strip() for name in request.query_params.get("rules", "").split(",") if name.strip()]
        found = selectors.get_comparison(symbol=_symbol(request), choices=[(name, {}) for name in rules], at=clock.now())
        return Response(shapes.ComparisonOut(found).data)


class SignalOfRule(APIView):
    """One rule about one instrument."""

    permission_classes = (allows(Action.VIEW_TRADES),)

    @extend_schema(
        parameters=[_SYMBOL, OpenApiParameter("rule", str, description=f"{indicator_vote.NAME} by default")],
        responses=shapes.SymbolSignalOut,
    )
    def get(self, request: Request) -> Response:
        """What the rule says, with its usual parameters."""
        rule = request.query_params.get("rule", "").strip() or indicator_vote.NAME
        symbol = _symbol(request)
        return Response(
            shapes.SymbolSignalOut({"symbol": symbol, "signal": selectors.get_signal(symbol=symbol, rule=rule, at=clock.now())}).data
        )

    @extend_schema(request=shapes.SignalIn, responses=shapes.SymbolSignalOut)
    def post(self, request: Request) -> Response:
        """What the rule says, with parameters of one's own."""
        given = shapes.SignalIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        signal = selectors.get_signal(symbol=values["symbol"], rule=values["rule"], parameters=values["parameters"], at=clock.now())
        return Response(shapes.SymbolSignalOut({"symbol": values["symbol"].upper(), "signal": signal}).data)


class PilotBootstrap(APIView):
    """A pilot strategy for every trader of the demo desk."""

    permission_classes = (allows(Action.SEED_DEMO),)

    @extend_schema(request=None, responses=shapes.DeploymentsOut)
    @idempotent
    def post(self, request: Request) -> Response:
        """Deploy it in their demo portfolios; repeating it adds nothing."""
        return Response(shapes.DeploymentsOut({"deployments": services.bootstrap_pilot(by=request.user, at=clock.now())}).data)


def _symbol(request: Request) -> str:
    symbol = request.query_params.get("symbol", "").strip().upper()
    if not symbol:
        raise BadInput("symbol", "Say which symbol, such as RELIANCE.")
    return symbol


def _portfolio_id(request: Request) -> int | None:
    given = shapes.PortfolioIn(data=request.data)
    given.is_valid(raise_exception=True)
    portfolio_id: int | None = given.validated_data["portfolio_id"]
    return portfolio_id
