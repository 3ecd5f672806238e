"""Kill switches in the admin: adding a row engages one, giving a reason of release releases it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.read_only import NeverDeleted
from stocksteward.core import clock
from trading.enums import HaltScope
from trading.models.halt import Halt
from trading.services import halts

_FACTS = ("scope", "user", "reason", "is_active", "epoch", "engaged_by", "engaged_at", "released_by", "released_at")


class HaltForm(forms.ModelForm):
    """Whom to stop and why; or why to let them go on."""

    class Meta:
        model = Halt
        fields = ("scope", "user", "reason", "release_reason")

    def clean(self) -> dict[str, Any]:
        """Apply the rules of the service, so that they are told beside the field."""
        cleaned = super().clean() or {}
        if self.instance.pk is not None:
            if not self.instance.is_active:
                self.add_error(None, "This halt has been released already.")
            if not (cleaned.get("release_reason") or "").strip():
                self.add_error("release_reason", "Say why it is released.")
            return cleaned
        if not (cleaned.get("reason") or "").strip():
            self.add_error("reason", "Say why.")
        if (cleaned.get("scope") == HaltScope.GLOBAL) == (cleaned.get("user") is not None):
            self.add_error("user", "A halt of one person names them, a halt of the whole desk names nobody.")
        return cleaned

    def _post_clean(self) -> None:
        """The service makes and changes the row; the form must not touch it, or validate it half-made."""


@admin.register(Halt)
class HaltAdmin(NeverDeleted):
    """Every halt, the active ones and the history."""

    form = HaltForm
    list_display = ("epoch", *_FACTS[:4], "engaged_by", "engaged_at", "released_at", "release_reason")
    list_filter = ("is_active", "scope")
    list_select_related = ("user", "engaged_by")
    raw_id_fields = ("user",)

    def get_fields(self, request: HttpRequest, obj: Halt | None = None) -> tuple[str, ...]:
        """What engaging asks for, or everything."""
        return ("scope", "user", "reason") if obj is None else (*_FACTS, "release_reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Halt | None = None) -> tuple[str, ...]:
        """Of a halt that stands only the reason of its release can be written, once."""
        if obj is None:
            return ()
        return _FACTS if obj.is_active else (*_FACTS, "release_reason")

    def save_model(self, request: HttpRequest, obj: Halt, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Engage or release by the service, which locks, audits and tells."""
        values, at = form.cleaned_data, clock.now()
        if change:
            halts.release(halt_id=obj.pk, reason=values["release_reason"], by=request.user, at=at)
            return
        user = values["user"]
        facts = halts.engage(
            scope=HaltScope(values["scope"]), user_id=None if user is None else user.pk, reason=values["reason"], by=request.user, at=at
        )
        # What follows in the admin (its own log, the message) needs the row that the service made.
        obj.__dict__.update(Halt.objects.get(pk=facts.id).__dict__)
