"""Nonsense from outside: never a crash, always the one error shape, and the field is named."""

from __future__ import annotations

import json
import logging

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.security.access_table import ACCESS
from tests.security.paths import known_paths
from tests.security.world import ABSENT_ID

pytestmark = pytest.mark.django_db
API_PATHS = {path.name: path for path in known_paths() if path.is_api and ACCESS[path.name].unsafe}
DEEP = "[" * 10_000 + "]" * 10_000
LONG = "x" * 65_536
ERROR_KEYS = {"code", "message", "details", "trace_id"}


@pytest.fixture(autouse=True)
def _quietly():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


ORDER = {
    "portfolio_id": "{portfolio_id}",
    "symbol": "RELIANCE",
    "action": "BUY",
    "quantity": 1,
    "order_type": "LIMIT",
    "limit_price": "1250.00",
    "product": "CNC",
}
PREFERENCES = {"approval_threshold": "1000", "confidence_threshold": "0.5", "risk_tolerance": "MODERATE", "allowed_sectors": ["Energy"]}
# (method, a body that is fine); ids as of the desk. Paths without fields in their body are left out.
BODIES: dict[str, tuple[str, dict]] = {
    "api_login": ("POST", {"email": "dev@desk.example", "password": "not it"}),
    "api_register": ("POST", {"email": "new@desk.example", "password": "a long enough pass phrase", "full_name": "New"}),
    "api_refresh": ("POST", {"refresh": "x.y.z"}),
    "api_logout": ("POST", {"refresh": "x.y.z"}),
    "api_verify_email": ("POST", {"token": "x"}),
    "api_password_reset": ("POST", {"email": "dev@desk.example"}),
    "api_password_reset_confirm": ("POST", {"uid": "MQ", "token": "x", "password": "a long enough pass phrase"}),
    "api_password_change": ("POST", {"current_password": "x", "password": "a long enough pass phrase"}),
    "api_me": ("PUT", {"full_name": "Arjun", "preferences": PREFERENCES}),
    "api_keys": ("POST", {"name": "key", "scope": "READ", "expires_at": "2099-01-01T00:00:00Z"}),
    "api_user": ("PUT", {"full_name": "Arjun", "role": "TRADER", "state": "ACTIVE", "trading_suspended": False, "reason": "why"}),
    "api_market_data_batch": ("POST", {"symbols": ["RELIANCE"]}),
    "api_portfolios": ("POST", {"name": "Second", "mode": "PAPER_TRADING", "opening_cash": "1000.00"}),
    "api_portfolio": ("PUT", {"name": "Other"}),
    "api_orders": ("POST", ORDER | {"client_order_id": "o-1"}),
    "api_order_preview": ("POST", ORDER),
    "api_order_cancel": ("POST", {"reason": "why"}),
    "api_approval_approve": ("POST", {"reason": "why"}),
    "api_approval_reject": ("POST", {"reason": "why"}),
    "api_risk_limits": (
        "PUT",
        {"user_id": "{user_id}", "order_value_inr_max": "1000", "position_size_fraction_max": "0.1", "reason": "why"},
    ),
    "api_risk_halts": ("POST", {"scope": "USER", "user_id": "{user_id}", "reason": "why"}),
    "api_risk_halt": ("DELETE", {"reason": "why"}),
    "api_risk_assess": ("POST", ORDER),
    "api_strategies": (
        "POST",
        {"name": "One", "rule": "indicator_vote", "parameters": {}, "symbols": ["RELIANCE"], "owner_id": "{user_id}"},
    ),
    "api_strategy_signal": ("POST", {"symbol": "RELIANCE", "rule": "moving_average_cross", "parameters": {"fast": 10}}),
    "api_strategy_deploy": (
        "POST",
        {"portfolio_id": "{portfolio_id}", "quantity_max": 1, "value_inr_max": "1000", "symbols": ["RELIANCE"]},
    ),
    "api_strategy_pause": ("POST", {"portfolio_id": "{portfolio_id}"}),
    "api_strategy_resume": ("POST", {"portfolio_id": "{portfolio_id}"}),
    "api_trades": ("POST", ORDER | {"client_order_id": "t-1", "execution_mode": "PAPER_TRADING", "decision_logic": "because"}),
    "api_trade": ("PUT", {"decision_logic": "because", "market_behavior": "calm", "reason": "why"}),
    "api_trade_cancel": ("POST", {"reason": "why"}),
    "api_paper_order": ("POST", ORDER | {"client_order_id": "p-1"}),
}
WITHOUT_BODY = {"api_sessions", "api_session", "api_key", "api_strategy_pilot_bootstrap", "api_seed_all"}
# Raw JSON in the place of a value: what cannot be a number, a text, a list, an id or a choice.
NONSENSE = (
    "0", "-1", "1.5", "1e309", "NaN", "-Infinity", str(2**63), "null", "true", "[]", "{}", '""', '"x"', '"\\u0661\\u0662"', '"1\\u0000"', '"\\ud800"',
    '"1e5"', '"NaN"', '"1250.03"', '"1250.00001"', f'"{LONG}"', '[["x"]]', '[null, "NOSUCH"]', '"0001-01-01T00:00:00+23:59"',
)  # fmt: skip
# What no field of any body takes.
NEVER_TAKEN = {"NaN", "-Infinity", "1e309"}


