"""Reads the environment and ``.env``; a bad value stops the start and names the variable."""

from __future__ import annotations

import secrets
from decimal import Decimal, InvalidOperation
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

DATA_DIR = Path(env.str("STEWARD_DATA_DIR", default=str(BASE_DIR / "var"))).expanduser()


def env_bool(name: str, *, default: bool) -> bool:
    """Read true/false in the usual spellings.

    :raises ImproperlyConfigured: if the value is none of them.
    """
    text = env.str(name, default="").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {text!r}: write true or false")


def env_decimal(name: str, *, default: str, minimum: str = "0", maximum: str | None = None) -> Decimal:
    """Read a decimal number within its limits.

    :raises ImproperlyConfigured: if it is no number or outside the limits.
    """
    text = env.str(name, default=default).strip() or default
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ImproperlyConfigured(f"{name} is {text!r}: write a decimal number such as {default}") from error
    if not value.is_finite() or value < Decimal(minimum) or (maximum is not None and value > Decimal(maximum)):
        raise ImproperlyConfigured(f"{name} is {text}: it must be from {minimum} to {maximum or 'any'}")
    return value


def env_int(name: str, *, default: int, minimum: int = 0, maximum: int = 10**9) -> int:
    """Read a whole number within its limits.

    :raises ImproperlyConfigured: if it is no whole number or outside the limits.
    """
    text = env.str(name, default="").strip() or str(default)
    try:
        value = int(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {text!r}: write a whole number such as {default}") from error
    if not minimum <= value <= maximum:
        raise ImproperlyConfigured(f"{name} is {value}: it must be from {minimum} to {maximum}")
    return value


def env_choice(name: str, *, default: str, choices: tuple[str, ...]) -> str:
    """Read one of the named choices.

    :raises ImproperlyConfigured: if the value is none of them.
    """
    value = env.str(name, default=default).strip() or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}: choose one of {', '.join(choices)}")
    return value


def env_secret(name: str) -> str:
    """Read a secret from NAME or from the file that NAME_FILE names; empty if neither is set.

    :raises ImproperlyConfigured: if the file cannot be read.
    """
    file_name = env.str(f"{name}_FILE", default="")
    if file_name:
        try:
            return Path(file_name).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: {error}") from error
    return str(env.str(name, default="")).strip()


def secret_kept_in_data_dir(name: str, file_name: str) -> str:
    """Read a secret from the environment, or make it once and keep it in the data folder, readable by its owner only."""
    value = env_secret(name)
    if value:
        return value
    path = DATA_DIR / "secrets" / file_name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(fresh)  # the first process wins; the others read what it made
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
