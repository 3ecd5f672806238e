"""Our admin site: entered through our own sign-in page, open to superadmins and auditors."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from accounts.domain import policy
from stocksteward.core.errors import NotAllowed


class DeskAdminSite(AdminSite):
    """Superadmins change, auditors look, nobody else enters."""

    site_header = "StockSteward administration"
    site_title = "StockSteward"
    index_title = "Desk"

    def has_permission(self, request: HttpRequest) -> bool:
        """Ask the policy."""
        user: Any = request.user
        return bool(user.is_authenticated and user.is_active and policy.may_enter_admin(role=user.role))

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send whoever is not signed in to our sign-in page (which knows lockout); refuse whoever is, but may not enter."""
        onward = request.GET.get("next") or "/admin/"
        if self.has_permission(request):
            return redirect(onward if onward.startswith("/") and not onward.startswith("//") else "/admin/")
        if request.user.is_authenticated:
            raise NotAllowed("The administration is open to superadmins and auditors.")
        return redirect_to_login(onward)
