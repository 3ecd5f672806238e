"""The desk's own bars and where they are kept."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from market.providers.bar_files import BarFiles


def bar_files() -> BarFiles:
    """Return the store of bars, below the data folder of the desk."""
    return BarFiles(Path(settings.DATA_DIR) / "bars")
