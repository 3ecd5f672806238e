"""The instruments of a fresh desk: real names and ISINs of NSE, with the level, trade and habit that the simulated exchange gives them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from market.domain.instruments import NSE, REFERENCE, TRADABLE_KINDS, tick_size_at
from market.enums import InstrumentKind


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One instrument; ``base_price`` and ``daily_volume`` (None: not counted) are where its simulation starts."""

    symbol: str
    name: str
    kind: InstrumentKind
    base_price: Decimal
    exchange: str = NSE
    isin: str = ""
    sector: str = ""
    tick_size: Decimal = Decimal("0.05")
    daily_volume: int | None = None
    trend: str = "up"
    has_closing_auction: bool = False
    band_percent: Decimal | None = None

    @property
    def is_tradable(self) -> bool:
        """Shares and exchange traded funds are traded here; indices and reference prices are only shown."""
        return self.kind in TRADABLE_KINDS


# symbol | ISIN | name | sector | price in rupees | shares a day | trend of the simulation | has futures (and so a closing auction)
_SHARES = """
ADANIENT|INE423A01024|Adani Enterprises|Metals|2997.0|1007830|flat|yes
ADANIPORTS|INE742F01042|Adani Ports and SEZ|Services|1700.0|2238066|up|yes
AMBUJACEM|INE079A01024|Ambuja Cements|Cement|444.0|3648798|down|yes
APOLLOHOSP|INE437A01024|Apollo Hospitals|Healthcare|8693.0|399542|up|yes
ASIANPAINT|INE021A01026|Asian Paints|Consumer Durables|2640.0|1009873|down|yes
AXISBANK|INE238A01034|Axis Bank|Banks|1245.8|5566554|up|yes
BAJAJ-AUTO|INE917I01010|Bajaj Auto|Automobile|11700.0|256176|up|yes
BAJAJFINSV|INE918I01026|Bajaj Finserv|Financial Services|2032.5|1356934|up|yes
BAJFINANCE|INE296A01032|Bajaj Finance|Financial Services|1095.0|8287196|up|yes
BANKBARODA|INE028A01039|Bank of Baroda|Banks|247.25|8511143|flat|yes
BEL|INE263A01024|Bharat Electronics|Capital Goods|414.0|13517744|up|yes
BHARTIARTL|INE397D01024|Bharti Airtel|Telecom|1946.0|6716377|up|yes
CANBK|INE476A01022|Canara Bank|Banks|127.1|18180646|up|yes
CHOLAFIN|INE121A01024|Cholamandalam Investment|Financial Services|1888.2|2277492|up|yes
CIPLA|INE059A01026|Cipla|Healthcare|1432.2|914835|flat|yes
COALINDIA|INE522F01014|Coal India|Energy|405.2|7291659|flat|yes
DABUR|INE016A01026|Dabur India|FMCG|425.8|1969475|down|yes
DLF|INE271C01023|DLF|Realty|668.55|1660676|flat|yes
DMART|INE192R01011|Avenue Supermarts|Consumer Services|4015.0|497304|flat|yes
DRREDDY|INE089A01031|Dr. Reddy's Laboratories|Healthcare|1174.7|1697880|down|yes
EICHERMOT|INE066A01021|Eicher Motors|Automobile|8010.0|488900|up|yes
ETERNAL|INE758T01015|Eternal|Consumer Services|328.0|29136594|up|yes
GAIL|INE129A01019|GAIL (India)|Energy|174.3|37607447|flat|yes
GODREJCP|INE102D01028|Godrej Consumer Products|FMCG|1085.9|615866|flat|yes
GRASIM|INE047A01021|Grasim Industries|Cement|3308.0|923172|up|yes
HAL|INE066F01020|Hindustan Aeronautics|Capital Goods|4690.0|466729|up|yes
HAVELLS|INE176B01034|Havells India|Consumer Durables|1285.0|1214090|down|yes
HCLTECH|INE860A01027|HCL Technologies|IT|1302.5|2420022|down|yes
HDFCBANK|INE040A01034|HDFC Bank|Banks|726.95|26800166|up|yes
HDFCLIFE|INE795G01014|HDFC Life Insurance|Financial Services|554.8|3445806|up|yes
HEROMOTOCO|INE158A01026|Hero MotoCorp|Automobile|5735.0|738814|up|yes
HINDALCO|INE038A01020|Hindalco Industries|Metals|1034.0|4819515|up|yes
HINDUNILVR|INE030A01027|Hindustan Unilever|FMCG|2015.0|1866262|down|yes
ICICIBANK|INE090A01021|ICICI Bank|Banks|1420.0|10512914|up|yes
IDEA|INE669E01016|Vodafone Idea|Telecom|13.94|381721846|flat|yes
INDIGO|INE646L01027|InterGlobe Aviation|Services|5110.0|587672|up|yes
INDUSINDBK|INE095A01012|IndusInd Bank|Banks|1005.6|1176817|down|yes
INFY|INE009A01021|Infosys|IT|1121.0|11811244|up|yes
IOC|INE242A01010|Indian Oil Corporation|Energy|143.7|17986947|up|yes
IRCTC|INE335Y01020|Indian Railway Catering|Consumer Services|484.2|987296|down|no
IRFC|INE053F01010|Indian Railway Finance|Financial Services|86.4|7462470|flat|yes
ITC|INE154A01025|ITC|FMCG|269.4|15410247|up|yes
ITCHOTELS|INE379A01028|ITC Hotels|Consumer Services|164.98|1815054|flat|no
JIOFIN|INE758E01017|Jio Financial Services|Financial Services|244.0|18634009|flat|yes
JSWSTEEL|INE019A01038|JSW Steel|Metals|1293.7|1546548|up|yes
KOTAKBANK|INE237A01028|Kotak Mahindra Bank|Banks|402.8|9858527|up|yes
LICI|INE0J1Y01017|Life Insurance Corporation|Financial Services|428.5|2043005|flat|yes
LT|INE018A01030|Larsen & Toubro|Construction|4093.0|1598528|up|yes
LUPIN|INE326A01037|Lupin|Healthcare|2393.0|1717110|up|yes
M&M|INE101A01026|Mahindra & Mahindra|Automobile|3412.2|2414828|up|yes
MARUTI|INE585B01010|Maruti Suzuki|Automobile|13565.0|374985|up|yes
MAXHEALTH|INE027H01010|Max Healthcare|Healthcare|1000.0|1910878|flat|yes
MRF|INE883A01011|MRF|Automobile|132665.0|4214|flat|no
NAUKRI|INE663F01032|Info Edge (India)|Consumer Services|1268.8|937278|down|yes
NESTLEIND|INE239A01024|Nestle India|FMCG|1477.1|2334974|up|yes
NTPC|INE733E01010|NTPC|Power|340.0|9110213|up|yes
ONGC|INE213A01029|Oil & Natural Gas Corporation|Energy|236.4|13279751|flat|yes
PIDILITIND|INE318A01026|Pidilite Industries|Chemicals|1642.5|653565|up|yes
PNB|INE160A01022|Punjab National Bank|Banks|113.0|12088257|flat|yes
POWERGRID|INE752E01010|Power Grid Corporation|Power|272.4|9228259|up|yes
RELIANCE|INE002A01018|Reliance Industries|Energy|1316.0|10400707|up|yes
SBILIFE|INE123W01016|SBI Life Insurance|Financial Services|1792.9|889657|up|yes
SBIN|INE062A01020|State Bank of India|Banks|1048.7|10063508|up|yes
SHRIRAMFIN|INE721A01047|Shriram Finance|Financial Services|1130.0|4763240|up|yes
SIEMENS|INE003A01024|Siemens|Capital Goods|3900.0|609663|up|yes
SUNPHARMA|INE044A01036|Sun Pharmaceutical|Healthcare|1902.4|2343718|up|yes
SUZLON|INE040H01021|Suzlon Energy|Capital Goods|46.71|67242113|down|yes
TATACONSUM|INE192A01025|Tata Consumer Products|FMCG|1049.0|1443135|up|yes
TATAPOWER|INE245A01021|Tata Power|Power|382.0|2051770|up|yes
TATASTEEL|INE081A01020|Tata Steel|Metals|183.0|21262540|up|yes
TCS|INE467B01029|Tata Consultancy Services|IT|2302.0|3576252|down|yes
TECHM|INE669C01036|Tech Mahindra|IT|1584.0|2889829|up|yes
TITAN|INE280A01028|Titan Company|Consumer Durables|5086.0|948996|up|yes
TMPV|INE155A01022|Tata Motors Passenger Vehicles|Automobile|317.9|9399812|down|yes
TRENT|INE849A01020|Trent|Consumer Services|2924.0|1061852|down|yes
TVSMOTOR|INE494B01023|TVS Motor Company|Automobile|4389.0|1612965|up|yes
ULTRACEMCO|INE481G01011|UltraTech Cement|Cement|11570.0|233168|up|yes
VEDL|INE205A01025|Vedanta|Metals|279.0|11850034|up|yes
WIPRO|INE075A01022|Wipro|IT|181.0|13069844|down|yes
YESBANK|INE528G01035|Yes Bank|Banks|22.74|46446432|flat|yes
"""

