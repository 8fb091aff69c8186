"""
How often and how many: rates per connection and per address, connections per address.

An address is what one customer of a provider has: an IPv4 address, or an IPv6 network of 64 bits. Everything here is
bounded in memory, whatever peers do, and takes instants (seconds on any one clock) instead of having a clock.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from msgspec import Struct

__all__ = [
    "AddressCounts",
    "AddressRates",
    "Network",
    "Rate",
    "client_address",
    "is_trusted",
    "parse_networks",
]

Network = IPv4Network | IPv6Network


class Rate(Struct, gc=False, eq=False):
    """
    At most ``limit`` events in a window of ``window_ms``, which begins with the first event after the last window.

    So up to twice as many may meet where two windows do: the price of remembering two numbers instead of ``limit``.

    """

    limit: int
    window_ms: int
    _ends_at: float = -math.inf
    _count: int = 0

    def allow(self, now: float, events: int = 1) -> bool:
        """Count ``events`` at ``now``; tell whether they are within the limit. What isn't allowed isn't counted."""
        if now >= self._ends_at:
            self._ends_at = now + self.window_ms / 1000
            self._count = 0
        if self._count + events > self.limit:
            return False
        self._count += events
        return True

    def is_over(self, now: float) -> bool:
        """Tell whether the window has ended, so that there is nothing to remember."""
        return now >= self._ends_at


class AddressRates:
    """A :class:`Rate` for each address; beyond ``capacity`` addresses the one whose window is oldest is forgotten."""

    def __init__(self, limit: int, window_ms: int, capacity: int = 10_000) -> None:
        self._limit = limit
        self._window_ms = window_ms
        self._capacity = capacity
        # In the order in which their windows began.
        self._rates: OrderedDict[str, Rate] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rates)

    def allow(self, address: str, now: float) -> bool:
        """Count one event of ``address`` at ``now``; tell whether it is within the limit."""
        while self._rates and next(iter(self._rates.values())).is_over(now):
            self._rates.popitem(last=False)
        rate = self._rates.get(address)
        if rate is None:
            if len(self._rates) >= self._capacity:
                self._rates.popitem(last=False)
            rate = self._rates[address] = Rate(self._limit, self._window_ms)
        return rate.allow(now)


class AddressCounts:
    """How many of something each address has now, at most ``limit``; an address without any takes no memory."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._counts)

    def enter(self, address: str) -> bool:
        """Count one more for ``address``; if that is over the limit, count nothing and return False."""
        count = self._counts.get(address, 0)
        if count >= self._limit:
            return False
        self._counts[address] = count + 1
        return True

    def leave(self, address: str) -> None:
        """Count one less for ``address``, which has entered before."""
        if self._counts[address] == 1:
            del self._counts[address]
        else:
            self._counts[address] -= 1


def parse_networks(cidrs: Iterable[str]) -> tuple[Network, ...]:
    """
    Return the networks that ``cidrs`` name.

    Raises:
        ValueError: If one isn't a network; :class:`~fourline.config.Config` holds none such.

    """
    return tuple(ip_network(cidr) for cidr in cidrs)


def is_trusted(peer: str, trusted: tuple[Network, ...]) -> bool:
    """Tell whether the address ``peer`` of a socket is one of our proxies'."""
    # Most servers have no proxy, and this is asked for every socket.
    return bool(trusted) and (hop := _parse(peer)) is not None and _is_in(hop, trusted)


def client_address(peer: str, forwarded_for: str | None, trusted: tuple[Network, ...]) -> str:
    """
    Return the address that a request came from, IPv6 by /64.

    That is the socket's ``peer``, unless it is one of our proxies: then the rightmost address in ``forwarded_for``
    (the values of X-Forwarded-For, joined by commas) that isn't a proxy of ours too. What stands left of that is the
    client's own claim and means nothing. If something else than an address stands there, the peer counts after all.

    """
    if ":" not in peer and not trusted:
        return peer
    hop = _parse(peer)
    if hop is None:
        return peer
    found = hop
    if forwarded_for and _is_in(hop, trusted):
        for text in reversed(forwarded_for.split(",")):
            forwarded = _parse(text)
            if forwarded is None:
                return _normal(hop)
            found = forwarded
            if not _is_in(found, trusted):
                break
    return _normal(found)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address that may have a port, brackets or a zone; an IPv4 address in IPv6 clothes is the former."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _is_in(address: IPv4Address | IPv6Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _normal(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address) >> 64 << 64, 64)))
