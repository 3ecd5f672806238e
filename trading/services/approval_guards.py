"""What keeps an approval from being used for anything but what was approved: time, price, halts, sameness."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from market.enums import QuoteStatus
from stocksteward.core.errors import Conflict
from stocksteward.core.money import format_rupees
from trading.enums import HaltScope
from trading.models.approval import Approval
from trading.models.halt import Halt
from trading.models.trade import Trade
from trading.selectors.halts import current_epoch

if TYPE_CHECKING:
    from market.domain.quotes import QuoteFacts

TEN_THOUSAND = Decimal(10_000)


class ApprovalVoid(Conflict):
    """A halt came after it, it was used, or the trade is not the one that was asked about; ask for the trade again."""

    code = "approval_void"


class PriceDrifted(Conflict):
    """The price has moved too far from the one that was shown; look again, or ask for the trade again."""

    code = "price_drifted"


class PriceNotLive(Conflict):
    """There is no fresh price to compare with; wait for the market."""

    code = "price_not_live"


def not_voided_by_halt() -> Q:
    """Return the condition that no halt has been engaged since the question was asked; part of the UPDATE that decides."""
    concerns = Q(scope=HaltScope.GLOBAL) | Q(user_id=OuterRef("requester_id"))
    return Q(~Exists(Halt.objects.filter(concerns, epoch__gt=OuterRef("halt_epoch"))))


def check_drift(*, approval: Approval, quote: QuoteFacts) -> None:
    """Pass while the LIVE price is near the one that was shown.

    :raises PriceNotLive: if there is no LIVE price.
    :raises PriceDrifted: if it is further away than the approval allows.
    """
    if quote.status != QuoteStatus.LIVE or quote.last is None:
        raise PriceNotLive("There is no fresh price to compare with the one that was shown.")
    drift = abs(quote.last - approval.reference_price) * TEN_THOUSAND / approval.reference_price
    if drift > approval.drift_basis_points_max:
        raise PriceDrifted(
            f"The price has moved from {format_rupees(approval.reference_price)} to {format_rupees(quote.last)}, "
            f"more than {approval.drift_basis_points_max} basis points.",
            reference_price=f"{approval.reference_price:f}",
            price=f"{quote.last:f}",
        )


def check_consumable(*, approval: Approval, trade: Trade) -> None:
    """Pass an approval that is of this very trade and older than no halt.

    :raises ApprovalVoid: otherwise.
    """
    if approval.fingerprint != trade.fingerprint:
        raise ApprovalVoid("The trade is not the one that was approved.")
    if current_epoch(approval.requester_id) > approval.halt_epoch:
        raise ApprovalVoid("Trading was halted after this was asked for; ask for the trade again.")
