"""Trades, orders, fills and approvals in the admin: looked at by superadmins and auditors, changed by nobody."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.accounts import AuditorFactory, SuperadminFactory
from trading.models.fill import Fill
from trading.models.order import Order
from trading.models.trade import Trade

MODELS = {"trade": Trade, "order": Order, "fill": Fill}


@pytest.mark.parametrize("person", [AuditorFactory, SuperadminFactory])
@pytest.mark.parametrize("name", sorted(MODELS))
def test_rows_can_be_seen_and_not_changed(world, client, person, name):
    world.sent()
    client.force_login(person())
    row = MODELS[name].objects.get()

    assert client.get(reverse(f"admin:trading_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:trading_{name}_change", args=[row.pk])).status_code == 200
    assert client.post(reverse(f"admin:trading_{name}_change", args=[row.pk]), {}).status_code == 403
    assert client.get(reverse(f"admin:trading_{name}_add")).status_code == 403
    assert client.post(reverse(f"admin:trading_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_trader_does_not_enter(world, client):
    client.force_login(world.user)

    assert client.get(reverse("admin:trading_trade_changelist")).status_code in {302, 403, 404}
