"""In the admin the books are looked at, never changed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib import admin
from django.urls import reverse

from portfolio.models.hold import Hold
from portfolio.models.holding import Holding
from portfolio.models.ledger import Journal, LedgerAccount
from portfolio.models.portfolio import Portfolio
from portfolio.models.snapshot import PortfolioSnapshot
from portfolio.services import holds, snapshots
from tests.factories.accounts import SuperadminFactory, arjun, charu
from tests.factories.market import RelianceFactory
from tests.factories.portfolio import AT, PortfolioFactory, owns

pytestmark = pytest.mark.django_db

MODELS = (Portfolio, Journal, LedgerAccount, Hold, Holding, PortfolioSnapshot)


@pytest.fixture
def books():
    portfolio = PortfolioFactory()
    owns(portfolio, RelianceFactory())
    holds.hold_cash(portfolio_id=portfolio.pk, amount=Decimal(5), reference="h", at=AT)
    snapshots.snapshot_all(AT)


def address(model, page, *arguments):
    return reverse(f"admin:portfolio_{model._meta.model_name}_{page}", args=arguments)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("person", [charu, SuperadminFactory])
def test_auditors_and_superadmins_look(client, books, model, person):
    client.force_login(person())

    assert client.get(address(model, "changelist"), {"q": "x"}).status_code == 200
    assert client.get(address(model, "change", model.objects.first().pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_not_even_a_superadmin_adds_changes_or_deletes(client, books, model):
    client.force_login(SuperadminFactory())
    row = model.objects.first()

    answers = [
        client.get(address(model, "add")),
        client.post(address(model, "add"), {}),
        client.post(address(model, "change", row.pk), {"name": "x"}),
        client.post(address(model, "delete", row.pk), {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert admin.site._registry[model].get_actions(answers[0].wsgi_request) == {}


@pytest.mark.parametrize("model", MODELS)
def test_a_trader_does_not_enter(client, books, model):
    client.force_login(arjun())

    assert client.get(address(model, "changelist")).status_code in {302, 403}
