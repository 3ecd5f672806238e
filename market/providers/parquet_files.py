"""What the stores of bars and ticks share: safe paths, one writer at a time, files that are replaced whole."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from market.domain.imports.rows import BadRow, symbol_of
from stocksteward.core.errors import BadInput, Unavailable

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP_ROWS = 65_536
UNKNOWN = -1  # how an unknown volume stands in arrays; the files have null
_EXCHANGE = re.compile(r"[A-Z]{2,8}", re.ASCII)


class StoreUnreadable(Unavailable):
    """A file of the desk's own store is damaged; the operator removes it and imports again."""

    code = "price_file_unreadable"


class MergeCounts(NamedTuple):
    """What a merge did with the rows that it was given."""

    added: int
    changed: int
    unchanged: int


def safe_name(*, exchange: str, symbol: str) -> tuple[str, str]:
    """Return exchange and symbol as parts of a path.

    :raises BadInput: (field ``symbol`` or ``exchange``) if either could mean another folder.
    """
    if _EXCHANGE.fullmatch(exchange) is None:
        raise BadInput("exchange", f"{exchange[:20]!r} is not the name of an exchange")
    try:
        return exchange, symbol_of(symbol)
    except BadRow as error:
        raise BadInput("symbol", f"{symbol[:40]!r}: {error}") from error


@contextmanager
def only_writer(root: Path) -> Iterator[None]:
    """Let one process at a time read, merge and replace files below a folder; others wait. A killed one leaves no lock behind."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def replace_file(path: Path, table: pa.Table) -> None:
    """Write a table beside a file and put it in its place, so that a reader sees the old one or the new one, whole.

    The disk is not waited for: a bhavcopy replaces 2,500 files, and what a power cut empties, importing again fills.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 -- thirty megabytes that most processes never need

    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with draft.open("wb") as handle:
            pq.write_table(table, handle, compression="zstd", row_group_size=ROW_GROUP_ROWS)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def is_there(path: Path) -> bool:
    """Whether a file has anything in it; an empty one is what a power cut leaves of a file that was just written."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn whatever the Parquet library says of a damaged file into one sentence.

    :raises StoreUnreadable: if the file cannot be read.
    """
    import pyarrow as pa  # noqa: PLC0415 -- as above

    try:
        yield
    except (pa.ArrowException, OSError, KeyError) as error:
        raise StoreUnreadable(f"The price file {path.name} of {path.parent.name} cannot be read: remove it and import again.") from error
