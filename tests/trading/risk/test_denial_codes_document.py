"""The list of denial codes for readers is the list in the code."""

from __future__ import annotations

import re
from pathlib import Path

from trading.enums import DenialCode

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "denial-codes.md"


def test_the_document_has_every_code_with_its_meaning_and_no_other():
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([^|]+?) \|", DOCUMENT.read_text(), re.MULTILINE)

    assert rows == [(code.value, code.label) for code in DenialCode]
