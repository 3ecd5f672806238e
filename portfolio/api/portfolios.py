"""Portfolios through the REST interface."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import django_filters
from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.idempotency import idempotent
from accounts.api.input import read
from accounts.api.permissions import allows
from accounts.domain.policy import Action
from portfolio.api import serializers
from portfolio.domain.facts import PortfolioFacts
from portfolio.domain.valuation_json import holding_as_json, valuation_as_json
from portfolio.enums import JournalKind, PortfolioMode, PortfolioOrigin
from portfolio.selectors import ledger, performance, valuation
from portfolio.selectors import portfolios as portfolio_selectors
from portfolio.services import portfolios
from stocksteward.core import clock
from stocksteward.core.errors import NotFound
from stocksteward.core.filters import MomentFilter
from stocksteward.core.money import ZERO


class PortfolioFilter(django_filters.FilterSet):
    """What a list of portfolios may be narrowed by."""

    mode = django_filters.ChoiceFilter(choices=PortfolioMode.choices)
    origin = django_filters.ChoiceFilter(choices=PortfolioOrigin.choices)
    is_default = django_filters.BooleanFilter()
    user_id = django_filters.NumberFilter(min_value=1, max_value=portfolio_selectors.ID_MAX)


class JournalFilter(django_filters.FilterSet):
    """What a ledger may be narrowed by."""

    kind = django_filters.ChoiceFilter(choices=JournalKind.choices)
    symbol = django_filters.CharFilter(field_name="instrument__symbol", lookup_expr="iexact", max_length=40)
    booked_after = MomentFilter(field_name="booked_at", lookup_expr="gte")
    booked_before = MomentFilter(field_name="booked_at", lookup_expr="lt")


class SnapshotFilter(django_filters.FilterSet):
    """What snapshots may be narrowed by."""

    taken_after = MomentFilter(field_name="taken_at", lookup_expr="gte")
    taken_before = MomentFilter(field_name="taken_at", lookup_expr="lt")


class PortfolioList(ListAPIView[Any]):
    """The portfolios that one may see; opening one; naming the default one."""

    permission_classes = (IsAuthenticated, allows(Action.VIEW_PORTFOLIOS))
    serializer_class = serializers.PortfolioShape
    filterset_class = PortfolioFilter

    def get_permissions(self) -> list[Any]:
        """Opening and naming is more than looking."""
        return [*super().get_permissions(), *([] if self.request.method == "GET" else [allows(Action.MANAGE_PORTFOLIOS)()])]

    def get_queryset(self) -> Any:
        """One's own or everybody's: as the role reaches."""
        return portfolio_selectors.list_portfolios_for(user=self.request.user)

    @extend_schema(request=serializers.NewPortfolio, responses={201: serializers.PortfolioShape})
    @idempotent
    def post(self, request: Request) -> Response:
        """Open a portfolio of one's own; on paper it begins with the desk's usual cash unless another amount is given."""
        fields = read(request, serializers.NewPortfolio)
        usual = settings.STEWARD_OPENING_CASH_INR if fields["mode"] == PortfolioMode.PAPER_TRADING else ZERO
        opened = portfolios.open_portfolio(
            user_id=_user_id(request),
            name=fields["name"],
            mode=fields["mode"],
            opening_cash=fields.get("opening_cash", usual),
            at=clock.now(),
        )
        return Response(_shown(opened), status=201)

    @extend_schema(request=serializers.PortfolioName, responses={200: serializers.PortfolioShape})
    def put(self, request: Request) -> Response:
        """Give one's default portfolio another name."""
        name = read(request, serializers.PortfolioName)["name"]
        default = portfolio_selectors.default_portfolio_of(user_id=_user_id(request))
        return Response(_shown(portfolios.rename(portfolio_id=default.id, name=name)))


