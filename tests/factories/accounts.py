"""People for tests, and the ways in which they sign in."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import factory
from rest_framework.test import APIClient

from accounts.enums import ApiKeyScope, Role, UserState
from accounts.models.user import User
from accounts.services import api_keys, preferences, tokens
from stocksteward.core import clock

PASSWORD = "correct-horse-battery-staple"


class UserFactory(factory.django.DjangoModelFactory):
    """An active, verified trader with default preferences."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@desk.example")
    full_name = factory.Sequence(lambda number: f"Person {number}")
    role = Role.TRADER
    state = UserState.ACTIVE
    email_verified_at = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(kwargs.pop("email"), kwargs.pop("password", PASSWORD), **kwargs)


class TraderFactory(UserFactory):
    """A trader."""


class BusinessOwnerFactory(UserFactory):
    """Who runs the desk."""

    role = Role.BUSINESS_OWNER


class SuperadminFactory(UserFactory):
    """Who may do everything."""

    role = Role.SUPERADMIN


class AuditorFactory(UserFactory):
    """Who may look at everything and change nothing."""

    role = Role.AUDITOR


FACTORY_OF_ROLE = {
    Role.SUPERADMIN: SuperadminFactory,
    Role.BUSINESS_OWNER: BusinessOwnerFactory,
    Role.TRADER: TraderFactory,
    Role.AUDITOR: AuditorFactory,
}


def arjun(**fields):
    """Arjun trades on paper."""
    return TraderFactory(email="arjun@desk.example", full_name="Arjun", **fields)


def bhavna(**fields):
    """Bhavna trades live."""
    return TraderFactory(email="bhavna@desk.example", full_name="Bhavna", **fields)


def charu(**fields):
    """Charu may look but not trade."""
    return AuditorFactory(email="charu@desk.example", full_name="Charu", **fields)


def dev(**fields):
    """Dev is nobody's friend: a trader with nothing of his own."""
    return TraderFactory(email="dev@desk.example", full_name="Dev", **fields)


def set_thresholds(user, *, approval="50000", confidence="0.6"):
    """Set the two thresholds of a person."""
    preferences.change_preferences(
        user_id=user.pk, changes={"approval_threshold": Decimal(approval), "confidence_threshold": Decimal(confidence)}
    )


def bearer_client(user):
    """Return an API client that is signed in with a real access token."""
    pair = tokens.open_pair(user_id=user.pk, address="127.0.0.1", user_agent="tests", at=clock.now())
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access}")
    return client


def api_key_client(user, *, scope=ApiKeyScope.TRADE):
    """Return an API client that comes with an API key."""
    new = api_keys.create_key(user_id=user.pk, name="tests", scope=scope, at=clock.now())
    client = APIClient()
    client.credentials(HTTP_X_API_KEY=new.secret)
    return client
