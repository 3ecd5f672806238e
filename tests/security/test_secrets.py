"""Secrets: each appears in the one answer that hands it out, and nowhere else, whatever goes wrong."""

from __future__ import annotations

import io
import json
import logging
from contextlib import contextmanager

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings as real_settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts.models.audit import AuditEvent
from accounts.selectors import users as user_selectors
from stocksteward.core.log_lines import JsonLines, RedactSecrets, blank_secrets
from tests.factories.accounts import TraderFactory
from tests.security.paths import body_of, known_paths

pytestmark = pytest.mark.django_db

PASSWORD = "Canary-passw0rd-73519"
WRONG = "Canary-wr0ng-86420"
NEXT = "Canary-n3xt-pass-phrase"
GROQ = "gsk_canary97531"


@pytest.fixture
def person(db):
    return TraderFactory(email="eve@desk.example", password=PASSWORD)


@contextmanager
def logs():
    """Everything that is logged meanwhile, as the desk's handlers write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactSecrets())
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    chosen = [root, *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    quiet = [logger for logger in chosen if logger is root or not logger.propagate]
    levels = {logger: logger.level for logger in quiet}
    for logger in quiet:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        for logger in quiet:
            logger.removeHandler(handler)
            logger.setLevel(levels[logger])


def _everything_in_the_database(secrets):
    """Return where in the database a secret stands in clear: table and column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    found += [(table, name) for secret in secrets if secret in str(value)]
    return sorted(set(found))


def sign_in_everywhere(person):
    """Go through every way in and out, right and wrong; return the secrets handed out and every other answer."""
    answers, program, browser = [], APIClient(raise_request_exception=False), Client(raise_request_exception=False)
    right, wrong = {"email": person.email, "password": PASSWORD}, {"email": person.email, "password": WRONG}
    handed_out = program.post("/api/v1/auth/login/", right).json()
    secrets = {handed_out["access"], handed_out["refresh"]}
    answers += [json.dumps(handed_out["user"])]
    answers += [body_of(program.post("/api/v1/auth/login/", body)) for body in (wrong, wrong | {"email": "x"}, {"password": WRONG})]
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {handed_out['access']}")
    made = program.post("/api/v1/auth/api-keys/", {"name": "canary", "scope": "TRADE"}).json()
    secrets.add(made["key"])
    pair = program.post("/api/v1/auth/refresh/", {"refresh": handed_out["refresh"]}).json()
    secrets |= {pair["access"], pair["refresh"]}
    answers += [
        body_of(program.get(path))
        for path in ("/api/v1/auth/api-keys/", "/api/v1/auth/sessions/", "/api/v1/auth/me/", "/api/v1/auth/notifications/")
    ]
    answers += [
        body_of(program.post("/api/v1/auth/password-change/", body))
        for body in ({"current_password": WRONG, "password": NEXT}, {"current_password": PASSWORD, "password": WRONG * 30})
    ]
    stranger = APIClient(raise_request_exception=False)
    for headers in ({"HTTP_AUTHORIZATION": f"Bearer {pair['access']}x"}, {"HTTP_X_API_KEY": f"{made['key']}x"}):
        answers.append(body_of(stranger.get("/api/v1/auth/me/", **headers)))
    by_key = APIClient(raise_request_exception=False)
    by_key.credentials(HTTP_X_API_KEY=made["key"])
    answers += [body_of(by_key.get("/api/v1/portfolio/")), body_of(by_key.post("/api/v1/auth/api-keys/", {"name": "another"}))]
    answers += [body_of(stranger.post("/api/v1/auth/refresh/", {"refresh": handed_out["refresh"]}))]  # used: the session ends
    answers += [body_of(browser.post("/sign-in/", body)) for body in (wrong, right)]
    answers += [body_of(browser.get("/settings/")), body_of(browser.get("/"))]
    answers += [body_of(browser.post("/settings/password/", {"current_password": WRONG, "password": NEXT, "repeated": NEXT}))]
    answers += [body_of(browser.post("/register/", {"email": "bad", "password": WRONG, "full_name": ""}))]
    answers += [body_of(browser.get(f"/verify-email/{WRONG}/")), body_of(browser.post("/settings/api-keys/", {"name": ""}))]
    answers += [body_of(browser.post("/settings/password/", {"current_password": PASSWORD, "password": NEXT, "repeated": NEXT}))]
    return secrets | {PASSWORD, WRONG, NEXT}, answers


def test_no_secret_is_kept_logged_or_answered_again(person, settings):
    settings.GROQ_API_KEY = GROQ
    with logs() as written:
        secrets, answers = sign_in_everywhere(person)
    secrets |= {GROQ, real_settings.SECRET_KEY, real_settings.STEWARD_TOKEN_KEY}
    # The link of "verify e-mail" and the answer to a wrong link may repeat what was typed into the address, not into a field.
    answers = [answer.replace(f"/verify-email/{WRONG}/", "") for answer in answers]

    assert [secret[:12] for secret in secrets if any(secret in answer for answer in answers)] == []
    assert [secret[:12] for secret in secrets - {WRONG} if secret in written.getvalue()] == []
    assert f'"password": "{WRONG}' not in written.getvalue()
    assert _everything_in_the_database(secrets) == []
    assert AuditEvent.objects.exists()
    assert LogEntry.objects.exists()
    assert not any(secret in message.body for secret in secrets for message in mail.outbox)


