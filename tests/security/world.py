"""A desk with data that could leak: everything that Arjun owns, with a mark in every free text, and the five people who look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule

from accounts.enums import ApiKeyScope, NotificationKind, SessionKind
from accounts.services import api_keys, heartbeats, notifications, sessions
from agents.models.deployment_period import DeploymentPeriod
from agents.services import runs
from market.enums import ImportKind
from market.models.import_run import ImportRun
from market.models.instrument import Instrument
from market.models.provider_health import ProviderHealth
from market.services.demo import install_demo_market
from portfolio.services import cash, portfolios, snapshots
from stocksteward.core import clock
from tests.agents.desk import Script
from tests.factories import accounts as people
from tests.factories.market import FeedStateFactory, QuoteFactory
from trading.domain.order_terms import OrderTerms
from trading.domain.strategies import DeploymentLimits
from trading.enums import HaltScope, OrderType, Product, Side, TradeOrigin
from trading.models.approval import Approval
from trading.models.order import Order
from trading.services import execution, halts, limits, orders, strategies, trades

MARK = "LEAKMARK"
ARJUNS_ID = 734_500_123
DEPOSIT = Decimal("76543.21")
IDENTITIES = ("anonymous", "arjun", "dev", "owner", "charu", "superadmin")
ABSENT_ID = 999_999_937
ABSENT_UUID = "00000000-0000-4000-8000-00000000dead"
# What must not be in an answer to somebody who may not see Arjun's things.
MARKERS = (MARK, "arjun@desk.example", str(ARJUNS_ID), "76543.21", "76,543.21")


@dataclass
class Desk:
    """Who there is, and the ids of what there is."""

    users: dict[str, Any]
    ids: dict[str, Any] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    @property
    def markers(self) -> tuple[str, ...]:
        """Return every text that only those may be shown who may see Arjun's things."""
        return (*MARKERS, *self.texts)


def build_desk() -> Desk:
    """Fill the database; run it inside a transaction that is undone afterwards, or in a test that flushes."""
    at = clock.now()
    install_demo_market()
    FeedStateFactory()
    reliance = Instrument.objects.get(symbol="RELIANCE")
    for symbol in ("RELIANCE", "TCS"):
        QuoteFactory(instrument=Instrument.objects.get(symbol=symbol), last=Decimal("1300.00"))
    desk = Desk(
        users={
            "arjun": people.arjun(pk=ARJUNS_ID),
            "dev": people.dev(pk=101),
            "owner": people.BusinessOwnerFactory(pk=102, email="owner@desk.example", full_name="Olivia"),
            "charu": people.charu(pk=103),
            "superadmin": people.SuperadminFactory(pk=104, email="admin@desk.example", full_name="Adi"),
        }
    )
    arjun = desk.users["arjun"]
    arjun.full_name = f"{MARK} Arjun"
    arjun.save(update_fields=["full_name"])
    people.set_thresholds(arjun, approval="50000", confidence="0.5")
    portfolio = portfolios.open_portfolio(
        user_id=arjun.pk, name=f"{MARK} portfolio", is_default=True, opening_cash=Decimal(1_000_000), at=at - timedelta(days=1)
    )
    cash.deposit(portfolio_id=portfolio.id, amount=DEPOSIT, reference=f"{MARK}-deposit", at=at - timedelta(hours=1))
    for name in ("dev", "owner", "superadmin"):
        portfolios.open_portfolio(
            user_id=desk.users[name].pk, name=f"{name} paper", is_default=True, opening_cash=Decimal(100_000), at=at - timedelta(days=1)
        )
    desk.ids = {"user_id": arjun.pk, "portfolio_id": portfolio.id, "symbol": "RELIANCE", "instrument_id": reliance.pk}
    _trade(desk, reliance, portfolio.id)
    _configure(desk, portfolio.id)
    _account(desk)
    _odds_and_ends(desk)
    return desk


def _terms(instrument: Any, **changes: Any) -> OrderTerms:
    usual = {"instrument_id": instrument.pk, "symbol": instrument.symbol, "side": Side.BUY, "quantity": 10, "product": Product.CNC}
    return OrderTerms(**{**usual, "order_type": OrderType.MARKET, **changes})


