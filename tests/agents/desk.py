"""A small desk for tests of the agents: Arjun, his paper portfolio, RELIANCE with a live price, and agents that say what a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connections

from agents.domain.advice import Advice
from agents.enums import AgentName
from agents.models.run import AgentRun
from agents.models.step import AgentStep
from agents.pipeline.orchestrator import Agents, usual_agents
from agents.pipeline.strategy import StrategyOpinion
from agents.services import runs
from portfolio.services.portfolios import open_portfolio
from stocksteward.core import clock
from tests.factories.accounts import arjun, set_thresholds
from tests.factories.agents import AdviceFactory
from tests.factories.market import FeedStateFactory, QuoteFactory, RelianceFactory
from trading.domain.order_terms import OrderTerms
from trading.enums import OrderType, Side, TradeOrigin

PRICE = Decimal("1300.00")


@dataclass
class SmallDesk:
    """What a test trades with."""

    user: Any
    portfolio: Any
    instrument: Any

    def refresh_quote(self, *, last: Decimal = PRICE) -> None:
        """Bring the price up to now, as the feed does every second."""
        QuoteFactory._meta.model.objects.filter(instrument=self.instrument).delete()
        QuoteFactory(instrument=self.instrument, last=last)

    def terms(self, **changes: Any) -> OrderTerms:
        """Return ten RELIANCE at the market, with changes."""
        usual = OrderTerms(instrument_id=self.instrument.pk, side=Side.BUY, quantity=10, order_type=OrderType.MARKET, symbol="RELIANCE")
        return replace(usual, **changes)

    def start(self, *, client_order_id: str = "order-1", **changes: Any) -> tuple[Any, str]:
        """Have Arjun ask for a trade."""
        return runs.start_trade(
            user_id=self.user.pk,
            portfolio_id=self.portfolio.id,
            terms=self.terms(**changes),
            client_order_id=client_order_id,
            origin=TradeOrigin.PERSON,
            at=clock.now(),
        )


def open_small_desk(*, opening_cash: str = "1000000", approval: str = "50000") -> SmallDesk:
    """Return the desk; run it inside a test with the database."""
    user = arjun()
    set_thresholds(user, approval=approval, confidence="0.7")
    portfolio = open_portfolio(
        user_id=user.pk, name="Paper", is_default=True, opening_cash=Decimal(opening_cash), at=clock.now() - timedelta(minutes=1)
    )
    desk = SmallDesk(user=user, portfolio=portfolio, instrument=RelianceFactory())
    FeedStateFactory()
    desk.refresh_quote()
    return desk


@dataclass
class Script:
    """Makes the usual agents with scripted advice; counts who worked, and may raise before or after one of them."""

    advice: Advice = field(default_factory=AdviceFactory)
    raises_before: AgentName | None = None
    raises_after: AgentName | None = None
    instead: dict[AgentName, Callable[[Any], Any]] = field(default_factory=dict)
    worked: list[AgentName] = field(default_factory=list)

    def __call__(self, *, model: Any) -> Agents:
        usual = usual_agents(model=model)
        scripted = replace(usual, strategy=lambda given: StrategyOpinion(self.advice, f"{self.advice.action} says the script."))
        changed = {name.value: self._watched(name, getattr(scripted, name.value)) for name in AgentName}
        return replace(scripted, **changed)

    def _watched(self, name: AgentName, agent: Callable[[Any], Any]) -> Callable[[Any], Any]:
        chosen = self.instead.get(name, agent)

        def work(given: Any) -> Any:
            if name == self.raises_before:
                raise KilledHere(name)
            self.worked.append(name)
            answer = chosen(given)
            if name == self.raises_after:
                raise KilledHere(name)
            return answer

        return work


class KilledHere(BaseException):
    """As a kill would, this passes every ``except Exception``."""


def let_lease_run_out(run_id: str) -> None:
    """Act as if the worker had died long ago."""
    AgentRun.objects.filter(pk=run_id, claimed_until__isnull=False).update(claimed_until=clock.now() - timedelta(seconds=1))


def steps_of(run_id: str) -> dict[str, str]:
    """Return the status of each step by agent."""
    return dict(AgentStep.objects.filter(run_id=run_id).order_by("position").values_list("agent", "status"))


ALL_DONE = {name.value: "DONE" for name in AgentName}


def in_parallel(work: Callable[[], Any], *, threads: int = 8) -> None:
    """Do the work in several threads that start at the same moment; none of them may fail."""
    barrier, failures = threading.Barrier(threads), []

    def body():
        try:
            barrier.wait()
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    started = [threading.Thread(target=body) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    assert failures == []
