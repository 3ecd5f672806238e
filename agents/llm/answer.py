"""Reads what a model wrote: exactly the agreed JSON object, or a refusal that says which rule it breaks."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from agents.enums import AbstainCode

CONTENT_CHARACTERS_MAX = 8_000
PLACES = Decimal("0.0001")


class UnusableAnswer(Exception):
    """The answer cannot be used; nobody needs to act, the advice is ABSTAIN."""

    def __init__(self, code: AbstainCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class SignalAnswer(BaseModel):
    """The four keys, no more, no less, each of its own type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    action: Literal["BUY", "SELL", "HOLD", "ABSTAIN"]
    symbol: Annotated[str, Field(min_length=1, max_length=64)]
    confidence: Annotated[Decimal, Field(ge=0, le=1)]
    reasons: Annotated[list[Annotated[str, Field(min_length=1, max_length=400)]], Field(min_length=1, max_length=5)]

    @field_validator("confidence", mode="before")
    @classmethod
    def _number_not_text(cls, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValueError("confidence must be a number")  # noqa: TRY004 -- pydantic reports ValueError, a TypeError would escape
        return Decimal(value)


def read_answer(content: str, *, symbol: str) -> SignalAnswer:
    """Return the checked answer about ``symbol``.

    :raises UnusableAnswer: if it is too long, no JSON, not the agreed object, or about another symbol.
    """
    if len(content) > CONTENT_CHARACTERS_MAX:
        raise UnusableAnswer(
            AbstainCode.MODEL_OVERSIZED, f"The model's answer has {len(content)} characters; at most {CONTENT_CHARACTERS_MAX} are read."
        )
    try:
        data = json.loads(content, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_refuse_repeated_keys)
        answer = SignalAnswer.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:80] or "the answer"
        raise UnusableAnswer(
            AbstainCode.MODEL_UNREADABLE, f"The model's answer breaks the agreed form at {where!r}: {first['msg']}."
        ) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise UnusableAnswer(AbstainCode.MODEL_UNREADABLE, "The model's answer is not the agreed JSON.") from error
    if answer.symbol != symbol:
        raise UnusableAnswer(AbstainCode.MODEL_OTHER_SYMBOL, "The model answered about another symbol.")
    return answer


def plain_text(text: str) -> str:
    """Return a model's sentence without control, zero-width and direction characters, for people to read."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key is repeated")
    return data