def _trade(desk: Desk, reliance: Any, portfolio_id: int) -> None:
    """A trade that the agents executed, one that waits for approval, one at rest with the broker, one rejected, one not begun."""
    user_id, at = desk.users["arjun"].pk, clock.now()

    def start(name: str, **changes: Any) -> tuple[Any, str]:
        return runs.start_trade(
            user_id=user_id,
            portfolio_id=portfolio_id,
            terms=_terms(reliance, **changes),
            client_order_id=f"{MARK}-{name}",
            origin=TradeOrigin.PERSON,
            decision_logic=f"{MARK} because",
            at=clock.now(),
        )

    executed, run_id = start("executed")
    runs.advance_run(run_id=run_id, make_agents=Script())
    waiting, waiting_run = start("waiting", quantity=50)
    runs.advance_run(run_id=waiting_run, make_agents=Script())
    resting, _ = start("resting", quantity=7, order_type=OrderType.LIMIT, limit_price=Decimal("1250.00"))
    order = execution.send_order(order_id=orders.place_order(trade_id=resting.id, at=clock.now()).id, at=clock.now())
    rejected, _ = start("rejected", quantity=8)
    trades.reject_trade(trade_id=rejected.id, code="TEST", reason=f"{MARK} rejected", at=at)
    pending, _ = start("pending", quantity=9)
    approval = Approval.objects.get(trade_id=waiting.id)
    filled = Order.objects.get(trade_id=executed.id)
    desk.ids |= {
        "trade_id": waiting.id,
        "executed_trade_id": executed.id,
        "pending_trade_id": pending.id,
        "run_id": run_id,
        "order_id": order.id,
        "filled_order_id": filled.pk,
        "fill_id": filled.fills.get().pk,
        "approval_id": approval.pk,
    }
    desk.texts += [order.tag, filled.tag, run_id, waiting_run]


def _configure(desk: Desk, portfolio_id: int) -> None:
    arjun, owner, at = desk.users["arjun"], desk.users["owner"], clock.now()
    strategy = strategies.create_strategy(
        by=arjun, name=f"{MARK} strategy", rule="indicator_vote", parameters={}, symbols=["RELIANCE"], at=at
    )
    deployment = strategies.deploy_strategy(
        by=arjun,
        strategy_id=strategy.id,
        portfolio_id=portfolio_id,
        limits=DeploymentLimits(quantity_max=5, value_inr_max=Decimal(25_000)),
        at=at,
    )
    limits.set_limits(by=owner, user_id=arjun.pk, figures={"order_value_inr_max": Decimal("76543.21")}, reason=f"{MARK} limits", at=at)
    halt = halts.engage(scope=HaltScope.USER, user_id=arjun.pk, reason=f"{MARK} halt", by=arjun, at=at)
    snapshots.snapshot_all(at)
    desk.ids |= {"strategy_id": strategy.id, "halt_id": halt.id, "deployment_id": deployment.id}


def _account(desk: Desk) -> None:
    arjun, at = desk.users["arjun"], clock.now()
    key = api_keys.create_key(user_id=arjun.pk, name=f"{MARK} key", scope=ApiKeyScope.TRADE, at=at)
    session = sessions.open_session(
        user_id=arjun.pk, kind=SessionKind.BROWSER, address="192.0.2.77", user_agent=f"{MARK} browser", at=at, session_key="k" * 32
    )
    notifications.notify(user_id=arjun.pk, kind=NotificationKind.TRADE, title=f"{MARK} notice", body=f"{MARK} body", at=at)
    heartbeats.beat(name="worker", at=at)
    desk.ids |= {
        "key_id": key.facts.id,
        "session_id": session.pk,
        "notification_id": arjun.notifications.latest("pk").pk,
        "uid": urlsafe_base64_encode(force_bytes(arjun.pk)),
        "token": default_token_generator.make_token(arjun),
    }
    desk.texts += [key.secret, str(key.facts.id), str(session.pk), "192.0.2.77"]


def _odds_and_ends(desk: Desk) -> None:
    ProviderHealth.objects.get_or_create(name="yahoo")
    desk.ids["content_type_id"] = ContentType.objects.get_for_model(Instrument).pk
    _rows_for_the_admin(desk)


def _rows_for_the_admin(desk: Desk) -> None:
    """One row of every model of the admin that has none yet."""
    at = clock.now()
    Group.objects.create(name="readers")
    interval = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.DAYS)
    CrontabSchedule.objects.create()
    SolarSchedule.objects.create(event="sunrise", latitude=19, longitude=72)
    ClockedSchedule.objects.create(clocked_time=at)
    PeriodicTask.objects.create(name="nothing", task="accounts.nothing", interval=interval, enabled=False)
    seen = {"username": "somebody@desk.example", "ip_address": "198.51.100.1", "user_agent": "", "http_accept": "", "path_info": "/"}
    AccessAttempt.objects.create(**seen, get_data="", post_data="", failures_since_start=1)
    AccessLog.objects.create(**seen)
    AccessFailureLog.objects.create(**seen)
    ImportRun.objects.create(kind=ImportKind.BARS, started_at=at, file_name="prices.csv")
    DeploymentPeriod.objects.create(deployment_id=desk.ids["deployment_id"], period_start=at)
