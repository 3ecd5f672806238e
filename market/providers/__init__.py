"""Where prices come from: Yahoo, yfinance, and the files that were imported. One file each, behind a port; none touches the database."""

from __future__ import annotations
