"""
One game on one server as its two players see it: the same moves, in whatever dialect the server speaks.

A match opens a game, says how to watch it, plays one move at a time and keeps what everybody must have been told.
"""

from __future__ import annotations

import json
import secrets
from abc import ABC, abstractmethod
from contextlib import ExitStack
from socket import create_connection
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from .crowd import Seat
from .games import DRAWN

__all__ = ["FloorMatch", "FourlineMatch", "Match", "TutorialMatch"]

PATIENCE_S = 60


class Match(ABC):
    """A game with two players at ``port``; the next move is ``moves[ply]``."""

    path = "/"

    def __init__(self, port: int, moves: str = DRAWN[0]) -> None:
        self.port = port
        self._moves = [int(digit) - 1 for digit in moves]
        self.ply = 0
        self.told: list[bytes] = []
        """What each spectator was told since it came, in order."""
        self._sockets: list[ClientConnection] = []
        self._stack = ExitStack()
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def seats(self, _count: int) -> list[Seat]:
        """Return how so many spectators watch: as many ways as there are spectators, or one for all."""
        return [self.seat]

    @property
    def checked(self) -> list[bytes] | int:
        """Return what the crowd has to have had since ``told`` was cleared."""
        return self.told

    @property
    @abstractmethod
    def seat(self) -> Seat:
        """How to watch."""

    def play(self) -> None:
        """Send the next move; :meth:`settle` waits for its answers."""
        self._send_move(self._moves[self.ply])
        self.ply += 1

    @abstractmethod
    def settle(self) -> int:
        """Read what the players are told of the last move; return how many messages it gave everybody."""

    @abstractmethod
    def _open(self) -> None: ...

    @abstractmethod
    def _send_move(self, column: int) -> None: ...

    def _connect(self, path: str) -> ClientConnection:
        connecting = connect(
            f"ws://127.0.0.1:{self.port}{path}",
            compression=None,
            proxy=None,
            ping_interval=None,
            open_timeout=PATIENCE_S,
            close_timeout=1,
            # Presence comes while nobody reads; with a full queue pings would stay unanswered.
            max_queue=None,
        )
        socket = self._stack.enter_context(connecting)
        self._sockets.append(socket)
        return socket

    def _enter(self, **message: Any) -> ClientConnection:
        socket = self._connect(self.path)
        socket.send(json.dumps(message))
        return socket

    @property
    def _mover(self) -> ClientConnection:
        return self._sockets[self.ply % 2]


class FourlineMatch(Match):
    """Version 1 of our own protocol, as pages speak it."""

    path = "/ws"

    def _open(self) -> None:
        host = self._enter(type="init", version=1, secret=secrets.token_urlsafe(16))
        welcome = self._next(host, "init")
        self._watch = welcome["watch"]
        self.seq = self._next(host, "state")["seq"]
        guest = self._enter(type="init", version=1, secret=secrets.token_urlsafe(16), join=welcome["join"])
        self.seq = self._next(guest, "state")["seq"]
        self._next(host, "joined")

    @property
    def seat(self) -> Seat:
        init = {"type": "init", "version": 1, "watch": self._watch}
        # init, state and presence.
        return Seat(self.path, json.dumps(init, separators=(",", ":")), 3)

    def _send_move(self, column: int) -> None:
        command = {"type": "play", "column": column, "id": f"bench-{self.ply}", "at": self.seq}
        self._mover.send(json.dumps(command, separators=(",", ":")))

    def settle(self) -> int:
        self.ply -= 1
        mover, other = self._mover, self._sockets[1 - self.ply % 2]
        self.ply += 1
        events = self._until_ok(mover)
        for _ in events:
            self._event(other)
        self.told += events
        self.seq += len(events)
        return len(events)

    def renew(self) -> int:
        """Begin the next game of the room, once one has ended; return how many messages that gave everybody."""
        host, guest = self._sockets
        host.send(json.dumps({"type": "offer", "offer": "rematch", "id": f"offer-{self.seq}"}))
        events = self._until_ok(host)
        self._event(guest)
        guest.send(json.dumps({"type": "accept", "offer": "rematch", "id": f"accept-{self.seq}"}))
        events += self._until_ok(guest)
        self._event(host)
        self.told += events
        self.seq += len(events)
        self.ply = 0
        # Colors alternate.
        self._sockets.reverse()
        return len(events)

    def _until_ok(self, socket: ClientConnection) -> list[bytes]:
        """Return the events up to the answer of the socket's own command."""
        events: list[bytes] = []
        while True:
            payload = self._event(socket)
            kind = json.loads(payload)["type"]
            if kind == "error":
                raise ValueError(payload.decode())
            if kind == "ok":
                return events
            events.append(payload)

    def _event(self, socket: ClientConnection) -> bytes:
        """Return the next message that isn't about who is there."""
        while True:
            payload = socket.recv(PATIENCE_S, decode=False)
            if not payload.startswith(b'{"type":"presence"'):
                return payload

    def _next(self, socket: ClientConnection, kind: str) -> Any:
        while True:
            message = json.loads(self._event(socket))
            if message["type"] == kind:
                return message


class TutorialMatch(Match):
    """The tutorial's dialect; also what the framework's server speaks. One move is played before anybody watches."""

    def _open(self) -> None:
        red = self._enter(type="init")
        keys = json.loads(red.recv(PATIENCE_S))
        self._watch = keys["watch"]
        yellow = self._enter(type="init", join=keys["join"])
        self.play()
        red.recv(PATIENCE_S)
        yellow.recv(PATIENCE_S)

    @property
    def seat(self) -> Seat:
        return Seat(self.path, json.dumps({"type": "init", "watch": self._watch}), 1)

    def _send_move(self, column: int) -> None:
        self._mover.send(json.dumps({"type": "play", "column": column}))

    def settle(self) -> int:
        [told, _] = [socket.recv(PATIENCE_S, decode=False) for socket in self._sockets]
        self.told.append(told)
        return 1


class FloorMatch(Match):
    """The C loop: what it is sent, everybody gets. The texts are as long as ours."""

    def _open(self) -> None:
        # It answers every request head alike, so no library would talk to it.
        self._socket = create_connection(("127.0.0.1", self.port), PATIENCE_S)
        self._socket.sendall(b"GET / HTTP/1.1\r\n\r\n")
        self._socket.recv(1024)

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    @property
    def seat(self) -> Seat:
        return Seat(self.path, json.dumps({"type": "init"}), 1)

    def _send_move(self, column: int) -> None:
        player = ("red", "yellow")[self.ply % 2]
        event = {"type": "play", "seq": self.ply + 3, "player": player, "column": column, "row": 0, "ply": self.ply + 1}
        text = json.dumps(event, separators=(",", ":")).encode()
        self._socket.sendall(b"\x81%c\0\0\0\0%b" % (0x80 | len(text), text))
        self.told.append(text)

    def settle(self) -> int:
        return 1
