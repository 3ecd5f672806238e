"""The topic of a person's own notices."""

from __future__ import annotations

import pytest

from accounts.services import notifications
from stocksteward.core import clock
from stocksteward.core.errors import NotFound
from stocksteward.core.live import topics
from tests.factories.accounts import SuperadminFactory, arjun, bhavna

pytestmark = pytest.mark.django_db


def test_nobody_reads_anothers_notices_whatever_the_role():
    person = arjun()

    for reader in (bhavna(), SuperadminFactory()):
        with pytest.raises(NotFound):
            topics.resolve(f"alerts:{person.pk}", user=reader)
    for name in ("alerts:", "alerts:0x1", f"alerts:{person.pk}:1", f"alerts:0{person.pk}"):
        with pytest.raises(NotFound):
            topics.resolve(name, user=person)


def test_the_snapshot_has_the_latest_notices_and_counts_the_unread():
    person = arjun()
    for number in range(25):
        notifications.notify(user_id=person.pk, kind="TRADE", title=f"Notice {number}", body="", link="/trades/", at=clock.now())

    resolved = topics.resolve(f"alerts:{person.pk}", user=person)
    snapshot = resolved.topic.snapshot(person, resolved.parts)

    assert snapshot["unread"] == 25
    assert [alert["title"] for alert in snapshot["alerts"][:2]] == ["Notice 24", "Notice 23"]
    assert len(snapshot["alerts"]) == 20


def test_a_notice_is_read_by_its_owner_only():
    person, other = arjun(), bhavna()
    notifications.notify(user_id=person.pk, kind="TRADE", title="Filled", body="", at=clock.now())
    notice = person.notifications.get()

    notifications.mark_read(user_id=other.pk, notification_id=notice.pk, at=clock.now())
    notice.refresh_from_db()
    assert notice.read_at is None

    notifications.mark_read(user_id=person.pk, notification_id=notice.pk, at=clock.now())
    notice.refresh_from_db()
    assert notice.read_at is not None
