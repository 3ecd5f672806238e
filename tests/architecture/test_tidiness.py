"""Style as a test: sizes, docstrings, one pen for states, no floats in columns, money code without float()."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("stocksteward", "accounts", "market", "portfolio", "trading", "agents")
LINES_MAX = 500
FUNCTION_LINES_MAX = 70
SOURCES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts and path.stat().st_size > 0)
BOOKS = [
    path
    for path in SOURCES
    if path.relative_to(ROOT).parts[:2]
    in {("portfolio", "domain"), ("portfolio", "services"), ("trading", "risk"), ("trading", "brokers"), ("trading", "services")}
    or path.name in {"charges.py", "charge_rates.py", "money.py", "fields.py"}
]


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("path", SOURCES, ids=names(SOURCES))
def test_a_module_says_what_it_is_for_and_is_not_too_long(path):
    text = path.read_text()
    tree = ast.parse(text)

    assert ast.get_docstring(tree), "begins with no docstring"
    assert len(text.splitlines()) <= LINES_MAX
    too_long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES_MAX
    ]
    assert too_long == []


@pytest.mark.parametrize("path", SOURCES, ids=names(SOURCES))
def test_no_column_is_a_binary_float(path):
    columns = [
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"FloatField", "DecimalField"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "models"
    ]

    assert columns == []


@pytest.mark.parametrize("path", BOOKS, ids=names(BOOKS))
def test_nothing_in_the_books_calls_float(path):
    calls = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]

    assert calls == []


def test_only_the_pen_of_states_writes_a_status():
    writers = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.relative_to(ROOT).parts[0] == "trading"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute)
        and target.attr == "status"
        and isinstance(target.value, ast.Name)
        and target.value.id in {"order", "trade"}
    }

    assert writers <= {"trading/services/lifecycle.py"}


def test_names_that_say_nothing_are_not_used_for_modules():
    forbidden = {"utils", "helpers", "manager", "common", "misc", "handler", "processor", "info"}

    assert [str(path.relative_to(ROOT)) for path in SOURCES if path.stem in forbidden] == []


@pytest.mark.parametrize("path", SOURCES, ids=names(SOURCES))
def test_a_robust_callback_after_the_commit_has_a_name(path):
    """Django logs its failure under ``__qualname__``, which a partial has not: the request would fall over the log line."""
    nameless = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "on_commit"
        and any(keyword.arg == "robust" for keyword in node.keywords)
        and isinstance(node.args[0], ast.Call)
    ]

    assert nameless == []
