"""
What every :class:`~fourline.store.base.Store` must do. A test class of each adapter inherits all of it and says, by
the fixture ``open_store``, how to open its store: each call opens the same data again.
"""

from __future__ import annotations

from asyncio import Future, gather
from dataclasses import replace
from typing import Any

import pytest

from fourline.errors import SeatTaken, StaleSeq, StoreUnavailable
from fourline.room.events import Ended, Entry, GameId, Joined, Moved, Opened, RoomId, Seat, Stamp, TakenBack
from fourline.rules.clock import TimeControl
from fourline.rules.game import Outcome, Reason
from fourline.rules.position import Color
from fourline.store.base import Claim, JoinKey, RoomRecord, SecretHash, Store, WatchKey
from tests.contracts.deadlines import DeadlineContract
from tests.contracts.reviews import ReviewContract
from tests.contracts.samples import (
    CONTROL,
    GUEST,
    HOST,
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


class StoreContract(DeadlineContract, ReviewContract):
    """The guarantees of the port, one test each."""

    def test_calls_that_may_write_are_counted_by_batch(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.read(ROOM)
            assert (len(store.batches), store.batches.total) == (1, 1)
            writes = [store.append(ROOM, seq, [JOINED], STAMP) for seq in (1, 2, 3)]
            stale = store.append(ROOM, 1, [JOINED], STAMP)
            await store.read(ROOM)
            await gather(*writes)
            with pytest.raises(StaleSeq):
                await stale
            # How many of them met in a batch is the store's affair.
            assert 2 <= len(store.batches) <= 5
            assert store.batches.total == 5

        run(open_store, scenario)

    # Rooms

    def test_created_room_is_found_by_its_id_and_by_each_key(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            created = await store.create_room(new_room(), [OPENED], STAMP)
            assert created == RoomRecord(ROOM, JoinKey("join-a"), WatchKey("watch-a"), HOST, None)
            assert await store.find_room(room_id=ROOM) == created
            assert await store.find_room(join_key=JoinKey("join-a")) == created
            assert await store.find_room(watch_key=WatchKey("watch-a")) == created

        run(open_store, scenario)

    def test_unknown_room_isnt_found_nor_by_a_key_of_another_kind(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            assert await store.find_room(room_id=RoomId("room-b")) is None
            assert await store.find_room(room_id=RoomId("join-a")) is None
            assert await store.find_room(join_key=JoinKey("watch-a")) is None
            assert await store.find_room(watch_key=WatchKey("join-a")) is None

        run(open_store, scenario)

    def test_creating_again_with_the_same_secret_gives_the_first_room(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            first = await store.create_room(new_room("a"), [OPENED], STAMP)
            again = await store.create_room(new_room("b"), [OPENED], STAMP)
            assert again == first
            assert await store.find_room(room_id=RoomId("room-b")) is None
            assert await events_of(store, RoomId("room-b")) == []
            assert await events_of(store) == [OPENED]

        run(open_store, scenario)

    def test_creating_without_a_secret_always_gives_a_new_room(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            first = await store.create_room(new_room("a", None), [OPENED], STAMP)
            second = await store.create_room(new_room("b", None), [OPENED], STAMP)
            assert (first.room_id, second.room_id) == ("room-a", "room-b")
            assert first.host_hash is None

        run(open_store, scenario)

    def test_room_of_two_who_have_met_opens_with_both_seats_held(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            created = await store.create_room(new_room(guest_hash=GUEST), [OPENED, JOINED], STAMP)
            assert created == RoomRecord(ROOM, JoinKey("join-a"), WatchKey("watch-a"), HOST, GUEST)
            assert await store.find_room(room_id=ROOM) == created
            assert await store.claim_seat(ROOM, Seat.GUEST, GUEST, 2, [], STAMP) == Claim(Seat.GUEST, is_new=False)
            with pytest.raises(SeatTaken):
                await store.claim_seat(ROOM, Seat.GUEST, STRANGER, 2, [JOINED], STAMP)
            again = await store.create_room(new_room("b", guest_hash=STRANGER), [OPENED, JOINED], STAMP)
            assert again == created
            assert await events_of(store) == [OPENED, JOINED]

        run(open_store, scenario)

    def test_secret_of_a_guest_doesnt_keep_it_from_a_room_of_its_own(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room("a", HOST, GUEST), [OPENED, JOINED], STAMP)
            await store.create_room(new_room("b", STRANGER, GUEST), [OPENED, JOINED], STAMP)
            own = await store.create_room(new_room("c", GUEST), [OPENED], STAMP)
            assert (own.room_id, own.guest_hash) == ("room-c", None)

        run(open_store, scenario)

    # Seats

    def test_free_seat_is_given_to_a_secret(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            claim = await store.claim_seat(ROOM, Seat.GUEST, GUEST, 1, [JOINED], STAMP)
            assert claim == Claim(Seat.GUEST, is_new=True)
            record = await store.find_room(room_id=ROOM)
            assert record is not None
            assert (record.host_hash, record.guest_hash) == (HOST, GUEST)
            assert await store.read(ROOM, 1) == [Entry(2, JOINED, STAMP)]

        run(open_store, scenario)

    def test_secret_gets_the_seat_it_holds_again_whatever_it_asks_for(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.claim_seat(ROOM, Seat.GUEST, GUEST, 1, [JOINED], STAMP)
            for seat in Seat:
                guest = await store.claim_seat(ROOM, seat, GUEST, 0, [JOINED], STAMP)
                host = await store.claim_seat(ROOM, seat, HOST, 0, [JOINED], STAMP)
                assert guest == Claim(Seat.GUEST, is_new=False)
                assert host == Claim(Seat.HOST, is_new=False)
            assert await events_of(store) == [OPENED, JOINED]

        run(open_store, scenario)

    @pytest.mark.parametrize("secret_hash", [STRANGER, None])
    @pytest.mark.parametrize("seat", Seat)
    def test_seat_of_another_secret_is_taken(
        self, open_store: Opener, seat: Seat, secret_hash: SecretHash | None
    ) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.claim_seat(ROOM, Seat.GUEST, GUEST, 1, [JOINED], STAMP)
            before = await store.find_room(room_id=ROOM)
            with pytest.raises(SeatTaken):
                await store.claim_seat(ROOM, seat, secret_hash, 2, [JOINED], STAMP)
            assert await store.find_room(room_id=ROOM) == before
            assert await events_of(store) == [OPENED, JOINED]

        run(open_store, scenario)

    def test_seat_held_without_a_secret_can_be_taken_over(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(host_hash=None), [OPENED], STAMP)
            first = await store.claim_seat(ROOM, Seat.GUEST, None, 1, [JOINED], STAMP)
            second = await store.claim_seat(ROOM, Seat.GUEST, None, 2, [JOINED], STAMP)
            third = await store.claim_seat(ROOM, Seat.GUEST, GUEST, 3, [JOINED], STAMP)
            host = await store.claim_seat(ROOM, Seat.HOST, HOST, 4, [Joined(Seat.HOST)], STAMP)
            assert first == second == third == Claim(Seat.GUEST, is_new=True)
            assert host == Claim(Seat.HOST, is_new=True)
            record = await store.find_room(room_id=ROOM)
            assert record is not None
            assert (record.host_hash, record.guest_hash) == (HOST, GUEST)
            assert [entry.seq for entry in await store.read(ROOM)] == [1, 2, 3, 4, 5]

        run(open_store, scenario)

    def test_claim_at_another_seq_is_stale_and_leaves_the_seat_free(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            created = await store.create_room(new_room(), [OPENED], STAMP)
            with pytest.raises(StaleSeq) as caught:
                await store.claim_seat(ROOM, Seat.GUEST, GUEST, 0, [JOINED], STAMP)
            assert caught.value.last == 1
            assert await store.find_room(room_id=ROOM) == created
            assert await events_of(store) == [OPENED]

        run(open_store, scenario)

    def test_claim_in_unknown_room_is_stale(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            with pytest.raises(StaleSeq) as caught:
                await store.claim_seat(ROOM, Seat.GUEST, GUEST, 0, [JOINED], STAMP)
            assert caught.value.last == 0

        run(open_store, scenario)

    def test_of_two_claims_at_once_the_first_gets_the_seat(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            first = store.claim_seat(ROOM, Seat.GUEST, GUEST, 1, [JOINED], STAMP)
            second = store.claim_seat(ROOM, Seat.GUEST, STRANGER, 1, [JOINED], STAMP)
            assert await first == Claim(Seat.GUEST, is_new=True)
            with pytest.raises(SeatTaken):
                await second
            assert await events_of(store) == [OPENED, JOINED]

        run(open_store, scenario)

    # The archive

    def test_finished_game_is_archived_with_the_append_that_ends_it(self, open_store: Opener) -> None:
        events, record = won_game("g")
        drawn = replace(
            record,
            game_id=GameId("h"),
            number=2,
            red=Seat.GUEST,
            red_name=None,
            yellow_name="Ada",
            outcome=Outcome(None, Reason.BOARD_FULL),
        )

        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.append(ROOM, 1, events, STAMP, finished=record)
            await store.append(ROOM, 9, [Ended(None, Reason.BOARD_FULL, GameId("h"))], STAMP, finished=drawn)
            assert await store.read_game(GameId("g")) == record
            assert await store.read_game(GameId("h")) == drawn
            assert await store.read_game(GameId("i")) is None

        run(open_store, scenario)

    @pytest.mark.parametrize("control", [None, CONTROL, TimeControl(10_000, 0)])
    @pytest.mark.parametrize("outcome", [Outcome(winner, reason) for winner in (Color.RED, None) for reason in Reason])
    def test_archive_keeps_everything_of_a_game(
        self, open_store: Opener, outcome: Outcome, control: TimeControl | None
    ) -> None:
        move_times = () if control is None else (299_000, 0, 17)
        record = replace(
            won_game("g")[1], outcome=outcome, moves="4453121", start_ply=4, control=control, move_times=move_times
        )
        if control is None:
            record = replace(record, bot=3, hints=2)

        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.append(ROOM, 1, [JOINED], STAMP, finished=record)
            assert await store.read_game(GameId("g")) == record
            assert await store.read_games(ROOM) == [record]

        run(open_store, scenario)

    def test_games_of_a_room_come_in_their_order_and_without_those_of_others(self, open_store: Opener) -> None:
        games = {number: replace(won_game(f"g{9 - number}")[1], number=number) for number in (1, 3, 2)}
        other = won_game("other", RoomId("room-b"))[1]

        async def scenario(store: Store) -> None:
            for name in "abc":
                await store.create_room(new_room(name, None), [OPENED], STAMP)
            await store.append(RoomId("room-b"), 1, [JOINED], STAMP, finished=other)
            for seq, record in enumerate(games.values(), 1):
                await store.append(ROOM, seq, [JOINED], STAMP, finished=record)
            assert await store.read_games(ROOM) == [games[1], games[2], games[3]]
            assert await store.read_games(RoomId("room-b")) == [other]
            assert await store.read_games(RoomId("room-c")) == []
            assert await store.read_games(RoomId("room-d")) == []

        run(open_store, scenario)

    # Expiry

    def test_old_rooms_without_a_move_are_removed_with_their_logs(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            for name, service_ms in (("old", 1_000), ("played", 1_000), ("at", 2_000), ("young", 3_000)):
                await store.create_room(new_room(name, None), [OPENED], Stamp(service_ms, 0))
            await store.append(RoomId("room-old"), 1, [JOINED], Stamp(9_000, 0))
            await store.append(RoomId("room-played"), 1, moves([3]), Stamp(9_000, 0))
            assert await store.expire_rooms(2_000, 10) == ["room-old"]
            assert await store.expire_rooms(2_000, 10) == []
            assert await store.find_room(join_key=JoinKey("join-old")) is None
            assert await events_of(store, RoomId("room-old")) == []
            for name in ("played", "at", "young"):
                assert await store.find_room(room_id=RoomId(f"room-{name}")) is not None
            assert len(await events_of(store, RoomId("room-played"))) == 2

        run(open_store, scenario)

    def test_room_that_opened_with_moves_is_not_removed(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room(), [OPENED, *moves([3])], STAMP)
            await store.append(ROOM, 2, [JOINED], STAMP)
            assert await store.expire_rooms(9_000, 10) == []

        run(open_store, scenario)

    def test_room_set_up_with_moves_is_removed_unless_one_was_made_in_it(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            for name in "ab":
                await store.create_room(new_room(name, None), [Opened(Color.RED, moves="4453"), JOINED], STAMP)
            await store.append(ROOM, 2, [Moved(Color.RED, 3, 1, 5)], STAMP)
            await store.append(ROOM, 3, [TakenBack("4453")], STAMP)
            assert await store.expire_rooms(9_000, 10) == ["room-b"]

        run(open_store, scenario)

    def test_expiry_removes_the_oldest_first_and_no_more_than_the_limit(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            for name, service_ms in (("c", 3), ("a", 1), ("b", 2)):
                await store.create_room(new_room(name, None), [OPENED], Stamp(service_ms, 0))
            assert await store.expire_rooms(9_000, 2) == ["room-a", "room-b"]
            assert await store.expire_rooms(9_000, 2) == ["room-c"]

        run(open_store, scenario)

    def test_removed_room_can_be_created_again_by_the_same_secret(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.create_room(new_room("a"), [OPENED, JOINED], STAMP)
            await store.expire_rooms(9_000, 1)
            with pytest.raises(StaleSeq) as caught:
                await store.append(ROOM, 2, moves([3]), STAMP)
            assert caught.value.last == 0
            created = await store.create_room(new_room("b"), [OPENED], STAMP)
            assert created.room_id == "room-b"
            assert await events_of(store, RoomId("room-b")) == [OPENED]

        run(open_store, scenario)

    # Opening and closing

    def test_everything_is_there_after_reopening(self, open_store: Opener) -> None:
        events, record = won_game("g")

        async def first(store: Store) -> None:
            await store.create_room(new_room(), [OPENED], STAMP)
            await store.claim_seat(ROOM, Seat.GUEST, GUEST, 1, [JOINED], STAMP)
            await store.append(ROOM, 2, events, STAMP, finished=record)
            await store.create_room(new_room("b", STRANGER, GUEST), MATCH, STAMP)

        async def second(store: Store) -> None:
            assert await store.find_room(join_key=JoinKey("join-a")) == RoomRecord(
                ROOM, JoinKey("join-a"), WatchKey("watch-a"), HOST, GUEST
            )
            assert await events_of(store) == [OPENED, JOINED, *events]
            assert await store.read_game(GameId("g")) == record
            assert await store.read_games(ROOM) == [record]
            paired = await store.find_room(room_id=RoomId("room-b"))
            assert paired is not None
            assert (paired.host_hash, paired.guest_hash) == (STRANGER, GUEST)
            assert await events_of(store, RoomId("room-b")) == MATCH

        run(open_store, first)
        run(open_store, second)

    def test_probe_of_a_working_store_succeeds(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            assert store.is_available
            await store.probe()
            assert store.is_available

        run(open_store, scenario)

    def test_close_finishes_what_was_asked_and_refuses_what_comes_after(self, open_store: Opener) -> None:
        async def closing(store: Store) -> None:
            created = store.create_room(new_room(), [OPENED], STAMP)
            appended = store.append(ROOM, 1, [JOINED], STAMP)
            await store.close()
            assert created.done()
            assert appended.done()
            calls: list[Future[Any]] = [
                store.append(ROOM, 2, moves([3]), STAMP),
                store.read(ROOM),
                store.read_games(ROOM),
                store.due(9_000, 1),
                store.keep_time(9_000),
            ]
            for call in calls:
                with pytest.raises(StoreUnavailable):
                    await call

        async def reopened(store: Store) -> None:
            assert await events_of(store) == [OPENED, JOINED]
            assert store.service_base_ms == STAMP.service_ms

        run(open_store, closing)
        run(open_store, reopened)
