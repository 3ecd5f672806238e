"""Installs what every desk needs of the market: instruments, and the calendar of the exchange. Safe to repeat."""

from __future__ import annotations

from django.db import transaction

from market.domain import catalogue, nse_calendar
from market.domain.instruments import NSE
from market.domain.sessions import DayShape
from market.models.calendar import SessionSegment, SessionTemplate, TradingDay
from market.models.instrument import Instrument


@transaction.atomic
def install_demo_market() -> None:
    """Write instruments and calendar where they are missing; what an administrator has changed stays as it is."""
    _install_instruments()
    _install_calendar()


def _install_instruments() -> None:
    Instrument.objects.bulk_create(
        [
            Instrument(
                exchange=entry.exchange,
                symbol=entry.symbol,
                isin=entry.isin,
                name=entry.name,
                kind=entry.kind,
                sector=entry.sector,
                tick_size=entry.tick_size,
                lot_size=1,
                band_percent=entry.band_percent,
                has_closing_auction=entry.has_closing_auction,
                is_tradable=entry.is_tradable,
            )
            for entry in catalogue.ENTRIES
        ],
        ignore_conflicts=True,
    )


def _install_calendar() -> None:
    templates = {shape.name: _install_shape(shape) for shape in (*nse_calendar.REGULAR_SHAPES, *nse_calendar.SPECIAL_SHAPES)}
    TradingDay.objects.bulk_create(
        [
            TradingDay(
                exchange=NSE,
                date=day.date,
                kind=day.kind,
                name=day.name,
                is_open=day.is_open,
                template=templates[day.shape.name] if day.shape else None,
            )
            for day in nse_calendar.EXCEPTIONS
        ],
        ignore_conflicts=True,
    )


def _install_shape(shape: DayShape) -> SessionTemplate:
    template, is_new = SessionTemplate.objects.get_or_create(exchange=NSE, name=shape.name, defaults={"valid_from": shape.valid_from})
    if is_new:
        SessionSegment.objects.bulk_create(
            SessionSegment(template=template, kind=segment.kind, scope=segment.scope, starts_at=segment.starts_at, ends_at=segment.ends_at)
            for segment in shape.segments
        )
    return template
