"""People in the admin: superadmins change role, state and name through the services; nobody is ever deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.admin.read_only import NeverDeleted, ReadOnlyAdmin, ReadOnlyInline
from accounts.domain import audit_context
from accounts.enums import SessionEnd
from accounts.models.session import UserSession
from accounts.models.user import Preferences, User
from accounts.services import sessions, user_changes
from stocksteward.core import clock
from stocksteward.core.errors import StewardError


class UserForm(forms.ModelForm):
    """What a superadmin may change of a person, and why."""

    reason = forms.CharField(required=False, max_length=500, help_text="Written into the audit log.")

    class Meta:
        model = User
        fields = ("full_name", "role", "state", "trading_suspended")


class PreferencesInline(ReadOnlyInline):
    """A person's own preferences, to look at."""

    model = Preferences


@admin.register(User)
class UserAdmin(NeverDeleted):
    """People."""

    form = UserForm
    list_display = ("email", "full_name", "role", "state", "trading_suspended", "last_login")
    list_filter = ("role", "state", "trading_suspended")
    search_fields = ("email", "full_name")
    readonly_fields = ("email", "email_verified_at", "last_login", "created_at", "updated_at")
    inlines = (PreferencesInline,)
    actions = None

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """The reason is asked for only where something can be changed."""
        fields = ["email", "full_name", "role", "state", "trading_suspended"]
        return [*fields, *(["reason"] if self.has_change_permission(request, obj) else []), *self.readonly_fields[1:]]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People register themselves and are given a role here."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Change through the services, so that sessions end and the audit log knows why."""
        reason = form.cleaned_data["reason"]
        audit_context.current().reason = reason
        changes = {field: form.cleaned_data[field] for field in form.changed_data if field != "reason"}
        user_changes.apply_changes(user_id=obj.pk, changes=changes, reason=reason, at=clock.now())

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a service's refusal as a message; its transaction is undone."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except StewardError as error:
            self.message_user(request, error.message, messages.ERROR)
            return HttpResponseRedirect(request.path)


@admin.register(UserSession)
class UserSessionAdmin(ReadOnlyAdmin):
    """Sign-ins; a superadmin may end them."""

    list_display = ("user", "kind", "address", "started_at", "latest_seen_at", "ended_at", "end_reason")
    list_filter = ("kind", "end_reason")
    search_fields = ("user__email", "address")
    list_select_related = ("user",)
    exclude = ("session_key",)  # whoever reads it could use it
    actions = ("end_sessions",)

    def get_actions(self, request: HttpRequest) -> Any:
        """Only who may change users may end sessions."""
        return super().get_actions(request) if request.user.has_perm("accounts.change_user") else {}

    @admin.action(description="End the chosen sessions", permissions=["end"])
    def end_sessions(self, request: HttpRequest, queryset: Any) -> None:
        """End them; the audit log knows who did."""
        chosen = [session for session in queryset if session.ended_at is None]
        for session in chosen:
            sessions.end_session(user_id=session.user_id, session_id=session.pk, reason=SessionEnd.ENDED_BY_PERSON, at=clock.now())
        self.message_user(request, f"{len(chosen)} sessions ended.")

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Ask the policy."""
        return bool(request.user.has_perm("accounts.change_user"))
