"""A room, its players and its games, for the tests of stores."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from fourline.room.events import (
    Aborted,
    Declined,
    Ended,
    Event,
    GameId,
    Joined,
    ListingSet,
    Moved,
    Offered,
    OfferKind,
    Opened,
    PrivacySet,
    Renamed,
    RoomId,
    Seat,
    Stamp,
    Started,
    TakenBack,
    Withdrawn,
)
from fourline.rules.clock import TimeControl, Times
from fourline.rules.game import Game, Reason
from fourline.rules.position import Color
from fourline.store.base import GameRecord, JoinKey, NewRoom, SecretHash, Store, WatchKey

Opener = Callable[[], Store]

ROOM = RoomId("room-a")
STAMP = Stamp(1_000, 1_700_000_000_000)
HOST, GUEST, STRANGER = (SecretHash(bytes([number]) * 32) for number in range(3))

OPENED = Opened(Color.RED, "Ada")
JOINED = Joined(Seat.GUEST, "Bo")

CONTROL = TimeControl(300_000, 5_000)
TIMES = Times(299_000, 300_000)

MATCH: list[Event] = [
    Opened(Color.YELLOW, "Ada", CONTROL, "4453", is_listed=True),
    JOINED,
    Moved(Color.RED, 3, 1, 5, TIMES, credit_ms=120),
    Offered(OfferKind.TAKEBACK, Seat.GUEST),
    Declined(OfferKind.TAKEBACK, Seat.HOST),
    Offered(OfferKind.TAKEBACK, Seat.GUEST),
    TakenBack("4453", TIMES),
    Offered(OfferKind.DRAW, Seat.GUEST),
    Withdrawn(OfferKind.DRAW, Seat.GUEST),
    Renamed(Seat.GUEST, None),
    PrivacySet(is_private=True),
    ListingSet(is_listed=False),
    Ended(Color.YELLOW, Reason.TIMEOUT, GameId("g"), times=Times(0, 300_000)),
    Started(2, Seat.HOST, TIMES),
    Aborted(),
]
"""Every kind of event, with all its fields."""


def new_room(name: str = "a", host_hash: SecretHash | None = HOST, guest_hash: SecretHash | None = None) -> NewRoom:
    return NewRoom(RoomId(f"room-{name}"), JoinKey(f"join-{name}"), WatchKey(f"watch-{name}"), host_hash, guest_hash)


def moves(columns: Sequence[int]) -> list[Event]:
    """Return the events of a game in which ``columns`` are played, without its end."""
    events: list[Event] = []
    game = Game()
    for column in columns:
        color = game.position.turn
        game = game.play(column)
        events.append(Moved(color, column, game.position.height(column) - 1, game.ply))
    return events


def won_game(game_id: str, room_id: RoomId = ROOM) -> tuple[list[Event], GameRecord]:
    """Return the events and the record of red's win in the leftmost column."""
    columns = (0, 1, 0, 1, 0, 1, 0)
    outcome = Game.replay(columns).outcome
    assert outcome is not None
    ended = Ended(outcome.winner, outcome.reason, GameId(game_id), outcome.lines)
    record = GameRecord(GameId(game_id), room_id, 1, "1212121", Seat.HOST, "Ada", None, outcome, 1_000, 2_000)
    return [*moves(columns), ended], record


def run(open_store: Opener, scenario: Callable[[Store], Awaitable[None]]) -> None:
    """Open the store, let ``scenario`` run in a loop, close the store."""

    async def main() -> None:
        store = open_store()
        try:
            await scenario(store)
        finally:
            await store.close()

    asyncio.run(main())


async def events_of(store: Store, room_id: RoomId = ROOM) -> list[Event]:
    return [entry.event for entry in await store.read(room_id)]
