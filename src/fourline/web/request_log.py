"""One line per request: method, path, status, duration. Never the query string, which may hold a key, nor a header."""

from __future__ import annotations

import logging
import time
from typing import Final
from urllib.parse import quote

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["RequestLog"]

_QUIET: Final = ("/s/", "/healthz")
"""Asked for so often that they are logged at ``debug`` only."""

_log = structlog.get_logger("fourline.web")


class RequestLog:
    """ASGI middleware that logs each request to ``app`` once it is over."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        started = time.perf_counter()
        try:
            await self._app(scope, receive, send_and_note)
        finally:
            _log.log(
                logging.DEBUG if scope["path"].startswith(_QUIET) else logging.INFO,
                "request",
                method=scope["method"],
                # A link whose "?" was encoded on its way has its key in the path. Quoted again, so that no path can
                # write a line of its own.
                path=quote(scope["path"].partition("?")[0][:200]),
                status=status,
                duration_ms=round((time.perf_counter() - started) * 1_000, 1),
            )
