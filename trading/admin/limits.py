"""Risk limits in the admin: auditors look, superadmins set, by the same service as everywhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.read_only import NeverDeleted
from stocksteward.core import clock
from stocksteward.core.errors import BadInput
from trading.domain.limits import FIGURES, check_figures
from trading.enums import LimitScope
from trading.models.risk_limit import RiskLimit
from trading.services.limits import set_limits


class RiskLimitForm(forms.ModelForm):
    """The figures of the desk or of one user."""

    class Meta:
        model = RiskLimit
        fields = ("user", *FIGURES)

    def clean(self) -> dict[str, Any]:
        """Apply the rules of the service, so that they are told beside the field."""
        cleaned = super().clean() or {}
        is_desk = self.instance.pk is not None and self.instance.scope == LimitScope.DESK
        if self.instance.pk is None and not cleaned.get("user"):
            self.add_error("user", "Say whose limits these are; the desk has its row already.")
        if set(FIGURES) <= set(cleaned):
            try:
                check_figures({field: cleaned[field] for field in FIGURES}, may_be_empty=not is_desk)
            except BadInput as error:
                field = next(iter(error.details), "")
                self.add_error(field if field in self.fields else None, error.message)
        self.instance.scope = LimitScope.DESK if is_desk else LimitScope.USER
        return cleaned


@admin.register(RiskLimit)
class RiskLimitAdmin(NeverDeleted):
    """One row for the desk and one for each user with limits of their own."""

    form = RiskLimitForm
    list_display = ("scope", "user", *FIGURES, "changed_by", "updated_at")
    list_filter = ("scope",)
    list_select_related = ("user", "changed_by")
    search_fields = ("user__email",)
    raw_id_fields = ("user",)

    def get_readonly_fields(self, request: HttpRequest, obj: RiskLimit | None = None) -> tuple[str, ...]:
        """Whose limits a row holds never changes."""
        return () if obj is None else ("user",)

    def save_model(self, request: HttpRequest, obj: RiskLimit, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Set them by the service, which checks, locks and audits."""
        figures = {field: form.cleaned_data[field] for field in FIGURES}
        set_limits(by=request.user, user_id=obj.user_id, figures=figures, reason="Set in the admin.", at=clock.now())
        if not change:
            # The service made the row; what follows in the admin (its log, the message) needs to know which.
            obj.pk = RiskLimit.objects.get(user=obj.user).pk
