"""What a room does when it isn't certain that memory and store agree: the disk, another process."""

from __future__ import annotations

from asyncio import Future

from fourline.room.events import Event, Joined, Moved, RoomId, Seat, Stamp
from fourline.rules.position import Color
from fourline.store.base import SecretHash
from tests.live.kit import AnswerLosingStore, Page, World, follow, run, secret

STAMP = Stamp(2_000_000, 1_700_000_000_000)


def room_id(page: Page) -> RoomId:
    return RoomId(page.keys["room"])


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
