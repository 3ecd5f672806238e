"""Log lines: JSON, UTC, with the trace id, and with secrets blanked."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from stocksteward.core.trace import current_trace_id

_SECRET = re.compile(
    r"(?i)((?:authorization|api[_-]?key|(?:secret|token|signing)[_-]?key|access(?:[_-]?token)?|refresh|secret|password|passwd|token|sessionid)"
    r"[\"']?\s*[:=]\s*[\"']?)((?:bearer|token|api-key)\s+)?[^\s\"',;}&]+"
)
_COOKIES = re.compile(r"(?i)(cookie[\"']?\s*[:=]\s*[\"']?)[^\r\n\"']+")
_IN_A_LINK = re.compile(r"(/(?:verify-email|password-reset/[^/\s]+)/)[^/\s\"']+")  # of a mail: whoever has it needs no password
_IN_AN_ADDRESS = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^:/@\s]*:)[^@/\s]+(?=@)")  # of a database or broker
_BLANK = r"\1[blanked]"


def blank_secrets(text: str) -> str:
    """Replace what follows a secret's name, or is a secret by its place, by ``[blanked]``."""
    for pattern in (_SECRET, _COOKIES, _IN_A_LINK, _IN_AN_ADDRESS):
        text = pattern.sub(_BLANK, text)
    return text


class RedactSecrets(logging.Filter):
    """Blanks secrets in the message and its arguments before any handler writes them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it always passes."""
        record.msg = blank_secrets(record.getMessage())
        record.args = None
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line, so that a line break in a message cannot forge another line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "trace_id": current_trace_id(),
        }
        if record.exc_info:
            line["exception"] = blank_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
