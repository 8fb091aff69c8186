"""How often one address may ask for what costs solving."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ..net.limits import AddressRates, client_address, parse_networks

__all__ = ["RequestRates"]


class RequestRates:
    """At most ``per_minute`` requests of each address in a minute; ``proxies`` are those that are believed."""

    def __init__(self, per_minute: int, proxies: tuple[str, ...]) -> None:
        self._rates = AddressRates(per_minute, 60_000)
        self._trusted = parse_networks(proxies)

    def check(self, request: Request) -> None:
        """
        Count a request.

        Raises:
            HTTPException: 429, if it is one too many.

        """
        peer = "" if request.client is None else request.client.host
        forwarded_for = ",".join(request.headers.getlist("x-forwarded-for")) or None
        address = client_address(peer, forwarded_for, self._trusted)
        if not self._rates.allow(address, asyncio.get_running_loop().time()):
            raise HTTPException(429, headers={"retry-after": "60"})
