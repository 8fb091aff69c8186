"""A client that talks to an ASGI application directly: one request, one reply, no sockets."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope


@dataclass(frozen=True)
class Reply:
    """What came back. ``failure`` is what the application let through to the server, if anything."""

    status: int
    headers: dict[str, str]
    raw: bytes
    failure: Exception | None = None

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.raw) if self.headers.get("content-encoding") == "gzip" else self.raw

    @property
    def text(self) -> str:
        return self.body.decode()


def request(
    app: ASGIApp,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | list[bytes] = b"",
    is_cut: bool = False,
    is_stalled: bool = False,
    scheme: str = "http",
) -> Reply:
    """Send one request; after the pieces of ``body`` it ends, or is cut off, or stalls for ever."""
    path, _, query = path.partition("?")
    pieces = [body] if isinstance(body, bytes) else body
    incoming: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if is_cut:
        incoming.append({"type": "http.disconnect"})
    elif not is_stalled:
        incoming.append({"type": "http.request", "body": b"", "more_body": False})
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [
            (name.lower().encode(), value.encode()) for name, value in {"host": "a.example", **(headers or {})}.items()
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    return asyncio.run(_exchange(app, scope, _feed(incoming)))


async def _never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


def _feed(incoming: list[Message]) -> Receive:
    async def receive() -> Message:
        return incoming.pop(0) if incoming else await _never()

    return receive


async def _exchange(app: ASGIApp, scope: Scope, receive: Receive) -> Reply:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    failure = None
    try:
        await app(scope, receive, send)
    except Exception as exc:  # noqa: BLE001 - told to the test
        failure = exc
    start, *rest = sent
    names = [name for name, _ in start["headers"]]
    assert len(names) == len(set(names)), "a header was sent twice"
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Reply(start["status"], headers, b"".join(message.get("body", b"") for message in rest), failure)
