"""The other end of one connection, message by message: for tests that say exactly what is sent and what comes back."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from .patience import PATIENCE_S
from .server import Server

__all__ = ["ABNORMAL", "Crowd", "Message", "Peer", "new_secret", "open_socket"]

Message = dict[str, Any]

ABNORMAL: Final = 1006
"""What stands for a connection that ended without a close frame."""


def new_secret() -> str:
    """Return what a page makes to hold a seat with."""
    return secrets.token_urlsafe(16)


async def open_socket(
    port: int,
    path: str = "/ws",
    *,
    origin: str | None = None,
    headers: Mapping[str, str] | None = None,
    open_timeout_s: float = PATIENCE_S,
) -> ClientConnection:
    """
    Connect to the server on ``port``.

    Raises:
        OSError: If nobody listens there.
        websockets.exceptions.InvalidHandshake: If the server refuses.

    """
    return await connect(
        f"ws://127.0.0.1:{port}{path}",
        origin=None if origin is None else Origin(origin),
        additional_headers=headers,
        # Whatever proxies the machine has, there is none on loopback.
        proxy=None,
        compression=None,
        ping_interval=None,
        open_timeout=open_timeout_s,
        close_timeout=PATIENCE_S,
        max_queue=None,
    )


class Peer:
    """One connection. Presence comes when it likes, so it is passed over unless it is asked for."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.welcome: Message = {}
        """Our ``init``, once entered in version 1."""
        self.state: Message = {}
        """The ``state`` that followed it."""
        self.present: Message = {}
        """The ``presence`` that followed that."""
        self.received = 0
        """How many messages have been read, presence among them."""
        self._pings = 0

    async def send(self, **message: Any) -> None:
        """Send one message."""
        await self.socket.send(json.dumps(message))

    async def play(self, column: int, **fields: Any) -> None:
        """Send a ``play``."""
        await self.send(type="play", column=column, **fields)

    async def next(self) -> Message:
        """Return the next message, whatever it is."""
        async with asyncio.timeout(PATIENCE_S):
            message: Message = json.loads(await self.socket.recv())
            self.received += 1
            return message

    async def expect(self, kind: str, **fields: Any) -> Message:
        """Return the next message, which must be of ``kind`` and hold ``fields``."""
        message = await self.next()
        while message["type"] == "presence" != kind:
            message = await self.next()
        assert message["type"] == kind, message
        assert {name: message.get(name) for name in fields} == fields, message
        return message

    async def presence(self, **fields: Any) -> None:
        """Read on until it is told who is there, a second later perhaps; other messages are passed over."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self.next()
                if message["type"] == "presence" and fields.items() <= message.items():
                    return

    async def caught_up(self) -> list[Message]:
        """Return what came, presence aside, up to the answer to a ping: everything the server has said till then."""
        self._pings += 1
        await self.send(type="ping", t=self._pings)
        messages: list[Message] = []
        while (message := await self.next()) != {"type": "pong", "t": self._pings}:
            if message["type"] != "presence":
                messages.append(message)
        return messages

    async def enter(self, **init: Any) -> Self:
        """Send ``init`` in version 1, and read what follows it."""
        await self.send(type="init", version=1, **init)
        self.welcome = await self.expect("init")
        self.state = await self.expect("state")
        self.present = await self.expect("presence")
        return self

    async def end(self) -> int:
        """Read until the server has closed the connection; return the close code."""
        await self.last_messages()
        code = self.socket.close_code
        return ABNORMAL if code is None else code

    async def last_messages(self) -> list[Message]:
        """Return what still comes, presence aside, until the server has closed the connection."""
        messages = []
        with suppress(ConnectionClosed):
            while True:
                message = await self.next()
                if message["type"] != "presence":
                    messages.append(message)
        return messages

    def cut(self) -> None:
        """End the connection without a word."""
        self.socket.transport.abort()

    async def close(self) -> None:
        """Say goodbye and leave."""
        await self.socket.close()


class Crowd:
    """The peers of one test, all gone at its end."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._peers: list[Peer] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        for peer in self._peers:
            peer.cut()
        await asyncio.gather(*[peer.socket.wait_closed() for peer in self._peers])

    async def connect(self, path: str = "/ws", **options: Any) -> Peer:
        """Open a connection that hasn't said anything yet."""
        peer = Peer(await open_socket(self.server.port, path, **options))
        self._peers.append(peer)
        return peer

    async def enter(self, **init: Any) -> Peer:
        """Open a connection and enter in version 1."""
        return await (await self.connect()).enter(**init)

    async def host(self, **init: Any) -> Peer:
        """Open a room."""
        return await self.enter(**{"secret": new_secret(), **init})

    async def guest(self, host: Peer, **init: Any) -> Peer:
        """Take the seat in the room of ``host``, who has been told of it when this returns."""
        guest = await self.enter(**{"join": host.welcome["join"], "secret": new_secret(), **init})
        await host.expect("joined", seat="guest")
        return guest

    async def spectator(self, host: Peer) -> Peer:
        """Watch the room of ``host``."""
        return await self.enter(watch=host.welcome["watch"])

    async def look(self, watch_key: str) -> Peer:
        """Watch a room for a moment, and see who is there now."""
        peer = await self.enter(watch=watch_key)
        peer.cut()
        return peer

    async def present(self, watch_key: str, **fields: Any) -> None:
        """Wait until those are in a room who should be, without waiting until it is told."""
        async with asyncio.timeout(PATIENCE_S):
            while not fields.items() <= (await self.look(watch_key)).present.items():
                pass