def filled(body, desk):
    """Return the body with the desk's ids."""
    return {key: desk.ids[value[1:-1]] if isinstance(value, str) and value.startswith("{") else value for key, value in body.items()}


def send(program, method, path, raw, kind="application/json"):
    """Send a raw body."""
    return program.generic(method, path, raw, content_type=kind)


def complaint(response, *, field=""):
    """Return what is wrong with an answer, if anything."""
    if response.status_code >= 500:
        return f"crashed with {response.status_code}"
    if response.status_code < 400:
        return ""
    if not response["Content-Type"].startswith("application/json"):
        return f"{response.status_code} is no JSON"
    error = response.json()
    if set(error) != ERROR_KEYS or not error["code"] or not error["message"] or not error["trace_id"]:
        return f"{response.status_code} has another shape: {error}"
    if field and response.status_code == 400 and error["details"] and field not in json.dumps(error):
        return f"400 does not name {field}: {error}"
    return ""


def test_every_path_that_takes_a_body_is_tried():
    assert set(BODIES) | WITHOUT_BODY == set(API_PATHS)


@pytest.mark.parametrize("name", BODIES)
def test_nonsense_in_a_field_is_refused_by_the_fields_name(desk, programs, ask_and_undo, name):
    method, body = BODIES[name]
    path, body, program = API_PATHS[name].of_arjun(desk), filled(body, desk), programs["superadmin"]
    wrong = []
    for field in body:
        others = {key: value for key, value in body.items() if key != field}
        start = json.dumps(others)[:-1] + (", " if others else "") + json.dumps(field) + ": "
        for raw in NONSENSE:
            response = ask_and_undo(lambda raw=raw, start=start: send(program, method, path, start + raw + "}"))
            problem = complaint(response, field="" if raw in NEVER_TAKEN else field)
            if not problem and raw in NEVER_TAKEN and response.status_code < 400:
                problem = f"took {raw}"
            wrong += [f"{field} = {raw[:40]}: {problem}"] if problem else []
        if name not in {"api_me", "api_user", "api_logout", "api_trade", "api_risk_limits"}:
            response = ask_and_undo(lambda others=others: send(program, method, path, json.dumps(others)))
            wrong += (
                [f"without {field}: {problem}"]
                if (problem := complaint(response, field="" if field in {"order_type", "rule"} else field))
                else []
            )
    assert wrong == []


