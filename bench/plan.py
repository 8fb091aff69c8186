"""How much is measured: all of it in about ten minutes, or a little of everything in about one."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FULL", "QUICK", "Plan"]


@dataclass(frozen=True)
class Plan:
    """The sizes of one run."""

    rounds: int
    spectators: int
    moves: int
    """Measured moves of a round; a game has 42, and three of them are taken before."""
    rooms: int
    room_s: float
    paces: tuple[float, ...]
    """Moves a second over all rooms; 0 for as many as go."""
    grown_spectators: tuple[int, ...]
    grown_rooms: tuple[int, ...]
    starts: int
    idle_rooms: int
    slow_moves: int


FULL = Plan(
    rounds=5,
    spectators=10_000,
    moves=20,
    rooms=1_000,
    room_s=15,
    paces=(0, 5_000),
    grown_spectators=(10, 100, 1_000),
    grown_rooms=(1, 100, 1_000, 10_000),
    starts=7,
    idle_rooms=5_000,
    slow_moves=36,
)

QUICK = Plan(
    rounds=2,
    spectators=200,
    moves=6,
    rooms=50,
    room_s=2,
    paces=(0, 200),
    grown_spectators=(10,),
    grown_rooms=(1, 10),
    starts=1,
    idle_rooms=200,
    slow_moves=10,
)
"""Shows that everything works; its figures mean nothing."""
