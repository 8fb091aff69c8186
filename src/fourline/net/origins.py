"""
Whose pages may connect: browsers let any page open a WebSocket to us, and only its Origin header tells which one it is.

Our own pages may, those listed in the settings, and programs, which send no Origin at all.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

__all__ = ["is_allowed_origin"]

_PORTS: Final = {"http": 80, "https": 443}
_AUTHORITY: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]\s:/?#@,]+)(?::([0-9]{1,5}))?", re.ASCII)


def is_allowed_origin(origin: str | None, host: str | None, proto: str | None, listed: Container[str]) -> bool:
    """
    Tell whether a page of ``origin`` may connect.

    ``listed`` origins may, ``null`` among them only if it is listed itself. Any other must have the host and the port
    of ``host``, the authority that the browser asked for. Where that names no port, it means the default one of
    ``proto``, or, if that isn't known, of the origin's own scheme: whether there is TLS in front of us, only a proxy
    could say. The scheme itself isn't compared.

    """
    if origin is None:
        return True
    origin = origin.lower()
    if origin in listed:
        return True
    scheme, _, authority = origin.partition("://")
    port = _PORTS.get(scheme)
    if host is None or port is None:
        return False
    ours = _split(host.lower(), _PORTS.get((proto or scheme).lower(), port))
    return ours is not None and ours == _split(authority, port)


def _split(authority: str, default_port: int) -> tuple[str, int] | None:
    match = _AUTHORITY.fullmatch(authority)
    return None if match is None else (match[1], int(match[2] or default_port))
