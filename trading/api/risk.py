"""REST: limits, halts, what portfolios have at risk, and what the gate would say."""

from __future__ import annotations

from decimal import Decimal
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
from accounts.selectors import access
from market.selectors.instruments import get_instrument
from portfolio.selectors.portfolios import get_portfolio_for
from stocksteward.core import clock
from stocksteward.core.errors import BadInput
from trading.api import risk_shapes as shapes
from trading.api.filters_of_rules import HaltFilter
from trading.domain.limits import FIGURES
from trading.domain.order_terms import OrderTerms, check_terms
from trading.enums import HaltScope, OrderType, Product, Side
from trading.selectors import exposure, halts, limits
from trading.services import halts as halt_services
from trading.services import limits as limit_services
from trading.services import risk

_USER_ID = OpenApiParameter("user_id", int, description="Whose; by default one's own")


class Limits(APIView):
    """The limits in force, and setting them."""

    def get_permissions(self) -> list[BasePermission]:
        """Everybody on the desk may look at their own; setting is for who runs it."""
        action = Action.SET_LIMITS if self.request.method == "PUT" else Action.USE_DESK
        return [allows(action)()]

    @extend_schema(parameters=[_USER_ID], responses=shapes.LimitsOut)
    def get(self, request: Request) -> Response:
        """The desk's limits, one person's own, and what follows."""
        user_id = _user_id_in_query(request) or int(request.user.pk or 0)
        return Response(shapes.LimitsOut(limits.get_limits_for(viewer=request.user, user_id=user_id)).data)

    @extend_schema(request=shapes.LimitsIn, responses=shapes.LimitFigures)
    def put(self, request: Request) -> Response:
        """Set the figures that are given, of the desk or of the user in ``user_id``; null takes a user's own away."""
        given = shapes.LimitsIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        _refuse_unknown_fields(request, known={*FIGURES, "user_id", "reason"})
        figures: dict[str, Decimal | None] = {field: values[field] for field in FIGURES if field in values}
        now_in_force = limit_services.set_limits(
            by=request.user, user_id=values.get("user_id"), figures=figures, reason=values["reason"], at=clock.now()
        )
        return Response(shapes.LimitFigures(now_in_force).data)


class Halts(ListAPIView):
    """Halts, latest first; engaging and releasing them."""

    serializer_class = shapes.HaltOut
    filterset_class = HaltFilter

    def get_permissions(self) -> list[BasePermission]:
        """Who may halt anything may engage; the service says what exactly."""
        action = Action.USE_DESK if self.request.method == "GET" else Action.HALT_OWN
        return [allows(action)()]

    def get_queryset(self) -> Any:
        """What the person may know of."""
        return halts.list_halts_for(user=self.request.user)

    @extend_schema(request=shapes.HaltIn, responses={201: shapes.HaltFactsOut})
    @idempotent
    def post(self, request: Request) -> Response:
        """Engage a halt; one that is active already is returned."""
        values = _halt_values(request.data)
        fact = halt_services.engage(**values, by=request.user, at=clock.now())
        return Response(shapes.HaltFactsOut(fact).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="risk_halts_release_active",
        request=shapes.HaltIn,
        parameters=[OpenApiParameter("scope", str), _USER_ID, OpenApiParameter("reason", str)],
        responses=shapes.HaltFactsOut,
    )
    def delete(self, request: Request) -> Response:
        """Release the active halt of the desk or of a user; scope, user_id and reason in the body or in the query."""
        values = _halt_values(request.data or request.query_params.dict())
        fact = halt_services.release_active(**values, by=request.user, at=clock.now())
        return Response(shapes.HaltFactsOut(fact).data)


