"""What a server does about once a second with its store, whatever the store does."""

from __future__ import annotations

import asyncio
from asyncio import Future

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from fourline.live import upkeep
from fourline.room.events import Opened, RoomId, Stamp
from fourline.rules.position import Color
from fourline.store.memory import MemoryStore
from tests.live.clock_kit import LONG, outcomes, running
from tests.live.kit import World, run

STAMP = Stamp(0, 1_700_000_000_000)


class CountingStore(MemoryStore):
    """A store that counts what upkeep asks of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @override
    def due(self, now_ms: int, limit: int) -> Future[list[RoomId]]:
        self.asked.append("due")
        return super().due(now_ms, limit)

    @override
    def keep_time(self, service_ms: int) -> Future[None]:
        self.asked.append("keep_time")
        return super().keep_time(service_ms)

    @override
    def probe(self) -> Future[None]:
        self.asked.append("probe")
        return super().probe()

    @override
    def expire_rooms(self, before_ms: int, limit: int) -> Future[list[RoomId]]:
        self.asked.append("expire_rooms")
        return super().expire_rooms(before_ms, limit)


def test_time_is_kept_while_a_clock_runs_and_not_otherwise() -> None:
    async def scenario() -> None:
        store = CountingStore()
        world = World(store)
        host, _, _ = await running(world, LONG)
        store.asked.clear()
        await world.advance(3, 1)
        assert store.asked == ["due", "keep_time", "due"] * 3
        host.send(type="resign")
        await world.turns()
        store.asked.clear()
        await world.advance(3, 1)
        assert store.asked == ["due"] * 3

    run(scenario)


def test_rounds_never_overlap_and_a_hanging_disk_stops_nothing_else() -> None:
    async def scenario() -> None:
        store = CountingStore()
        world = World(store)
        host, guest, _ = await running(world, LONG)
        idle = await world.open("idle")
        visitor = await world.visit()
        idle.cut()
        store.asked.clear()
        store.hold()
        guest.cut()
        await world.advance(65, 1)
        assert store.asked == ["due"]
        # Presence, eviction and the lobby go on.
        assert host.last("presence")["guest"] is False
        assert len(world.rooms) == 1
        assert visitor.last("lobby")["people"] == 3
        store.release()
        await world.advance(1)
        assert store.asked.count("keep_time") in {1, 2}

    run(scenario)


def test_store_is_probed_until_it_works_while_time_stands_still() -> None:
    async def scenario() -> None:
        store = CountingStore()
        world = World(store)
        store.failure = "disk full"
        await world.open()
        await world.advance(3, 1)
        stands_ms = world.clock.now_ms()
        assert store.asked == ["probe"] * 3
        await world.advance(3, 1)
        assert world.clock.now_ms() == stands_ms
        store.failure = None
        await world.advance(2, 1)
        assert store.is_available
        assert world.clock.now_ms() == stands_ms + 1_000

    run(scenario)


def test_each_reason_for_trouble_is_logged_once() -> None:
    async def scenario() -> None:
        world = World()
        await running(world, LONG)
        for reason in ("no space left on device", "read-only file system", None):
            world.store.failure = reason
            await world.advance(3, 1)

    with capture_logs() as logs:
        run(scenario)
    assert [(entry["event"], entry.get("reason")) for entry in logs if entry["event"].startswith("store_")] == [
        ("store_unavailable", "no space left on device"),
        ("store_unavailable", "read-only file system"),
        ("store_available", None),
    ]


def test_round_that_crashes_is_not_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "EXPIRE_EVERY", 1)

    async def scenario() -> None:
        class Crashing(CountingStore):
            @override
            def due(self, now_ms: int, limit: int) -> Future[list[RoomId]]:
                if not self.asked:
                    self.asked.append("crash")
                    raise ValueError("a fault of ours")
                return super().due(now_ms, limit)

        store = Crashing()
        world = World(store)
        await world.advance(3, 1)
        assert store.asked == ["crash", "due", "due"]

    run(scenario)


def test_unplayed_rooms_are_removed_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "EXPIRE_EVERY", 5)

    async def scenario() -> None:
        store = CountingStore()
        world = World(store)
        host = await world.open()
        world.skip_hours(25)
        await world.advance(5, 1)
        assert store.asked.count("expire_rooms") == 2
        assert host.close_code() == 4500
        world.skip_hours(25)
        await world.advance(5, 1)
        assert store.asked.count("expire_rooms") == 3

    run(scenario)


def test_stopped_upkeep_asks_nothing_more() -> None:
    async def scenario() -> None:
        store = CountingStore()
        world = World(store)
        await running(world, LONG)
        store.asked.clear()
        world.upkeep.tick()
        await asyncio.sleep(0)
        world.upkeep.stop()
        await world.turns()
        assert store.asked == ["due"]
        world.upkeep.stop()

    run(scenario)


def test_one_unreadable_room_does_not_keep_the_flags_of_others_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fourline.live.rooms.DUE_AT_ONCE", 1)

    async def scenario() -> None:
        world = World()
        broken, guest, watcher = await running(world, LONG)
        await world.evict(broken, guest, watcher)
        room_id = RoomId(broken.keys["room"])
        # It stays due, and the first of all.
        await world.store.append(room_id, len(await world.log_of(broken)), [Opened(Color.RED)], STAMP, deadline_at_ms=1)
        host = await world.open("host", clock=LONG)
        other = await world.join(host, "guest")
        host.play(3)
        await world.turns()
        await world.evict(host, other)
        await world.advance(65, 1)
        assert outcomes(await world.log_of(host)) == ["Ended"]

    run(scenario)
