"""No secret reaches a log line, and a message cannot forge a second line."""

from __future__ import annotations

import json
import logging

import pytest

from stocksteward.core.log_lines import JsonLines, RedactSecrets, blank_secrets


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer CANARY",
        "Authorization: token key:CANARY",
        '{"access_token": "CANARY"}',
        "password=CANARY&next=/",
        "api_key='CANARY'",
        "X-API-Key: CANARY",
        "refresh=CANARY",
        "api_secret: CANARY",
    ],
)
def test_what_follows_the_name_of_a_secret_is_blanked(text):
    assert "CANARY" not in blank_secrets(text)


def test_ordinary_words_stay():
    assert blank_secrets("order 17 of RELIANCE is PENDING") == "order 17 of RELIANCE is PENDING"


def test_a_line_break_in_a_message_stays_inside_its_line():
    record = logging.LogRecord("desk", logging.INFO, __file__, 1, "first\n%s", ("second",), None)
    RedactSecrets().filter(record)

    line = JsonLines().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "first\nsecond"
