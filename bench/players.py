"""Many rooms that play on one server: ``load/players.c``, and what it says of them held against the database."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from .build import WORK, program
from .games import DRAWN
from .machine import LOAD_CORE
from .process import Process

__all__ = ["LostMoves", "Played", "Players", "check_database"]


class LostMoves(Exception):
    """Moves that were acknowledged aren't in the database, or connections saw something that can't be."""


@dataclass(frozen=True)
class Played:
    """What happened since the last look: acknowledged moves, and how long the answers took, in ms."""

    moves: int
    duration_s: float
    p50_ms: float
    p99_ms: float
    p999_ms: float
    most_ms: float
    late: int
    """Turns that came due while the room's last one was still under way; they weren't taken."""

    @property
    def per_s(self) -> float:
        """Moves a second."""
        return self.moves / self.duration_s


class Players:
    """Rooms with two players each, on the load's core."""

    def __init__(self, source: int = 100) -> None:
        self._process = Process([program("players"), str(source), *DRAWN], LOAD_CORE, WORK / "players.log")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self._process.__exit__(kind, exc, tb)

    def open(self, port: int, rooms: int, *, window: int = 50) -> None:
        """Open rooms and seat both players in each."""
        self._process.tell(f"open {port} {rooms} {window}")
        if failed := int(self._process.read("opened")[0]):
            raise LostMoves(f"{failed} of {rooms} rooms could not be opened")

    def play(self, per_s: float = 0) -> None:
        """Begin to play, so many moves a second over all rooms; 0 for as many as go."""
        self._process.tell(f"play {per_s}")
        self._process.read("playing")

    def look(self) -> Played:
        """Return what happened since the last look."""
        self._process.tell("stats")
        return self._read()

    def stop(self) -> Played:
        """Let the last answers come, and return what happened since the last look."""
        self._process.tell("stop")
        return self._read()

    def dump(self, file: Path) -> None:
        """Write down every room and every move that was acknowledged in it."""
        self._process.tell(f"dump {file}")
        self._process.read("dumped")

    def close(self) -> None:
        """Cut every connection."""
        self._process.tell("close")
        self._process.read("closed")

    def _read(self) -> Played:
        moves, ns, p50, p99, p999, most, late, errors, broken = map(int, self._process.read("stats"))
        if errors or broken:
            raise LostMoves(f"{errors} wrong messages, {broken} broken connections: see {WORK / 'players.log'}")
        return Played(moves, ns / 1e9, p50 / 1e3, p99 / 1e3, p999 / 1e3, most / 1e3, late)


def check_database(database: Path, acknowledged: Path) -> int:
    """
    Return how many moves were acknowledged, all of which the database of a server that has ended must hold.

    Raises:
        LostMoves: If one isn't there, at its place and in its column, or a log has a gap.

    """
    total = 0
    with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True) as connection:
        for line in acknowledged.read_text(encoding="ascii").splitlines():
            room_id, *moves = line.split()
            rows = connection.execute(
                "SELECT seq, event FROM events WHERE room = (SELECT room FROM rooms WHERE room_id = ?) ORDER BY seq",
                (room_id,),
            ).fetchall()
            if [seq for seq, _ in rows] != list(range(1, len(rows) + 1)):
                raise LostMoves(f"the log of {room_id} has a gap")
            stored = {seq: json.loads(event) for seq, event in rows}
            for move in moves:
                answered_seq, column = map(int, move.split(":"))
                # The answer to a game's last move names the game's end, which follows the move.
                is_end = "column" not in stored.get(answered_seq, {})
                if stored.get(answered_seq - is_end, {}).get("column") != column:
                    raise LostMoves(
                        f"{room_id}: move {answered_seq} in column {column} was acknowledged, but isn't stored"
                    )
            total += len(moves)
    return total
