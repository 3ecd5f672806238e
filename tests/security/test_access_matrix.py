"""Every path and topic for every identity: who is let in, who is not, and that nobody is shown what is not theirs."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from accounts.enums import ApiKeyScope
from tests.factories.accounts import api_key_client
from tests.security.access_table import ACCESS, SIGNED_IN
from tests.security.paths import KnownPath, body_of, is_refused, known_paths, nothing_changes
from tests.security.world import IDENTITIES

pytestmark = pytest.mark.django_db
PATHS = known_paths()
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
READ_ONLY_WAYS_IN = {"api_login", "api_refresh", "api_register", "api_verify_email", "api_password_reset", "api_password_reset_confirm"}
LEADS_ON = {"accounts:sign_out", "admin:logout", "admin:login"}  # where a refusal leads, too
# What has to be in a body before the question is asked whose things it is about.
BODIES = {
    "api_risk_halt": {"reason": "why"},
    "api_strategy_deploy": {"portfolio_id": "portfolio_id", "quantity_max": 1, "value_inr_max": "1000"},
}
_OF_THE_REQUEST = re.compile(r'\b([0-9a-f]{32}|[A-Za-z0-9]{64})\b|nonce="[^"]*"')  # trace id, CSRF token, nonce


@pytest.fixture(autouse=True)
def _quietly():
    """Thousands of refusals need not be written down."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def ask(client, method, path, *, body=None):
    """Send one request as the client's kind sends them."""
    if isinstance(client, APIClient):
        return client.generic(method, path, json.dumps(body or {}) if method != "GET" else "", content_type="application/json")
    if method == "POST":
        return client.post(path, body or {})
    return client.generic(method, path, "", content_type="application/x-www-form-urlencoded")


def client_for(path: KnownPath, identity, browsers, programs):
    return (programs if path.is_api else browsers)[identity]


def ask_undone(client, method, path, *, body=None):
    """Send a request whose effects, on the database and on the client's sign-in, are undone."""
    cookies = client.cookies.copy()
    point = transaction.savepoint()
    try:
        return ask(client, method, path, body=body)
    finally:
        transaction.savepoint_rollback(point)
        client.cookies = cookies


def test_every_path_is_in_the_table_and_every_row_is_a_path():
    assert {path.name for path in PATHS} == set(ACCESS)


@pytest.mark.parametrize("identity", IDENTITIES)
def test_who_is_answered_and_shown_what_and_that_looking_changes_nothing(desk, browsers, programs, identity):
    wrong = []
    with nothing_changes(identity):
        for path in PATHS:
            row = ACCESS[path.name]
            address = path.of_arjun(desk) + (f"?{row.query}" if row.query else "")
            response = ask(client_for(path, identity, browsers, programs), "GET", address)
            if response.status_code != row.status_for(identity):
                wrong.append(f"{path.name} answers {response.status_code}, not {row.status_for(identity)}")
            if identity in row.sees:
                continue
            shown = body_of(response) + str(sorted(response.headers.items()))
            wrong += [
                f"{path.name} ({response.status_code}) shows {mark!r}" for mark in desk.markers if mark in shown and mark not in address
            ]
    assert wrong == []


def _body_for(path, desk):
    """The body for a path; where it says portfolio_id, Arjun's own is meant, whatever number the database gave it."""
    body = BODIES.get(path.name)
    return body and {name: desk.ids.get(value, value) if isinstance(value, str) else value for name, value in body.items()}


@pytest.mark.parametrize("identity", IDENTITIES)
def test_unsafe_methods_are_refused_and_change_nothing(desk, browsers, programs, identity):
    wrong = []
    with nothing_changes(identity):
        for path in PATHS:
            row, client, address = ACCESS[path.name], client_for(path, identity, browsers, programs), path.of_arjun(desk)
            for method in ("POST", "DELETE") if path.name.endswith(("_change", "_delete")) else ("POST",) if path.is_admin else UNSAFE:
                allowed = identity in row.unsafe.get(method, ())
                # What the admin does not know it treats as GET: not refused, but it must change nothing either.
                is_like_get = path.is_admin and method != "POST"
                cookies = client.cookies.copy()
                response = (ask_undone if allowed else ask)(client, method, address, body=_body_for(path, desk))
                client.cookies = cookies
                if response.status_code >= 500 and path.name != "readyz":
                    wrong.append(f"{method} {path.name} answers {response.status_code}")
                if not is_like_get and path.name not in LEADS_ON and is_refused(response) == allowed:
                    wrong.append(f"{method} {path.name} answers {response.status_code}, {'refused' if allowed else 'let in'}")
    assert wrong == []


