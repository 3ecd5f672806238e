"""The providers by the names that ``STEWARD_PROVIDERS`` may use. A new one: one file, one line here, one test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from market.providers.base import PriceProvider
from market.providers.yahoo_chart import YahooChart
from market.providers.yfinance import YFinance


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """What the providers need to know of the desk's settings."""

    yahoo_base_url: str
    timeout_seconds: float
    data_folder: Path


def _yahoo_chart(settings: ProviderSettings) -> PriceProvider:
    return YahooChart(base_url=settings.yahoo_base_url, timeout_seconds=settings.timeout_seconds)


def _yfinance(settings: ProviderSettings) -> PriceProvider:
    return YFinance(timeout_seconds=settings.timeout_seconds, cache_folder=settings.data_folder / "cache" / "yfinance")


PROVIDERS: dict[str, Callable[[ProviderSettings], PriceProvider]] = {"yahoo_chart": _yahoo_chart, "yfinance": _yfinance}


def make_providers(*, names: Iterable[str], settings: ProviderSettings) -> list[PriceProvider]:
    """Return the providers in the order of their names.

    :raises ValueError: naming the one that is unknown.
    """
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    unknown = [name for name in wanted if name not in PROVIDERS]
    if unknown:
        raise ValueError(f"STEWARD_PROVIDERS names {', '.join(unknown)}: {', '.join(PROVIDERS)} are known")
    return [PROVIDERS[name](settings) for name in wanted]