def test_the_admin_shows_no_secret_and_no_hash(person):
    secrets, _ = sign_in_everywhere(person)
    person.refresh_from_db()
    hashes = {person.password, *person.api_keys.values_list("key_hash", flat=True)}
    admin = get_user_model().objects.create_superuser("root@desk.example", "a long enough pass phrase")
    browser = Client()
    browser.force_login(admin)
    shown = []
    for path in known_paths():
        if path.is_admin and path.name.endswith(("_changelist", "_change", "_history")) and path.name != "admin:password_change":
            model = apps.get_model(*path.route.split("/")[1:3])
            for row in model._default_manager.order_by("-pk")[:3] if "object_id" in path.parts else [None]:
                address = "/" + path.route if row is None else "/" + path.route.replace("<path:object_id>", str(row.pk))
                body = body_of(browser.get(address))
                shown += [f"{address}: {secret[:12]}" for secret in secrets | hashes if secret and secret in body]
                session_keys = [key for key in person.sessions.values_list("session_key", flat=True) if key]
                shown += [f"{address}: a session's key" for key in session_keys if key in body]
    assert shown == []


@pytest.mark.parametrize("debug", [False, True])
def test_a_crash_tells_nothing(person, settings, monkeypatch, debug):
    """The 500 of a page and of the REST interface, and what is logged of them."""
    settings.GROQ_API_KEY = GROQ
    program, browser = APIClient(raise_request_exception=False), Client(raise_request_exception=False)
    handed_out = program.post("/api/v1/auth/login/", {"email": person.email, "password": PASSWORD}).json()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {handed_out['access']}")
    browser.force_login(person)
    browser.get("/notifications/")
    settings.DEBUG = debug

    def fall(**_):
        raise RuntimeError(f"password={PASSWORD} token={handed_out['access']} api_key: {GROQ}")

    monkeypatch.setattr(user_selectors, "get_user_with_preferences", fall)
    monkeypatch.setattr(user_selectors, "get_user_facts", fall)
    with logs() as written:
        answers = [
            program.get("/api/v1/auth/me/"),
            program.put("/api/v1/auth/me/", {"full_name": PASSWORD[:6]}),
            browser.post("/settings/password/", {"current_password": WRONG, "password": NEXT, "repeated": "other"}),
        ]

    secrets = {
        PASSWORD,
        WRONG,
        NEXT,
        handed_out["access"],
        handed_out["refresh"],
        GROQ,
        real_settings.SECRET_KEY,
        real_settings.STEWARD_TOKEN_KEY,
    }
    assert [answer.status_code for answer in answers] == [500, 500, 500]
    assert [secret[:12] for secret in secrets if secret in written.getvalue()] == []
    if not debug:
        assert [secret[:12] for secret in secrets if any(secret in body_of(answer) for answer in answers)] == []
        assert [set(answer.json()) for answer in answers[:2]] == [{"code", "message", "details", "trace_id"}] * 2
    else:  # Django's page for developers shows what was sent; what the settings hold it must not show
        told = "".join(body_of(answer) for answer in answers)
        assert [secret[:6] for secret in (real_settings.SECRET_KEY, real_settings.STEWARD_TOKEN_KEY) if secret in told] == []


@pytest.mark.parametrize(
    "line",
    [
        f"password={PASSWORD}",
        f'{{"password": "{PASSWORD}"}}',
        f"{{'password': '{PASSWORD}'}}",
        f"Authorization: Bearer {PASSWORD}",
        f"'HTTP_AUTHORIZATION': 'Bearer {PASSWORD}'",
        f"'HTTP_AUTHORIZATION': 'Api-Key {PASSWORD}'",
        f"Authorization: Api-Key {PASSWORD}",
        f"X-API-Key: {PASSWORD}",
        f"'HTTP_X_API_KEY': '{PASSWORD}'",
        f"GROQ_API_KEY={PASSWORD}",
        f"api_key='{PASSWORD}'",
        f"refresh={PASSWORD}&x=1",
        f"access_token: {PASSWORD}",
        f"SECRET_KEY = '{PASSWORD}'",
        f"STEWARD_TOKEN_KEY: {PASSWORD}",
        f"{{'access': '{PASSWORD}', 'refresh': '{PASSWORD}'}}",
        f"/password-reset/MQ/{PASSWORD}/",
        f"/verify-email/{PASSWORD}/",
        f"postgres://desk:{PASSWORD}@127.0.0.1/desk",
        f"redis://:{PASSWORD}@127.0.0.1/0",
        f"sessionid={PASSWORD}",
        f"Cookie: steward={PASSWORD}",
        f"current_password={PASSWORD}",
    ],
)
def test_a_log_line_is_blanked(line):
    assert PASSWORD not in blank_secrets(line)