_FUNDS = """
GOLDBEES|INF204KB17I5|Nippon India ETF Gold BeES|131.32|23179048|up
LIQUIDBEES|INF732E01037|Nippon India ETF Liquid BeES|999.99|2989042|still
NIFTYBEES|INF204KB14I2|Nippon India ETF Nifty BeES|276.76|5297307|up
"""

# symbol | name | kind | exchange | level | tick | trend
_SHOWN = """
NIFTY 50|NIFTY 50|INDEX|NSE|24800|0.05|up
NIFTY BANK|NIFTY Bank|INDEX|NSE|56200|0.05|up
USDINR|US dollar in rupees|CURRENCY|REF|88.6|0.0025|flat
EURINR|Euro in rupees|CURRENCY|REF|102.4|0.0025|flat
GBPINR|Pound sterling in rupees|CURRENCY|REF|116.5|0.0025|flat
JPYINR|100 yen in rupees|CURRENCY|REF|57.2|0.0025|flat
GOLD|Gold, dollars an ounce|METAL|REF|4085|0.1|up
SILVER|Silver, dollars an ounce|METAL|REF|50.4|0.005|up
PLATINUM|Platinum, dollars an ounce|METAL|REF|1540|0.1|flat
COPPER|Copper, dollars a pound|METAL|REF|5.05|0.0005|up
CRUDEOIL|Crude oil WTI, dollars a barrel|COMMODITY|REF|59.1|0.01|down
BRENT|Crude oil Brent, dollars a barrel|COMMODITY|REF|63.2|0.01|down
NATURALGAS|Natural gas, dollars a million BTU|COMMODITY|REF|4.55|0.001|flat
"""


