"""Prompts are text files; their hash is their version. Evidence is quoted as data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agents.domain import frozen_json
from agents.domain.evidence import Evidence

FOLDER = Path(__file__).resolve().parent.parent / "prompts"


@dataclass(frozen=True, slots=True)
class Prompt:
    """The words of a prompt and their SHA-256."""

    text: str
    hash: str


@lru_cache(maxsize=16)
def load_prompt(name: str) -> Prompt:
    """Return the prompt kept in ``agents/prompts/<name>.md``."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return Prompt(text=text, hash=hashlib.sha256(text.encode()).hexdigest())


def quote_evidence(evidence: Evidence) -> str:
    """Return the evidence as JSON between marks that no text inside it can imitate: ASCII only, no backtick, no angle bracket."""
    quoted = frozen_json.canonical(frozen_json.to_json(evidence))
    for mark in "`<>":
        quoted = quoted.replace(mark, f"\\u{ord(mark):04x}")
    return f"<evidence>\n{quoted}\n</evidence>"
