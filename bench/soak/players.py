"""
Two people who play game after game in one room, whatever happens to their connections.

Each knows only what it was told, comes back when it is cut off, and asks again, by the same id, what had no answer.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

__all__ = ["Duel", "Findings", "Player", "open_socket"]

FALLEN = (OSError, TimeoutError, ConnectionClosed, InvalidHandshake, EOFError)
"""What ends a connection, and is no fault of anybody here."""

ASK_AGAIN_S = 2.0


@dataclass
class Findings:
    """What all connections together have seen."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    """The seq that answered each command, by the command's id."""
    moves: int = 0
    returns: int = 0
    """Connections that came back to their room."""
    gaps: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    visits: int = 0
    rudeness: dict[str, int] = field(default_factory=dict)
    """How often each kind of bad behaviour was tried."""


def open_socket(port: int) -> connect:
    """Return a connection to be entered."""
    return connect(
        f"ws://127.0.0.1:{port}/ws", compression=None, proxy=None, ping_interval=None, open_timeout=10, close_timeout=1
    )


class Duel:
    """A room and its two players."""

    def __init__(self, number: int, port: int, think_s: float, findings: Findings) -> None:
        self.number = number
        self.port = port
        self.think_s = think_s
        """How long a player thinks, on average."""
        self.findings = findings
        self.room = self.join = self.watch = ""
        self.is_open = asyncio.Event()
        self.host, self.guest = Player(self, "host"), Player(self, "guest")


class Player:
    """One seat."""

    def __init__(self, duel: Duel, role: str) -> None:
        self._duel = duel
        self._role = role
        self._random = Random(f"{duel.number}-{role}")
        self._secret = secrets.token_urlsafe(16)
        self._seq = 0
        self._moves = ""
        self._is_red = False
        self._is_over = False
        self._rematch: str | None = None
        self._is_guest_here = False
        self._sent = 0
        self._pending: dict[str, Any] | None = None
        self._entered = False

    async def live(self, stop: asyncio.Event) -> None:
        """Play until told to stop."""
        if self._role == "guest":
            await self._duel.is_open.wait()
        while not stop.is_set():
            with suppress(*FALLEN):
                async with open_socket(self._duel.port) as socket:
                    await self._converse(socket, stop)
            await asyncio.sleep(self._random.uniform(0.1, 1))

    async def _converse(self, socket: ClientConnection, stop: asyncio.Event) -> None:
        await self._say(socket, {"type": "init", "version": 1, "secret": self._secret, **self._way_in()})
        while not stop.is_set():
            try:
                async with asyncio.timeout(self._random.expovariate(1 / self._duel.think_s)):
                    while True:
                        self._take(json.loads(await socket.recv()))
            except TimeoutError:
                await self._act(socket)

    def _way_in(self) -> dict[str, str]:
        if self._entered:
            return {"room": self._duel.room}
        return {} if self._role == "host" else {"join": self._duel.join}

    async def _act(self, socket: ClientConnection) -> None:
        if self._random.random() < 0.002:
            # A tunnel, a lift, a closed lid.
            socket.transport.abort()
            return
        if self._pending is None:
            self._pending = self._choose()
        if self._pending is None:
            await self._say(socket, {"type": "ping", "t": self._sent})
        else:
            # Asked before or not: the id makes it the same.
            await self._say(socket, self._pending)

    def _choose(self) -> dict[str, Any] | None:
        if not self._entered or not self._is_guest_here:
            return None
        command: dict[str, Any] | None = None
        if self._is_over:
            if self._rematch is None and self._role == "host":
                command = {"type": "offer", "offer": "rematch"}
            elif self._rematch == "host" and self._role == "guest":
                command = {"type": "accept", "offer": "rematch"}
        elif (len(self._moves) % 2 == 0) == self._is_red:
            free = [column for column in range(7) if self._moves.count(str(column + 1)) < 6]
            command = {"type": "play", "column": self._random.choice(free)} if free else None
        if command is None:
            return None
        self._sent += 1
        return {**command, "id": f"soak-{self._duel.number}-{self._role[0]}{self._sent}", "at": self._seq}

    def _take(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "state":
            self._show(message)
        elif kind == "init":
            self._enter(message)
        elif kind == "ok":
            self._settle(message["id"], message["seq"])
        elif kind == "error":
            refusals = self._duel.findings.refusals
            refusals[message["code"]] = refusals.get(message["code"], 0) + 1
            if message["code"] != "unavailable":
                self._settle(message.get("id"), None)
        elif kind not in {"presence", "pong", "bye"}:
            self._follow(message)

    def _enter(self, message: dict[str, Any]) -> None:
        duel = self._duel
        if message["role"] != self._role:
            raise AssertionError(f"{self._role} of {duel.room} came back as {message['role']}")
        duel.findings.returns += self._entered
        self._entered = True
        duel.room, duel.watch = message["room"], message["watch"]
        if self._role == "host":
            duel.join = message["join"]
            duel.is_open.set()

    def _settle(self, command_id: str | None, seq: int | None) -> None:
        if self._pending is None or command_id != self._pending["id"]:
            return
        if seq is not None:
            self._duel.findings.acknowledged[self._pending["id"]] = seq
            self._duel.findings.moves += self._pending["type"] == "play"
        self._pending = None

    def _show(self, state: dict[str, Any]) -> None:
        self._seq = state["seq"]
        self._moves = state["moves"]
        self._is_red = state["colors"]["red"] == self._role
        self._is_over = state["outcome"] is not None
        self._rematch = state["offers"]["rematch"]
        self._is_guest_here = state["seated"]["guest"]

    def _follow(self, event: dict[str, Any]) -> None:
        if event["seq"] != self._seq + 1:
            self._duel.findings.gaps += 1
        self._seq = event["seq"]
        match event["type"]:
            case "play":
                self._moves += str(event["column"] + 1)
            case "win" | "draw":
                self._is_over, self._rematch = True, None
            case "joined":
                self._is_guest_here = True
            case "offer":
                self._rematch = event["seat"]
            case "start":
                self._is_over, self._rematch, self._moves = False, None, ""
                self._is_red = event["colors"]["red"] == self._role

    @staticmethod
    async def _say(socket: ClientConnection, message: dict[str, Any]) -> None:
        await socket.send(json.dumps(message))
