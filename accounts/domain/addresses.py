"""The network address of a client, as far as it can be believed."""

from __future__ import annotations

import ipaddress


def client_address(*, remote: str, forwarded_for: str, proxy_count: int) -> str:
    """Return the client's address: the socket's, or the one that the outermost of ``proxy_count`` declared proxies saw.

    What a client writes into X-Forwarded-For itself is left of that, and never used. Not an address: empty.
    """
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()] if proxy_count else []
    chosen = hops[-proxy_count] if proxy_count and len(hops) >= proxy_count else remote
    try:
        return str(ipaddress.ip_address(chosen))
    except ValueError:
        return ""
