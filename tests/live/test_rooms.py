"""Rooms in memory: loaded once, kept while anybody needs them, dropped, and left in order."""

from __future__ import annotations

import asyncio
import gc
from asyncio import Future
from collections import Counter

import pytest
from typing_extensions import override

from fourline.errors import StoreUnavailable
from fourline.live.goodbye import goodbyes
from fourline.live.live_room import LiveRoom
from fourline.live.visit import Visit
from fourline.net.connection import Connection
from fourline.room.events import Entry, Opened, RoomId, Stamp
from fourline.rules.position import Color
from fourline.store.base import JoinKey, NewRoom, WatchKey
from fourline.store.memory import MemoryStore
from tests.live.kit import World, follow, run, secret


class CountingStore(MemoryStore):
    """A store that remembers which logs were read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[RoomId] = []

    @override
    def read(self, room_id: RoomId, after_seq: int = 0) -> Future[list[Entry]]:
        self.reads.append(room_id)
        return super().read(room_id, after_seq)


async def stored_room(world: World) -> tuple[RoomId, JoinKey, WatchKey]:
    """Return id and keys of a room with one move that is in the store only."""
    host = await world.open()
    host.play(3)
    await world.turns()
    await world.evict(host)
    return RoomId(host.keys["room"]), JoinKey(host.keys["join"]), WatchKey(host.keys["watch"])


# Finding


def test_room_is_loaded_once_for_all_who_come_at_the_same_time() -> None:
    async def scenario() -> None:
        store = CountingStore()
        world = World(store)
        room_id, join_key, watch_key = await stored_room(world)
        store.reads.clear()
        found = await asyncio.gather(
            world.rooms.find(room_id=room_id),
            world.rooms.find(join_key=join_key),
            *[world.rooms.find(watch_key=watch_key) for _ in range(5)],
        )
        assert len(set(found)) == 1
        assert found[0] is world.rooms.get(room_id=room_id) is not None
        assert store.reads == [room_id]

    run(scenario)


def test_room_in_memory_is_found_without_the_store() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        world.store.failure = "disk full"
        for keys in ({"room_id": "room"}, {"join_key": "join"}, {"watch_key": "watch"}):
            [(name, key)] = keys.items()
            found = await world.rooms.find(**{name: host.keys[key]})
            assert found is world.room_of(host)

    run(scenario)


def test_load_that_fails_is_tried_again_by_the_next() -> None:
    async def scenario() -> None:
        world = World()
        room_id, _, _ = await stored_room(world)
        world.store.failure = "I/O error"
        results = await asyncio.gather(*[world.rooms.find(room_id=room_id) for _ in range(3)], return_exceptions=True)
        assert [type(result) for result in results] == [StoreUnavailable] * 3
        world.store.failure = None
        assert await world.rooms.find(room_id=room_id) is not None

    run(scenario)


def test_failed_load_does_not_fail_those_who_wait_for_it() -> None:
    async def scenario() -> None:
        class FailingOnce(MemoryStore):
            fails = False

            @override
            def read(self, room_id: RoomId, after_seq: int = 0) -> Future[list[Entry]]:
                if not self.fails:
                    return super().read(room_id, after_seq)
                self.fails = False
                failed: Future[list[Entry]] = asyncio.get_running_loop().create_future()
                asyncio.get_running_loop().call_soon(failed.set_exception, StoreUnavailable("I/O error"))
                return failed

        store = FailingOnce()
        world = World(store)
        room_id, _, _ = await stored_room(world)
        store.fails = True
        first, second = await asyncio.gather(
            world.rooms.find(room_id=room_id), world.rooms.find(room_id=room_id), return_exceptions=True
        )
        assert isinstance(first, StoreUnavailable)
        assert isinstance(second, LiveRoom)

    run(scenario)


def test_unknown_room_is_none() -> None:
    async def scenario() -> None:
        world = World()
        assert await world.rooms.find(room_id=RoomId("nowhere")) is None
        assert world.rooms.get() is None

    run(scenario)


# Letting go


def test_idle_room_leaves_memory_and_comes_back_as_it_was() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        host.play(3, "a")
        await world.turns()
        host.send(type="sync")
        state = host.last("state")
        for page in (host, guest, watcher):
            page.cut()
        await world.advance(59)
        assert len(world.rooms) == 1
        await world.advance(2)
        assert len(world.rooms) == 0
        back = await world.join(host, "bo")
        assert back.keys["role"] == "guest"
        assert back.last("state") == state
        back.play(3, "b")
        await world.turns()
        assert follow(back.log) == (4, "44")

    run(scenario)


def test_room_with_a_member_stays() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        host.cut()
        guest.cut()
        await world.advance(600)
        assert len(world.rooms) == 1
        watcher.leave()
        await world.advance(61)
        assert len(world.rooms) == 0

    run(scenario)


def test_somebody_who_comes_back_in_time_keeps_the_room() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        room = world.room_of(host)
        for _ in range(3):
            world.pages[-1].cut()
            await world.advance(50)
            back = await world.open("ada")
            assert world.room_of(back) is room

    run(scenario)


def test_busy_room_is_never_dropped() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        room = world.room_of(host)
        world.store.hold()
        host.play(3, "a")
        host.cut()
        await world.advance(120)
        assert len(world.rooms) == 1
        world.store.release()
        await world.advance(50)
        assert world.rooms.get(room_id=room.record.room_id) is room
        await world.advance(11)
        assert len(world.rooms) == 0
        back = await world.open("ada")
        assert follow(back.log) == (2, "4")

    run(scenario)


def test_room_in_doubt_may_leave_memory() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        world.store.failure = "disk full"
        host.play(3, "a")
        await world.turns()
        await world.evict(host)
        world.store.failure = None
        assert (await world.open("ada")).last("state")["moves"] == ""

    run(scenario)


def test_expiry_takes_unplayed_rooms_only_and_needs_no_memory_of_them() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        host.play(3)
        await world.turns()
        for number in range(150):
            await world.store.create_room(*new_room(world, number))
        await world.advance(1)
        await world.rooms.expire()
        assert await world.rooms.find(room_id=RoomId("room-149")) is not None
        world.skip_hours(24)
        await world.rooms.expire()
        await world.turns()
        assert await world.rooms.find(room_id=RoomId("room-148")) is None
        assert world.rooms.get(room_id=RoomId("room-149")) is None
        assert [page.close_code() for page in (host, guest, watcher)] == [None] * 3

    run(scenario)


def new_room(world: World, number: int) -> tuple[NewRoom, list[Opened], Stamp]:
    keys = NewRoom(RoomId(f"room-{number}"), JoinKey(f"join-{number}"), WatchKey(f"watch-{number}"), None)
    return keys, [Opened(Color.RED)], world.clock.stamp()


# The end


def test_settling_waits_for_what_was_taken_and_takes_no_more() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        world.store.hold()
        host.play(3, "a")
        late = world.connect()
        late.send(type="init", version=1, secret=secret("late"))
        settling = asyncio.ensure_future(world.rooms.settle())
        await world.turns()
        assert not settling.done()
        guest.play(3, "b")
        visitor = await world.watch(host)
        assert [page.last("error")["code"] for page in (guest, visitor)] == ["unavailable"] * 2
        world.store.release()
        await world.turns()
        assert settling.done()
        assert host.take_types() == ["play", "ok"]
        assert late.take_types() == ["init", "state"]

    run(scenario)


def test_settling_waits_for_those_who_enter() -> None:
    async def scenario() -> None:
        world = World()
        world.store.hold()
        page = world.connect()
        page.send(type="init", version=1, secret=secret("ada"))
        settling = asyncio.ensure_future(world.rooms.settle())
        await world.turns()
        assert not settling.done()
        world.store.release()
        await world.turns()
        assert settling.done()
        assert page.take_types() == ["init", "state"]

    run(scenario)


def test_settling_an_idle_process_is_immediate() -> None:
    async def scenario() -> None:
        world = World()
        await world.open()
        await world.rooms.settle()
        assert world.rooms.is_stopping

    run(scenario)


@pytest.mark.parametrize("ending", ["failed", "expired"])
def test_settling_does_not_wait_for_what_will_never_be_stored(ending: str) -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        await world.advance(1)
        world.skip_hours(24)
        world.store.hold()
        expiry = asyncio.ensure_future(world.rooms.expire()) if ending == "expired" else None
        await world.turns()
        host.play(3, "a")
        settling = asyncio.ensure_future(world.rooms.settle())
        await world.turns()
        assert not settling.done()
        if expiry is None:
            world.store.failure = "disk full"
        world.store.release()
        await world.turns()
        assert settling.done()

    run(scenario)


def test_goodbye_is_spread_over_sixteen_delays_and_classic_pages_get_none() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        watchers = [await world.watch(host) for _ in range(31)]
        classic = await world.enter(watch=host.keys["watch"])
        world.rooms.say_bye(goodbyes())
        await world.turns()
        delays = Counter(page.last("bye")["retry_ms"] for page in [host, *watchers])
        assert delays == {250 * bucket: 2 for bucket in range(1, 17)}
        assert classic.log == []
        assert {page.close_code() for page in world.pages} == {1001}

    run(scenario)


def test_goodbyes_of_many_small_rooms_are_spread_too() -> None:
    async def scenario() -> None:
        world = World()
        hosts = [await world.open(f"host{number}") for number in range(32)]
        world.rooms.say_bye(goodbyes())
        delays = Counter(host.last("bye")["retry_ms"] for host in hosts)
        assert delays == {250 * bucket: 2 for bucket in range(1, 17)}

    run(scenario)


# Memory


def test_nothing_is_left_of_rooms_and_visitors_that_are_gone() -> None:
    async def scenario() -> None:
        world = World()
        for number in range(3):
            host = await world.open(f"host{number}")
            guest = await world.join(host, f"guest{number}")
            pages = [host, guest, await world.watch(host), await world.enter(join=host.keys["join"])]
            host.play(3, "a")
            guest.play(3, "b")
            await world.turns()
            host.play(9, "refused")
            pages[2].send_text("nonsense")
            pages.append(await world.enter(watch="nowhere"))
            pages.append(world.connect())
            for page in pages:
                page.cut()
        assert set(census()) == {"LiveRoom", "Visit", "Connection"}
        await world.advance(61)
        world.pages.clear()
        assert len(world.rooms) == 0
        del host, guest, pages, page
        # A loop that was just asked for its time forgets the timers that were cancelled.
        await world.turns()
        assert census() == {}

    gc.collect()
    gc.disable()
    try:
        run(scenario)
    finally:
        gc.enable()


def census() -> Counter[str]:
    """Count what is alive of rooms, visits and connections; nothing here was left to the garbage collector."""
    kinds = (LiveRoom, Visit, Connection)
    return Counter(type(thing).__name__ for thing in gc.get_objects() if isinstance(thing, kinds))
