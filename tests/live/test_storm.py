"""All who watch come back at once, in the middle of a move."""

from __future__ import annotations

from asyncio import Future

from fourline.live.rooms import LOADS_AT_ONCE
from fourline.room.events import Entry, RoomId
from fourline.store.memory import MemoryStore
from tests.live.kit import TURNS, Page, World, run, secret

CROWD = 300


class CountingStore(MemoryStore):
    """Counts how often a log is read, and how many are at a time."""

    reads = 0
    under_way = 0
    most = 0

    def read(self, room_id: RoomId, after_seq: int = 0) -> Future[list[Entry]]:
        self.reads += 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        reading = super().read(room_id, after_seq)
        reading.add_done_callback(self._done)
        return reading

    def _done(self, _: Future[list[Entry]]) -> None:
        self.under_way -= 1


async def come(world: World, host: Page) -> list[Page]:
    """Let everybody in, all in one turn of the loop."""
    crowd = [world.connect() for _ in range(CROWD)]
    for page in crowd:
        page.send(type="init", version=1, watch=host.keys["watch"])
    return crowd


def test_storm_is_shown_the_game_and_the_move_once_each() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        crowd = await come(world, host)
        await world.turns()
        for page in crowd:
            page.cut()
        world.store.hold()
        host.play(3, "before")
        await world.turns()
        crowd = await come(world, host)
        await world.turns()
        world.store.release()
        await world.turns()
        seen = {tuple(message["type"] for message in page.take() if message["type"] != "presence") for page in crowd}
        # The move was with the store when they came.
        assert seen == {("init", "state", "play")}
        assert {page.last("state")["moves"] for page in crowd} == {""}
        guest.play(3, "after")
        await world.turns()
        assert {tuple(message["type"] for message in page.take()) for page in crowd} == {("play",)}

    run(scenario)


def test_storm_is_told_as_one_change_of_presence() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        await world.advance(1)
        world.skip(2)
        host.take()
        await come(world, host)
        await world.turns()
        told = [message["spectators"] for message in host.take() if message["type"] == "presence"]
        # In steps of ten above a hundred.
        assert told == [300]

    run(scenario)


def test_storm_on_a_room_that_left_memory_loads_it_once() -> None:
    async def scenario() -> None:
        store = CountingStore()
        world = World(store)
        host, guest, watcher = await world.table()
        keys = host.keys
        await world.evict(host, guest, watcher)
        store.reads = 0
        crowd = [world.connect() for _ in range(CROWD)]
        for page in crowd:
            page.send(type="init", version=1, watch=keys["watch"])
        await world.turns()
        assert store.reads == 1
        assert {page.last("init")["role"] for page in crowd} == {"spectator"}

    run(scenario)


def test_logs_of_many_rooms_are_read_some_at_a_time_whatever_becomes_of_them() -> None:
    async def scenario() -> None:
        store = CountingStore()
        world = World(store)
        hosts = [await world.open(f"host{number}") for number in range(2 * LOADS_AT_ONCE + 1)]
        await world.evict(*hosts)
        store.reads = store.most = 0
        store.failure = "disk full"
        for number in range(len(hosts)):
            page = world.connect()
            page.send(type="init", version=1, secret=secret(f"host{number}"), room=hosts[number].keys["room"])
        await world.turns()
        store.failure = None
        store.hold()
        pages = [world.connect() for _ in hosts]
        for number, page in enumerate(pages):
            page.send(type="init", version=1, secret=secret(f"host{number}"), room=hosts[number].keys["room"])
        await world.turns()
        store.release()
        await world.turns(4 * TURNS)
        assert store.most == LOADS_AT_ONCE
        assert {page.last("init")["role"] for page in pages} == {"host"}

    run(scenario)
