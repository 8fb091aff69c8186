"""A transport without a network, a receiver that remembers, and frames as clients send them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from typing_extensions import override
from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.speedups import apply_mask

from fourline.config import Config
from fourline.net.connection import Connection
from fourline.net.endpoint import Endpoint

KEY = "dGhlIHNhbXBsZSBub25jZQ=="

TEXT, BINARY, CONT, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, flags: int = 0) -> bytes:
    """Return a masked frame with the shortest header."""
    length = len(payload)
    if length < 126:
        head = bytes([0x80 | length])
    elif length < 65_536:
        head = b"\xfe" + length.to_bytes(2)
    else:
        head = b"\xff" + length.to_bytes(8)
    mask = b"\x37\xfa\x21\x3d"
    return bytes([fin << 7 | flags | opcode]) + head + mask + apply_mask(payload, mask)


def text(message: str) -> bytes:
    return frame(TEXT, message.encode())


def close_frame(code: int, reason: str = "") -> bytes:
    """Return the close frame that a server sends, by hand, not by our code."""
    payload = code.to_bytes(2) + reason.encode()
    return bytes([0x88, len(payload)]) + payload


def head(path: str = "/ws", **headers: str | None) -> bytes:
    """Return the request head of a handshake; a header given as None is left out."""
    fields: dict[str, str | None] = {
        "Host": "localhost:8000",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
    }
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items() if value is not None)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def request_of(data: bytes) -> Request:
    """Return a request ``head`` as what parses it hands it on."""
    first, *fields = data.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, path, _ = first.split(" ")
    headers = Headers()
    for field in fields:
        name, _, value = field.partition(":")
        headers[name.lower()] = value.strip()
    return Request(path, headers, method)


class FakeTransport(asyncio.Transport):
    """Remembers what is done to it. Like uvloop's, it raises when written to after its end."""

    def __init__(self, peer: str = "192.0.2.7") -> None:
        super().__init__({"peername": (peer, 50_000), "sockname": ("127.0.0.1", 8000)})
        self.writes: list[bytes] = []
        self.is_closed = False
        self._has_ended = False
        self._is_aborted = False
        self.high: int | None = None
        self.protocol: asyncio.BaseProtocol | None = None

    @property
    def written(self) -> bytes:
        return b"".join(self.writes)

    def has_ended(self) -> bool:
        """Tell whether our end was shut; a method, so that mypy doesn't take it for settled."""
        return self._has_ended

    def was_aborted(self) -> bool:
        return self._is_aborted

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = self.written
        self.writes.clear()
        return taken

    @override
    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        if self._has_ended or self.is_closed or self._is_aborted:
            raise RuntimeError("the handler is closed")
        self.writes.append(bytes(data))

    @override
    def write_eof(self) -> None:
        self._has_ended = True

    @override
    def abort(self) -> None:
        self._is_aborted = True

    @override
    def close(self) -> None:
        self.is_closed = True

    @override
    def is_closing(self) -> bool:
        return self.is_closed or self._is_aborted

    @override
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.high = high

    @override
    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    @override
    def get_protocol(self) -> asyncio.BaseProtocol:
        assert self.protocol is not None
        return self.protocol

    @override
    def pause_reading(self) -> None:
        pass

    @override
    def resume_reading(self) -> None:
        pass


class Recorder:
    """A receiver that remembers, and does ``react`` for each message."""

    def __init__(self, connection: Connection, react: Callable[[Connection, str], None] | None = None) -> None:
        self.connection = connection
        self.messages: list[str] = []
        self.times_left = 0
        self._react = react

    def received(self, text: str) -> None:
        self.messages.append(text)
        if self._react is not None:
            self._react(self.connection, text)

    def left(self) -> None:
        self.times_left += 1


class Stage:
    """An endpoint without a network, whose time stands still until it is moved."""

    def __init__(
        self,
        config: Config | None = None,
        react: Callable[[Connection, str], None] | None = None,
        open_files: int = 4_096,
    ) -> None:
        self.recorders: dict[Connection, Recorder] = {}
        self.time = 100.0
        self._react = react
        self.endpoint = Endpoint(config or Config(), self._connect, open_files=open_files)
        self.endpoint.now = lambda: self.time

    def _connect(self, connection: Connection) -> Recorder:
        return self.recorders.setdefault(connection, Recorder(connection, self._react))

    def accept(self, request: bytes | None = None, peer: str = "192.0.2.7") -> tuple[Connection, FakeTransport]:
        """Return a connection that was sent ``request``, and its transport with the answer."""
        connection = Connection(self.endpoint)
        transport = FakeTransport(peer)
        connection.connection_made(transport)
        connection.shake_hands(request_of(head() if request is None else request))
        return connection, transport

    def open(self, peer: str = "192.0.2.7") -> tuple[Connection, FakeTransport, Recorder]:
        """Return an open connection, its transport without the handshake, and its receiver."""
        connection, transport = self.accept(peer=peer)
        assert transport.take().startswith(b"HTTP/1.1 101 ")
        return connection, transport, self.recorders[connection]
