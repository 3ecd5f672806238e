"""Who is answered what: every named path and every live topic of the desk, for each identity. Everything here belongs to Arjun.

A path or topic that is missing here, or that is here and no longer exists, fails ``test_access_matrix``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.security.world import IDENTITIES

Statuses = tuple[int, int, int, int, int, int]  # in the order of IDENTITIES: anonymous, arjun, dev, owner, charu, superadmin
Who = frozenset[str]

NOBODY: Who = frozenset()
EVERYBODY: Who = frozenset(IDENTITIES)
SIGNED_IN = EVERYBODY - {"anonymous"}
TRADERS = SIGNED_IN - {"charu"}
READERS = SIGNED_IN - {"dev"}  # of Arjun's things
ACTORS = READERS - {"charu"}  # on Arjun's things
ARJUN: Who = frozenset({"arjun"})
DESK: Who = frozenset({"owner", "superadmin"})
STAFF: Who = frozenset({"charu", "superadmin"})
SUPERADMIN: Who = frozenset({"superadmin"})


@dataclass(frozen=True, slots=True)
class Row:
    """What a GET answers, who may be shown Arjun's things by it, and who is not refused with which unsafe method."""

    get: Statuses
    sees: Who = NOBODY
    unsafe: dict[str, Who] = field(default_factory=dict)
    query: str = ""

    def status_for(self, identity: str) -> int:
        return self.get[IDENTITIES.index(identity)]


# GET of pages: the first is what an anonymous browser gets; 302 leads it to the sign-in.
PUBLIC: Statuses = (200,) * 6
FOR_SIGNED_IN: Statuses = (302, 200, 200, 200, 200, 200)
FOR_TRADERS: Statuses = (302, 200, 200, 200, 403, 200)
HIS: Statuses = (302, 200, 404, 200, 200, 200)
NOT_GET: Statuses = (302, 405, 405, 405, 405, 405)
PUBLIC_NOT_GET: Statuses = (405,) * 6
# GET of the REST interface.
API: Statuses = (401, 200, 200, 200, 200, 200)
API_HIS: Statuses = (401, 200, 404, 200, 200, 200)
API_NOT_GET: Statuses = (401, 405, 405, 405, 405, 405)
API_TRADE_NOT_GET: Statuses = (401, 405, 405, 405, 403, 405)
API_DESK_NOT_GET: Statuses = (401, 403, 403, 405, 403, 405)
# GET of the admin: whoever may not enter is led to its sign-in.
ADMIN: Statuses = (302, 302, 302, 302, 200, 200)
ADMIN_CHANGES: Statuses = (302, 302, 302, 302, 403, 200)
ADMIN_NEVER: Statuses = (302, 302, 302, 302, 403, 403)
ADMIN_NOT_GET: Statuses = (302, 302, 302, 302, 405, 405)
ADMIN_ONWARD: Statuses = (302, 302, 302, 302, 302, 302)
ADMIN_ABSENT: Statuses = (302, 302, 302, 302, 404, 404)

ACCESS: dict[str, Row] = {}


def _rows(names: str, row: Row) -> None:
    ACCESS.update(dict.fromkeys(names.split(), row))


# --- Pages that anybody sees
_rows("healthz accounts:register_done accounts:password_reset_done", Row(PUBLIC))
_rows("readyz", Row((503,) * 6))  # no worker, feed or beat in a test; it names parts, not people
_rows("accounts:sign_in accounts:register", Row((200, 302, 302, 302, 302, 302), unsafe={"POST": EVERYBODY}))
_rows("accounts:verify_email accounts:password_reset", Row(PUBLIC, unsafe={"POST": EVERYBODY}))
_rows("accounts:password_reset_confirm", Row((400,) * 6, unsafe={"POST": EVERYBODY}))  # with a link that is wrong
_rows("accounts:sign_out", Row(PUBLIC_NOT_GET, unsafe={"POST": SIGNED_IN}))

# --- Pages that show a person their own, or nothing of anybody
_rows(
    "portfolio:dashboard portfolio:position_panel accounts:settings accounts:notifications market:movers market:movers_panel"
    " market:cards_panel market:tape market:market_badge market:palette market:instrument_list market:instrument_detail"
    " market:depth_panel trading:approvals_count trading:daily_loss_panel trading:halt_banners accounts:bell",
    Row(FOR_SIGNED_IN, ARJUN),
)
_rows("portfolio:portfolio_home", Row((302,) * 6, ARJUN))
_rows("trading:order_ticket trading:order_preview", Row(FOR_TRADERS, ARJUN))
_rows("trading:strategy_create", Row(FOR_TRADERS, ARJUN, {"POST": TRADERS}))

