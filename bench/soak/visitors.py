"""People who watch and go again, and people who do what nobody should."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from random import Random

from .players import FALLEN, Duel, Findings, open_socket

__all__ = ["RUDENESS", "intrude", "watch"]

HEAD = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
NO_EVENTS = frozenset({"init", "presence", "pong", "bye", "say", "error"})


async def watch(duels: Sequence[Duel], random: Random, findings: Findings, stop: asyncio.Event) -> None:
    """Watch one game after the other, each for a while."""
    while not stop.is_set():
        duel = random.choice(duels)
        with suppress(*FALLEN):
            await _visit(duel, random.uniform(5, 60), random, findings, stop)
        # Nobody listens while the server restarts.
        await asyncio.sleep(random.uniform(0.1, 1))


async def _visit(duel: Duel, for_s: float, random: Random, findings: Findings, stop: asyncio.Event) -> None:
    if not duel.watch:
        return
    async with open_socket(duel.port) as connection:
        findings.visits += 1
        await connection.send(json.dumps({"type": "init", "version": 1, "watch": duel.watch}))
        seq = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(for_s):
                while not stop.is_set():
                    message = json.loads(await connection.recv())
                    if message["type"] == "state":
                        seq = message["seq"]
                    elif message["type"] not in NO_EVENTS:
                        findings.gaps += message["seq"] != seq + 1
                        seq = message["seq"]
        if random.random() < 0.5:
            connection.transport.abort()


class Line:
    """A bare socket to the server."""

    def __init__(self, duel: Duel, random: Random) -> None:
        self.duel = duel
        self.random = random
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)

    async def connect(self) -> None:
        """Connect."""
        await asyncio.get_running_loop().sock_connect(self.socket, ("127.0.0.1", self.duel.port))

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def text(self, text: str) -> None:
        """Send a text as a frame of a page."""
        data = text.encode()
        head = b"\x81%c" % (0x80 | len(data)) if len(data) < 126 else b"\x81\xfe" + len(data).to_bytes(2)
        await self.send(head + b"\0\0\0\0" + data)

    async def drain(self) -> None:
        """Read until the server ends it, or for a minute."""
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                while await asyncio.get_running_loop().sock_recv(self.socket, 65_536):
                    pass


async def _never_read(line: Line) -> None:
    await line.send(HEAD)
    await line.text(json.dumps({"type": "init", "version": 1, "watch": line.duel.watch}))
    await asyncio.sleep(line.random.uniform(5, 60))


async def _half_a_head(line: Line) -> None:
    await line.send(HEAD[: line.random.randrange(1, len(HEAD) - 1)])
    await line.drain()


async def _say_nothing(line: Line) -> None:
    await line.send(HEAD)
    await line.drain()


async def _send_noise(line: Line) -> None:
    await line.send(HEAD)
    await line.send(line.random.randbytes(line.random.randrange(1, 5_000)))
    await line.drain()


async def _send_nonsense(line: Line) -> None:
    await line.send(HEAD)
    await line.text(json.dumps({"type": "init", "version": 1, "watch": line.duel.watch}))
    texts = [
        "",
        "{",
        "[]",
        "null",
        '{"type":"play","column":3}',
        '{"type":"?"}',
        "[" * 500,
        '{"type":"play","column":1e9}',
    ]
    for _ in range(30):
        await line.text(line.random.choice(texts))
    await line.drain()


async def _flood(line: Line) -> None:
    await line.send(HEAD)
    await line.text(json.dumps({"type": "init", "version": 1, "watch": line.duel.watch}))
    for number in range(2_000):
        await line.send(b"\x89\x80\0\0\0\0" if number % 2 else b"\x8a\x80\0\0\0\0")
    await line.drain()


async def _cut_a_frame(line: Line) -> None:
    await line.send(HEAD)
    await line.send(b"\x81\xfe\x01\x00\0\0\0\0" + b"x" * 100)
    await asyncio.sleep(1)


RUDENESS: dict[str, Callable[[Line], Awaitable[None]]] = {
    "never reads": _never_read,
    "half a request": _half_a_head,
    "says nothing": _say_nothing,
    "noise": _send_noise,
    "nonsense": _send_nonsense,
    "flood of pings": _flood,
    "cut frame": _cut_a_frame,
}


async def intrude(duels: Sequence[Duel], random: Random, findings: Findings, stop: asyncio.Event) -> None:
    """Behave badly, in one way after the other."""
    while not stop.is_set():
        kind = random.choice(list(RUDENESS))
        line = Line(random.choice(duels), random)
        findings.rudeness[kind] = findings.rudeness.get(kind, 0) + 1
        with suppress(*FALLEN):
            await line.connect()
            await RUDENESS[kind](line)
        line.socket.close()
        await asyncio.sleep(random.uniform(0.1, 0.5))
