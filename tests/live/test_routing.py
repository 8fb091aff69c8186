"""Who gets a seat: races of claims, and seats held without a secret."""

from __future__ import annotations

from itertools import permutations

import pytest

from fourline.live.routing import find_keys
from fourline.protocol.messages import Init
from fourline.room.events import Joined
from tests.live.kit import AnswerLosingStore, Page, World, follow, run, secret


def roles(pages: list[Page]) -> list[str]:
    return [page.keys["role"] for page in pages]


async def claim_at_once(world: World, inits: list[dict[str, object]]) -> list[Page]:
    """Send all the first messages before the store answers any."""
    pages = [world.connect() for _ in inits]
    world.store.hold()
    for page, init in zip(pages, inits, strict=True):
        page.send(type="init", **init)
    await world.turns()
    world.store.release()
    await world.turns()
    return pages


async def joins(world: World, host: Page) -> int:
    return sum(isinstance(entry.event, Joined) for entry in await world.log_of(host))


async def plays_yellow(world: World, host: Page, page: Page) -> bool:
    """Tell whether a page's move counts; it is yellow's turn then."""
    before = len(await world.log_of(host))
    page.play(6)
    await world.turns()
    return len(await world.log_of(host)) > before


def test_first_message_names_at_most_one_room() -> None:
    assert find_keys(Init(version=1, secret="s")) == {}
    assert find_keys(Init(join="j")) == {"join_key": "j"}
    assert find_keys(Init(watch="w")) == {"watch_key": "w"}
    assert find_keys(Init(version=1, room="r")) == {"room_id": "r"}
    # An empty key is a wrong key, not a wish for a new room.
    assert find_keys(Init(join="")) == {"join_key": ""}


# At the same moment


def test_of_many_joiners_exactly_one_gets_the_seat() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        join = host.keys["join"]
        pages = await claim_at_once(
            world, [{"version": 1, "secret": secret(f"p{number}"), "join": join} for number in range(5)]
        )
        assert roles(pages) == ["guest"] + ["spectator"] * 4
        assert [page.keys.get("notice") for page in pages] == [None] + ["seat_taken"] * 4
        assert await joins(world, host) == 1
        assert [follow(page.log)[0] for page in [host, *pages]] == [2] * 6

    run(scenario)


def test_same_secret_twice_at_the_same_moment_is_one_guest() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        init: dict[str, object] = {"version": 1, "secret": secret("bo"), "join": host.keys["join"]}
        pages = await claim_at_once(world, [init, init])
        assert roles(pages) == ["guest", "guest"]
        assert not [page for page in pages if "notice" in page.keys]
        assert await joins(world, host) == 1

    run(scenario)


def test_same_secret_that_opens_twice_at_the_same_moment_has_one_room() -> None:
    async def scenario() -> None:
        world = World()
        pages = await claim_at_once(world, [{"version": 1, "secret": secret("ada")}] * 2)
        assert pages[0].keys == pages[1].keys
        assert len(world.rooms) == 1

    run(scenario)


def test_of_two_classic_joiners_exactly_one_plays() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        first, second = await claim_at_once(world, [{"join": host.keys["join"]}] * 2)
        assert first.log == []
        assert second.log == [{"type": "error", "message": "This seat is taken."}]
        host.play(3)
        second.play(3)
        first.play(3)
        await world.turns()
        assert [message["player"] for message in host.log[1:]] == ["red", "yellow"]

    run(scenario)


@pytest.mark.parametrize("order", list(permutations(["classic", "bo", "cy"])))
def test_mixed_joiners_of_a_free_seat(order: tuple[str, ...]) -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        join = host.keys["join"]
        inits: list[dict[str, object]] = [
            {"join": join} if who == "classic" else {"version": 1, "secret": secret(who), "join": join} for who in order
        ]
        pages = await claim_at_once(world, inits)
        host.play(3)
        await world.turns()
        # The last to try would succeed if it had a seat, too.
        assert [await plays_yellow(world, host, page) for page in reversed(pages)] == [False, False, True]
        assert await joins(world, host) == 1

    run(scenario)


# A seat without a secret


async def vacant(world: World) -> Page:
    """Return the host of a room whose guest, a tutorial's page, has left; it is yellow's turn."""
    host = await world.open()
    guest = await world.enter(join=host.keys["join"])
    host.play(3)
    await world.turns()
    guest.cut()
    await world.turns()
    return host


