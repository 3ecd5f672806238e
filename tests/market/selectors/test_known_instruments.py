"""Instruments are read again after a few seconds at the latest, and at once where this process has changed them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction

from market.models import known_instruments
from market.models.instrument import Instrument
from market.selectors import instruments
from market.services.imports_instruments import Listing, ensure_instruments
from stocksteward.core.errors import NotFound
from tests.factories.market import InstrumentFactory, RelianceFactory

pytestmark = pytest.mark.django_db(transaction=True)


def change_elsewhere(share):
    """Change the row as another process would: this one learns nothing of it."""
    Instrument.objects.filter(pk=share.pk).update(is_tradable=False)


def test_an_instrument_is_read_once(django_assert_num_queries):
    share, other = RelianceFactory(), InstrumentFactory()
    instruments.get_instrument_by_id(share.pk)

    with django_assert_num_queries(0):
        assert instruments.get_instrument_by_id(share.pk).symbol == "RELIANCE"
    with django_assert_num_queries(1):
        assert instruments.instruments_by_id([share.pk, other.pk, 0]).keys() == {share.pk, other.pk}


def test_what_another_process_changes_is_seen_after_the_life_of_what_was_read(monkeypatch):
    share = RelianceFactory()
    instruments.get_instrument_by_id(share.pk)
    change_elsewhere(share)
    moment = known_instruments.time.monotonic()

    monkeypatch.setattr(known_instruments.time, "monotonic", lambda: moment + known_instruments.LIFE_SECONDS)

    assert not instruments.get_instrument_by_id(share.pk).is_tradable
    assert known_instruments.LIFE_SECONDS <= 5


def test_what_this_process_saves_is_seen_at_once():
    share = RelianceFactory()
    instruments.get_instrument_by_id(share.pk)

    share.is_tradable = False
    share.save()

    assert not instruments.get_instrument_by_id(share.pk).is_tradable


def test_what_is_read_between_a_change_and_its_commit_is_forgotten_with_the_commit():
    share = RelianceFactory()
    earlier = instruments.get_instrument_by_id(share.pk)

    with transaction.atomic():
        share.is_tradable = False
        share.save()
        known_instruments._known[share.pk] = (float("inf"), earlier)  # as a reader in another thread would leave it

    assert not instruments.get_instrument_by_id(share.pk).is_tradable


def test_what_was_undone_is_not_remembered():
    share = RelianceFactory()
    with transaction.atomic():
        share.is_tradable = False
        share.save()
        assert not instruments.get_instrument_by_id(share.pk).is_tradable
        transaction.set_rollback(True)

    assert instruments.get_instrument_by_id(share.pk).is_tradable


def test_one_that_was_deleted_is_gone_at_once():
    share = RelianceFactory()
    instruments.get_instrument_by_id(share.pk)

    number = share.pk
    share.delete()

    with pytest.raises(NotFound):
        instruments.get_instrument_by_id(number)


def test_an_import_that_completes_an_instrument_is_seen_at_once():
    share = RelianceFactory(isin="", is_tradable=False)
    instruments.get_instrument_by_id(share.pk)

    ensure_instruments([Listing(symbol="RELIANCE", isin="INE002A01018", name="", close=Decimal(1300))])

    assert instruments.get_instrument_by_id(share.pk).is_tradable
