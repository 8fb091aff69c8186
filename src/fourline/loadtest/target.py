"""Where the load goes: one server, and only one that may be loaded."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from ..errors import LoadRefused

__all__ = ["Target", "parse_target"]

_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}


@dataclass(frozen=True, slots=True)
class Target:
    """A server's socket: ``uri`` as a WebSocket client needs it."""

    uri: str
    host: str
    port: int
    is_tls: bool

    @property
    def is_loopback(self) -> bool:
        """Tell whether it is this machine, by its address and not by what a name happens to mean."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def parse_target(url: str, *, may_leave: bool) -> Target:
    """
    Return the server at ``url``, such as ``http://localhost:8000``; the socket's path is added where none is given.

    Raises:
        LoadRefused: If it can't be one; or if it isn't this machine, and ``may_leave`` doesn't say that it may be.

    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise LoadRefused(f"{ascii(url)[:80]} isn't an address such as http://localhost:8000") from exc
    scheme = _SCHEMES.get(parts.scheme.lower())
    if scheme is None or not parts.hostname or parts.username is not None:
        raise LoadRefused(f"{ascii(url)[:80]} isn't an address such as http://localhost:8000")
    is_tls = scheme == "wss"
    path = parts.path if parts.path not in {"", "/"} else "/ws"
    target = Target(f"{scheme}://{parts.netloc}{path}", parts.hostname, port or (443 if is_tls else 80), is_tls)
    if not target.is_loopback and not may_leave:
        raise LoadRefused(
            f"{target.host} isn't this machine. Whoever loads a server that isn't theirs attacks it;"
            " if it is yours, add --yes-i-run-this-server"
        )
    return target
