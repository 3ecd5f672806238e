"""Opening a file that somebody gave: it may be missing, packed, cut, a web page or a bomb; each is said in one sentence."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

from stocksteward.core.errors import BadInput

BYTES_MAX = 512 * 1024 * 1024  # of the file, packed or not
LINE_BYTES_MAX = 64 * 1024
_CHUNK = 1024 * 1024
_BROKEN = (gzip.BadGzipFile, zipfile.BadZipFile, EOFError, zlib.error, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that was read to its end once. ``packing`` is what it is packed in: gzip, zip, parquet or nothing.

    ``is_cut``: its last line has no line end, as a download leaves it that was broken off.
    """

    path: Path
    sha256: str
    packing: str
    is_cut: bool = False

    @property
    def is_parquet(self) -> bool:
        """Whether it is a Parquet file and has no lines."""
        return self.packing == "parquet"

    def lines(self) -> Iterator[str]:
        """Give the lines, unpacked as they are asked for."""
        with _unpacked(self.path, self.packing) as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace") as text:
            yield from text

    def first_lines(self, count: int) -> list[str]:
        """Return the first lines."""
        return list(islice(self.lines(), count))


def check_file(path: Path, *, bytes_max: int = BYTES_MAX) -> CheckedFile:
    """Read a file to its end without keeping it, so that nothing of a damaged one is imported.

    :raises BadInput: (field ``path``) if it is missing, a folder, empty, too large when unpacked, broken, a web page or no text.
    """
    if not path.exists():
        raise BadInput("path", "there is no such file")
    if path.is_dir():
        raise BadInput("path", "is a folder: name the files in it")
    if not path.is_file():
        raise BadInput("path", "is not a regular file")
    if path.stat().st_size == 0:
        raise BadInput("path", "is empty")
    if path.stat().st_size > bytes_max:
        raise BadInput("path", f"is larger than {bytes_max // 1024 // 1024} MB")
    digest = hashlib.sha256()
    try:
        with path.open("rb") as handle:
            packing = _packing_of(handle.read(4))
            handle.seek(0)
            while chunk := handle.read(_CHUNK):
                digest.update(chunk)
    except PermissionError as error:
        raise BadInput("path", "may not be read by this user") from error
    is_cut = packing != "parquet" and not _check_text(path, packing, bytes_max=bytes_max)
    return CheckedFile(path, digest.hexdigest(), packing, is_cut)


def _packing_of(start: bytes) -> str:
    if start[:2] == b"\x1f\x8b":
        return "gzip"
    if start == b"PAR1":
        return "parquet"
    return "zip" if start in {b"PK\x03\x04", b"PK\x05\x06"} else ""


def _check_text(path: Path, packing: str, *, bytes_max: int) -> bool:
    """Return whether the last line is ended."""
    total = unfinished = 0
    is_blank = True
    try:
        with _unpacked(path, packing) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > bytes_max:
                    raise BadInput("path", f"is larger than {bytes_max // 1024 // 1024} MB when unpacked")
                if is_blank and chunk.lstrip(b"\xef\xbb\xbf \t\r\n"):
                    is_blank = False
                    _check_beginning(chunk)
                if b"\x00" in chunk:
                    raise BadInput("path", "is not a text file")
                unfinished = _check_line_lengths(chunk, unfinished)
    except _BROKEN as error:
        raise BadInput("path", f"is a broken {packing} file: nothing of it was imported") from error
    if is_blank:
        raise BadInput("path", "is empty")
    return unfinished == 0


def _check_beginning(chunk: bytes) -> None:
    beginning = chunk.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if beginning.startswith(b"<"):
        raise BadInput("path", "is a web page (HTML), not the file itself: download it again")
    if beginning.startswith((b"{", b"[")):
        raise BadInput("path", "is JSON, not a table of rows")


def _check_line_lengths(chunk: bytes, unfinished: int) -> int:
    """Return how long the line is that the chunk does not finish."""
    lines = chunk.split(b"\n")
    lengths = [unfinished + len(lines[0]), *(len(line) for line in lines[1:])]
    if max(lengths) > LINE_BYTES_MAX:
        raise BadInput("path", f"has a line of more than {LINE_BYTES_MAX // 1024} KB: it is no table of rows")
    return lengths[-1]


@contextmanager
def _unpacked(path: Path, packing: str) -> Iterator[IO[bytes]]:
    if packing == "gzip":
        with cast(IO[bytes], gzip.open(path, "rb")) as stream:
            yield stream
    elif packing == "zip":
        with zipfile.ZipFile(path) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")]
            wanted = [name for name in names if name.lower().endswith((".csv", ".txt"))]
            if len(wanted) != 1:
                raise BadInput("path", f"is a zip with {len(wanted)} CSV files: one is read")
            with archive.open(wanted[0]) as stream:
                yield stream
    else:
        with path.open("rb") as stream:
            yield stream
