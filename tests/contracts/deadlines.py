"""What every store must do with deadlines of rooms and with service time: a part of the contract."""

from __future__ import annotations

import pytest

from fourline.errors import SeatTaken, StaleSeq
from fourline.room.events import RoomId, Seat, Stamp
from fourline.store.base import Store
from tests.contracts.log import LogContract
from tests.contracts.samples import (
    GUEST,
    HOST,
    JOINED,
    OPENED,
    ROOM,
    STAMP,
    STRANGER,
    Opener,
    events_of,
    moves,
    new_room,
    run,
)


class DeadlineContract(LogContract):
    """The guarantees about time, one test each; see :class:`tests.contracts.store.StoreContract`."""

    # Deadlines

    def test_room_is_due_from_the_deadline_of_its_append_on(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED, JOINED], STAMP)
            assert await store.due(2**62, 10) == []
            await store.append(ROOM, 2, moves([3]), STAMP, deadline_at_ms=5_000)
            assert await store.due(4_999, 10) == []
            assert await store.due(5_000, 10) == [ROOM]
            assert await store.due(2**62, 10) == [ROOM]

        run(open_store, scenario)

    def test_room_is_due_from_the_deadline_of_a_claim_on(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.claim_seat(ROOM, Seat.GUEST, GUEST, 1, [JOINED], STAMP, deadline_at_ms=5_000)
            assert await store.due(4_999, 10) == []
            assert await store.due(5_000, 10) == [ROOM]

        run(open_store, scenario)

    def test_deadline_of_0_is_one(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.append(ROOM, 1, [JOINED], STAMP, deadline_at_ms=0)
            assert await store.due(0, 10) == [ROOM]

        run(open_store, scenario)

    def test_each_append_replaces_the_deadline(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED, JOINED], STAMP)
            for seq, (event, deadline_at_ms) in enumerate(zip(moves([3, 4]), (5_000, 7_000), strict=True), 2):
                await store.append(ROOM, seq, [event], STAMP, deadline_at_ms=deadline_at_ms)
            assert await store.due(6_999, 10) == []
            assert await store.due(7_000, 10) == [ROOM]

        run(open_store, scenario)

    def test_append_without_a_deadline_clears_it(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.append(ROOM, 1, [JOINED], STAMP, deadline_at_ms=5_000)
            await store.append(ROOM, 2, moves([3]), STAMP)
            assert await store.due(2**62, 10) == []

        run(open_store, scenario)

    def test_claim_without_a_deadline_clears_it(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.append(ROOM, 1, moves([3]), STAMP, deadline_at_ms=5_000)
            await store.claim_seat(ROOM, Seat.GUEST, GUEST, 2, [JOINED], STAMP)
            assert await store.due(2**62, 10) == []

        run(open_store, scenario)

    def test_call_that_appends_nothing_leaves_the_deadline(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.claim_seat(ROOM, Seat.GUEST, GUEST, 1, [JOINED], STAMP, deadline_at_ms=5_000)
            for deadline_at_ms in (None, 1_000):
                with pytest.raises(StaleSeq):
                    await store.append(ROOM, 1, moves([3]), STAMP, deadline_at_ms=deadline_at_ms)
                with pytest.raises(SeatTaken):
                    await store.claim_seat(
                        ROOM, Seat.GUEST, STRANGER, 2, [JOINED], STAMP, deadline_at_ms=deadline_at_ms
                    )
                await store.claim_seat(ROOM, Seat.GUEST, GUEST, 2, [JOINED], STAMP, deadline_at_ms=deadline_at_ms)
                await store.append(ROOM, 2, [], STAMP, deadline_at_ms=deadline_at_ms)
            await store.create_room(new_room("b", HOST), [OPENED], STAMP)
            assert await store.due(4_999, 10) == []
            assert await store.due(5_000, 10) == [ROOM]
            assert await events_of(store) == [OPENED, JOINED]

        run(open_store, scenario)

    def test_due_gives_the_earliest_first_and_no_more_than_the_limit(self, open_store: Opener) -> None:
        deadlines = {"a": 3_000, "b": None, "c": 1_000, "d": 4_000, "e": 2_000}

        async def scenario(store: Store) -> None:
            for name, deadline_at_ms in deadlines.items():
                await store.create_room(new_room(name, None), [OPENED], STAMP)
                await store.append(RoomId(f"room-{name}"), 1, [JOINED], STAMP, deadline_at_ms=deadline_at_ms)
            assert await store.due(3_000, 10) == ["room-c", "room-e", "room-a"]
            assert await store.due(3_000, 2) == ["room-c", "room-e"]
            # Looking changes nothing.
            assert await store.due(3_000, 1) == ["room-c"]

        run(open_store, scenario)

    def test_deadline_outlasts_the_process_but_not_the_room(self, open_store: Opener) -> None:
        async def first(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.append(ROOM, 1, [JOINED], STAMP, deadline_at_ms=5_000)

        async def second(store: Store) -> None:
            assert await store.due(5_000, 10) == [ROOM]
            assert await store.expire_rooms(9_000, 10) == [ROOM]
            assert await store.due(2**62, 10) == []

        run(open_store, first)
        run(open_store, second)

    # Service time

    def test_service_base_is_the_latest_instant_stored(self, open_store: Opener) -> None:
        async def new(store: Store) -> None:
            assert store.service_base_ms == 0
            await store.create_room(new_room(), [OPENED], Stamp(5_000, 0))
            await store.append(ROOM, 1, [JOINED], Stamp(7_000, 0))
            await store.append(ROOM, 2, moves([3]), Stamp(6_000, 0))
            # What isn't stored doesn't count.
            with pytest.raises(StaleSeq):
                await store.append(ROOM, 1, [JOINED], Stamp(8_000, 0))
            await store.claim_seat(ROOM, Seat.HOST, HOST, 3, [JOINED], Stamp(9_000, 0))

        async def reopened(store: Store) -> None:
            assert store.service_base_ms == 7_000

        run(open_store, new)
        run(open_store, reopened)
        run(open_store, reopened)

    def test_time_kept_is_the_service_base_of_an_empty_store(self, open_store: Opener) -> None:
        async def new(store: Store) -> None:
            await store.keep_time(3_000)
            # It is what was stored when the store was opened.
            assert store.service_base_ms == 0

        async def reopened(store: Store) -> None:
            assert store.service_base_ms == 3_000

        run(open_store, new)
        run(open_store, reopened)

    @pytest.mark.parametrize(
        ("kept", "stamped", "base"), [(6_000, 5_000, 6_000), (6_000, 8_000, 8_000), (2_000, 1_000, 4_000)]
    )
    def test_keeping_time_never_lowers_what_is_stored(
        self, open_store: Opener, kept: int, stamped: int, base: int
    ) -> None:
        async def new(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], Stamp(4_000, 0))
            # At once, as the heartbeat comes between any calls.
            calls = [
                store.keep_time(kept),
                store.append(ROOM, 1, [JOINED], Stamp(stamped, 0)),
                store.keep_time(kept - 1_000),
            ]
            for call in calls:
                await call

        async def reopened(store: Store) -> None:
            assert store.service_base_ms == base

        run(open_store, new)
        run(open_store, reopened)