@pytest.mark.parametrize("name", sorted(API_PATHS))
def test_a_body_that_is_none_is_refused(desk, programs, ask_and_undo, name):
    path, program = API_PATHS[name].of_arjun(desk), programs["superadmin"]
    wrong = []
    for method in ACCESS[name].unsafe:
        takes_body = BODIES.get(name, ("", {}))[0] == method
        for raw, kind, expected in (
            ("{", "application/json", {400}),
            (DEEP, "application/json", {400}),
            ('{"a":' * 10_000 + "1" + "}" * 10_000, "application/json", {400}),
            (b'{"reason": "\xff\xfe"}', "application/json", {400}),
            ("[]", "application/json", {400, 404, 200}),
            ('"text"', "application/json", {400}),
            ("null", "application/json", {400, 404, 200}),
            ("reason=x", "application/x-www-form-urlencoded", {415}),
            ("<reason/>", "text/xml", {415}),
            ("x", "multipart/form-data", {400, 415}),
            ("x", "nonsense", {415}),
            (b'{"reason": "' + b"x" * 10_000_000 + b'"}', "application/json", {413}),
        ):
            response = ask_and_undo(lambda raw=raw, kind=kind, method=method: send(program, method, path, raw, kind))
            problem = complaint(response)
            if not problem and takes_body and response.status_code not in expected:
                problem = f"answered {response.status_code}"
            wrong += [f"{method} {raw[:20]!r} as {kind}: {problem}"] if problem else []
    assert wrong == []


ABSURD_IDS = (0, 2**63 - 1, 2**63, 10**40, "-1", "x", "%00", "%FF", "١٢", "9" * 5_000)


@pytest.mark.parametrize("path", [path for path in known_paths() if path.parts - {"app_label", "url"}], ids=lambda path: path.name)
def test_an_absurd_id_is_not_there(desk, programs, browsers, ask_and_undo, path):
    wrong = []
    client = (programs if path.is_api else browsers)["superadmin"]
    for value in ABSURD_IDS[2:7] if path.is_admin else ABSURD_IDS:
        address = path._filled(lambda part, value=value: value)
        for method in ["GET", *ACCESS[path.name].unsafe]:
            response = ask_and_undo(
                lambda method=method, address=address: client.generic(method, address, "", content_type="application/json")
            )
            if response.status_code >= 500:
                wrong.append(f"{method} {address[:80]} crashed with {response.status_code}")
            if path.is_api and (problem := complaint(response)):
                wrong.append(f"{method} {address[:80]}: {problem}")
    assert wrong == []


PARAMETERS = [
    "page_size",
    "user_id",
    "portfolio_id",
    "trade_id",
    "owner_id",
    "since",
    "until",
    "booked_after",
    "booked_before",
    "taken_after",
    "taken_before",
    "status",
    "kind",
    "symbol",
    "search",
    "symbols",
    "limit",
    "interval",
    "start",
    "end",
    "rules",
    "rule",
    "scope",
    "is_active",
    "is_default",
    "tab",
    "sort",
    "direction",
    "quantity",
    "limit_price",
    "side",
    "order_type",
    "product",
    "client_order_id",
    "origin",
    "role",
    "state",
    "mode",
    "exchange",
    "sector",
    "is_tradable",
    "action",
    "execution_mode",
    "orders_per_user",
    "next",
]
VALUES = (
    "-1", "1e309", "sNaN", "9223372036854775808", "1" * 5_000, "%D9%A1", "x%00y", "%ED%A0%80", ",,,", "0001-01-01T00:00:00%2B23:59",
    "9999-12-31T23:59:59-23:59",
)  # fmt: skip
_PREVIEW = "symbol=RELIANCE&side=BUY&order_type=LIMIT&product=CNC&quantity=1&"
QUERIES = (
    *("&".join(f"{name}={value}" for name in PARAMETERS) for value in VALUES),
    "page=0", "page=abc", "page=1000000000", "page=%00", "page_size=1000000000", f"user_id={2**63}", f"user_id={'9' * 5_000}", "user_id=%D9%A1",
    "symbol=%00", "symbols=RELIANCE%00", "symbol=RELIANCE&rules=%00", "symbol=RELIANCE&rule=nosuch",
    f"{_PREVIEW}limit_price=NaN", f"{_PREVIEW}limit_price=1e15", f"{_PREVIEW}limit_price=1&portfolio_id={2**63}",
)  # fmt: skip
READ_PATHS = [
    path
    for path in known_paths()
    if not path.is_admin and ACCESS[path.name].status_for("superadmin") == 200 and path.name not in {"docs", "schema"}
]