def _as_it_came(response):
    headers = {name: value for name, value in response.headers.items() if name not in {"X-Trace-Id", "Content-Security-Policy"}}
    return response.status_code, _OF_THE_REQUEST.sub("#", body_of(response)), headers


def test_not_yours_and_not_there_are_answered_alike(desk, browsers, programs):
    """By dev and by whom an object is hidden from; only the trace id differs, and the id that was asked for."""
    wrong, checked = [], 0
    for path in PATHS:
        row = ACCESS[path.name]
        if path.is_admin or not path.parts - {"symbol", "uid", "token"}:
            continue
        for method in ("GET", *row.unsafe):
            for identity in ("dev", "owner", "superadmin"):
                client = client_for(path, identity, browsers, programs)
                his = ask_undone(client, method, path.of_arjun(desk), body=BODIES.get(path.name))
                if his.status_code != 404:
                    continue
                checked += 1
                absent = ask_undone(client, method, path.of_nobody(), body=BODIES.get(path.name))
                mine, other = _as_it_came(his), _as_it_came(absent)
                if mine != other:
                    wrong.append(f"{method} {path.name} as {identity}: {mine} is not {other}")
    assert wrong == []
    assert checked > 50


# Whose things a body or a query names: (method, name, body or query), and what each identity is answered.
BY_BODY = {
    "api_orders": ("POST", {"portfolio_id": "portfolio_id", "symbol": "RELIANCE", "action": "BUY", "quantity": 1}),
    "api_order_preview": ("POST", {"portfolio_id": "portfolio_id", "symbol": "RELIANCE", "action": "BUY", "quantity": 1}),
    "api_risk_assess": ("POST", {"portfolio_id": "portfolio_id", "symbol": "RELIANCE", "action": "BUY", "quantity": 1}),
    "api_trades": ("POST", {"portfolio_id": "portfolio_id", "symbol": "RELIANCE", "action": "BUY", "quantity": 1}),
    "api_paper_order": ("POST", {"portfolio_id": "portfolio_id", "symbol": "RELIANCE", "action": "BUY", "quantity": 1}),
    "api_strategies": ("POST", {"owner_id": "user_id", "name": "theirs", "symbols": ["RELIANCE"]}),
    "api_risk_halts": ("POST", {"scope": "USER", "user_id": "user_id", "reason": "why"}),
    "agents:ask_trade": (
        "POST",
        {
            "portfolio_id": "portfolio_id",
            "symbol": "RELIANCE",
            "side": "BUY",
            "quantity": 1,
            "order_type": "MARKET",
            "product": "CNC",
            "client_order_id": "x-1",
        },
    ),
}


@pytest.mark.parametrize("name", BY_BODY)
def test_what_a_body_names_is_no_way_around(desk, browsers, programs, name):
    """Dev names Arjun's portfolio or Arjun himself; that is as if they were not there."""
    method, body = BY_BODY[name]
    [path] = [path for path in PATHS if path.name == name]
    filled = {key: desk.ids.get(value, value) if isinstance(value, str) else value for key, value in body.items()}
    absent = {key: 999_999_937 if isinstance(value, str) and value in desk.ids else value for key, value in body.items()}
    client = client_for(path, "dev", browsers, programs)
    with nothing_changes(name):
        his, none = ask(client, method, path.of_arjun(desk), body=filled), ask(client, method, path.of_arjun(desk), body=absent)
    allowed = ask_undone(client_for(path, "arjun", browsers, programs), method, path.of_arjun(desk), body=filled)

    assert his.status_code in {404, 422}
    assert _as_it_came(his)[1].replace(f'value="{filled.get("portfolio_id")}"', 'value="999999937"') == _as_it_came(none)[1]
    assert not any(mark in body_of(his).replace(str(filled.get("user_id", "-")), "") for mark in desk.markers)
    assert not is_refused(allowed)