def test_classic_yellow_comes_back_without_joining_anew() -> None:
    async def scenario() -> None:
        world = World()
        host = await vacant(world)
        back = await world.enter(join=host.keys["join"])
        assert [message["type"] for message in back.log] == ["play"]
        assert await plays_yellow(world, host, back)
        assert await joins(world, host) == 1

    run(scenario)


def test_classic_yellow_comes_back_after_the_room_left_memory() -> None:
    async def scenario() -> None:
        world = World()
        host = await vacant(world)
        await world.evict(host)
        back = await world.enter(join=host.keys["join"])
        assert await plays_yellow(world, host, back)

    run(scenario)


def test_version_1_takes_over_a_vacated_classic_seat_for_good() -> None:
    async def scenario() -> None:
        world = World()
        host = await vacant(world)
        guest = await world.join(host, "bo", name="Bo")
        assert guest.keys["role"] == "guest"
        assert host.last("joined") == {"type": "joined", "seq": 4, "seat": "guest", "name": "Bo"}
        late = await world.enter(join=host.keys["join"])
        assert late.log[0] == {"type": "error", "message": "This seat is taken."}
        guest.cut()
        await world.turns()
        later = await world.enter(join=host.keys["join"])
        assert later.log[0] == {"type": "error", "message": "This seat is taken."}
        assert not await plays_yellow(world, host, later)
        assert await plays_yellow(world, host, await world.join(host, "bo"))

    run(scenario)


def test_nobody_takes_over_a_classic_seat_while_its_page_is_there() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        guest = await world.enter(join=host.keys["join"])
        late = await world.join(host, "bo")
        assert late.keys["notice"] == "seat_taken"
        assert guest.close_code() is None

    run(scenario)


@pytest.mark.parametrize("is_classic_first", [True, False])
def test_vacated_seat_goes_to_one_of_two_who_come_at_the_same_moment(is_classic_first: bool) -> None:
    async def scenario() -> None:
        world = World()
        host = await vacant(world)
        join = host.keys["join"]
        inits: list[dict[str, object]] = [{"join": join}, {"version": 1, "secret": secret("bo"), "join": join}]
        pages = await claim_at_once(world, inits if is_classic_first else inits[::-1])
        assert [await plays_yellow(world, host, page) for page in reversed(pages)] == [False, True]

    run(scenario)


def test_vacated_seat_goes_to_one_of_two_classic_pages() -> None:
    async def scenario() -> None:
        world = World()
        host = await vacant(world)
        pages = await claim_at_once(world, [{"join": host.keys["join"]}] * 2)
        assert [await plays_yellow(world, host, page) for page in reversed(pages)] == [False, True]

    run(scenario)


def test_classic_page_does_not_return_beside_a_claim_that_may_be_stored() -> None:
    async def scenario() -> None:
        store = AnswerLosingStore()
        world = World(store)
        host = await vacant(world)
        store.hold()
        store.loses_answers = True
        guest = world.connect()
        guest.send(type="init", version=1, secret=secret("bo"), join=host.keys["join"])
        store.release()
        await world.turns(1)
        store.loses_answers, store.failure = False, "I/O error"
        await world.turns()
        store.failure = None
        late = await world.enter(join=host.keys["join"])
        assert late.log[0] == {"type": "error", "message": "This seat is taken."}
        assert not await plays_yellow(world, host, late)
        assert await plays_yellow(world, host, await world.join(host, "bo"))

    run(scenario)


def test_classic_joiner_that_left_while_it_was_seated_leaves_a_vacant_seat() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        world.store.hold()
        gone = world.connect()
        gone.send(type="init", join=host.keys["join"])
        gone.cut()
        await world.turns()
        world.store.release()
        await world.turns()
        host.play(3)
        await world.turns()
        assert await plays_yellow(world, host, await world.enter(join=host.keys["join"]))

    run(scenario)


def test_classic_host_can_not_come_back_but_its_room_stays() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        guest = await world.enter(join=host.keys["join"])
        watcher = await world.enter(version=1, watch=host.keys["watch"])
        host.play(3)
        await world.turns()
        host.cut()
        await world.turns()
        guest.play(3)
        await world.turns()
        assert watcher.last("play")["ply"] == 2
        late = await world.enter(join=host.keys["join"])
        late.play(3)
        await world.turns()
        assert late.log[0]["message"] == "This seat is taken."
        assert watcher.last("play")["ply"] == 2

    run(scenario)
