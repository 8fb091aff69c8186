"""How cost grows: with spectators of one game, and with rooms that play."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import fanout, rooms
from .machine import most_files
from .rivals import BROADCAST_UVLOOP, FLOOR, FOURLINE

__all__ = ["GROWN", "RoomCost", "with_rooms", "with_spectators"]

GROWN = (FLOOR, FOURLINE, BROADCAST_UVLOOP)

PER_S = 1_000.0
PER_ROOM_S = 50.0
"""Moves a second over all rooms, and most of them in one."""


@dataclass(frozen=True)
class RoomCost:
    """What so many rooms cost."""

    rooms: int
    per_s: float
    move_us: float
    p99_ms: float
    room_bytes: float


def with_spectators(sizes: Sequence[int], moves: int) -> dict[int, dict[str, float]]:
    """Return CPU per delivered message, in us, by number of spectators and kind of server."""
    grown = {}
    for size in sizes:
        # A move to ten costs so little that what isn't a delivery counts more: take the whole game.
        samples = fanout.measure(GROWN, size, moves if size > 1_000 else 38)
        grown[size] = {key: sample.message_us for key, sample in samples.items()}
    return grown


def with_rooms(sizes: Sequence[int], duration_s: float) -> list[RoomCost]:
    """Measure rooms at the same pace, however many they are; as many as the limit of files allows."""
    costs = []
    for wanted in sizes:
        size = min(wanted, (most_files() - 400) // 2)
        pace = min(PER_S, size * PER_ROOM_S)
        figures = rooms.measure(size, [pace], duration_s)
        [measured] = figures.paces
        costs.append(
            RoomCost(size, measured.played.per_s, measured.move_us, measured.played.p99_ms, figures.room_bytes)
        )
    return costs
