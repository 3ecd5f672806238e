"""What tests of the market share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def data_folder(settings, tmp_path) -> Path:
    """An empty data folder for bars and ticks."""
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR
