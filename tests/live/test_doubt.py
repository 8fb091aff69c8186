"""What a room does when it isn't certain that memory and store agree: the disk, another process, our own faults."""

from __future__ import annotations

import asyncio
from asyncio import Future
from dataclasses import replace
from typing import Any, cast

import pytest

from fourline.live.live_room import LiveRoom
from fourline.room.events import Event, Joined, Moved, Opened, RoomId, Seat, Stamp
from fourline.rules.position import Color
from fourline.store.base import SecretHash
from tests.live.kit import AnswerLosingStore, Page, World, follow, run, secret

STAMP = Stamp(2_000_000, 1_700_000_000_000)


def room_id(page: Page) -> RoomId:
    return RoomId(page.keys["room"])


def poison(room: LiveRoom, **changes: object) -> None:
    """Make memory hold what nothing can work with."""
    room.state = replace(room.state, **changes)  # type: ignore[arg-type]


NO_GAME = cast("Any", None)

# The disk


def test_unavailable_shows_nothing_and_the_same_id_works_later() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        world.store.failure = "disk full"
        host.play(3, "a", at=2)
        await world.turns()
        [error] = host.take()
        assert (error["code"], error["id"]) == ("unavailable", "a")
        assert guest.take() == watcher.take() == []
        assert world.room_of(host).state.seq == 2
        host.play(3, "a", at=2)
        await world.turns()
        assert host.take_types() == ["error"]
        world.store.failure = None
        host.play(3, "a", at=2)
        await world.turns()
        assert host.take_types() == ["play", "ok"]
        assert follow(guest.log) == follow(watcher.log) == (3, "4")

    run(scenario)


def test_everything_that_waited_is_unavailable_too() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        world.store.hold()
        host.play(3, "h")
        guest.play(3, "g")
        claimant = world.connect()
        claimant.send(type="init", version=1, secret=secret("cy"), join=host.keys["join"])
        world.store.failure = "disk full"
        world.store.release()
        await world.turns()
        assert [page.last("error")["code"] for page in (host, guest, claimant)] == ["unavailable"] * 3
        assert guest.last("error")["id"] == "g"
        assert not world.room_of(host).is_busy
        world.store.failure = None
        claimant.send(type="init", version=1, secret=secret("cy"), join=host.keys["join"])
        await world.turns()
        assert claimant.last("init")["notice"] == "seat_taken"

    run(scenario)


def test_others_still_enter_and_see_the_state_while_the_disk_is_broken() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        world.store.failure = "disk full"
        host.play(3, "a")
        await world.turns()
        late = await world.watch(host)
        assert late.take_types() == ["init", "state"]
        world.store.failure = None
        host.play(3, "a")
        await world.turns()
        assert follow(late.log) == (3, "4")

    run(scenario)


def test_move_that_was_stored_after_all_is_shown_and_answered_again() -> None:
    async def scenario() -> None:
        store = AnswerLosingStore()
        world = World(store)
        pages = host, guest, watcher = await world.table()
        store.loses_answers = True
        host.play(3, "a")
        await world.turns()
        store.loses_answers = False
        # The reload follows at once.
        assert host.take_types() == ["error", "play"]
        assert guest.take_types() == watcher.take_types() == ["play"]
        host.play(3, "a")
        await world.turns()
        assert host.take() == [{"type": "ok", "id": "a", "seq": 3}]
        assert [follow(page.log) for page in pages] == [(3, "4")] * 3
        assert len(await world.log_of(host)) == 3

    run(scenario)


def test_move_that_was_stored_after_all_is_shown_as_soon_as_the_disk_is_back() -> None:
    async def scenario() -> None:
        store = AnswerLosingStore()
        world = World(store)
        host, guest, _ = await world.table()
        store.hold()
        store.loses_answers = True
        host.play(3, "a")
        store.release()
        await world.turns(1)
        store.failure = "I/O error"
        await world.turns()
        host.cut()
        assert guest.take_types() == []
        store.loses_answers, store.failure = False, None
        await store.probe()
        await world.advance(1)
        assert guest.take_types() == ["play"]

    run(scenario)


def test_seat_that_was_given_after_all_is_found_with_the_same_secret() -> None:
    async def scenario() -> None:
        store = AnswerLosingStore()
        world = World(store)
        host = await world.open()
        store.loses_answers = True
        guest = await world.join(host)
        store.loses_answers = False
        assert guest.take_types() == ["error"]
        assert host.last("joined")["seq"] == 2
        guest.send(type="init", version=1, secret=secret("bo"), join=host.keys["join"])
        await world.turns()
        assert guest.last("init")["role"] == "guest"
        assert guest.take_types() == ["init", "state"]

    run(scenario)


