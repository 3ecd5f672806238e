"""A person, and how they want the desk to treat their trades."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.domain import policy
from accounts.enums import RiskTolerance, Role, Theme, TradingMode, UserState
from stocksteward.core.fields import ExactDecimalField
from stocksteward.core.models import TimestampedModel


class UserManager(BaseUserManager["User"]):
    """Makes people together with their preferences."""

    def active(self) -> models.QuerySet[User]:
        """Those who may sign in."""
        return self.filter(state=UserState.ACTIVE)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in the one spelling that is stored: lower case."""
        return (email or "").strip().lower()

    @transaction.atomic
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person with default preferences; INACTIVE unless ``state`` says otherwise."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        Preferences.objects.create(user=user)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an active superadmin; ``manage.py createsuperuser`` calls this."""
        return self.create_user(email, password, **{"role": Role.SUPERADMIN, "state": UserState.ACTIVE, **fields})

    def get_by_natural_key(self, username: str | None) -> User:
        """Find by e-mail address, however it is capitalised."""
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser, TimestampedModel):
    """A person who signs in with an e-mail address."""

    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.TRADER)
    state = models.CharField(max_length=20, choices=UserState.choices, default=UserState.INACTIVE)
    # Follows from the state; a column because Django, its libraries and our sockets ask for it in queries.
    is_active = models.BooleanField(default=False, editable=False)
    trading_suspended = models.BooleanField(default=False)
    email_verified_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        ordering = ("email",)
        constraints = [
            models.UniqueConstraint(fields=["email"], name="user_email_is_unique"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_one_of_the_four"),
            models.CheckConstraint(condition=Q(state__in=UserState.values), name="user_state_is_known"),
            models.CheckConstraint(
                condition=Q(is_active=True, state=UserState.ACTIVE) | (Q(is_active=False) & ~Q(state=UserState.ACTIVE)),
                name="user_is_active_exactly_in_state_active",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Store, with ``is_active`` following from the state."""
        self.is_active = self.state == UserState.ACTIVE
        if update_fields is not None and "state" in update_fields:
            update_fields = {*update_fields, "is_active"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def is_staff(self) -> bool:
        """Whether the admin site is open to this person."""
        return policy.may_enter_admin(role=self.role)

    @property
    def display_name(self) -> str:
        """The name, or the e-mail address of somebody who gave none."""
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """As Django's admin asks for it."""
        return self.display_name

    def get_short_name(self) -> str:
        """As Django's admin asks for it."""
        return self.full_name.split(" ", maxsplit=1)[0] or self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Answer Django's permission question from the policy."""
        return self.is_active and policy.admin_permission(role=self.role, codename=perm.rpartition(".")[2])

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        """Answer several permission questions at once."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Say whether the admin shows an app to this person at all."""
        return self.is_active and policy.may_enter_admin(role=self.role)


def default_approval_threshold() -> Decimal:
    """The desk's threshold, until the person sets another."""
    return Decimal(settings.HIGH_VALUE_TRADE_THRESHOLD)


def default_confidence_threshold() -> Decimal:
    """The desk's threshold, until the person sets another."""
    return Decimal(settings.DEFAULT_CONFIDENCE_THRESHOLD)


class Preferences(TimestampedModel):
    """How a person wants the desk to treat their trades and look."""

    user: models.OneToOneField[User, User] = models.OneToOneField(User, on_delete=models.CASCADE, related_name="preferences")
    risk_tolerance = models.CharField(max_length=20, choices=RiskTolerance.choices, default=RiskTolerance.MODERATE)
    trading_mode = models.CharField(max_length=10, choices=TradingMode.choices, default=TradingMode.AUTO)
    allowed_sectors = models.JSONField(default=list, blank=True)  # empty: all
    approval_threshold = ExactDecimalField(default=default_approval_threshold)
    confidence_threshold = ExactDecimalField(default=default_confidence_threshold)
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    keyboard_shortcuts = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(condition=Q(approval_threshold__gte=Decimal(0)), name="approval_threshold_is_not_negative"),
            models.CheckConstraint(
                condition=Q(confidence_threshold__gte=Decimal(0), confidence_threshold__lte=Decimal(1)),
                name="confidence_threshold_is_from_0_to_1",
            ),
            models.CheckConstraint(condition=Q(risk_tolerance__in=RiskTolerance.values), name="risk_tolerance_is_known"),
            models.CheckConstraint(condition=Q(trading_mode__in=TradingMode.values), name="trading_mode_is_known"),
        ]

    def __str__(self) -> str:
        return f"Preferences of user {self.user_id}"