# --- Lists: everybody sees what is within reach
_rows(
    "portfolio:portfolio_list trading:order_list trading:recent_orders_panel trading:trade_list trading:approval_list"
    " trading:approvals_panel trading:strategy_list trading:halt_list trading:limits agents:run_list agents:activity_panel",
    Row(FOR_SIGNED_IN, READERS),
)

# --- One thing of Arjun's
_rows(
    "portfolio:portfolio_holdings portfolio:portfolio_figures portfolio:portfolio_statement portfolio:portfolio_performance"
    " trading:order_detail trading:trade_detail trading:approval_detail trading:strategy_detail trading:strategy_signals"
    " agents:run_detail agents:run_panel",
    Row(HIS, READERS),
)

# --- Pages that only change something
_rows(
    "accounts:profile_change accounts:preferences_change accounts:theme_change accounts:password_change accounts:api_key_create"
    " accounts:sessions_end_others accounts:notifications_read_all",
    Row(NOT_GET, unsafe={"POST": SIGNED_IN}),
)
_rows("accounts:notification_read", Row(NOT_GET, unsafe={"POST": SIGNED_IN}))  # of another: nothing happens, whether it is there or not
_rows("accounts:api_key_revoke accounts:session_end", Row(NOT_GET, unsafe={"POST": ARJUN}))
_rows(
    "trading:order_cancel trading:trade_cancel trading:approve trading:reject trading:strategy_deploy trading:strategy_pause"
    " trading:strategy_resume trading:halt_release",
    Row(NOT_GET, unsafe={"POST": ACTORS}),
)
_rows("trading:halt_engage agents:ask_trade", Row(NOT_GET, unsafe={"POST": TRADERS}))
_rows("trading:limits_change", Row(NOT_GET, unsafe={"POST": DESK}))

# --- REST: the ways in
_rows(
    "api_login api_refresh api_register api_verify_email api_password_reset api_password_reset_confirm api_logout",
    Row(PUBLIC_NOT_GET, unsafe={"POST": EVERYBODY}),
)

# --- REST: a person's own, or nothing of anybody
_rows("api_me", Row(API, ARJUN, {"PUT": SIGNED_IN}))
_rows("api_sessions", Row(API, ARJUN, {"DELETE": SIGNED_IN}))
_rows("api_keys", Row(API, ARJUN, {"POST": SIGNED_IN}))
_rows("api_notifications", Row(API, ARJUN))
_rows("api_password_change", Row(API_NOT_GET, unsafe={"POST": SIGNED_IN}))
_rows("api_session api_key", Row(API_NOT_GET, unsafe={"DELETE": ARJUN}))
_rows("api_risk_limits", Row(API, ARJUN, {"PUT": DESK}))
_rows(
    "api_market_movers api_market_currencies api_market_metals api_market_commodities api_market_macro api_market_health"
    " api_market_status api_market_instruments api_market_data_bars api_market_data_quote schema docs",
    Row(API),
)
_rows("api_market_depth api_strategy_compare", Row(API, query="symbol=RELIANCE"))
_rows("api_strategy_signal", Row(API, query="symbol=RELIANCE", unsafe={"POST": SIGNED_IN}))
_rows("api_market_data_batch", Row(API, query="symbols=RELIANCE,TCS", unsafe={"POST": SIGNED_IN}))

# --- REST: lists
_rows("api_users api_approvals api_runs", Row(API, READERS))
_rows("api_orders api_strategies api_trades", Row(API, READERS, {"POST": TRADERS}))
_rows("api_portfolios", Row(API, READERS, {"POST": TRADERS, "PUT": TRADERS}))
_rows("api_risk_halts", Row(API, READERS, {"POST": TRADERS, "DELETE": TRADERS}))

# --- REST: one thing of Arjun's
_rows(
    "api_portfolio_holdings api_portfolio_performance api_portfolio_ledger api_portfolio_snapshots api_user_portfolio api_user_trades"
    " api_trades_of_user api_order api_approval api_risk_portfolio api_risk_user api_strategy api_run",
    Row(API_HIS, READERS),
)
_rows("api_user", Row(API_HIS, READERS, {"PUT": SUPERADMIN, "DELETE": SUPERADMIN}))
_rows("api_portfolio", Row(API_HIS, READERS, {"PUT": ACTORS}))
_rows("api_risk_halt", Row(API_HIS, READERS, {"DELETE": ACTORS}))
_rows("api_trade", Row(API_HIS, READERS, {"PUT": SUPERADMIN}))