def test_seat_that_was_given_while_the_room_could_not_reload_is_found_too() -> None:
    async def scenario() -> None:
        store = AnswerLosingStore()
        world = World(store)
        host = await world.open()
        store.hold()
        store.loses_answers = True
        guest = world.connect()
        guest.send(type="init", version=1, secret=secret("bo"), join=host.keys["join"])
        store.release()
        await world.turns(1)
        store.loses_answers, store.failure = False, "I/O error"
        await world.turns()
        assert guest.take_types() == ["error"]
        store.failure = None
        guest.send(type="init", version=1, secret=secret("bo"), join=host.keys["join"])
        await world.turns()
        assert guest.last("init")["role"] == "guest"
        assert "notice" not in guest.last("init")
        assert host.last("joined")["seat"] == "guest"

    run(scenario)


# Another process


def append(world: World, page: Page, expected_seq: int, *events: Event) -> Future[None]:
    return world.store.append(room_id(page), expected_seq, events, STAMP)


def test_what_another_process_did_is_shown_and_the_command_decided_again() -> None:
    async def scenario() -> None:
        world = World()
        pages = host, guest, _ = await world.table()
        await append(world, host, 2, Moved(Color.RED, 6, 0, 1))
        # Red has moved there, so here it isn't its turn any more.
        host.play(0, "h")
        await world.turns()
        assert host.last("error")["code"] == "not_your_turn"
        assert [follow(page.log) for page in pages] == [(3, "7")] * 3
        guest.play(3, "g2")
        await world.turns()
        assert [follow(page.log) for page in pages] == [(4, "74")] * 3

    run(scenario)


def test_command_that_still_stands_after_another_process_is_carried_out() -> None:
    async def scenario() -> None:
        world = World()
        pages = host, _, _ = await world.table()
        moved = Moved(Color.RED, 6, 0, 1), Moved(Color.YELLOW, 6, 1, 2)
        await append(world, host, 2, *moved)
        host.play(0, "a")
        host.play(1, "b", at=2)
        await world.turns()
        assert [follow(page.log) for page in pages] == [(5, "771")] * 3
        assert host.last("ok") == {"type": "ok", "id": "a", "seq": 5}
        assert host.last("error")["code"] == "stale"

    run(scenario)


def test_seat_given_in_another_process_is_told_and_refused_here() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        stranger = SecretHash(b"s" * 32)
        await world.store.claim_seat(room_id(host), Seat.GUEST, stranger, 1, [Joined(Seat.GUEST, "Di")], STAMP)
        late = await world.join(host, "bo")
        assert late.keys["notice"] == "seat_taken"
        assert host.last("joined")["name"] == "Di"
        assert follow(host.log) == follow(late.log) == (2, "")

    run(scenario)


def test_own_seat_taken_in_another_process_is_found_here() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        # The other process has the same disk.
        other = World(world.store)
        guest = await other.join(host, "bo")
        assert guest.keys["role"] == "guest"
        back = await world.join(host, "bo")
        assert back.keys["role"] == "guest"
        assert back.take_types() == ["init", "state"]
        assert follow(back.log) == follow(host.log) == (2, "")
        assert host.last("joined")["seat"] == "guest"

    run(scenario)


# Our own faults


def test_crash_closes_its_sender_and_everybody_else_gets_a_state() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        classic = await world.enter(watch=host.keys["watch"])
        poison(world.room_of(host), game=NO_GAME)
        host.play(3, "a")
        await world.turns()
        assert host.close_code() == 1011
        # The tutorial's page has no way to hear of it.
        assert classic.close_code() == 1011
        assert guest.take_types() == watcher.take_types() == ["state"]
        back = await world.open("ada")
        back.play(3, "a")
        await world.turns()
        assert follow(back.log) == follow(guest.log) == follow(watcher.log) == (3, "4")

    run(scenario)


def test_crash_after_the_store_has_it_is_repaired_from_the_store() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        room = world.room_of(host)
        world.store.hold()
        host.play(3, "a")
        guest.play(3, "g")
        # Telling the room of it will fail.
        audience, room.audience = room.audience, cast("Any", None)
        world.store.release()
        await world.turns(2)
        room.audience = audience
        await world.turns()
        assert host.close_code() == 1011
        assert follow(guest.log) == follow(watcher.log) == (4, "44")
        assert guest.last("ok")["seq"] == 4

    run(scenario)


