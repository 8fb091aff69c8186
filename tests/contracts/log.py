"""What every store must do with the logs of rooms, and with many calls at once: a part of the contract."""

from __future__ import annotations

import asyncio
from asyncio import Future
from typing import Any

import pytest

from fourline.errors import SeatTaken, StaleSeq
from fourline.room.events import CommandId, Entry, Event, Joined, Seat, Stamp
from fourline.store.base import Claim, Store
from tests.contracts.samples import (
    GUEST,
    JOINED,
    MATCH,
    OPENED,
    ROOM,
    STAMP,
    STRANGER,
    Opener,
    events_of,
    moves,
    new_room,
    run,
    won_game,
)


class LogContract:
    """The guarantees about logs, one test each; see :class:`tests.contracts.store.StoreContract`."""

    @pytest.fixture
    def open_store(self) -> Opener:
        raise NotImplementedError

    # The log

    def test_log_is_numbered_from_one_and_keeps_stamps_and_commands(self, open_store: Opener) -> None:
        command = (Seat.HOST, CommandId("c-1"))
        later = Stamp(2_000, STAMP.wall_ms - 5)
        first, second = moves([3, 3])

        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.append(ROOM, 1, [first, second], later, command=command)
            assert await store.read(ROOM) == [
                Entry(1, OPENED, STAMP),
                Entry(2, first, later, command),
                Entry(3, second, later, command),
            ]

        run(open_store, scenario)

    @pytest.mark.parametrize("log", [[OPENED, JOINED, *won_game("g")[0], Joined(Seat.HOST)], MATCH])
    def test_every_kind_of_event_comes_back_as_it_was(self, open_store: Opener, log: list[Event]) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), log[:1], STAMP)
            await store.append(ROOM, 1, log[1:], STAMP)
            assert await events_of(store) == log

        run(open_store, scenario)

    def test_read_after_a_seq_gives_only_what_follows(self, open_store: Opener) -> None:
        log = [OPENED, *moves([0, 1, 2])]

        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), log, STAMP)
            assert [entry.seq for entry in await store.read(ROOM, 2)] == [3, 4]
            assert await store.read(ROOM, 4) == []
            assert await store.read(ROOM, 9) == []

        run(open_store, scenario)

    def test_read_of_unknown_room_is_empty(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            assert await store.read(ROOM) == []

        run(open_store, scenario)

    @pytest.mark.parametrize("expected_seq", [0, 1, 3])
    def test_append_at_another_seq_is_stale_and_stores_nothing(self, open_store: Opener, expected_seq: int) -> None:
        events, record = won_game("g")

        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED, JOINED], STAMP)
            with pytest.raises(StaleSeq) as caught:
                await store.append(ROOM, expected_seq, events, STAMP, finished=record)
            assert caught.value.last == 2
            assert await events_of(store) == [OPENED, JOINED]
            assert await store.read_game(record.game_id) is None

        run(open_store, scenario)

    def test_append_to_unknown_room_is_stale(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            with pytest.raises(StaleSeq) as caught:
                await store.append(ROOM, 0, [OPENED], STAMP)
            assert caught.value.last == 0
            assert await store.read(ROOM) == []

        run(open_store, scenario)

    def test_of_many_appends_at_one_seq_the_first_wins(self, open_store: Opener) -> None:
        candidates = [Joined(Seat.GUEST, str(number)) for number in range(5)]

        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            calls = [store.append(ROOM, 1, [event], STAMP) for event in candidates]
            results = await asyncio.gather(*calls, return_exceptions=True)
            assert results[0] is None
            assert [result.last for result in results[1:] if isinstance(result, StaleSeq)] == [2] * 4
            assert await events_of(store) == [OPENED, candidates[0]]

        run(open_store, scenario)

    # Calls made at once

    def test_calls_are_carried_out_in_order_and_answered_in_order(self, open_store: Opener) -> None:
        answered: list[int] = []

        async def scenario(store: Store) -> None:
            calls: list[Future[Any]] = [
                store.create_room(new_room(), [OPENED], STAMP),
                store.read(ROOM),
                store.claim_seat(ROOM, Seat.GUEST, GUEST, 1, [JOINED], STAMP),
                store.append(ROOM, 2, moves([3]), STAMP),
                store.read(ROOM),
                store.append(ROOM, 3, moves([3, 4])[1:], STAMP),
            ]
            for number, call in enumerate(calls):
                call.add_done_callback(lambda _, number=number: answered.append(number))  # type: ignore[misc]
            early, late = await calls[1], await calls[4]
            await calls[-1]
            assert (len(early), len(late), len(await store.read(ROOM))) == (1, 3, 4)
            assert answered == [0, 1, 2, 3, 4, 5]

        run(open_store, scenario)

    def test_misses_touch_no_other_call_of_the_same_moment(self, open_store: Opener) -> None:
        rooms = [new_room(str(number), None) for number in range(20)]

        async def scenario(store: Store) -> None:
            for room in rooms:
                await store.create_room(room, [OPENED], STAMP)
            # Every third one is stale, every third one finds its seat taken.
            claims = [store.claim_seat(room.room_id, Seat.GUEST, GUEST, 1, [JOINED], STAMP) for room in rooms[::3]]
            calls = [
                store.claim_seat(room.room_id, Seat.GUEST, STRANGER, 2, [JOINED], STAMP)
                if number % 3 == 0
                else store.append(room.room_id, number % 3, moves([3]), STAMP)
                for number, room in enumerate(rooms)
            ]
            results = await asyncio.gather(*calls, return_exceptions=True)
            assert [type(result) for result in results] == ([SeatTaken, type(None), StaleSeq] * 7)[:20]
            assert [await claim for claim in claims] == [Claim(Seat.GUEST, is_new=True)] * 7
            expected = ([[OPENED, JOINED], [OPENED, *moves([3])], [OPENED]] * 7)[:20]
            assert [await events_of(store, room.room_id) for room in rooms] == expected

        run(open_store, scenario)

    def test_cancelled_call_is_carried_out_and_hurts_nobody(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            first = store.append(ROOM, 1, [JOINED], STAMP)
            second = store.append(ROOM, 2, moves([3]), STAMP)
            first.cancel()
            await second
            assert await events_of(store) == [OPENED, JOINED, *moves([3])]

        run(open_store, scenario)