class HaltDetail(APIView):
    """One halt."""

    def get_permissions(self) -> list[BasePermission]:
        """As the list."""
        action = Action.USE_DESK if self.request.method == "GET" else Action.HALT_OWN
        return [allows(action)()]

    @extend_schema(responses=shapes.HaltFactsOut)
    def get(self, request: Request, halt_id: int) -> Response:
        """The halt."""
        return Response(shapes.HaltFactsOut(halts.get_halt_for(user=request.user, halt_id=halt_id)).data)

    @extend_schema(
        operation_id="risk_halt_release",
        request=shapes.ReasonIn,
        parameters=[OpenApiParameter("reason", str)],
        responses=shapes.HaltFactsOut,
    )
    def delete(self, request: Request, halt_id: int) -> Response:
        """Release it; the reason in the body or in the query."""
        given = shapes.ReasonIn(data=request.data or request.query_params.dict())
        given.is_valid(raise_exception=True)
        fact = halt_services.release(halt_id=halt_id, reason=given.validated_data["reason"], by=request.user, at=clock.now())
        return Response(shapes.HaltFactsOut(fact).data)


class PortfolioRisk(APIView):
    """What one portfolio has at risk."""

    permission_classes = (allows(Action.VIEW_PORTFOLIOS),)

    @extend_schema(responses=shapes.ExposureOut)
    def get(self, request: Request, portfolio_id: int) -> Response:
        """Exposure, use of each limit, concentration."""
        found = exposure.get_portfolio_exposure_for(user=request.user, portfolio_id=portfolio_id, at=clock.now())
        return Response(shapes.ExposureOut(found).data)


class UserRisk(APIView):
    """What one person has at risk, and their limits."""

    permission_classes = (allows(Action.VIEW_PORTFOLIOS),)

    @extend_schema(responses=shapes.UserRiskOut)
    def get(self, request: Request, user_id: int) -> Response:
        """Limits, active halts and the exposure of every portfolio."""
        exposures = exposure.list_user_exposures_for(user=request.user, user_id=user_id, at=clock.now())
        found = {
            "user_id": user_id,
            "limits": limits.get_limits(user_id=user_id),
            "halts": halts.active_halts(user_id=user_id),
            "portfolios": exposures,
        }
        return Response(shapes.UserRiskOut(found).data)


class Assess(APIView):
    """What the gate would say."""

    permission_classes = (allows(Action.TRADE),)

    @extend_schema(request=shapes.AssessIn, responses=shapes.VerdictOut)
    def post(self, request: Request) -> Response:
        """Every reason against a wish to trade, every reason to ask a person, the score and the estimate. Nothing is kept."""
        given = shapes.AssessIn(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        portfolio = get_portfolio_for(user=request.user, portfolio_id=values["portfolio_id"])
        access.require(user=request.user, action=Action.TRADE, owner_id=portfolio.user_id)
        instrument = get_instrument(symbol=values["symbol"], exchange=values["exchange"])
        terms = OrderTerms(
            instrument_id=instrument.id,
            side=Side(values["action"]),
            quantity=values["quantity"],
            order_type=OrderType(values["order_type"]),
            limit_price=values["limit_price"],
            product=Product(values["product"]),
            symbol=instrument.symbol,
        )
        for field, sentence in check_terms(terms, instrument):
            raise BadInput(field, sentence)
        verdict = risk.assess(user_id=portfolio.user_id, portfolio_id=portfolio.id, terms=terms, at=clock.now())
        return Response(shapes.VerdictOut(verdict).data)


def _halt_values(data: Any) -> dict[str, Any]:
    given = shapes.HaltIn(data=data)
    given.is_valid(raise_exception=True)
    values = given.validated_data
    return {"scope": HaltScope(values["scope"]), "user_id": values["user_id"], "reason": values["reason"]}


def _user_id_in_query(request: Request) -> int | None:
    text = request.query_params.get("user_id", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise BadInput("user_id", "Write the number of a user.")
    return int(text)


def _refuse_unknown_fields(request: Request, *, known: set[str]) -> None:
    for field in request.data:
        if field not in known:
            raise BadInput(str(field)[:60], f"There is no such limit; there are {', '.join(FIGURES)}.")
