"""The dated table of what one equity order costs in India: taxes, exchange, regulator, depository, and the brokers' plans.

Rates are per rupee of turnover (0.001 is 0.1 %). A row holds from its day until the next row's day. To record a change, add a
row; never edit an old one, for old orders are recomputed with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from stocksteward.core.errors import StewardError

CRORE = Decimal(10_000_000)


class NoChargeRates(StewardError):
    """The table has no rates for this day, exchange or broker; the operator adds a row or the person picks another day."""

    code = "no_charge_rates"
    http_status = 400


@dataclass(frozen=True, slots=True)
class ChargeRates:
    """Everything but brokerage, as it was from ``valid_from`` on."""

    valid_from: date
    stt_delivery: Decimal  # buy and sell
    stt_intraday_sell: Decimal
    stt_etf_sell: Decimal  # delivery of equity-oriented fund units; their buyer pays none
    stamp_delivery_buy: Decimal
    stamp_intraday_buy: Decimal
    exchange: dict[str, Decimal]  # transaction charge and investor protection fund together
    sebi: Decimal
    gst: Decimal
    has_gst_on_sebi: bool
    dp_sale: Decimal  # rupees with GST, once per scrip and day of delivery sales

    def exchange_rate(self, exchange: str) -> Decimal:
        """Return the exchange's rate.

        :raises NoChargeRates: if we know none for this exchange.
        """
        try:
            return self.exchange[exchange]
        except KeyError:
            raise NoChargeRates(f"No transaction charge is known for the exchange {exchange or '(none)'}.", exchange=exchange) from None


@dataclass(frozen=True, slots=True)
class BrokeragePlan:
    """What a broker takes for an executed order: a share of the value, at most so many rupees."""

    delivery_rate: Decimal
    delivery_max: Decimal  # rupees an order
    intraday_rate: Decimal
    intraday_max: Decimal


_2021_APRIL = ChargeRates(
    # SEBI's fee back at Rs 10 a crore; the uniform stamp duty holds since 2020-07-01, STT unchanged since 2013.
    valid_from=date(2021, 4, 1),
    stt_delivery=Decimal("0.001"),
    stt_intraday_sell=Decimal("0.00025"),
    stt_etf_sell=Decimal("0.00001"),
    stamp_delivery_buy=Decimal("0.00015"),
    stamp_intraday_buy=Decimal("0.00003"),
    # NSE raised its charge by 6 % on 2021-01-01 to fill the investor protection fund: Rs 345 a crore.
    exchange={"NSE": Decimal(345) / CRORE, "BSE": Decimal(345) / CRORE},
    sebi=Decimal(10) / CRORE,
    gst=Decimal("0.18"),
    has_gst_on_sebi=False,
    dp_sale=Decimal("15.93"),  # Rs 13.50 and GST
)
# GST is due on SEBI's own fees from this day.
_2022_JULY = replace(_2021_APRIL, valid_from=date(2022, 7, 18), has_gst_on_sebi=True)
# NSE rolled the 6 % back (Rs 325) and took Rs 10 a crore for the fund; BSE flat Rs 375 a crore.
_2023_APRIL = replace(_2022_JULY, valid_from=date(2023, 4, 1), exchange={"NSE": Decimal(335) / CRORE, "BSE": Decimal(375) / CRORE})
# NSE reduced by 1 %: Rs 322 and the fund's 10.
_2024_APRIL = replace(_2023_APRIL, valid_from=date(2024, 4, 1), exchange={"NSE": Decimal(332) / CRORE, "BSE": Decimal(375) / CRORE})
# One rate for all members (SEBI's true-to-label rule): NSE Rs 297 and the fund's 10; depository Rs 13 and GST.
_2024_OCTOBER = replace(
    _2024_APRIL, valid_from=date(2024, 10, 1), exchange={"NSE": Decimal(307) / CRORE, "BSE": Decimal(375) / CRORE}, dp_sale=Decimal("15.34")
)
# NSE/FA/73061 of 2026-02-27: Rs 306.99, and the fund back to one paisa a crore. The sum is as it was.
_2026_MARCH = replace(
    _2024_OCTOBER,
    valid_from=date(2026, 3, 1),
    exchange={"NSE": (Decimal("306.99") + Decimal("0.01")) / CRORE, "BSE": Decimal(375) / CRORE},
)
# The budget of 2026 (2026-04-01) raised STT on futures and options only: equity needs no row.
TABLE: tuple[ChargeRates, ...] = (_2021_APRIL, _2022_JULY, _2023_APRIL, _2024_APRIL, _2024_OCTOBER, _2026_MARCH)

_ZERODHA = BrokeragePlan(delivery_rate=Decimal(0), delivery_max=Decimal(0), intraday_rate=Decimal("0.0003"), intraday_max=Decimal(20))
# The paper desk charges as Zerodha does, so that practice costs what the real thing would.
PLANS: dict[str, BrokeragePlan] = {"paper": _ZERODHA, "kite": _ZERODHA}


def rates_on(day: date) -> ChargeRates:
    """Return the rates of a day.

    :raises NoChargeRates: if the day is before the first row.
    """
    for rates in reversed(TABLE):
        if rates.valid_from <= day:
            return rates
    raise NoChargeRates(
        f"Charges are known from {TABLE[0].valid_from:%d %b %Y} on; {day:%d %b %Y} is before that.",
        on=day.isoformat(),
        earliest=TABLE[0].valid_from.isoformat(),
    )


def plan_of(broker: str) -> BrokeragePlan:
    """Return the broker's plan.

    :raises NoChargeRates: if we know no plan of this broker.
    """
    try:
        return PLANS[broker]
    except KeyError:
        raise NoChargeRates(f"No brokerage plan is known for the broker {broker or '(none)'}.", broker=broker) from None
