"""A build back end that repacks the official kiteconnect wheel with a newer autobahn allowed.

kiteconnect 5.2.2 pins ``autobahn[twisted]==19.11.2`` and daphne 4 needs ``>=22.4.2``, so the two cannot be installed together
(zerodha/pykiteconnect#211). The files are copied unchanged from the official release, which pip has put into this build's
isolated environment; only the requirement and the version label differ. Nothing of theirs is kept in this repository.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import pathlib
import zipfile

OFFICIAL_VERSION = "5.2.2"
RELAXED_VERSION = f"{OFFICIAL_VERSION}+relaxed.1"
OFFICIAL_PIN = "autobahn[twisted]==19.11.2"
RELAXED_PIN = "autobahn[twisted]>=22.4.2"
DIST_INFO = f"kiteconnect-{RELAXED_VERSION}.dist-info"


def get_requires_for_build_wheel(config_settings: dict[str, str] | None = None) -> list[str]:
    """Ask for nothing beyond the official release that ``pyproject.toml`` names."""
    return []


def build_wheel(
    wheel_directory: str,
    config_settings: dict[str, str] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """Write the relabelled wheel and return its file name.

    :raises RuntimeError: if the installed release is not the one that this shim was written for.
    """
    official = importlib.metadata.distribution("kiteconnect")
    if official.version != OFFICIAL_VERSION:
        raise RuntimeError(f"expected kiteconnect {OFFICIAL_VERSION}, found {official.version}")
    contents: dict[str, bytes] = {}
    for file in official.files or []:
        path = pathlib.Path(str(file))
        if path.parts[0] == "kiteconnect" and path.suffix == ".py":
            contents[path.as_posix()] = file.read_binary()
    metadata = official.read_text("METADATA") or ""
    if OFFICIAL_PIN not in metadata:
        raise RuntimeError(f"kiteconnect no longer pins {OFFICIAL_PIN}: this shim can go")
    contents[f"{DIST_INFO}/METADATA"] = (
        metadata.replace(OFFICIAL_PIN, RELAXED_PIN)
        .replace(f"\nVersion: {OFFICIAL_VERSION}\n", f"\nVersion: {RELAXED_VERSION}\n")
        .encode()
    )
    contents[f"{DIST_INFO}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: stocksteward-relaxed-wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    name = f"kiteconnect-{RELAXED_VERSION}-py3-none-any.whl"
    record = [_record_line(path, data) for path, data in contents.items()]
    record.append(f"{DIST_INFO}/RECORD,,")
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in contents.items():
            wheel.writestr(path, data)
        wheel.writestr(f"{DIST_INFO}/RECORD", "\n".join(record) + "\n")
    return name


def _record_line(path: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}"