@pytest.mark.parametrize("name", ["api_strategy_deploy", "trading:strategy_deploy"])
def test_nobody_deploys_into_anothers_portfolio(desk, browsers, programs, name):
    made = programs["dev"].post("/api/v1/strategies/", {"name": "Mine", "symbols": ["RELIANCE"]}).json()
    [path] = [path for path in PATHS if path.name == name]
    address = "/" + re.sub(r"<int:\w+>", str(made["id"]), path.route)
    body = {"portfolio_id": desk.ids["portfolio_id"], "quantity_max": 1, "value_inr_max": "1000", "period_seconds": 3600}
    with nothing_changes(name):
        response = ask(client_for(path, "dev", browsers, programs), "POST", address, body=body)

    assert response.status_code in {404, 422}
    assert not any(mark in body_of(response) for mark in desk.markers)


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/risk/limits?user_id={user_id}",
        "/risk/limits/?user_id={user_id}",
        "/api/v1/portfolio/?user_id={user_id}",
        "/api/v1/risk/halts?user_id={user_id}",
        "/api/v1/ai/runs?user_id={user_id}",
        "/api/v1/ai/runs?trade_id={trade_id}",
        "/api/v1/strategies/?owner_id={user_id}",
        "/api/v1/trades/?portfolio_id={portfolio_id}",
        "/api/v1/trades/?client_order_id=LEAKMARK-waiting",
        "/api/v1/orders?portfolio_id={portfolio_id}",
        "/api/v1/orders?trade_id={trade_id}",
        "/api/v1/approvals?trade_id={trade_id}",
        "/api/v1/users/?search=arjun",
        "/api/v1/users/?role=TRADER",
        "/approvals/?tab=history",
        "/orders/?tab=all&symbol=RELIANCE",
        "/trades/?symbol=RELIANCE",
        "/ticket/?symbol=RELIANCE&portfolio_id={portfolio_id}",
        "/ticket/preview/?symbol=RELIANCE&side=BUY&quantity=1&order_type=MARKET&product=CNC&portfolio_id={portfolio_id}",
    ],
)
def test_a_filter_finds_nothing_of_anothers(desk, browsers, programs, address):
    path = address.format(**desk.ids)
    client = (programs if path.startswith("/api/") else browsers)["dev"]
    response = ask(client, "GET", path)

    assert response.status_code in {200, 404}
    asked_for = path.partition("?")[2]
    shown = body_of(response).replace(str(desk.ids["user_id"]), "")
    assert [mark for mark in desk.markers if mark in shown and mark not in asked_for] == []
    if response.status_code == 200 and path.startswith("/api/") and "results" in response.json():
        assert [row["id"] for row in response.json()["results"]] in ([], [desk.users["dev"].pk])


@pytest.mark.parametrize("identity", ["arjun", "dev"])
def test_a_trader_halts_only_themselves_and_never_the_desk(desk, programs, identity):
    for body in ({"scope": "GLOBAL", "reason": "why"}, {"scope": "USER", "user_id": 102, "reason": "why"}):
        with nothing_changes(identity):
            for method in ("POST", "DELETE"):
                assert ask(programs[identity], method, "/api/v1/risk/halts", body=body).status_code in {403, 404}


@pytest.mark.parametrize("scope", ApiKeyScope.values)
def test_no_key_changes_the_account_and_a_reading_key_changes_nothing(desk, scope):
    """Every unsafe path of the REST interface with an API key of Arjun's."""
    wrong = []
    in_person = {"api_me", "api_sessions", "api_session", "api_keys", "api_key", "api_password_change", "api_user"}
    client = api_key_client(desk.users["superadmin"], scope=scope)
    with nothing_changes(scope):
        for path in PATHS:
            if not path.is_api or path.name in READ_ONLY_WAYS_IN:
                continue
            for method in ACCESS[path.name].unsafe:
                if scope == ApiKeyScope.READ or path.name in in_person:
                    status = ask(client, method, path.of_arjun(desk)).status_code
                    wrong += [] if status == 403 else [f"{method} {path.name} answers {status}"]
    assert wrong == []


def test_a_browser_without_the_forms_token_changes_nothing(desk):
    """Every page and path of the REST interface that changes something, as superadmin and as nobody."""
    signed_in, nobody = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    signed_in.force_login(desk.users["superadmin"])
    signed_in.get("/notifications/")
    wrong, checked = [], 0
    with nothing_changes():
        for path in PATHS:
            for method, allowed in ACCESS[path.name].unsafe.items():
                client = signed_in if allowed & SIGNED_IN else nobody
                if path.name in READ_ONLY_WAYS_IN or (path.is_admin and method != "POST") or path.name == "admin:login":
                    continue  # the ways in of the REST interface take no cookie into account
                checked += 1
                kind = "application/json" if path.is_api else "application/x-www-form-urlencoded"
                response = client.generic(method, path.of_arjun(desk), "{}" if path.is_api else "", content_type=kind)
                if response.status_code != 403:
                    wrong.append(f"{method} {path.name} answers {response.status_code}")
    assert wrong == []
    assert checked > 50
