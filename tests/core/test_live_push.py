"""Announcing: at once where the layer can, through an event loop where it cannot; a lost hint is no error."""

from __future__ import annotations

import contextlib

import pytest
from django.db import transaction

from stocksteward.core.embedded_layer import EmbeddedChannelLayer
from stocksteward.core.live import push, sequence

pytestmark = pytest.mark.django_db


class AsynchronousLayer:
    """Like the layer over Redis: any attribute is there, and fails where no event loop runs."""

    def __init__(self):
        self.sent = []

    def __getattr__(self, name):
        raise RuntimeError(f"{name} asked for without an event loop")

    async def group_send(self, group, message):
        self.sent.append((group, message["message"]["data"]))


def use(layer, monkeypatch):
    monkeypatch.setattr(push, "get_channel_layer", lambda: layer)
    return layer


def send(data, capture):
    with capture(execute=True):
        push.push_after_commit("orders:7", message_type="order_status", data=data)


@pytest.mark.parametrize("data", [{"a": 1}, lambda: {"a": 1}])
def test_a_layer_that_only_knows_event_loops_is_told_everything(monkeypatch, django_capture_on_commit_callbacks, data):
    layer = use(AsynchronousLayer(), monkeypatch)

    send(data, django_capture_on_commit_callbacks)

    assert layer.sent == [(push.group_name("orders:7"), {"a": 1})]


def test_an_embedded_layer_needs_no_event_loop(monkeypatch, django_capture_on_commit_callbacks, caplog):
    use(EmbeddedChannelLayer(), monkeypatch)
    monkeypatch.setattr(push, "async_to_sync", None)  # calling it would be logged

    send({"a": 1}, django_capture_on_commit_callbacks)

    assert not caplog.records


def test_what_is_dear_is_found_out_only_for_somebody(monkeypatch, django_capture_on_commit_callbacks, caplog):
    layer = use(EmbeddedChannelLayer(), monkeypatch)
    asked = []

    send(lambda: asked.append("for nobody") or {}, django_capture_on_commit_callbacks)
    layer._groups[push.group_name("orders:7")].add("somebody")
    send(lambda: asked.append("for somebody") or {}, django_capture_on_commit_callbacks)

    assert asked == ["for somebody"]


def test_a_layer_that_is_away_is_no_error(monkeypatch, django_capture_on_commit_callbacks, caplog):
    class Away(EmbeddedChannelLayer):
        def group_send_sync(self, group, message):
            raise ConnectionError("away")

    use(Away(), monkeypatch)

    send({"a": 1}, django_capture_on_commit_callbacks)

    assert "live message not sent" in caplog.text


def test_a_message_that_is_counted_at_once_is_not_counted_again(monkeypatch, django_capture_on_commit_callbacks, django_assert_num_queries):
    layer = use(AsynchronousLayer(), monkeypatch)
    with django_capture_on_commit_callbacks() as after_commit:
        push.push_after_commit("runs:7", message_type="steward_prediction", data={"a": 1}, is_counted_at_once=True)
    assert (sequence.current_number("runs:7"), layer.sent) == (1, [])

    with django_assert_num_queries(0):
        after_commit[0]()

    assert layer.sent == [(push.group_name("runs:7"), {"a": 1})]


def test_a_message_of_a_transaction_that_was_undone_is_not_counted():
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        push.push_after_commit("runs:7", message_type="steward_prediction", data={}, is_counted_at_once=True)
        raise ZeroDivisionError

    assert sequence.current_number("runs:7") == 0
