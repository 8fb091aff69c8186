"""
One connection of the load: an :class:`asyncio.Protocol` around websockets' sans-I/O client.

No task and no queue for each, so that thousands of them cost little beside the server that is looked at.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Protocol, cast

from typing_extensions import override
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.uri import parse_uri

from .target import Target

__all__ = ["Client", "Listener", "connect"]


class Listener(Protocol):
    """Whom a connection tells what happens."""

    def opened(self, client: Client) -> None:
        """Learn that messages may be sent."""
        ...

    def received(self, client: Client, text: bytes) -> None:
        """Take one whole message."""
        ...

    def ended(self, client: Client, code: int | None) -> None:
        """Learn that the connection is gone: with the server's close code, or None if it sent none. The last call."""
        ...


class Client(asyncio.Protocol):
    """A WebSocket to ``target``. Nothing waits and nothing raises; what goes wrong ends the connection."""

    __slots__ = ("_listener", "_parts", "_protocol", "_transport", "is_gone")

    def __init__(self, target: Target, listener: Listener) -> None:
        self._protocol = ClientProtocol(parse_uri(target.uri), max_size=1 << 20)
        self._listener = listener
        self._transport: asyncio.Transport | None = None
        self._parts: list[bytes] = []
        self.is_gone = False
        """Whether the connection has ended."""

    @property
    def is_open(self) -> bool:
        """Whether messages may be sent."""
        return self._transport is not None and self._protocol.state is State.OPEN

    def send(self, text: bytes) -> None:
        """Send one message, or nothing if the connection isn't open."""
        if self.is_open:
            self._protocol.send_text(text)
            self._flush()

    def close(self) -> None:
        """Say goodbye; the connection ends when the server has answered."""
        if self.is_open:
            self._protocol.send_close(1000)
            self._flush()

    def abort(self) -> None:
        """End without a word."""
        if self._transport is not None:
            self._transport.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    @override
    def data_received(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                if self._protocol.handshake_exc is None:
                    self._listener.opened(self)
            elif isinstance(event, Frame) and event.opcode in {Opcode.TEXT, Opcode.CONT}:
                self._parts.append(bytes(event.data))
                if event.fin:
                    text, self._parts = b"".join(self._parts), []
                    self._listener.received(self, text)
        self._flush()

    @override
    def eof_received(self) -> None:
        self._protocol.receive_eof()
        self._flush()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self.is_gone = True
        received = self._protocol.close_rcvd
        self._listener.ended(self, None if received is None else received.code)

    def _flush(self) -> None:
        if self._transport is None:
            return
        for chunk in self._protocol.data_to_send():
            if chunk:
                self._transport.write(chunk)
            else:
                self._transport.close()


async def connect(target: Target, listener: Listener, timeout_s: float) -> Client:
    """
    Open a TCP (or TLS) connection; the listener hears of the rest.

    Raises:
        OSError: If nobody listens there, or doesn't answer in time.

    """
    context: ssl.SSLContext | None = ssl.create_default_context() if target.is_tls else None
    make: Callable[[], Client] = lambda: Client(target, listener)  # noqa: E731 - typed, so that the result is
    async with asyncio.timeout(timeout_s):
        _, client = await asyncio.get_running_loop().create_connection(make, target.host, target.port, ssl=context)
    return client