@pytest.mark.parametrize("is_claim", [True, False])
def test_crash_while_refusing_does_not_stop_the_room(is_claim: bool) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        poison(world.room_of(host), game=NO_GAME)
        if is_claim:
            page = await world.join(host, "cy")
        else:
            page = host
            host.play(3, "a", at=1)
            await world.turns()
        assert page.close_code() == 1011
        assert not world.room_of(guest).is_busy
        assert watcher.take_types() == ["state"]
        guest.play(3, "g")
        await world.turns()
        assert guest.last("error")["code"] == "not_your_turn"

    run(scenario)


def test_crash_while_entering_closes_only_the_newcomer_and_forgets_it() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        room = world.room_of(host)
        healthy = room.state
        poison(room, game=NO_GAME)
        page = await world.watch(host)
        assert page.close_code() == 1011
        assert len(room.audience) == 3
        room.state = healthy
        host.play(3, "a")
        await world.turns()
        assert guest.last("play")["column"] == 3

    run(scenario)


def test_crash_touches_no_other_room_of_its_batch() -> None:
    async def scenario() -> None:
        world = World()
        hosts = [await world.open(f"host{number}") for number in range(3)]
        world.store.hold()
        for host in hosts:
            host.play(3, "a")
        broken = world.room_of(hosts[1])
        audience, broken.audience = broken.audience, cast("Any", None)
        world.store.release()
        await world.turns(2)
        broken.audience = audience
        await world.turns()
        assert [host.close_code() for host in hosts] == [None, 1011, None]
        assert [host.last("ok")["seq"] for host in (hosts[0], hosts[2])] == [2, 2]
        back = await world.open("host1")
        assert back.last("state")["moves"] == "4"

    run(scenario)


def test_unreadable_log_ends_the_room_for_all_who_are_in_it_or_wait() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        other = await world.open("other")
        world.store.hold()
        # Another process is first, and writes nonsense.
        append(world, host, 2, Opened(Color.RED))
        host.play(3, "a")
        claimant = world.connect()
        claimant.send(type="init", version=1, secret=secret("cy"), join=host.keys["join"])
        world.store.release()
        await world.turns()
        assert [page.close_code() for page in (host, guest, watcher, claimant)] == [1011] * 4
        assert len(world.rooms) == 1
        assert (await world.watch(host)).close_code() == 1011
        other.play(3, "a")
        await world.turns()
        assert other.last("ok")["seq"] == 2

    run(scenario)


# Rooms that the store has removed


def test_expired_room_sends_everybody_away() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        watcher = await world.watch(host)
        await world.advance(60)
        world.skip_hours(24)
        other = await world.open("other")
        await world.rooms.expire()
        await world.turns()
        for page in (host, watcher):
            assert page.last("error")["code"] == "not_found"
            assert page.close_code() == 4500
        assert other.close_code() is None
        assert len(world.rooms) == 1
        assert (await world.watch(host)).close_code() == 4500

    run(scenario)


def test_command_that_meets_the_expiry_is_not_found() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        room = world.room_of(host)
        await world.store.expire_rooms(10**12, 10)
        host.play(3, "a")
        await world.turns()
        assert [message["code"] for message in host.log if message["type"] == "error"] == ["not_found"] * 2
        assert host.close_code() == 4500
        assert len(world.rooms) == 0
        assert not room.is_busy

    run(scenario)


@pytest.mark.parametrize("is_pending", [True, False])
def test_claimant_that_meets_the_expiry_is_not_found(is_pending: bool) -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        room = world.room_of(host)
        await world.advance(60)
        world.skip_hours(24)
        world.store.hold()
        expiry = asyncio.ensure_future(world.rooms.expire())
        await world.turns()
        if not is_pending:
            host.play(3, "h")
        claimant = world.connect()
        claimant.send(type="init", version=1, secret=secret("bo"), join=host.keys["join"])
        world.store.release()
        await expiry
        await world.turns()
        assert host.close_code() == claimant.close_code() == 4500
        assert claimant.last("error")["code"] == "not_found"
        assert not room.is_busy
        assert len(world.rooms) == 0

    run(scenario)


def test_room_that_lost_events_in_the_store_is_shown_as_it_is_stored() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        world.room_of(host).state = replace(world.room_of(host).state, seq=7)
        host.play(3, "a")
        await world.turns()
        assert watcher.take_types() == ["state", "play"]
        assert follow(host.log) == follow(guest.log) == follow(watcher.log) == (3, "4")

    run(scenario)
