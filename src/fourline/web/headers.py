"""
Headers for safety: they are added outside of the application, so errors have them too.

Assets carry two of them: the others say nothing about what a page is made of, and would be half of what a small
script weighs.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .content import IMMUTABLE

__all__ = ["CONTENT_SECURITY_POLICY", "SecurityHeaders"]

CONTENT_SECURITY_POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",  # includes ws: and wss: to the same host and port
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

_ALWAYS: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]

_MOSTLY: Final = [
    *_ALWAYS,
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    # Links are secrets: no page we link to learns where its visitor came from.
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
]

_OPENER_POLICY: Final = (b"cross-origin-opener-policy", b"same-origin")
"""Only where browsers heed it: over plain http from elsewhere they ignore it with an error in the console."""


class SecurityHeaders:
    """ASGI middleware that adds the headers to each answer of ``app``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        mostly = [*_MOSTLY, _OPENER_POLICY] if _is_trustworthy(scope) else _MOSTLY

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                is_asset = Headers(raw=message["headers"]).get("cache-control") == IMMUTABLE
                headers = _ALWAYS if is_asset else mostly
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _is_trustworthy(scope: Scope) -> bool:
    """
    Return whether browsers count this address as a secure context: https, or this very machine.

    Whoever sends ``X-Forwarded-Proto`` is believed: with a lie, he changes nothing but the answer to himself.

    """
    headers = Headers(scope=scope)
    if scope["scheme"] == "https" or headers.get("x-forwarded-proto", "").strip().lower() == "https":
        return True
    host = headers.get("host", "").lower()
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
