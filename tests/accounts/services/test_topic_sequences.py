"""The numbers of private topics."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from accounts.services import topic_sequences
from stocksteward.core.live import sequence


def test_a_topic_without_messages_is_at_zero(db):
    assert sequence.current_number("orders:1") == 0


def test_numbers_count_up_by_one_for_each_topic_alone(db):
    assert [sequence.next_number("orders:1") for _ in range(3)] == [1, 2, 3]
    assert sequence.next_number("orders:2") == 1
    assert sequence.current_number("orders:1") == 3


def test_a_number_takes_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        topic_sequences.next_number("orders:1")


@pytest.mark.django_db(transaction=True)
def test_no_two_of_eight_threads_get_the_same_number():
    numbers, failures = [], []

    def count():
        try:
            numbers.extend(topic_sequences.next_number("orders:1") for _ in range(50))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sorted(numbers) == list(range(1, 401))
