"""
A page of the tutorial, without a screen: its board, and its way with messages.

It knows four types of message and throws at any other; it throws at a column, row or color that its board doesn't have,
and at a cell that isn't empty. After a ``win`` it expects nothing more and closes the connection.
"""

from __future__ import annotations

from typing import Final

from .peer import Crowd, Message, Peer

__all__ = ["ClassicPage"]

FIELDS: Final[dict[str, dict[str, type]]] = {
    "init": {"join": str, "watch": str},
    "play": {"player": str, "column": int, "row": int},
    "win": {"player": str},
    "error": {"message": str},
}


class ClassicPage:
    """One page; open it with :meth:`open`, :meth:`join` or :meth:`watch`."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.join_key = ""
        self.watch_key = ""
        self.cells: dict[tuple[int, int], str] = {}
        """The color of each cell that has a disc, in the order in which they fell."""
        self.winner: str | None = None
        self.errors: list[str] = []

    @classmethod
    async def open(cls, crowd: Crowd) -> ClassicPage:
        """Begin a game, at the address where the tutorial's page expects the server; read the keys."""
        page = cls(await crowd.connect("/"))
        await page.peer.send(type="init")
        await page.read("init")
        return page

    @classmethod
    async def join(cls, crowd: Crowd, key: str) -> ClassicPage:
        """Follow a join link."""
        page = cls(await crowd.connect("/"))
        await page.peer.send(type="init", join=key)
        return page

    @classmethod
    async def watch(cls, crowd: Crowd, key: str) -> ClassicPage:
        """Follow a watch link."""
        page = cls(await crowd.connect("/"))
        await page.peer.send(type="init", watch=key)
        return page

    @property
    def columns(self) -> list[int]:
        """The moves shown so far."""
        return [column for column, _ in self.cells]

    async def play(self, column: int) -> None:
        """Click a column."""
        await self.peer.send(type="play", column=column)

    async def read(self, *kinds: str) -> None:
        """Handle the next messages, which must be of these types."""
        for kind in kinds:
            message = await self.peer.next()
            assert message["type"] == kind, message
            await self._handle(message)

    async def _handle(self, message: Message) -> None:
        fields = FIELDS[message["type"]]
        assert {name: type(message[name]) for name in fields} == fields, message
        match message["type"]:
            case "init":
                self.join_key, self.watch_key = message["join"], message["watch"]
            case "play":
                self._drop(message["player"], message["column"], message["row"])
            case "win":
                self.winner = message["player"]
                await self.peer.close()
            case "error":
                self.errors.append(message["message"])

    def _drop(self, player: str, column: int, row: int) -> None:
        assert player in {"red", "yellow"}
        assert 0 <= column <= 6
        assert 0 <= row <= 5
        assert (column, row) not in self.cells
        self.cells[column, row] = player
