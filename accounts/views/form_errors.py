"""Putting a service's refusal beside the field it is about."""

from __future__ import annotations

from django.forms import BaseForm

from stocksteward.core.errors import StewardError


def add_errors(form: BaseForm, error: StewardError) -> None:
    """Add each sentence of ``details`` to its field, or to the form if it has no such field."""
    if not error.details:
        form.add_error(None, error.message)
    for field, sentences in error.details.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, str(sentence))
