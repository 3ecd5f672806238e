"""What is forgotten, and what never is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts import tasks
from accounts.enums import SessionEnd, SessionKind
from accounts.models.audit import AuditEvent
from accounts.models.session import UserSession
from accounts.selectors.heartbeats import list_heartbeats
from accounts.services import heartbeats, pruning, sessions, tokens
from stocksteward.core import clock
from tests.factories.accounts import arjun

pytestmark = pytest.mark.django_db


def test_sessions_that_nobody_can_use_any_more_are_ended_and_later_forgotten():
    person, at = arjun(), clock.now()
    browser = sessions.open_session(user_id=person.pk, kind=SessionKind.BROWSER, address="", user_agent="", at=at)
    tokens.open_pair(user_id=person.pk, address="", user_agent="", at=at)

    pruning.prune(at=at + timedelta(hours=7))
    assert person.sessions.filter(ended_at__isnull=True).count() == 2

    pruning.prune(at=at + timedelta(hours=9))
    assert UserSession.objects.get(pk=browser.pk).end_reason == SessionEnd.IDLE
    assert person.sessions.filter(ended_at__isnull=True).count() == 1

    pruning.prune(at=at + timedelta(days=2))
    assert person.sessions.filter(ended_at__isnull=True).count() == 0
    assert OutstandingToken.objects.count() == 0

    pruning.prune(at=at + timedelta(days=100))
    assert person.sessions.count() == 0


def test_the_audit_log_is_never_pruned():
    arjun()
    before = AuditEvent.objects.count()

    pruning.prune(at=clock.now() + timedelta(days=4000))

    assert AuditEvent.objects.count() >= before > 0


def test_a_beat_is_one_statement_and_the_latest_counts(django_assert_num_queries):
    at = clock.now()
    heartbeats.beat(name="feed", at=at - timedelta(seconds=5), detail="old")

    with django_assert_num_queries(1):
        heartbeats.beat(name="feed", at=at, detail="new")

    assert [(facts.name, facts.beat_at, facts.detail) for facts in list_heartbeats()] == [("feed", at, "new")]


def test_the_task_of_the_schedule_beats_for_beat_and_worker():
    tasks.beat()
    tasks.prune()

    assert [facts.name for facts in list_heartbeats()] == ["beat", "worker"]
