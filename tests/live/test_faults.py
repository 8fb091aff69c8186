"""What a room does after our own faults, and when the store has removed it: nobody waits, nobody else notices."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from msgspec.structs import replace

from fourline.live.live_room import LiveRoom
from fourline.room.events import Moved, Opened, RoomId, Stamp
from fourline.rules.position import Color
from tests.live.kit import World, follow, run, secret

STAMP = Stamp(2_000_000, 1_700_000_000_000)


def poison(room: LiveRoom, **changes: object) -> None:
    """Make memory hold what nothing can work with."""
    room.state = replace(room.state, **changes)


NO_GAME = cast("Any", None)

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


def test_doubt_after_a_mended_crash_costs_no_connection() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        poison(world.room_of(host), game=NO_GAME)
        host.play(3, "a")
        await world.turns()
        classic = await world.enter(watch=host.keys["watch"])
        back = await world.open("ada")
        guest.take()
        # Another process moves first; that we crashed once is over.
        await world.store.append(RoomId(host.keys["room"]), 2, [Moved(Color.RED, 6, 0, 1)], STAMP)
        back.play(0, "b")
        await world.turns()
        assert back.last("error")["code"] == "not_your_turn"
        assert guest.take_types() == ["play"]
        assert [message["column"] for message in classic.take()] == [6]
        assert classic.close_code() is None

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


def test_room_that_became_private_as_it_crashed_is_private() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        room = world.room_of(host)
        world.store.hold()
        host.send(type="privacy", private=True)
        audience, room.audience = room.audience, cast("Any", None)
        world.store.release()
        await world.turns(2)
        room.audience = audience
        await world.turns()
        assert guest.last("state")["private"] is True
        assert watcher.close_code() == 4500

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
        world.store.append(RoomId(host.keys["room"]), 2, [Opened(Color.RED)], STAMP)
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


@pytest.mark.parametrize("turns", range(8))
def test_room_that_goes_while_it_is_loaded_is_loaded_or_not_found(turns: int) -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        keys = host.keys
        await world.evict(host)
        page = world.connect()
        page.send(type="init", version=1, watch=keys["watch"])
        await world.turns(turns)
        await world.store.expire_rooms(2**40, 100)
        await world.turns()
        first = page.log[0]
        assert first["type"] == "init" or first["code"] == "not_found"

    run(scenario)
