"""Asking for a trade, once per client order id, and calling it off."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.domain.policy import Action
from accounts.selectors import access
from accounts.services import audit
from market.selectors.instruments import get_instrument_by_id
from market.selectors.quotes import get_quote
from portfolio.selectors.portfolios import get_portfolio
from stocksteward.core.errors import BadInput, Conflict, NotFound
from trading.domain.facts import TradeFacts
from trading.domain.order_terms import OrderTerms, check_terms
from trading.enums import ApprovalStatus, ExecutionMode, TradeOrigin, TradeStatus
from trading.models.approval import Approval
from trading.models.order import Order
from trading.models.trade import Trade
from trading.selectors.facts import facts_of_trade
from trading.selectors.trades import get_trade, get_trade_for
from trading.services import execution, lifecycle
from trading.services.acting import acting_for

_CLIENT_ORDER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")


class ClientOrderIdReused(Conflict):
    """The id was used before for another wish; the client makes a new id."""

    code = "client_order_id_reused"


class TradeNotCancellable(Conflict):
    """The trade has its outcome already; nobody has to act."""

    code = "trade_not_cancellable"


def request_trade(
    *,
    user_id: int,
    portfolio_id: int,
    terms: OrderTerms,
    client_order_id: str,
    origin: TradeOrigin,
    at: datetime,
    mode: str | None = None,
    decision_logic: str = "",
    run_id: str = "",
) -> TradeFacts:
    """Write a wish down, PENDING; the same id with the same body returns the trade that it made.

    ``user_id`` is the owner of the portfolio; the caller has checked that whoever asks may trade on it.

    :raises BadInput: if the id, or a term of the exchange's rules, is wrong; it names the field.
    :raises ClientOrderIdReused: if the id was used for another wish.
    :raises NotFound: if the portfolio is not this user's.
    """
    if not _CLIENT_ORDER_ID.fullmatch(client_order_id):
        raise BadInput("client_order_id", "Use 1 to 64 letters, digits, dots, colons, dashes or underscores.")
    earlier = _find_earlier(user_id=user_id, portfolio_id=portfolio_id, terms=terms, client_order_id=client_order_id)
    if earlier is not None:
        return facts_of_trade(earlier)
    instrument = get_instrument_by_id(instrument_id=terms.instrument_id)
    for field, sentence in check_terms(terms, instrument):
        raise BadInput(field, sentence)
    portfolio = get_portfolio(portfolio_id=portfolio_id)
    if portfolio.user_id != user_id:
        raise NotFound
    if mode is not None and mode != portfolio.mode:
        raise BadInput("execution_mode", f"The portfolio trades in mode {portfolio.mode}.")
    try:
        with transaction.atomic(), acting_for(user_id):
            trade = Trade.objects.create(
                user_id=user_id,
                portfolio_id=portfolio_id,
                instrument_id=terms.instrument_id,
                client_order_id=client_order_id,
                fingerprint=terms.fingerprint(portfolio_id=portfolio_id),
                side=terms.side,
                quantity=terms.quantity,
                order_type=terms.order_type,
                limit_price=terms.limit_price,
                product=terms.product,
                validity=terms.validity,
                execution_mode=ExecutionMode(portfolio.mode),
                origin=origin,
                requested_price=get_quote(instrument_id=terms.instrument_id, at=at).last,
                decision_logic=decision_logic,
                run_id=run_id,
                requested_at=at,
                changed_at=at,
            )
            lifecycle.push_trade(trade)
    except IntegrityError:
        # Another request with the same id was faster.
        faster = _find_earlier(user_id=user_id, portfolio_id=portfolio_id, terms=terms, client_order_id=client_order_id)
        if faster is None:
            raise
        return facts_of_trade(faster)
    return facts_of_trade(trade)


def _find_earlier(*, user_id: int, portfolio_id: int, terms: OrderTerms, client_order_id: str) -> Trade | None:
    earlier = Trade.objects.select_related("instrument").filter(user_id=user_id, client_order_id=client_order_id).first()
    if earlier is not None and earlier.fingerprint != terms.fingerprint(portfolio_id=portfolio_id):
        raise ClientOrderIdReused("This client_order_id was used for another trade.", client_order_id=client_order_id)
    return earlier


def note_decision(
    *,
    trade_id: int,
    decision_logic: str | None = None,
    market_behavior: str | None = None,
    risk_score: Any = None,
    run_id: str | None = None,
) -> None:
    """Keep what the agents say about a trade; None leaves a field as it is."""
    said = {"decision_logic": decision_logic, "market_behavior": market_behavior, "risk_score": risk_score, "run_id": run_id}
    fields = {name: value for name, value in said.items() if value is not None}
    if fields:
        Trade.objects.filter(pk=trade_id).update(**fields)


@transaction.atomic
def correct_notes(
    *, user: Any, trade_id: int, at: datetime, reason: str, decision_logic: str | None = None, market_behavior: str | None = None
) -> None:
    """Set the words about a trade right; the audit log keeps the words before, the words after and the reason.

    :raises NotFound: if there is no such trade within reach.
    """
    before = get_trade_for(user=user, trade_id=trade_id)
    said = {"decision_logic": decision_logic, "market_behavior": market_behavior}
    after = {name: words for name, words in said.items() if words is not None}
    note_decision(trade_id=trade_id, **after)
    audit.record(
        action="trade.notes_corrected",
        object_type="trade",
        object_id=str(trade_id),
        before={name: getattr(before, name) for name in after},
        after=after,
        reason=reason,
        on_behalf_of_id=before.user_id,
    )


def reject_trade(*, trade_id: int, code: str, reason: str, at: datetime) -> TradeFacts:
    """Give an unfinished trade the outcome REJECTED, with words; one that has an outcome keeps it."""
    return _finish(trade_id=trade_id, to=TradeStatus.REJECTED, code=code, reason=reason, at=at)


def fail_trade(*, trade_id: int, code: str, reason: str, at: datetime) -> TradeFacts:
    """Give an unfinished trade the outcome FAILED, with words; one that has an outcome keeps it."""
    return _finish(trade_id=trade_id, to=TradeStatus.FAILED, code=code, reason=reason, at=at)


@transaction.atomic
def _finish(*, trade_id: int, to: TradeStatus, code: str, reason: str, at: datetime) -> TradeFacts:
    trade = Trade.objects.select_for_update(of=("self",), no_key=True).select_related("instrument").get(pk=trade_id)
    if trade.status in {TradeStatus.PENDING, TradeStatus.AWAITING_APPROVAL} and not trade.orders.exists():
        _void_approvals(trade=trade, reason=reason)
        lifecycle.move_trade(trade=trade, to=to, at=at, reason=reason, code=code)
    return facts_of_trade(trade)


def cancel_trade(*, user: Any, trade_id: int, at: datetime, reason: str = "") -> TradeFacts:
    """Call a trade off: at once where nothing was sent, else by asking the broker to cancel what is open.

    :raises NotFound: if there is no such trade within the asker's reach.
    :raises NotAllowed: if the asker's role does not trade.
    :raises TradeNotCancellable: if it has its outcome already.
    """
    trade = get_trade_for(user=user, trade_id=trade_id)
    access.require(user=user, action=Action.TRADE, owner_id=trade.user_id)
    order_id = _cancel_unsent(trade_id=trade_id, at=at, reason=reason or "Cancelled by a person.")
    if order_id is not None:
        execution.cancel_order(order_id=order_id, at=at, reason=reason)
    return get_trade(trade_id=trade_id)


@transaction.atomic
def _cancel_unsent(*, trade_id: int, at: datetime, reason: str) -> int | None:
    trade = Trade.objects.select_for_update(of=("self",), no_key=True).select_related("instrument").get(pk=trade_id)
    if trade.status not in {TradeStatus.PENDING, TradeStatus.AWAITING_APPROVAL}:
        raise TradeNotCancellable(f"The trade is {trade.status} already.", status=trade.status)
    order = Order.objects.filter(trade=trade).order_by("-position").first()
    if order is not None:
        return order.pk
    _void_approvals(trade=trade, reason=reason)
    lifecycle.move_trade(trade=trade, to=TradeStatus.CANCELLED, at=at, reason=reason, code="CANCELLED")
    return None


def _void_approvals(*, trade: Trade, reason: str) -> None:
    open_ones = Approval.objects.select_related("trade__instrument").filter(
        trade=trade, status__in=[ApprovalStatus.PENDING, ApprovalStatus.APPROVED], consumed_by__isnull=True
    )
    for approval in open_ones:
        lifecycle.try_move_approval(approval=approval, to=ApprovalStatus.VOID, reason=reason)
