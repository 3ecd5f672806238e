"""The port of language models: a question about frozen evidence in, a checked answer out; doubt is ABSTAIN, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from agents.domain.evidence import Evidence
from agents.enums import AbstainCode, Action


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model said, or why it said nothing usable (``abstain_code``), and what the asking cost."""

    action: str
    confidence: Decimal
    reasons: tuple[str, ...]
    model: str
    prompt_hash: str
    abstain_code: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost_usd: Decimal | None = None


class LanguageModel(Protocol):
    """One language model behind one host."""

    @property
    def name(self) -> str:
        """The host's name, such as "groq"."""

    @property
    def model(self) -> str:
        """The model's own name."""

    @property
    def timeout_seconds(self) -> float:
        """How long an answer may take, all of it."""

    def judge(self, evidence: Evidence) -> ModelAnswer:
        """Ask for a signal on the evidence; everything that goes wrong on the way is an ABSTAIN with its reason."""


def abstain(
    *,
    code: AbstainCode,
    message: str,
    model: str,
    prompt_hash: str,
    tokens_in: int | None = None,
    tokens_out: int | None = None,
    cost_usd: Decimal | None = None,
) -> ModelAnswer:
    """Return the answer that is none."""
    return ModelAnswer(
        action=Action.ABSTAIN.value,
        confidence=Decimal(0),
        reasons=(message,),
        model=model,
        prompt_hash=prompt_hash,
        abstain_code=code.value,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost_usd=cost_usd,
    )
