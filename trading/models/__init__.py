"""The tables of trading; code says ``from trading.models.order import Order``."""

from __future__ import annotations

from trading.models import approval as approval
from trading.models import fill as fill
from trading.models import halt as halt
from trading.models import order as order
from trading.models import paper as paper
from trading.models import risk_decision as risk_decision
from trading.models import risk_limit as risk_limit
from trading.models import strategy as strategy
from trading.models import trade as trade
