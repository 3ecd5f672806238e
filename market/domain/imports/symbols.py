"""One name for each instrument, whatever the file calls it."""

from __future__ import annotations

import re
from pathlib import PurePath

_ALIASES = {
    "NIFTY": "NIFTY 50",
    "NIFTY50": "NIFTY 50",
    "^NSEI": "NIFTY 50",
    "BANKNIFTY": "NIFTY BANK",
    "^NSEBANK": "NIFTY BANK",
}
_LEADING = re.compile(r"(\^?[A-Za-z0-9&-]+?)(?:\.NS)?(?=[_.]|$)", re.ASCII)
_SHOUTED = re.compile(r"(?=.*[A-Z])[A-Z0-9][A-Z0-9&-]*", re.ASCII)


def desk_symbol(text: str) -> str:
    """Return the symbol of the desk for what a file writes: RELIANCE for RELIANCE.NS, NIFTY 50 for ^NSEI."""
    symbol = text.strip().upper().removesuffix(".NS")
    return _ALIASES.get(symbol, symbol)


def symbol_in_file_name(file_name: str) -> str | None:
    """Return the symbol with which a file's name begins (RELIANCE_2021-05-31.csv.gz), None if it begins with none."""
    match = _LEADING.match(PurePath(file_name).name)
    if match is None:
        return None
    word = match.group(1)
    if word.upper() in _ALIASES:
        return _ALIASES[word.upper()]
    return word if _SHOUTED.fullmatch(word) else None
