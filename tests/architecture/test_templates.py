"""Templates hold no script, no style and no handlers; a partial's root carries its name; vendored files are what was vendored."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html"))
APPS = ("accounts", "market", "portfolio", "trading", "agents")
# What a view answers by itself; a piece that is only ever included needs no name.
ANSWERED = {
    name for app in APPS for path in (ROOT / app).rglob("*.py") for name in re.findall(r'"([a-z]+/_[a-z_]+\.html)"', path.read_text())
}
PARTIALS = [path for path in TEMPLATES if str(path.relative_to(ROOT / "templates")) in ANSWERED]
VENDOR = ROOT / "static" / "vendor"
ROOT_ID = re.compile(r"""<[a-z][a-z0-9]*\b[^>]*?\bid="([^"]+)\"""")

WITHOUT_A_ROOT = {
    "market/_tape.html",  # goes inside of the tape, which stays
    "market/_market_badge.html",  # stands in the bar and in a card, under two names
    "portfolio/_portfolio_update.html",  # two partials, each swapped in its own place
}
INLINE = (
    re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    re.compile(r"<style\b", re.IGNORECASE),
    re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    re.compile(r"\bhx-on\b|\bhx-vals\s*=\s*[\"']js:|javascript:", re.IGNORECASE),
    re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//(?!www\.tradingview\.com/)""", re.IGNORECASE),
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_holds_nothing_that_the_content_policy_refuses(path):
    text = path.read_text()

    assert [pattern.pattern for pattern in INLINE if pattern.search(text)] == []


@pytest.mark.parametrize("path", [path for path in PARTIALS if name_of(path) not in WITHOUT_A_ROOT], ids=name_of)
def test_the_root_of_a_partial_carries_its_name(path):
    expected = path.stem.removeprefix("_").replace("_", "-")
    markup = re.sub(r"{%.*?%}|{#.*?#}", "", path.read_text(), flags=re.DOTALL)
    markup = re.sub(r"{{.*?}}", "x", markup, flags=re.DOTALL)

    found = ROOT_ID.search(markup)

    # A root that may stand several times on a page, one approval of many, begins with the name.
    assert found is not None
    assert found.group(1).startswith(expected)


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text()))
    named = {
        icon
        for path in TEMPLATES
        for icon in re.findall(r'_icon\.html" with name="([^"]+)"|\bicon="([^"]+)"', path.read_text())
        for icon in icon
        if icon
    }

    assert named - sprite == set()


def test_vendored_files_are_what_was_vendored():
    listed = dict(reversed(line.split("  ", 1)) for line in (VENDOR / "CHECKSUMS").read_text().splitlines())
    present = {
        str(path.relative_to(VENDOR)): hashlib.sha384(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.parent != VENDOR
    }

    assert present == listed
