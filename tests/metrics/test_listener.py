"""The second port: one page, whatever scrapers do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from prometheus_client import CollectorRegistry, Gauge

from fourline.config import Config
from fourline.metrics.listener import OPEN_FILES, MetricsListener
from fourline.net.process import bind
from tests.integration.patience import run, until

ASK = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Listening:
    """A listener that serves one number, and what is asked of it."""

    def __init__(self, config: Config, port: int, page_bytes: int) -> None:
        registry = CollectorRegistry()
        Gauge("answer", "x" * page_bytes, registry=registry).set(42)
        self.listener = MetricsListener(config, registry)
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []

    async def connect(self, request: bytes = b"") -> asyncio.StreamReader:
        """Connect and send ``request``; what comes is read once somebody reads it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers.append(writer)
        writer.write(request)
        return reader

    async def ask(self, request: bytes = ASK) -> bytes:
        """Return everything that is answered to ``request``."""
        return await (await self.connect(request)).read()

    async def leave(self) -> None:
        """End all connections."""
        writers, self._writers = self._writers, []
        for writer in writers:
            writer.close()
        for writer in writers:
            with suppress(ConnectionError):
                await writer.wait_closed()

    @property
    def open_sockets(self) -> int:
        return self.listener._endpoint.counts.sockets


@asynccontextmanager
async def listening(page_bytes: int = 1, **settings: int) -> AsyncIterator[Listening]:
    [sock] = bind("127.0.0.1", 0)
    with sock:
        served = Listening(Config(**settings), sock.getsockname()[1], page_bytes)  # type: ignore[arg-type]
        async with served.listener.serving([sock]):
            yield served
        # The server's side has ended already, whatever its peers did.
        assert served.open_sockets == 0
        await served.leave()


def test_page_is_served_as_text() -> None:
    async def scenario() -> None:
        async with listening() as served:
            head, _, body = (await served.ask()).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b"content-type: text/plain; version=" in head
            assert body == b"# HELP answer x\n# TYPE answer gauge\nanswer 42.0\n"

    run(scenario())


def test_page_is_served_as_open_metrics_to_who_asks_for_that() -> None:
    async def scenario() -> None:
        async with listening() as served:
            accept = b"Accept: application/openmetrics-text; version=1.0.0\r\n\r\n"
            answer = await served.ask(ASK[:-2] + accept)
            assert b"content-type: application/openmetrics-text; " in answer
            assert answer.endswith(b"answer 42.0\n# EOF\n")

    run(scenario())


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (ASK.replace(b"/metrics", b"/"), 404),
        (ASK.replace(b"GET", b"POST"), 405),
        (ASK.replace(b"Host: localhost\r\n", b""), 400),
        (b"nonsense\r\n\r\n", 400),
        (ASK[:-2] + b"X: " + b"x" * 20_000 + b"\r\n\r\n", 431),
        (ASK.replace(b"Connection: close", b"Content-Length: 9999"), 413),
    ],
)
def test_what_cannot_be_answered_is_refused(request_: bytes, status: int) -> None:
    async def scenario() -> None:
        async with listening() as served:
            assert (await served.ask(request_)).startswith(b"HTTP/1.1 %d " % status)
            assert (await served.ask()).endswith(b"answer 42.0\n")

    run(scenario())


def test_there_are_no_websockets() -> None:
    async def scenario() -> None:
        async with listening() as served:
            upgrade = (
                b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            )
            assert (await served.ask(upgrade)).startswith(b"HTTP/1.1 200 ")

    run(scenario())


def test_slow_scrapers_hold_up_nobody_and_end_with_the_block() -> None:
    async def scenario() -> None:
        # More than fits between the two ends.
        async with listening(page_bytes=1 << 24) as served:
            # One that reads nothing of what it asked for, one that stops in the middle of its request, one that only
            # connects.
            for request in (ASK, ASK[:20], b""):
                await served.connect(request)
            assert (await served.ask()).endswith(b"answer 42.0\n")
            await until(lambda: served.open_sockets == 3)

    run(scenario())


def test_scraper_that_sends_half_a_request_is_dropped_in_time() -> None:
    async def scenario() -> None:
        async with listening(head_timeout_ms=1) as served:
            assert await served.ask(ASK[:20]) == b""
            await until(lambda: served.open_sockets == 0)

    run(scenario())


def test_more_scrapers_than_anybody_needs_are_turned_away() -> None:
    async def scenario() -> None:
        async with listening() as served:
            for _ in range(OPEN_FILES):
                await served.connect()
            answer = await served.ask()
            assert answer.startswith(b"HTTP/1.1 503 ")
            await served.leave()
            await until(lambda: served.open_sockets == 0)
            assert (await served.ask()).endswith(b"answer 42.0\n")

    run(scenario())