@pytest.mark.parametrize("path", READ_PATHS, ids=lambda path: path.name)
def test_an_absurd_query_is_no_crash(desk, programs, browsers, path):
    client = (programs if path.is_api else browsers)["superadmin"]
    address, wrong = path.of_arjun(desk), []
    for query in QUERIES:
        response = client.get(f"{address}?{query}")
        if response.status_code >= 500:
            wrong.append(f"{query[:60]} crashed with {response.status_code}")
        if path.is_api and (problem := complaint(response)):
            wrong.append(f"{query[:60]}: {problem}")
    assert wrong == []


TICKET = {"symbol": "RELIANCE", "side": "BUY", "quantity": "1", "order_type": "LIMIT", "limit_price": "1250.00", "product": "CNC"}
LAUNCH = {"name": "One", "rule": "indicator_vote", "symbols": "RELIANCE", "portfolio_id": "1", "quantity_max": "1", "value_inr_max": "1000"}
FORMS: dict[str, dict[str, str]] = {
    "accounts:sign_in": {"email": "dev@desk.example", "password": "not it", "next": "/"},
    "accounts:register": {"email": "new@desk.example", "password": "a long enough pass phrase", "full_name": "New"},
    "accounts:password_reset": {"email": "dev@desk.example"},
    "accounts:password_reset_confirm": {"password": "a long enough pass phrase", "repeated": "a long enough pass phrase"},
    "accounts:profile_change": {"full_name": "Adi"},
    "accounts:preferences_change": {
        "risk_tolerance": "MODERATE", "trading_mode": "AUTO", "approval_threshold": "1", "confidence_threshold": "0.5", "theme": "dark",
        "allowed_sectors": "Energy", "keyboard_shortcuts": "on",
    },
    "accounts:theme_change": {"theme": "dark"},
    "accounts:password_change": {"current_password": "x", "password": "a long enough pass phrase", "repeated": "a long enough pass phrase"},
    "accounts:api_key_create": {"name": "key", "scope": "READ"},
    "agents:ask_trade": TICKET | {"client_order_id": "t-9", "portfolio_id": "", "decision_logic": "", "exchange": "NSE"},
    "trading:approve": {"reason": "why"},
    "trading:reject": {"reason": "why"},
    "trading:order_cancel": {"reason": "why"},
    "trading:trade_cancel": {"reason": "why"},
    "trading:halt_engage": {"scope": "USER", "user_id": "101", "reason": "why"},
    "trading:halt_release": {"reason": "why"},
    "trading:limits_change": {
        "user_id": "101", "order_value_inr_max": "1000", "position_size_fraction_max": "10", "daily_loss_inr_max": "1000", "reason": "why",
        "shown_user_id": "",
    },
    "trading:strategy_create": LAUNCH | {"period_seconds": "3600", "indicator_vote.x": "1"},
    "trading:strategy_deploy": {"portfolio_id": "1", "quantity_max": "1", "value_inr_max": "1000", "period_seconds": "3600"},
    "trading:strategy_pause": {"portfolio_id": "1"},
    "trading:strategy_resume": {"portfolio_id": "1"},
}  # fmt: skip
WITHOUT_FORM = {
    "accounts:verify_email", "accounts:sign_out", "accounts:sessions_end_others", "accounts:notifications_read_all",
    "accounts:notification_read", "accounts:api_key_revoke", "accounts:session_end",
}  # fmt: skip
TYPED = ("", "-1", "1e309", "sNaN", "9" * 5_000, str(2**63), "١٢", "1\x00", "1250.03", "<script>alert(1)</script>NOSUCH", LONG)


def test_every_form_is_tried():
    pages = {path.name for path in known_paths() if not path.is_api and not path.is_admin and ACCESS[path.name].unsafe}
    assert set(FORMS) | WITHOUT_FORM == pages


