"""Where the desk keeps its bars and recorded ticks: below its data folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from market.providers.bar_files import BarFiles
from market.providers.tick_files import TickFiles


def bar_files() -> BarFiles:
    """Return the store of bars."""
    return BarFiles(data_folder() / "bars")


def tick_files() -> TickFiles:
    """Return the store of recorded ticks."""
    return TickFiles(data_folder() / "ticks")


def data_folder() -> Path:
    """Return the folder that holds all state of the desk."""
    return Path(settings.DATA_DIR)  # type: ignore[misc]  # the settings modules pass it on by a star import, which mypy does not follow
