"""The numbers of private topics: each counted up by one atomic statement on either database."""

from __future__ import annotations

from django.db import connection

from accounts.models.topic_sequence import TopicSequence

_COUNT_UP = """
INSERT INTO accounts_topicsequence (topic, number) VALUES (%s, 1)
ON CONFLICT (topic) DO UPDATE SET number = accounts_topicsequence.number + 1
RETURNING number
"""


def next_number(topic: str) -> int:
    """Count the topic up and return its number; no two callers get the same."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UP, [topic])
        return int(cursor.fetchall()[0][0])


def current_number(topic: str) -> int:
    """Return the topic's latest number, 0 before its first message."""
    return TopicSequence.objects.filter(topic=topic).values_list("number", flat=True).first() or 0
