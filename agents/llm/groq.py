"""Groq, through its own SDK: one request, no retry, a deadline for the whole answer and a limit on its size."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from agents.domain.evidence import Evidence
from agents.enums import AbstainCode, Action
from agents.llm.answer import PLACES, UnusableAnswer, plain_text, read_answer
from agents.llm.base import ModelAnswer, abstain
from agents.llm.prices import cost_usd
from agents.llm.prompts import load_prompt, quote_evidence

BODY_BYTES_MAX = 64_000
ANSWER_TOKENS_MAX = 700


class _Message(BaseModel):
    content: str | None = None
    tool_calls: list[Any] | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = Field(default=None, ge=0, le=10_000_000)
    completion_tokens: int | None = Field(default=None, ge=0, le=10_000_000)


class _Completion(BaseModel):
    """The part of a chat completion that we read."""

    choices: list[_Choice] = Field(min_length=1)
    model: str | None = None
    usage: _Usage | None = None


@dataclass(frozen=True, slots=True)
class Groq:
    """A model hosted by Groq, or by anything that speaks its protocol at ``base_url``."""

    api_key: str
    base_url: str
    model: str
    timeout_seconds: float
    name: str = "groq"

    def judge(self, evidence: Evidence) -> ModelAnswer:
        """Ask for a signal on the evidence; late, failed, unreadable or foreign answers are ABSTAIN."""
        prompt = load_prompt("strategy")
        usage = _Usage()
        try:
            completion = self._ask_within_deadline(system=prompt.text, user=quote_evidence(evidence))
            usage = completion.usage or usage
            answer = read_answer(_only_content(completion), symbol=evidence.symbol)
        except UnusableAnswer as unusable:
            return abstain(
                code=unusable.code,
                message=unusable.message,
                model=self.model,
                prompt_hash=prompt.hash,
                tokens_in=usage.prompt_tokens,
                tokens_out=usage.completion_tokens,
                cost_usd=self._cost(usage),
            )
        return ModelAnswer(
            action=answer.action,
            confidence=Decimal(0) if answer.action == Action.ABSTAIN else answer.confidence.quantize(PLACES),
            reasons=tuple(plain_text(reason) for reason in answer.reasons),
            model=self.model,
            prompt_hash=prompt.hash,
            abstain_code=AbstainCode.MODEL_ABSTAINED.value if answer.action == Action.ABSTAIN else "",
            tokens_in=usage.prompt_tokens,
            tokens_out=usage.completion_tokens,
            cost_usd=self._cost(usage),
        )

    def _cost(self, usage: _Usage) -> Any:
        return cost_usd(model=self.model, tokens_in=usage.prompt_tokens, tokens_out=usage.completion_tokens)

    def _ask_within_deadline(self, *, system: str, user: str) -> _Completion:
        # The SDK's timeout counts from byte to byte; a host that drips could hold a worker for ever. The thread is left to its own end.
        answers: queue.SimpleQueue[bytes | UnusableAnswer] = queue.SimpleQueue()
        asking = threading.Thread(target=lambda: answers.put(self._ask(system=system, user=user)), name="groq", daemon=True)
        asking.start()
        try:
            body = answers.get(timeout=self.timeout_seconds)
        except queue.Empty:
            raise UnusableAnswer(AbstainCode.MODEL_LATE, f"The model did not answer within {self.timeout_seconds:g} seconds.") from None
        if isinstance(body, UnusableAnswer):
            raise body
        try:
            return _Completion.model_validate_json(body)
        except ValidationError as error:
            raise UnusableAnswer(AbstainCode.MODEL_UNREADABLE, "The model's host did not answer with a chat completion.") from error

    def _ask(self, *, system: str, user: str) -> bytes | UnusableAnswer:
        import groq  # noqa: PLC0415 -- half a second of import that a desk without a key never needs

        late = UnusableAnswer(AbstainCode.MODEL_LATE, f"The model did not answer within {self.timeout_seconds:g} seconds.")
        try:
            with groq.Groq(api_key=self.api_key, base_url=self.base_url, timeout=self.timeout_seconds, max_retries=0) as client:
                body = self._read(client, system=system, user=user)
                return late if body is None else body
        except UnusableAnswer as unusable:
            return unusable
        except groq.APITimeoutError:
            return late
        except groq.RateLimitError:
            return UnusableAnswer(AbstainCode.MODEL_THROTTLED, "The model's host asked us to slow down (429).")
        except groq.APIStatusError as error:
            return UnusableAnswer(AbstainCode.MODEL_FAILED, f"The model's host answered {error.status_code}.")
        except groq.APIConnectionError:
            return UnusableAnswer(AbstainCode.MODEL_UNREACHABLE, "The model's host cannot be reached.")
        except Exception as error:  # noqa: BLE001 -- the boundary of a thread: whatever the SDK or the network does is a failed question
            return UnusableAnswer(AbstainCode.MODEL_FAILED, f"Asking the model failed ({type(error).__name__}).")

    def _read(self, client: Any, *, system: str, user: str) -> bytes | None:
        deadline = time.monotonic() + self.timeout_seconds
        body = bytearray()
        with client.chat.completions.with_streaming_response.create(
            model=self.model,
            messages=[{"role": "system", "content": system}, {"role": "user", "content": user}],
            response_format={"type": "json_object"},
            temperature=0,
            max_completion_tokens=ANSWER_TOKENS_MAX,
        ) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > BODY_BYTES_MAX:
                    raise UnusableAnswer(AbstainCode.MODEL_OVERSIZED, f"The model's answer is larger than {BODY_BYTES_MAX} bytes.")
                if time.monotonic() > deadline:
                    return None
        return bytes(body)


def _only_content(completion: _Completion) -> str:
    choice = completion.choices[0]
    if len(completion.choices) != 1 or choice.message.tool_calls or choice.message.content is None:
        raise UnusableAnswer(AbstainCode.MODEL_UNREADABLE, "The model answered with something else than one text.")
    if choice.finish_reason not in {None, "stop"}:
        raise UnusableAnswer(AbstainCode.MODEL_UNREADABLE, "The model's answer was cut off.")
    return choice.message.content
