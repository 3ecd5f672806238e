"""The book of an instrument; derived from the last price until a broker sends the real one."""

from __future__ import annotations

from datetime import datetime

from market.domain.depth import Depth, derive_depth
from market.selectors.instruments import get_instrument_by_id
from market.selectors.quotes import get_quote


def get_depth(*, instrument_id: int, at: datetime) -> Depth:
    """Return five levels each side, flagged ``is_derived``.

    :raises NotFound: if there is no such instrument.
    """
    instrument = get_instrument_by_id(instrument_id)
    return derive_depth(quote=get_quote(instrument_id=instrument_id, at=at), tick_size=instrument.tick_size)