# --- REST: paths that only act
_rows(
    "api_order_cancel api_approval_approve api_approval_reject api_strategy_deploy api_strategy_pause api_strategy_resume api_trade_cancel",
    Row(API_TRADE_NOT_GET, unsafe={"POST": ACTORS}),
)
_rows("api_order_preview api_risk_assess api_paper_order", Row(API_TRADE_NOT_GET, unsafe={"POST": TRADERS}))
_rows("api_strategy_pilot_bootstrap api_seed_all", Row(API_DESK_NOT_GET, unsafe={"POST": DESK}))

# --- Admin: its own pages. A trader who is signed in gets 403 from its sign-in, with their own name on the page.
_rows("admin:jsi18n admin:password_change_done", Row(ADMIN))
_rows("admin:index admin:password_change", Row(ADMIN, unsafe={"POST": STAFF}))
_rows("admin:login", Row((302, 403, 403, 403, 302, 302), ARJUN, {"POST": STAFF}))
_rows("admin:logout", Row(ADMIN_NOT_GET, unsafe={"POST": STAFF}))
_rows("admin:accounts_auditevent_verify", Row(ADMIN_NOT_GET, unsafe={"POST": STAFF}))
_rows("admin:autocomplete", Row(ADMIN_NEVER))
_rows("admin:view_on_site admin:(else)", Row(ADMIN_ABSENT))
_rows("admin:app_list", Row(ADMIN, unsafe={"POST": STAFF}))
_rows("admin:(object)", Row(ADMIN_ONWARD, unsafe={"POST": STAFF}))

# --- Admin: who may add, change and delete rows of each model; whoever enters may look at all of them.
NEVER, MAY = NOBODY, SUPERADMIN
_MODELS: dict[tuple[Who, Who, Who], str] = {  # who may add, change, delete
    (MAY, MAY, MAY): "auth_group django_celery_beat_periodictask django_celery_beat_clockedschedule django_celery_beat_crontabschedule"
    " django_celery_beat_solarschedule django_celery_beat_intervalschedule market_tradingday market_sessiontemplate",
    (MAY, MAY, NEVER): "market_instrument trading_halt trading_risklimit",
    (NEVER, MAY, NEVER): "accounts_user",
    (NEVER, NEVER, NEVER): "accounts_auditevent auditlog_logentry accounts_apikey accounts_heartbeat accounts_usersession"
    " market_feedstate market_providerhealth market_quote market_importrun portfolio_portfolio portfolio_journal portfolio_ledgeraccount"
    " portfolio_hold portfolio_holding portfolio_portfoliosnapshot trading_trade trading_approval trading_order trading_fill"
    " trading_strategy trading_strategydeployment agents_agentrun agents_deploymentperiod",
    # What django-axes wrote down of wrong passwords: a superadmin lets somebody in again by deleting it.
    (NEVER, MAY, MAY): "axes_accessattempt axes_accesslog axes_accessfailurelog",
}
for (_add, _change, _delete), _names in _MODELS.items():
    for _model in _names.split():
        _rows(f"admin:{_model}_changelist admin:{_model}_history", Row(ADMIN, STAFF, {"POST": STAFF}))
        _rows(f"admin:{_model}_change", Row(ADMIN, STAFF, {"POST": _change}))
        _rows(f"admin:{_model}_add", Row(ADMIN_CHANGES if _add else ADMIN_NEVER, STAFF, {"POST": _add}))
        _rows(f"admin:{_model}_delete", Row(ADMIN_CHANGES if _delete else ADMIN_NEVER, STAFF, {"POST": _delete}))

# --- Live topics: who gets a snapshot of Arjun's; and whose snapshot may show Arjun's things.
TOPICS: dict[str, tuple[Who, Who]] = {
    "market:quotes:{symbol}": (SIGNED_IN, NOBODY),
    "market:depth:{symbol}": (SIGNED_IN, NOBODY),
    "market:movers": (SIGNED_IN, NOBODY),
    "market:cards": (SIGNED_IN, NOBODY),
    "system": (SIGNED_IN, NOBODY),
    "alerts:{user_id}": (ARJUN, ARJUN),
    "portfolio:{user_id}": (READERS, READERS),
    "orders:{user_id}": (READERS, READERS),
    "approvals": (DESK, DESK),
    "halts": (SIGNED_IN, ARJUN),  # those that stop oneself
    "runs:{run_id}": (READERS, READERS),
}
