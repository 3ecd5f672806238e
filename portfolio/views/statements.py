"""The statement: every journal of a portfolio's ledger, with its postings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.views.decorators.http import require_safe

from accounts.domain.policy import Action
from accounts.views.guards import allows
from portfolio.enums import FEE_KINDS, INR, AccountKind
from portfolio.selectors import ledger, portfolios
from portfolio.views.portfolios import tabs_of
from stocksteward.core.http import page_or_partial

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

ROWS_PER_PAGE = 25
_CASH_KINDS = frozenset({AccountKind.CASH, AccountKind.RESERVED_CASH})
_FEES = frozenset(FEE_KINDS.values())


@dataclass(frozen=True, slots=True)
class PostingLine:
    """One posting in words: rupees, or shares of an ISIN."""

    account: str
    unit: str
    amount: Decimal
    is_money: bool


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One journal: what it did to the cash (free and held together) and what was charged."""

    number: int
    booked_at: datetime
    kind: str
    reference: str
    symbol: str
    side: str
    quantity: int | None
    price: Decimal | None
    cash: Decimal
    free_cash: Decimal
    charges: Decimal
    realised_pnl: Decimal | None
    postings: tuple[PostingLine, ...]


@allows(Action.VIEW_PORTFOLIOS)
@require_safe
def portfolio_statement(request: HttpRequest, portfolio_id: int) -> HttpResponse:
    """Show the journals, latest first."""
    found = portfolios.get_portfolio_for(user=request.user, portfolio_id=portfolio_id)
    page = Paginator(ledger.list_journals(portfolio_id=portfolio_id), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "portfolio": found,
        "tabs": tabs_of(found, current="portfolio_statement"),
        "page_obj": page,
        "lines": [_line(journal) for journal in page],
    }
    return page_or_partial(request, page="portfolio/portfolio_statement.html", partial="portfolio/_statement_table.html", context=context)


def _line(journal: Any) -> StatementLine:
    postings = list(journal.postings.all())
    return StatementLine(
        number=journal.number,
        booked_at=journal.booked_at,
        kind=journal.get_kind_display(),
        reference=journal.reference,
        symbol=journal.instrument.symbol if journal.instrument else "",
        side=journal.side,
        quantity=journal.quantity,
        price=journal.price,
        cash=_sum(postings, _CASH_KINDS),
        free_cash=_sum(postings, {AccountKind.CASH}),
        charges=_sum(postings, _FEES),
        realised_pnl=journal.realised_pnl,
        postings=tuple(
            PostingLine(
                account=AccountKind(posting.account.kind).label,
                unit=posting.account.unit,
                amount=posting.amount,
                is_money=posting.account.unit == INR,
            )
            for posting in postings
        ),
    )


def _sum(postings: Iterable[Any], kinds: Iterable[str]) -> Decimal:
    wanted = set(kinds)
    return sum((posting.amount for posting in postings if posting.account.kind in wanted and posting.account.unit == INR), Decimal(0))
