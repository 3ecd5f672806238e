"""The pages of trading in the admin."""

from __future__ import annotations

from trading.admin import halts as halts
from trading.admin import limits as limits
from trading.admin import orders as orders
from trading.admin import strategies as strategies
