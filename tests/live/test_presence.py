from __future__ import annotations

import asyncio

import pytest

from fourline.live.presence import INTERVAL_S, LOOKS_AT_ONCE, TOLD_PER_S, PresenceBoard, round_spectators
from fourline.protocol.server_messages import Presence


class Room:
    """A room, as far as presence goes."""

    def __init__(self) -> None:
        self.now = Presence(host=True, guest=False, spectators=0)
        self.told: list[Presence] = []
        self.steady_s = 0.0

    def steady_until_s(self, now_s: float) -> float:
        return max(now_s, self.steady_s)

    def presence(self, now_s: float) -> Presence:
        return self.now

    def tell_presence(self, presence: Presence) -> None:
        self.told.append(presence)


@pytest.mark.parametrize(
    ("count", "told"),
    [
        *[(0, 0), (99, 99), (100, 100), (101, 100), (110, 110), (999, 990)],
        *[(1_000, 1_000), (1_049, 1_000), (1_050, 1_050), (9_999, 9_950)],
        *[(10_000, 10_000), (10_099, 10_000), (10_100, 10_100)],
    ],
)
def test_spectators_are_told_in_steps(count: int, told: int) -> None:
    assert round_spectators(count) == told


def test_many_changes_of_one_turn_are_told_once() -> None:
    async def scenario() -> list[Presence]:
        board, room = PresenceBoard(), Room()
        for spectators in range(5):
            room.now = Presence(host=True, guest=False, spectators=spectators)
            board.changed(room)
        await asyncio.sleep(0)
        return room.told

    assert asyncio.run(scenario()) == [Presence(host=True, guest=False, spectators=4)]


def test_change_within_a_second_waits_for_the_tick_after_it() -> None:
    async def scenario() -> Room:
        board, room = PresenceBoard(), Room()
        board.changed(room)
        await asyncio.sleep(0)
        room.now = Presence(host=True, guest=True, spectators=0)
        board.changed(room)
        await asyncio.sleep(0)
        assert len(room.told) == 1
        now_s = asyncio.get_running_loop().time()
        board.tick(now_s + INTERVAL_S)
        board.tick(now_s + 2 * INTERVAL_S)
        return room

    assert [told.guest for told in asyncio.run(scenario()).told] == [False, True]


@pytest.mark.parametrize("was_seen", [True, False])
def test_change_that_was_undone_within_a_second_is_told_if_somebody_saw_it(was_seen: bool) -> None:
    async def scenario() -> Room:
        board, room = PresenceBoard(), Room()
        board.changed(room)
        await asyncio.sleep(0)
        before = room.now
        room.now = Presence(host=True, guest=False, spectators=1)
        if was_seen:
            # Somebody comes, is shown this by its welcome, and stays; somebody else goes before it is told.
            board.shown(room, room.now)
        board.changed(room)
        await asyncio.sleep(0)
        room.now = before
        board.changed(room)
        await asyncio.sleep(0)
        now_s = asyncio.get_running_loop().time()
        board.tick(now_s + INTERVAL_S)
        board.tick(now_s + 2 * INTERVAL_S)
        return room

    assert [told.spectators for told in asyncio.run(scenario()).told] == ([0, 0] if was_seen else [0])


def test_number_of_many_spectators_is_told_less_often_but_players_as_soon_as_ever() -> None:
    many = 10_000
    wait_s = many // TOLD_PER_S

    async def scenario() -> Room:
        board, room = PresenceBoard(), Room()
        room.now = Presence(host=True, guest=True, spectators=many - 50)
        now_s = asyncio.get_running_loop().time()
        board.changed(room)
        await asyncio.sleep(0)
        room.now = Presence(host=True, guest=True, spectators=many)
        board.changed(room)
        await asyncio.sleep(0)
        for second in range(1, wait_s):
            board.tick(now_s + second)
        assert len(room.told) == 1
        board.tick(now_s + wait_s + INTERVAL_S)
        assert len(room.told) == 2
        # A player is away for a moment, in which somebody comes and is shown that.
        room.now = Presence(host=True, guest=False, spectators=many)
        board.shown(room, room.now)
        room.now = Presence(host=True, guest=True, spectators=many)
        board.changed(room)
        await asyncio.sleep(0)
        board.tick(now_s + wait_s + 2 * INTERVAL_S)
        assert len(room.told) == 3
        board.tick(now_s + 100)
        return room

    assert [(told.guest, told.spectators) for told in asyncio.run(scenario()).told] == [
        (True, many - 50),
        (True, many),
        (True, many),
    ]


def test_silence_is_noticed_by_the_tick_alone() -> None:
    async def scenario() -> Room:
        board, room = PresenceBoard(), Room()
        board.changed(room)
        await asyncio.sleep(0)
        room.now = Presence(host=False, guest=False, spectators=0)
        board.tick(asyncio.get_running_loop().time() + INTERVAL_S)
        return room

    assert [told.host for told in asyncio.run(scenario()).told] == [True, False]


def test_room_that_stays_as_it_is_is_not_looked_at() -> None:
    async def scenario() -> Room:
        board, room = PresenceBoard(), Room()
        now_s = asyncio.get_running_loop().time()
        room.steady_s = now_s + 15
        board.changed(room)
        await asyncio.sleep(0)
        room.now = Presence(host=False, guest=False, spectators=0)
        board.tick(now_s + 14)
        assert len(room.told) == 1
        board.tick(now_s + 15)
        return room

    assert [told.host for told in asyncio.run(scenario()).told] == [True, False]


def test_many_rooms_are_looked_at_in_several_turns_and_none_that_was_forgotten() -> None:
    async def scenario() -> list[int]:
        board, rooms = PresenceBoard(), [Room() for _ in range(2 * LOOKS_AT_ONCE + 1)]
        for room in rooms:
            board.changed(room)
        await asyncio.sleep(0)
        for room in rooms:
            room.now = Presence(host=False, guest=False, spectators=0)
            room.told.clear()
        board.tick(asyncio.get_running_loop().time() + INTERVAL_S)
        board.forget(next(room for room in rooms if not room.told))
        told = []
        for _ in range(4):
            told.append(sum(len(room.told) for room in rooms))
            await asyncio.sleep(0)
        return told

    first, *_, last = asyncio.run(scenario())
    assert (first, last) == (LOOKS_AT_ONCE, 2 * LOOKS_AT_ONCE)


def test_forgotten_room_is_told_nothing() -> None:
    async def scenario() -> Room:
        board, room = PresenceBoard(), Room()
        board.changed(room)
        board.forget(room)
        await asyncio.sleep(0)
        board.tick(asyncio.get_running_loop().time() + INTERVAL_S)
        return room

    assert asyncio.run(scenario()).told == []
