"""A real uvicorn on loopback in this process, and peers that are plain sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
import uvloop

from fourline.config import Config
from fourline.net.connection import Connection
from fourline.net.endpoint import Endpoint

from .fakes import Recorder, head

LOOPS: list[Callable[[], asyncio.AbstractEventLoop]] = [uvloop.new_event_loop, asyncio.new_event_loop]

PATIENCE_S = 30.0
"""How long to wait for what must come; only a failure takes so long."""

App = Callable[..., Awaitable[None]]


async def hello(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
    """Answer every request with its method and the length of its body."""
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body += message["body"]
        more = message["more_body"]
    answer = f"{scope['method']} {len(body)}".encode()
    headers = [(b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


def run(loop_factory: Callable[[], asyncio.AbstractEventLoop], main: Coroutine[Any, Any, None]) -> None:
    """Run ``main`` on a loop of the given kind."""
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(asyncio.wait_for(main, PATIENCE_S))


async def until(is_so: Callable[[], bool]) -> None:
    """Let the loop turn until ``is_so``; the test's own patience ends it otherwise."""
    while not is_so():
        await asyncio.sleep(0)


class Server:
    """What a test may look at, and ask."""

    def __init__(self, config: Config, react: Callable[[Connection, str], None] | None, app: App) -> None:
        self.recorders: list[Recorder] = []
        self._react = react
        self.endpoint = Endpoint(config, self._connect)
        self.endpoint.start(asyncio.get_running_loop())
        self.uvicorn = uvicorn.Server(
            uvicorn.Config(
                app,
                http=self.endpoint.http,
                ws=self.endpoint.websocket,
                lifespan="off",
                log_config=None,
                proxy_headers=False,
            )
        )
        self.address = ("127.0.0.1", 0)

    def _connect(self, connection: Connection) -> Recorder:
        self.recorders.append(Recorder(connection, self._react))
        return self.recorders[-1]

    async def start(self) -> None:
        """Begin to accept."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = listener.getsockname()
        self.uvicorn.config.load()
        self.uvicorn.lifespan = self.uvicorn.config.lifespan_class(self.uvicorn.config)
        await self.uvicorn.startup(sockets=[listener])

    async def stop(self) -> None:
        """Drop everybody, and wait until they are gone."""
        self.endpoint.stop()
        for listener in self.uvicorn.servers:
            listener.close()
        for connection in list(self.endpoint.connections):
            connection.abort()
        for http in list(self.uvicorn.server_state.connections):
            http.transport.abort()
        await until(lambda: self.endpoint.counts.sockets == 0)


@asynccontextmanager
async def serve(
    config: Config | None = None, react: Callable[[Connection, str], None] | None = None, app: App = hello
) -> AsyncIterator[Server]:
    """Serve for the length of a block."""
    server = Server(config or Config(), react, app)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


class Peer:
    """A client that is nothing but a socket; it reads only when told to."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self._loop = asyncio.get_running_loop()

    async def send(self, data: bytes) -> None:
        """Write all of ``data``."""
        await self._loop.sock_sendall(self.socket, data)

    async def read(self, size: int) -> bytes:
        """Read exactly ``size`` bytes."""
        data = b""
        while len(data) < size:
            more = await self._loop.sock_recv(self.socket, size - len(data))
            assert more, f"the end after {data!r}"
            data += more
        return data

    async def read_head(self) -> bytes:
        """Read a response up to the empty line, and nothing behind it."""
        data = b""
        while not data.endswith(b"\r\n\r\n"):
            data += await self.read(1)
        return data

    async def read_rest(self) -> bytes:
        """Read until the server ends; a reset is an end, too."""
        data = b""
        try:
            while more := await self._loop.sock_recv(self.socket, 65_536):
                data += more
        except ConnectionError:
            pass
        return data


@asynccontextmanager
async def peer(server: Server, *, receive_buffer: int | None = None) -> AsyncIterator[Peer]:
    """Connect to ``server`` for the length of a block."""
    with socket.socket() as sock:
        sock.setblocking(False)
        if receive_buffer is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        await asyncio.get_running_loop().sock_connect(sock, server.address)
        yield Peer(sock)


@asynccontextmanager
async def websocket(server: Server, *, receive_buffer: int | None = None) -> AsyncIterator[Peer]:
    """Connect and shake hands."""
    async with peer(server, receive_buffer=receive_buffer) as client:
        await client.send(head())
        assert (await client.read_head()).startswith(b"HTTP/1.1 101 ")
        yield client
