"""REST: what waits for a person, and their decision."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.idempotency import idempotent
from accounts.api.input import read
from accounts.api.permissions import allows
from accounts.domain.policy import Action
from stocksteward.core import clock
from trading.api.filters import ApprovalFilter
from trading.api.shapes import ApprovalOut, CancelIn
from trading.selectors import approvals
from trading.services import approvals as approval_services


class ApprovalList(ListAPIView):
    """Approvals of the trades that the person may see, newest first."""

    permission_classes = (allows(Action.VIEW_TRADES),)
    serializer_class = ApprovalOut
    filterset_class = ApprovalFilter

    def get_queryset(self) -> Any:
        """What is within reach."""
        if getattr(self, "swagger_fake_view", False):
            return approvals.no_approvals()
        return approvals.list_approvals_for(user=self.request.user)


class ApprovalDetail(APIView):
    """One approval."""

    permission_classes = (allows(Action.VIEW_TRADES),)

    @extend_schema(responses=ApprovalOut)
    def get(self, request: Request, approval_id: int) -> Response:
        """The approval."""
        return Response(ApprovalOut(approvals.get_approval_row_for(user=request.user, approval_id=approval_id)).data)


class ApprovalApprove(APIView):
    """Approving."""

    permission_classes = (allows(Action.APPROVE),)

    @extend_schema(request=CancelIn, responses=ApprovalOut)
    @idempotent
    def post(self, request: Request, approval_id: int) -> Response:
        """Approve, once, before it expires and while the price is near."""
        reason = read(request, CancelIn)["reason"]
        approval_services.approve(user=request.user, approval_id=approval_id, reason=reason, at=clock.now())
        return Response(ApprovalOut(approvals.get_approval_row_for(user=request.user, approval_id=approval_id)).data)


class ApprovalReject(APIView):
    """Rejecting."""

    permission_classes = (allows(Action.APPROVE),)

    @extend_schema(request=CancelIn, responses=ApprovalOut)
    @idempotent
    def post(self, request: Request, approval_id: int) -> Response:
        """Reject; the trade is closed with the words."""
        reason = read(request, CancelIn)["reason"]
        approval_services.reject(user=request.user, approval_id=approval_id, reason=reason, at=clock.now())
        return Response(ApprovalOut(approvals.get_approval_row_for(user=request.user, approval_id=approval_id)).data)
