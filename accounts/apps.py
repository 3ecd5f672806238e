"""The accounts app, and the admin site that asks our policy."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.domain import policy
from stocksteward.core.errors import NotAllowed


class AccountsConfig(AppConfig):
    """What has to be joined when the desk starts."""

    name = "accounts"

    def ready(self) -> None:
        """Join topic, sequence keeper and audit log."""
        from django.apps import apps

        from accounts.consumers import register_topics
        from accounts.models.api_key import ApiKey
        from accounts.models.user import Preferences, User
        from accounts.services import audit, topic_sequences
        from stocksteward.core.live import sequence

        register_topics()
        sequence.keep_with(next_number=topic_sequences.next_number, current_number=topic_sequences.current_number)
        audit.chain_log_entries()
        audit.track(User, exclude_fields=["password", "last_login", "updated_at"])
        audit.track(Preferences, exclude_fields=["updated_at"])
        audit.track(ApiKey, exclude_fields=["key_hash", "latest_used_at", "updated_at"])
        # Whatever is changed in the admin, of whichever app, ends up in the chain by way of the admin's own journal.
        audit.track(apps.get_model("admin", "LogEntry"))
        for name in ("PeriodicTask", "IntervalSchedule", "CrontabSchedule"):
            # Schedules are changed in the admin; what beat itself writes into them is no decision of a person.
            model = apps.get_model("django_celery_beat", name)
            audit.track(model, exclude_fields=["last_run_at", "total_run_count", "date_changed"] if name == "PeriodicTask" else [])


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site: entered through our own sign-in page."""

    default = False
    default_site = "accounts.apps.DeskAdminSite"


class DeskAdminSite(AdminSite):
    """Superadmins change, auditors look, nobody else enters.

    It lives here and not in accounts.admin, because importing that package registers pages, for which the site must be there already.
    """

    site_header = "StockSteward administration"
    site_title = "StockSteward"
    index_title = "Desk"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # rows are deleted one by one: the journal of a mass deletion escapes the chain

    def has_permission(self, request: HttpRequest) -> bool:
        """Ask the policy."""
        user: Any = request.user
        return bool(user.is_authenticated and user.is_active and policy.may_enter_admin(role=user.role))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send whoever is not signed in to our sign-in page (which knows lockout); refuse whoever is, but may not enter."""
        from django.contrib.auth.views import redirect_to_login

        wanted = request.GET.get("next", "")
        onward = wanted if wanted.startswith("/admin/") else "/admin/"
        if self.has_permission(request):
            return redirect(onward)
        if request.user.is_authenticated:
            raise NotAllowed("The administration is open to superadmins and auditors.")
        return redirect_to_login(onward)

    # Django asks the view itself whether it is public.
    login.login_required = False  # type: ignore[attr-defined]
