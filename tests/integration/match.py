"""A room of two and those who watch, in which everybody reads everything that happens: the same, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from .peer import Crowd, Message, Peer
from .shown import Shown

__all__ = ["Match"]

OTHER: Final = {"host": "guest", "guest": "host"}


class Match:
    """Its people; open it with :meth:`open`."""

    def __init__(self, host: Peer, guest: Peer, spectators: Sequence[Peer]) -> None:
        self.players = {"host": host, "guest": guest}
        self.spectators = list(spectators)
        self.shown = Shown()
        """What everybody is shown."""
        self.shown.replace(guest.state)
        self._commands = 0

    @classmethod
    async def open(cls, crowd: Crowd, *, spectators: int = 0, **init: Any) -> Match:
        """Open a room for Ada, let Ben in and spectators after him."""
        host = await crowd.host(name="Ada", **init)
        guest = await crowd.guest(host, name="Ben")
        return cls(host, guest, [await crowd.spectator(host) for _ in range(spectators)])

    @property
    def host(self) -> Peer:
        """Who opened the room."""
        return self.players["host"]

    @property
    def guest(self) -> Peer:
        """Who joined."""
        return self.players["guest"]

    @property
    def everybody(self) -> list[Peer]:
        """Players and spectators."""
        return [*self.players.values(), *self.spectators]

    @property
    def room(self) -> str:
        """The room's id."""
        return str(self.host.welcome["room"])

    @property
    def watch_key(self) -> str:
        """The room's watch key."""
        return str(self.host.welcome["watch"])

    async def happens(self, kind: str, **fields: Any) -> Message:
        """Let everybody read the next event, of ``kind`` and with ``fields``; return it."""
        first, *others = [await peer.expect(kind, **fields) for peer in self.everybody]
        assert others == [first] * len(others)
        self.shown.apply(first)
        return first

    async def ask(self, seat: str, kind: str, *happens: str, **fields: Any) -> Message:
        """Let ``seat`` do something: everybody reads what happens, then it is answered. Return the last event."""
        asked = await self.send(seat, kind, **fields)
        events = [await self.happens(event) for event in happens]
        await self.players[seat].expect("ok", id=asked["id"], seq=events[-1]["seq"])
        return events[-1]

    async def refuse(self, seat: str, kind: str, code: str, **fields: Any) -> None:
        """Let a command of ``seat`` be refused with ``code``; nobody hears of it."""
        asked = await self.send(seat, kind, **fields)
        await self.players[seat].expect("error", code=code, id=asked["id"])
        if code == "stale":
            await self.players[seat].expect("state", seq=self.shown.seq)
        assert [await peer.caught_up() for peer in self.everybody] == [[]] * len(self.everybody)

    async def send(self, seat: str, kind: str, **fields: Any) -> Message:
        """Send a command of ``seat``, and leave it at that."""
        self._commands += 1
        command = {"type": kind, "id": f"{seat}-{self._commands}", "at": self.shown.seq, **fields}
        await self.players[seat].send(**command)
        return command

    async def play(self, *columns: int) -> None:
        """Play ``columns`` in turn; none of the moves ends the game."""
        for column in columns:
            await self.ask(self.turn, "play", "play", column=column)

    @property
    def turn(self) -> str:
        """The seat whose turn it is."""
        seat = self.shown.to_move
        assert seat is not None
        return seat

    async def rematch(self, by: str) -> None:
        """Begin the next game, as ``by`` offers it."""
        await self.ask(by, "offer", "offer", offer="rematch")
        await self.ask(OTHER[by], "accept", "start", offer="rematch")

    async def check(self, crowd: Crowd) -> None:
        """Assert that nothing else was told, and that a newcomer is shown the same."""
        for peer in self.everybody:
            assert await peer.caught_up() == []
        newcomer = await crowd.look(self.watch_key)
        assert newcomer.state["seq"] == self.shown.seq
        self.shown.replace(newcomer.state)
