"""Opening portfolios and giving them names."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.services import audit
from portfolio.domain import ledger as entries
from portfolio.domain.amounts import check_amount
from portfolio.domain.facts import PortfolioFacts
from portfolio.enums import PortfolioMode, PortfolioOrigin
from portfolio.models.portfolio import Portfolio
from portfolio.services import ledger, live_updates
from stocksteward.core.errors import BadInput, Conflict, NotAllowed
from stocksteward.core.money import ZERO

NAME_LENGTH_MAX = 60
DEFAULT_NAME = "Paper portfolio"


class PortfolioNameTaken(BadInput):
    """The owner already has a portfolio of this name; the person chooses another."""

    def __init__(self) -> None:
        super().__init__("name", "You already have a portfolio of this name.")


class DefaultPortfolioExists(Conflict):
    """A person has one default portfolio only."""

    code = "default_portfolio_exists"


def open_portfolio(
    *,
    user_id: int,
    name: str,
    mode: str = PortfolioMode.PAPER_TRADING,
    origin: str = PortfolioOrigin.USER,
    is_default: bool = False,
    opening_cash: Decimal = ZERO,
    at: datetime,
) -> PortfolioFacts:
    """Open a portfolio with its accounts and, above zero, its opening cash in rupees.

    :raises BadInput: naming ``name``, ``mode`` or ``opening_cash`` and the rule it breaks.
    :raises NotAllowed: if it is for live trading and the desk does not trade live.
    :raises DefaultPortfolioExists: if ``is_default`` and the person has a default portfolio.
    """
    name = _checked_name(name)
    check_amount(opening_cash, field="opening_cash", allows_zero=True)
    if mode not in PortfolioMode.values:
        raise BadInput("mode", f"The mode is one of {', '.join(PortfolioMode.values)}.")
    if mode == PortfolioMode.LIVE_TRADING:
        _check_live(opening_cash)
    try:
        with transaction.atomic():
            portfolio = Portfolio.objects.create(user_id=user_id, name=name, mode=mode, origin=origin, is_default=is_default)
            ledger.open_accounts(portfolio_id=portfolio.pk)
            if opening_cash > 0:
                entry = entries.deposit(amount=opening_cash, reference=f"opening:{portfolio.pk}")
                ledger.write(portfolio=portfolio, entry=entry, at=at)
                _record_opening_cash(portfolio, opening_cash)
            live_updates.push_portfolio(portfolio_id=portfolio.pk, user_id=user_id)
    except IntegrityError as error:
        raise _explained(error) from error
    return portfolio.facts


def open_default_paper_portfolio(*, user_id: int, at: datetime, origin: str = PortfolioOrigin.USER) -> PortfolioFacts:
    """Return the person's default portfolio; without one, open it on paper with ``STEWARD_OPENING_CASH_INR``."""
    existing = Portfolio.objects.filter(user_id=user_id, is_default=True).first()
    if existing is not None:
        return existing.facts
    return open_portfolio(
        user_id=user_id,
        name=DEFAULT_NAME,
        origin=origin,
        is_default=True,
        opening_cash=settings.STEWARD_OPENING_CASH_INR,
        at=at,
    )


def on_user_registered(*, user_id: int, at: datetime) -> None:
    """Give every new person a paper portfolio with its opening cash; announced twice, it is opened once."""
    open_default_paper_portfolio(user_id=user_id, at=at)


def rename(*, portfolio_id: int, name: str) -> PortfolioFacts:
    """Give a portfolio another name.

    :raises NotFound: if there is no such portfolio.
    :raises BadInput: naming ``name`` and the rule it breaks.
    """
    name = _checked_name(name)
    try:
        with ledger.open_books(portfolio_id=portfolio_id) as portfolio:
            portfolio.name = name
            portfolio.save(update_fields=["name", "updated_at"])
            live_updates.push_portfolio(portfolio_id=portfolio.pk, user_id=portfolio.user_id)
    except IntegrityError as error:
        raise _explained(error) from error
    return portfolio.facts


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise BadInput("name", "A portfolio needs a name.")
    if len(cleaned) > NAME_LENGTH_MAX:
        raise BadInput("name", f"A name has at most {NAME_LENGTH_MAX} characters.")
    if not cleaned.isprintable():
        raise BadInput("name", "A name has no control characters.")
    return cleaned


def _check_live(opening_cash: Decimal) -> None:
    if not settings.ENABLE_LIVE_TRADING:
        raise NotAllowed("This desk does not trade live.")
    if opening_cash > 0:
        raise BadInput("opening_cash", "A live portfolio's cash comes from its broker.")


def _record_opening_cash(portfolio: Portfolio, amount: Decimal) -> None:
    audit.record(
        action="cash.deposited",
        object_type="portfolio",
        object_id=str(portfolio.pk),
        after={"amount": f"{amount:f}", "reference": f"opening:{portfolio.pk}"},
        on_behalf_of_id=portfolio.user_id,
    )


def _explained(error: IntegrityError) -> Exception:
    text = str(error)
    # SQLite names the columns of a plain unique index instead of the constraint.
    if "portfolio_name_is_unique_to_its_owner" in text:
        return PortfolioNameTaken()
    if "portfolio_default_is_one_for_each_user" in text or "portfolio_portfolio.user_id" in text:
        return DefaultPortfolioExists("This person already has a default portfolio.")
    return error