class PortfolioDetail(APIView):
    """One portfolio."""

    permission_classes = (IsAuthenticated, allows(Action.VIEW_PORTFOLIOS))

    def get_permissions(self) -> list[Any]:
        """Naming is more than looking."""
        return [*super().get_permissions(), *([] if self.request.method == "GET" else [allows(Action.MANAGE_PORTFOLIOS)()])]

    @extend_schema(responses={200: serializers.ValuationShape})
    def get(self, request: Request, portfolio_id: int) -> Response:
        """Return the portfolio with what it is worth now."""
        return Response(_valued(portfolio_selectors.get_portfolio_for(user=request.user, portfolio_id=portfolio_id)))

    @extend_schema(request=serializers.PortfolioName, responses={200: serializers.PortfolioShape})
    def put(self, request: Request, portfolio_id: int) -> Response:
        """Give the portfolio another name."""
        found = portfolio_selectors.get_portfolio_for(user=request.user, portfolio_id=portfolio_id, action=Action.MANAGE_PORTFOLIOS)
        name = read(request, serializers.PortfolioName)["name"]
        return Response(_shown(portfolios.rename(portfolio_id=found.id, name=name)))


class PortfolioHoldings(APIView):
    """What a portfolio owns."""

    permission_classes = (IsAuthenticated, allows(Action.VIEW_PORTFOLIOS))

    @extend_schema(responses={200: serializers.HoldingShape(many=True)})
    def get(self, request: Request, portfolio_id: int) -> Response:
        """Return the holdings at their latest prices, as a page that holds all of them."""
        found = portfolio_selectors.get_portfolio_for(user=request.user, portfolio_id=portfolio_id)
        worth = valuation.value_portfolio(portfolio_id=found.id, at=clock.now())
        rows = [holding_as_json(row) for row in worth.holdings]
        return Response({"count": len(rows), "next": None, "previous": None, "results": rows})


class PortfolioPerformance(APIView):
    """How a portfolio has done."""

    permission_classes = (IsAuthenticated, allows(Action.VIEW_PORTFOLIOS))

    @extend_schema(responses={200: serializers.PerformanceShape})
    def get(self, request: Request, portfolio_id: int) -> Response:
        """Return figures and curve."""
        found = portfolio_selectors.get_portfolio_for(user=request.user, portfolio_id=portfolio_id)
        done = performance.get_performance(portfolio_id=found.id, at=clock.now())
        return Response(serializers.PerformanceShape(done).data)


class PortfolioLedger(ListAPIView[Any]):
    """The journals of a portfolio, latest first."""

    permission_classes = (IsAuthenticated, allows(Action.VIEW_PORTFOLIOS))
    serializer_class = serializers.JournalShape
    filterset_class = JournalFilter

    def get_queryset(self) -> Any:
        """Those of a portfolio that the person may see."""
        found = portfolio_selectors.get_portfolio_for(user=self.request.user, portfolio_id=self.kwargs["portfolio_id"])
        return ledger.list_journals(portfolio_id=found.id)


class PortfolioSnapshots(ListAPIView[Any]):
    """What a portfolio was worth, latest first."""

    permission_classes = (IsAuthenticated, allows(Action.VIEW_PORTFOLIOS))
    serializer_class = serializers.SnapshotShape
    filterset_class = SnapshotFilter

    def get_queryset(self) -> Any:
        """Those of a portfolio that the person may see."""
        found = portfolio_selectors.get_portfolio_for(user=self.request.user, portfolio_id=self.kwargs["portfolio_id"])
        return performance.list_snapshots(portfolio_id=found.id)


class UserPortfolio(APIView):
    """A person's default portfolio."""

    permission_classes = (IsAuthenticated, allows(Action.VIEW_PORTFOLIOS))

    @extend_schema(responses={200: serializers.ValuationShape})
    def get(self, request: Request, user_id: int) -> Response:
        """Return the person's default portfolio with what it is worth now."""
        found = portfolio_selectors.find_default_portfolio_for(user=request.user, user_id=user_id)
        if found is None:
            raise NotFound
        return Response(_valued(found))


def _shown(facts: PortfolioFacts) -> dict[str, Any]:
    return dict(serializers.PortfolioShape(facts).data)


def _valued(facts: PortfolioFacts) -> dict[str, Any]:
    worth = valuation.value_portfolio(portfolio_id=facts.id, at=clock.now())
    return {**asdict(facts), **valuation_as_json(worth)}


def _user_id(request: Request) -> int:
    return int(request.user.pk or 0)  # signed in: the permission classes have seen to it
