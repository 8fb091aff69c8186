"""A server in this process: a real uvicorn on loopback, real signals, a store in memory; and its peers."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import http.client
import json
import os
import resource
import signal
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from fourline.app import _App
from fourline.config import Config
from fourline.net.process import bind
from fourline.store.memory import MemoryStore
from tests.integration.patience import PATIENCE_S, until

Message = dict[str, Any]

HOST: Message = {"version": 1, "secret": "ada-ada-ada-ada-ada-ad"}


@pytest.fixture
def spared_process() -> Iterator[None]:
    """Undo what a server does to its process for good."""
    thresholds = gc.get_threshold()
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    resource.setrlimit(resource.RLIMIT_NOFILE, files)


def interrupt(number: signal.Signals = signal.SIGTERM) -> None:
    os.kill(os.getpid(), number)


def ask(address: str) -> int:
    """Return the status that ``/healthz`` answers with."""
    client = http.client.HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE_S)
    with contextlib.closing(client):
        client.request("GET", "/healthz")
        return client.getresponse().status


class Running:
    """An app that serves, and its peers."""

    def __init__(self, store: MemoryStore, **settings: Any) -> None:
        self.store = store
        self.app = _App(Config(port=0, **settings), store)
        self.serving = asyncio.create_task(self.app.run(bind("127.0.0.1", 0), self._announce))
        self.address = ""

    def _announce(self, address: str) -> None:
        self.address = address

    async def health(self) -> int:
        return await asyncio.to_thread(ask, self.address)

    async def has_health(self, status: int) -> None:
        """Wait until ``/healthz`` answers with ``status``."""
        while await self.health() != status:
            pass

    @contextlib.asynccontextmanager
    async def enter(self, **init: object) -> AsyncIterator[Peer]:
        """Connect and send the first message."""
        async with connect(self.address.replace("http", "ws") + "/ws") as socket:
            peer = Peer(socket)
            await peer.send(type="init", **init)
            yield peer


class Peer:
    """A page's end of a WebSocket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: object) -> None:
        await self.socket.send(json.dumps(message))

    async def receive(self, type: str) -> Message:
        """Return the next message of a type, whatever comes before it."""
        while (message := json.loads(await self.socket.recv()))["type"] != type:
            pass
        assert isinstance(message, dict)
        return message

    async def rest(self) -> list[str]:
        """Return the types of all messages up to the end."""
        types = []
        with contextlib.suppress(ConnectionClosed):
            while True:
                types.append(json.loads(await self.socket.recv())["type"])
        return types


@contextlib.asynccontextmanager
async def started(store: MemoryStore | None = None, **settings: Any) -> AsyncIterator[Running]:
    """Serve for the length of a block, which may end the server itself."""
    running = Running(store or MemoryStore(), **settings)
    await until(lambda: running.address or running.serving.done())
    try:
        yield running
    finally:
        if not running.serving.done():
            interrupt()
            interrupt()
        await running.serving


class RawPeer:
    """A peer that answers no close frame unless told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self._writer = writer

    async def answer_close(self) -> None:
        """Read our close frame, send it back, masked with zeros, and close when we have; nothing comes between."""
        assert await self.reader.readexactly(4) == b"\x88\x02\x03\xe9"
        self._writer.write(b"\x88\x82\0\0\0\0\x03\xe9")
        assert await self.reader.read() == b""
        self._writer.close()


@contextlib.asynccontextmanager
async def raw_peer(running: Running) -> AsyncIterator[RawPeer]:
    host, port = running.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    try:
        yield RawPeer(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
