"""The lists of denial and approval codes for readers are the lists in the code."""

from __future__ import annotations

import re
from pathlib import Path

from trading.enums import ApprovalCode, DenialCode

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "denial-codes.md"


def test_the_document_has_every_code_with_its_meaning_and_no_other():
    denials, approvals = DOCUMENT.read_text().split("## Approval codes")

    assert _rows(denials) == [(code.value, code.label) for code in DenialCode]
    assert _rows(approvals) == [(code.value, code.label) for code in ApprovalCode]


def _rows(text):
    return re.findall(r"^\| `([A-Z_]+)` \| ([^|]+?) \|", text, re.MULTILINE)
