"""The tables of the portfolio app; code imports each class from its own module."""

from __future__ import annotations

from portfolio.models import hold as hold
from portfolio.models import holding as holding
from portfolio.models import ledger as ledger
from portfolio.models import portfolio as portfolio
from portfolio.models import snapshot as snapshot
