"""What an order costs beside its price: brokerage, STT, exchange, SEBI, stamp duty, GST and depository, each in exact rupees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stocksteward.core.money import ZERO, round_to_paise, round_to_rupee
from trading.domain.charge_rates import BrokeragePlan, ChargeRates, plan_of, rates_on
from trading.enums import Product, Side


@dataclass(frozen=True, slots=True)
class Charges:
    """The charges of one order, in rupees and paise; STT and stamp duty in whole rupees. ``dp`` includes its GST."""

    brokerage: Decimal
    stt: Decimal
    exchange: Decimal
    sebi: Decimal
    stamp: Decimal
    gst: Decimal
    dp: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of all."""
        return self.brokerage + self.stt + self.exchange + self.sebi + self.stamp + self.gst + self.dp

    def as_dict(self) -> dict[str, Decimal]:
        """Return the kinds by name, without the total, as the ledger books them."""
        return {
            "brokerage": self.brokerage,
            "stt": self.stt,
            "exchange": self.exchange,
            "sebi": self.sebi,
            "stamp": self.stamp,
            "gst": self.gst,
            "dp": self.dp,
        }

    def __sub__(self, earlier: Charges) -> Charges:
        """Return what has come on top of ``earlier``: the share of one more partial fill of the same order."""
        before = earlier.as_dict()
        return Charges(**{kind: amount - before[kind] for kind, amount in self.as_dict().items()})


NO_CHARGES = Charges(brokerage=ZERO, stt=ZERO, exchange=ZERO, sebi=ZERO, stamp=ZERO, gst=ZERO, dp=ZERO)


def estimate_charges(
    *,
    side: Side,
    product: Product,
    quantity: int,
    price: Decimal,
    exchange: str,
    on: date,
    broker: str = "paper",
    is_etf: bool = False,
    dp_already_charged_today: bool = False,
) -> Charges:
    """Return the charges of one order that is filled at one price; ``price`` in rupees a share, ``on`` the day in Mumbai.

    :raises NoChargeRates: if day, exchange or broker are not in the table.
    :raises ValueError: if quantity or price are negative or not finite.
    """
    if quantity < 0 or not price.is_finite() or price < 0:
        raise ValueError("quantity and price must not be negative")
    return charges_on_value(
        side=side,
        product=product,
        value=price * quantity,
        exchange=exchange,
        on=on,
        broker=broker,
        is_etf=is_etf,
        dp_already_charged_today=dp_already_charged_today,
    )


def charges_on_value(
    *,
    side: Side,
    product: Product,
    value: Decimal,
    exchange: str,
    on: date,
    broker: str = "paper",
    is_etf: bool = False,
    dp_already_charged_today: bool = False,
) -> Charges:
    """Return the charges of one order whose fills so far are worth ``value`` rupees.

    STT and stamp duty are rounded to the rupee for the order as a whole (50 paise up). The law rounds them once per scrip and
    day, so two orders of one day may differ from the contract note by a rupee; booking by the day comes later. An order that
    fills in parts is booked by the difference: what the value filled by now costs, less what was booked before.

    :raises NoChargeRates: if day, exchange or broker are not in the table.
    :raises ValueError: if the value is negative or not finite.
    """
    if not value.is_finite() or value < 0:
        raise ValueError("the value of an order must not be negative")
    rates, plan = rates_on(on), plan_of(broker)
    exchange_rate = rates.exchange_rate(exchange)
    if value == 0:
        return NO_CHARGES
    brokerage = round_to_paise(_brokerage(plan, product=product, value=value))
    exchange_charge = round_to_paise(value * exchange_rate)
    sebi = round_to_paise(value * rates.sebi)
    taxable = brokerage + exchange_charge + (sebi if rates.has_gst_on_sebi else ZERO)
    pays_depository = side == Side.SELL and product == Product.CNC and not dp_already_charged_today
    return Charges(
        brokerage=brokerage,
        stt=round_to_rupee(value * _stt_rate(rates, side=side, product=product, is_etf=is_etf)),
        exchange=exchange_charge,
        sebi=sebi,
        stamp=round_to_rupee(value * _stamp_rate(rates, side=side, product=product)),
        gst=round_to_paise(taxable * rates.gst),
        dp=rates.dp_sale if pays_depository else ZERO,
    )


def _brokerage(plan: BrokeragePlan, *, product: Product, value: Decimal) -> Decimal:
    if product == Product.MIS:
        return min(value * plan.intraday_rate, plan.intraday_max)
    return min(value * plan.delivery_rate, plan.delivery_max)


def _stt_rate(rates: ChargeRates, *, side: Side, product: Product, is_etf: bool) -> Decimal:
    if product == Product.MIS:
        return rates.stt_intraday_sell if side == Side.SELL else ZERO
    if is_etf:
        return rates.stt_etf_sell if side == Side.SELL else ZERO
    return rates.stt_delivery


def _stamp_rate(rates: ChargeRates, *, side: Side, product: Product) -> Decimal:
    if side == Side.SELL:
        return ZERO
    return rates.stamp_intraday_buy if product == Product.MIS else rates.stamp_delivery_buy
