"""In the admin superadmins edit instruments and calendar, auditors look, nobody touches what machines write."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from market.models.instrument import Instrument
from market.models.provider_health import ProviderHealth
from tests.factories.accounts import FACTORY_OF_ROLE
from tests.factories.market import FeedStateFactory, QuoteFactory, RelianceFactory, SessionSegmentFactory, TradingDayFactory

pytestmark = pytest.mark.django_db
EDITABLE = ["instrument", "tradingday", "sessiontemplate"]
READ_ONLY = ["feedstate", "providerhealth", "quote", "importrun"]


@pytest.fixture
def signed_in(client):
    def as_role(role):
        client.force_login(FACTORY_OF_ROLE[role]())
        return client

    reliance = RelianceFactory()
    QuoteFactory(instrument=reliance)
    FeedStateFactory()
    TradingDayFactory()
    SessionSegmentFactory()
    ProviderHealth.objects.create(name="yahoo_chart")
    return as_role


def page(model, what="changelist", *arguments):
    return reverse(f"admin:market_{model}_{what}", args=arguments)


@pytest.mark.parametrize("role", ["TRADER", "BUSINESS_OWNER"])
@pytest.mark.parametrize("model", EDITABLE + READ_ONLY)
def test_who_does_not_belong_in_the_admin_sees_nothing(signed_in, role, model):
    assert signed_in(role).get(page(model)).status_code in {302, 403, 404}


@pytest.mark.parametrize("model", EDITABLE + READ_ONLY)
def test_an_auditor_looks_but_may_not_add(signed_in, model):
    auditor = signed_in("AUDITOR")

    assert auditor.get(page(model)).status_code == 200
    assert auditor.get(page(model, "add")).status_code == 403


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_machines_write_is_not_even_the_superadmins_to_change(signed_in, model):
    superadmin = signed_in("SUPERADMIN")

    assert superadmin.get(page(model)).status_code == 200
    assert superadmin.get(page(model, "add")).status_code == 403


def test_an_instrument_is_not_deleted(signed_in):
    reliance = Instrument.objects.get(symbol="RELIANCE")

    assert signed_in("SUPERADMIN").post(page("instrument", "delete", reliance.pk), {"post": "yes"}).status_code == 403
    assert Instrument.objects.filter(pk=reliance.pk).exists()


def test_an_auditor_changes_no_instrument(signed_in):
    reliance = Instrument.objects.get(symbol="RELIANCE")
    signed_in("AUDITOR").post(page("instrument", "change", reliance.pk), {"name": "Mine"})

    assert Instrument.objects.get(pk=reliance.pk).name == "Reliance Industries"


def test_a_superadmin_changes_an_instrument_and_the_audit_log_has_it(signed_in):
    reliance = Instrument.objects.get(symbol="RELIANCE")
    body = {
        "isin": reliance.isin,
        "exchange": "NSE",
        "symbol": "RELIANCE",
        "name": "Reliance Industries Limited",
        "kind": "EQUITY",
        "sector": "Energy",
        "tick_size": "0.10",
        "lot_size": "1",
        "band_percent": "10",
    }
    answer = signed_in("SUPERADMIN").post(page("instrument", "change", reliance.pk), body)
    changed = Instrument.objects.get(pk=reliance.pk)

    assert answer.status_code == 302
    assert (changed.name, changed.tick_size, changed.is_tradable) == ("Reliance Industries Limited", reliance.tick_size, False)
    assert LogEntry.objects.get_for_object(changed).filter(action=LogEntry.Action.UPDATE).count() == 1


def test_a_superadmin_who_writes_nonsense_is_told_the_field(signed_in):
    reliance = Instrument.objects.get(symbol="RELIANCE")
    answer = signed_in("SUPERADMIN").post(page("instrument", "change", reliance.pk), {"tick_size": "NaN", "lot_size": "0.5"})

    assert answer.status_code == 200
    assert "tick_size" in answer.context["adminform"].form.errors
