"""Finished games, and a store that holds them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fourline.room.events import Event, GameId, Opened, RoomId, Seat, Stamp
from fourline.rules.clock import TimeControl
from fourline.rules.game import Outcome, Reason
from fourline.rules.notation import parse_game
from fourline.rules.position import Color
from fourline.store.base import GameRecord, JoinKey, NewRoom, WatchKey
from fourline.store.memory import MemoryStore

ROOM = RoomId("kT4w_ab-CD34efGH")
WON = "4445352334255466"
"""Yellow has four in the second row."""

DRAWN = "174166227341672362665415453424277135575133"

STARTED_AT_MS = 1_778_594_400_000
"""2026-05-12 14:00 UTC."""


def game_id(number: int) -> GameId:
    return GameId(f"game_number-{number:04}")


def finished(
    moves: str = WON,
    number: int = 1,
    names: tuple[str | None, str | None] = ("Ada", "Ben"),
    winner: Color | None = Color.YELLOW,
    reason: Reason | None = None,
    control: TimeControl | None = None,
    move_times: tuple[int, ...] = (),
    start_ply: int = 0,
    red: Seat = Seat.HOST,
    bot: int | None = None,
    hints: int = 0,
) -> GameRecord:
    """Return a game, by default one that ended on the board; with ``reason``, one that ``winner`` won for that."""
    outcome = Outcome(winner, reason) if reason else parse_game(moves).outcome
    assert outcome is not None
    times = (STARTED_AT_MS, STARTED_AT_MS + 60_000)
    identity = (game_id(number), ROOM, number, moves, red)
    return GameRecord(*identity, *names, outcome, *times, start_ply, control, move_times, bot, hints)


def store_with(*records: GameRecord) -> MemoryStore:
    """Return a store in which ``records`` were finished, in one room."""
    store = MemoryStore()

    async def fill() -> None:
        opened: Sequence[Event] = [Opened(Color.RED)]
        stamp = Stamp(1_000, STARTED_AT_MS)
        await store.create_room(NewRoom(ROOM, JoinKey("join"), WatchKey("watch"), None), opened, stamp)
        for seq, record in enumerate(records, 1):
            await store.append(ROOM, seq, opened, stamp, finished=record)

    asyncio.run(fill())
    return store
