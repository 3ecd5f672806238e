"""The audit log in the admin: to read, and to verify at the press of a button."""

from __future__ import annotations

import contextlib
from typing import Any

from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_POST

from accounts.admin.read_only import ReadOnlyAdmin
from accounts.domain.policy import Action
from accounts.models.audit import AuditEvent
from accounts.selectors import access
from accounts.selectors import audit as audit_selectors

with contextlib.suppress(NotRegistered):
    admin.site.unregister(LogEntry)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who, what, when, where, why, before, after."""

    list_display = ("at", "actor", "on_behalf_of", "action", "object_type", "object_id", "reason", "stream", "number")
    list_filter = ("action", "object_type")
    search_fields = ("object_id", "trace_id", "actor__email", "on_behalf_of__email", "reason")
    list_select_related = ("actor", "on_behalf_of")
    date_hierarchy = None
    show_full_result_count = False
    change_list_template = "accounts/admin/audit_event_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page that verifies."""
        verify = path("verify/", self.admin_site.admin_view(require_POST(self.verify)), name="accounts_auditevent_verify")
        return [verify, *super().get_urls()]

    def verify(self, request: HttpRequest) -> HttpResponse:
        """Check every link of every chain and show what was found."""
        access.require(user=request.user, action=Action.READ_AUDIT)
        result = audit_selectors.run_verification()
        context = {
            **self.admin_site.each_context(request),
            "title": "Verification of the audit log",
            "opts": self.opts,
            "result": result,
            "list_url": reverse("admin:accounts_auditevent_changelist"),
        }
        return TemplateResponse(request, "accounts/admin/audit_verification.html", context)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """What django-auditlog wrote down of every changed row; who did it is in the chained event."""

    list_display = ("timestamp", "content_type", "object_repr", "action", "who", "cid")
    list_filter = ("action", "content_type")
    search_fields = ("object_pk", "object_repr", "cid")
    list_select_related = ("content_type", "chain_event__actor")
    show_full_result_count = False
    fields = ("timestamp", "content_type", "object_pk", "object_repr", "action", "changes", "who", "cid")

    @admin.display(description="Who")
    def who(self, entry: Any) -> str:
        """The person of the chained event."""
        event = getattr(entry, "chain_event", None)
        return str(event.actor) if event is not None and event.actor else "the system"
