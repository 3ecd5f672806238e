"""The four people of the demo desk."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.enums import Role, UserState
from accounts.models.user import User
from accounts.services import audit, preferences, users

DEMO_PASSWORD = "demo-steward"  # noqa: S105 -- public on purpose; the command that calls this refuses where DEBUG is off
DEMO_PEOPLE = (
    ("trader@demo.example", "Arjun Demo", Role.TRADER),
    ("owner@demo.example", "Olivia Demo", Role.BUSINESS_OWNER),
    ("admin@demo.example", "Adi Demo", Role.SUPERADMIN),
    ("auditor@demo.example", "Charu Demo", Role.AUDITOR),
)
TRADER_APPROVAL_THRESHOLD = Decimal(50_000)
TRADER_CONFIDENCE_THRESHOLD = Decimal("0.6")


@transaction.atomic
def install_demo_users(at: datetime) -> dict[str, int]:
    """Make the demo people who are not there yet, verified and active; return every one's id by address. The caller checks DEBUG."""
    return {email: _install(email=email, full_name=full_name, role=role, at=at) for email, full_name, role in DEMO_PEOPLE}


def _install(*, email: str, full_name: str, role: Role, at: datetime) -> int:
    present = User.objects.filter(email=email).first()
    if present is not None:
        return int(present.pk)
    # The password is shorter and better known than the validators allow, so it is set past them.
    user = User.objects.create_user(
        email, DEMO_PASSWORD, full_name=full_name, role=role, state=UserState.ACTIVE, email_verified_at=at, created_at=at
    )
    if role == Role.TRADER:
        preferences.change_preferences(
            user_id=user.pk,
            changes={"approval_threshold": TRADER_APPROVAL_THRESHOLD, "confidence_threshold": TRADER_CONFIDENCE_THRESHOLD},
        )
    audit.record(
        action="user.installed", object_type="user", object_id=str(user.pk), after={"email": email, "role": role}, on_behalf_of_id=user.pk
    )
    # Not announced: the installation gives the demo people portfolios of their own kind.
    users.leave_welcome_notice(user_id=user.pk, at=at)
    return int(user.pk)
