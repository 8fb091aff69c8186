"""The same game on boardgame.io and on Colyseus, each in its own protocol, spoken by hand."""

from __future__ import annotations

import http.client
import json
from typing import Any

from websockets.sync.client import ClientConnection

from .crowd import Seat
from .matches import PATIENCE_S, Match

__all__ = ["BoardgameMatch", "ColyseusMatch"]


class _ForeignMatch(Match):
    """A match whose messages are the server's own business: they are counted and compared with each other."""

    @property
    def checked(self) -> list[bytes] | int:
        return len(self.told)

    def _post(self, path: str, body: Any) -> Any:
        self._http.request("POST", path, json.dumps(body), {"content-type": "application/json"})
        return json.loads(self._http.getresponse().read())

    def _open(self) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        self._stack.callback(self._http.close)
        self._begin()

    def _begin(self) -> None:
        raise NotImplementedError

    def _next(self, socket: ClientConnection) -> bytes:
        payload = socket.recv(PATIENCE_S, decode=False)
        while payload == b"2":
            # engine.io has pings of its own.
            socket.send("3")
            payload = socket.recv(PATIENCE_S, decode=False)
        return payload


class BoardgameMatch(_ForeignMatch):
    """boardgame.io: socket.io on a WebSocket; a move is answered with the whole state, to everybody."""

    path = "/socket.io/?EIO=4&transport=websocket"

    def _begin(self) -> None:
        self._match = self._post("/games/connect4/create", {"numPlayers": 2})["matchID"]
        self._secrets: list[str] = []
        for player in ("0", "1"):
            body = {"playerID": player, "playerName": player}
            joined = self._post(f"/games/connect4/{self._match}/join", body)
            self._secrets.append(joined["playerCredentials"])
        for at, secret in enumerate(self._secrets):
            socket = self._connect(self.path)
            self._next(socket)
            socket.send("40/connect4,")
            self._next(socket)
            socket.send(self._sync(str(at), secret))
            self._next(socket)

    @property
    def seat(self) -> Seat:
        # Opened, connected, in sync.
        return Seat(self.path, "40/connect4,", 3, "40/connect4,", self._sync(None, None))

    def _sync(self, player: str | None, secret: str | None) -> str:
        return self._emit("sync", self._match, player, secret, 2)

    def _send_move(self, column: int) -> None:
        at = self.ply % 2
        payload = {"type": "drop", "args": [column], "playerID": str(at), "credentials": self._secrets[at]}
        action = {"type": "MAKE_MOVE", "payload": payload}
        self._mover.send(self._emit("update", action, self.ply, self._match, str(at)))

    def settle(self) -> int:
        for socket in self._sockets:
            while not (payload := self._next(socket)).startswith(b'42/connect4,["update"'):
                pass
        self.told.append(payload)
        return 1

    @staticmethod
    def _emit(*values: Any) -> str:
        return f"42/connect4,{json.dumps(values, separators=(',', ':'))}"


class ColyseusMatch(_ForeignMatch):
    """Colyseus: a seat is reserved over HTTP, then taken; a change of the state is a patch, to everybody."""

    def _begin(self) -> None:
        first = self._post("/matchmake/create/connect4", {})
        self._room = first["roomId"]
        for reserved in (first, self._reserve()):
            socket = self._connect(self._path(reserved))
            self._next(socket)
            socket.send(b"\x0a")
            self._next(socket)
        # The first two make a patch or two; whoever comes later finds the state as it is.
        self.play()
        self.settle()

    def _reserve(self) -> Any:
        return self._post(f"/matchmake/joinById/{self._room}", {})

    @staticmethod
    def _path(reserved: Any) -> str:
        return f"/{reserved['processId']}/{reserved['roomId']}?sessionId={reserved['sessionId']}"

    def seats(self, count: int) -> list[Seat]:
        # A reservation each; what it costs the server belongs to the newcomer.
        return [self._seat(self._path(self._reserve())) for _ in range(count)]

    @property
    def seat(self) -> Seat:
        return self._seat(self._path(self._reserve()))

    @staticmethod
    def _seat(path: str) -> Seat:
        # The handshake is answered with a byte, and that with the state.
        return Seat(path, "", 2, "%0a", "%0a")

    def _send_move(self, column: int) -> None:
        # Room data, the message's name and the column, in MessagePack.
        self._mover.send(b"\x0d\xa4play" + bytes([column]))

    def settle(self) -> int:
        for socket in self._sockets:
            # A patch that adds to the columns; empty ones are of no interest.
            while len(payload := self._next(socket)) < 5:
                pass
        self.told.append(payload)
        return 1
