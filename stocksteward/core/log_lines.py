"""Log lines: JSON, UTC, with the trace id, and with secrets blanked."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from stocksteward.core.trace import current_trace_id

_SECRET = re.compile(
    r"(?i)((?:authorization|x-api-key|api[_-]?key|access[_-]?token|refresh|secret|password|passwd|token)[\"']?\s*[:=]\s*[\"']?)"
    r"((?:bearer|token)\s+)?[^\s\"',;}&]+"
)
_BLANK = r"\1[blanked]"


def blank_secrets(text: str) -> str:
    """Replace what follows a secret's name by ``[blanked]``."""
    return _SECRET.sub(_BLANK, text)


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