@pytest.mark.parametrize("name", FORMS)
def test_nonsense_in_a_form_comes_back_beside_its_field(desk, browsers, ask_and_undo, name):
    [path] = [path for path in known_paths() if path.name == name]
    browser = browsers["anonymous" if name in {"accounts:sign_in", "accounts:register"} else "superadmin"]
    address, wrong = path.of_arjun(desk), []
    for field in FORMS[name]:
        for value in TYPED:
            response = ask_and_undo(lambda field=field, value=value: browser.post(address, FORMS[name] | {field: value}))
            if response.status_code >= 500:
                wrong.append(f"{field} = {value[:20]!r} crashed with {response.status_code}")
            elif response.status_code not in {200, 204, 302, 400, 401, 404, 409, 422}:
                wrong.append(f"{field} = {value[:20]!r} answered {response.status_code}")
            if value.startswith("<script>") and b"<script>alert" in response.content:
                wrong.append(f"{field} is shown unescaped")
    for raw, kind in (
        (b"\xff\xfe=%ff", "application/x-www-form-urlencoded"),
        (b"x", "multipart/form-data; boundary=y"),
        (b"{}", "application/json"),
    ):
        response = ask_and_undo(lambda raw=raw, kind=kind: browser.generic("POST", address, raw, content_type=kind))
        wrong += [f"{raw!r} crashed with {response.status_code}"] if response.status_code >= 500 else []
    response = ask_and_undo(
        lambda: browser.generic("POST", address, b"reason=" + b"x" * 10_000_000, content_type="application/x-www-form-urlencoded")
    )
    wrong += [f"10 MB answered {response.status_code}"] if response.status_code not in {400, 413} else []
    assert wrong == []


@pytest.mark.parametrize("value", [["x"], "y" * 300, "\x00", "ü"])
def test_a_strange_idempotency_key_is_refused(desk, programs, value):
    key = value if isinstance(value, str) else "a\tb"
    response = programs["arjun"].post("/api/v1/strategies/", {"name": "x", "symbols": ["RELIANCE"]}, HTTP_IDEMPOTENCY_KEY=key)

    assert response.status_code == 400
    assert complaint(response, field="Idempotency-Key") == ""


@pytest.mark.parametrize(
    "header", ["Bearer x", "Bearer a.b.c", "Bearer ", "Bearer \x00", "Api-Key ", "Api-Key \x00", "Api-Key ü", "Basic eDp5", "Bearer x y"]
)
def test_a_strange_authorization_is_refused(desk, client, header):
    response = client.get(reverse("api_me"), HTTP_AUTHORIZATION=header)

    assert response.status_code == 401
    assert complaint(response) == ""


# --- Files from outside
HTML = "<!doctype html><html><body>Not found</body></html>"
FILES = {
    "empty.csv": b"",
    "html.csv": HTML.encode(),
    "broken.csv": b"date,open,high,low,close\n2026-01-01,1,2",
    "binary.csv": bytes(range(256)) * 20,
    "false.zip": b"PK\x03\x04 not a zip",
    "false.parquet": b"PAR1 not parquet PAR1",
    "false.csv.gz": b"\x1f\x8b not gzip",
}


@pytest.mark.parametrize("command", ["import_bars", "import_bhavcopy", "import_ticks"])
@pytest.mark.parametrize("name", ["missing.csv", "folder", *FILES])
def test_an_importer_says_in_a_line_what_is_wrong_with_a_file(desk, tmp_path, settings, command, name):
    settings.DATA_DIR = tmp_path / "data"
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif name in FILES:
        path.write_bytes(FILES[name])

    with pytest.raises(CommandError) as failure:
        call_command(command, str(path))

    assert failure.value.returncode != 0
    assert name in str(failure.value)
    assert "Traceback" not in str(failure.value)
    assert "\n" not in str(failure.value).strip()


def test_the_ids_that_are_absent_are_absent(desk):
    assert ABSENT_ID not in desk.ids.values()
