"""Every variable that the settings read is in docs/settings.md and .env.example, and nothing else is."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

# The package gives its name "env" to the reader itself, so the module is asked for by its full name.
env = importlib.import_module("stocksteward.settings.env")

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'(?:env_bool|env_int|env_decimal|env_choice|env_secret|secret_kept_in_data_dir|env\.str|env\.list)\(\s*"([A-Z_]+)"')
ONLY_FOR_TESTS = {"STEWARD_TEST_DATABASE"}


def variables_read() -> set[str]:
    return {name for path in (ROOT / "stocksteward" / "settings").glob("*.py") for name in READ.findall(path.read_text())} - ONLY_FOR_TESTS


def test_the_example_environment_names_every_variable_and_no_other():
    named = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert named == variables_read()


def test_the_settings_page_explains_every_variable():
    explained = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))

    assert variables_read() - explained == set()


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("STEWARD_WORKER_THREADS", "many", lambda name: env.env_int(name, default=4)),
        ("STEWARD_WORKER_THREADS", "-1", lambda name: env.env_int(name, default=4)),
        ("STEWARD_FOUR_EYES", "perhaps", lambda name: env.env_bool(name, default=False)),
        ("DEFAULT_CONFIDENCE_THRESHOLD", "1.5", lambda name: env.env_decimal(name, default="0.7", maximum="1")),
        ("DEFAULT_CONFIDENCE_THRESHOLD", "NaN", lambda name: env.env_decimal(name, default="0.7", maximum="1")),
        ("EXECUTION_MODE", "LIVE", lambda name: env.env_choice(name, default="PAPER_TRADING", choices=("PAPER_TRADING",))),
    ],
)
def test_a_bad_value_names_the_variable(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        read(name)
