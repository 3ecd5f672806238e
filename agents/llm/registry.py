"""Which language model the desk asks: the configured one, or none."""

from __future__ import annotations

from django.conf import settings

from agents.llm.base import LanguageModel
from agents.llm.groq import Groq


def configured_model() -> LanguageModel | None:
    """Return the model whose key is set, None if the desk has none and the indicator rule speaks instead."""
    if not settings.GROQ_API_KEY:
        return None
    return Groq(
        api_key=settings.GROQ_API_KEY,
        base_url=settings.GROQ_BASE_URL,
        model=settings.GROQ_MODEL,
        timeout_seconds=settings.STEWARD_MODEL_TIMEOUT_SECONDS,
    )
