"""Only announced events can be listened to, and each listener hears each once."""

from __future__ import annotations

import pytest

from stocksteward.core import events


def test_listening_to_an_event_that_nobody_announces_is_refused():
    with pytest.raises(ValueError, match="unknown event"):
        events.listen("no_such_event", print)


def test_announcing_an_event_that_is_not_listed_is_refused():
    with pytest.raises(ValueError, match="unknown event"):
        events.announce("no_such_event")
