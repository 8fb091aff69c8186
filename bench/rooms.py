"""Rooms that play, both players real sockets: moves a second, answer times, and not one move lost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from .machine import cpu_s, rss_bytes
from .players import Played, Players, check_database
from .rivals import FourlineServer

__all__ = ["Pace", "RoomFigures", "measure"]


@dataclass(frozen=True)
class Pace:
    """What happened at one pace."""

    wanted_per_s: float
    """0: as many as go."""
    played: Played
    move_us: float
    """CPU time of all the server's threads per move, whatever else it did meanwhile included."""


@dataclass(frozen=True)
class RoomFigures:
    """What some rooms cost."""

    rooms: int
    room_bytes: float
    """Growth of the resident memory per room with both players connected."""
    paces: list[Pace]
    stored: int
    """Moves acknowledged in all, each found in the database afterwards."""


def measure(rooms: int, paces: list[float], duration_s: float) -> RoomFigures:
    """
    Play at each pace for a while, then stop the server and look for every acknowledged move in its database.

    Raises:
        LostMoves: If one is missing.

    """
    with FourlineServer() as server, Players() as players:
        rss_before = rss_bytes(server.pid)
        players.open(server.port, rooms)
        time.sleep(1)
        room_bytes = (rss_bytes(server.pid) - rss_before) / rooms
        measured = [_play(server, players, pace, duration_s) for pace in paces]
        file = Path(server.database.parent) / "acknowledged"
        players.dump(file)
        players.close()
        server.process.end()
        return RoomFigures(rooms, room_bytes, measured, check_database(server.database, file))


def _play(server: FourlineServer, players: Players, per_s: float, duration_s: float) -> Pace:
    players.play(per_s)
    time.sleep(1)
    # The first second, in which all begin at once, doesn't count.
    players.look()
    cpu_before = cpu_s(server.pid)
    time.sleep(duration_s)
    played = players.look()
    cpu = cpu_s(server.pid) - cpu_before
    players.stop()
    return Pace(per_s, played, cpu / max(played.moves, 1) * 1e6)