def _rows(table: str) -> list[list[str]]:
    return [line.split("|") for line in table.strip().splitlines()]


def _shares() -> list[CatalogueEntry]:
    return [
        CatalogueEntry(
            symbol=symbol,
            isin=isin,
            name=name,
            sector=sector,
            kind=InstrumentKind.EQUITY,
            base_price=Decimal(price),
            tick_size=tick_size_at(price=Decimal(price), kind=InstrumentKind.EQUITY),
            daily_volume=int(volume),
            trend=trend,
            has_closing_auction=futures == "yes",
            # The band of a share with futures flexes from 10 %; the desk keeps to its first step.
            band_percent=Decimal(10) if futures == "yes" else Decimal(20),
        )
        for symbol, isin, name, sector, price, volume, trend, futures in _rows(_SHARES)
    ]


def _funds() -> list[CatalogueEntry]:
    return [
        CatalogueEntry(
            symbol=symbol,
            isin=isin,
            name=name,
            sector="Exchange Traded Funds",
            kind=InstrumentKind.ETF,
            base_price=Decimal(price),
            tick_size=Decimal("0.01"),
            daily_volume=int(volume),
            trend=trend,
            band_percent=Decimal(10),
        )
        for symbol, isin, name, price, volume, trend in _rows(_FUNDS)
    ]


def _shown() -> list[CatalogueEntry]:
    return [
        CatalogueEntry(
            symbol=symbol,
            name=name,
            kind=InstrumentKind(kind),
            exchange=exchange,
            base_price=Decimal(level),
            tick_size=Decimal(tick),
            trend=trend,
        )
        for symbol, name, kind, exchange, level, tick, trend in _rows(_SHOWN)
    ]


ENTRIES: tuple[CatalogueEntry, ...] = (*_shares(), *_funds(), *_shown())
assert all(entry.exchange in {NSE, REFERENCE} for entry in ENTRIES)  # noqa: S101 -- a slip in the table above stops the start
BY_SYMBOL: dict[str, CatalogueEntry] = {entry.symbol: entry for entry in ENTRIES}
