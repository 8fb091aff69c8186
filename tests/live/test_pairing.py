"""How a seek becomes a room for two, exactly once, whatever comes between."""

from __future__ import annotations

import pytest

from fourline.live.lobby import PAIRED_KEPT
from fourline.room.events import Joined, Opened, RoomId
from fourline.rules.position import Color
from tests.live.kit import AnswerLosingStore, World, run, secret
from tests.live.lobby_kit import CLOCK, id_of, paired, seek, seeks, take


@pytest.mark.parametrize(("wish", "red"), [("red", "host"), ("yellow", "guest")])
def test_seek_that_is_taken_is_a_room_for_both(wish: str, red: str) -> None:
    async def scenario() -> None:
        world = World()
        host, guest = await paired(world, clock=CLOCK, color=wish)
        assert (host.keys["role"], guest.keys["role"]) == ("host", "guest")
        state = guest.last("state")
        assert state["names"] == {"host": "ada", "guest": "bo"}
        assert state["seated"] == {"host": True, "guest": True}
        assert state["clock"]["initial_ms"] == 180_000
        assert state["colors"]["red"] == red
        assert state["listed"] is True
        (host if red == "host" else guest).play(3, "a")
        await world.turns()
        assert host.last("play")["ply"] == guest.last("play")["ply"] == 1

    run(scenario)


def test_of_two_hundred_who_click_at_once_exactly_one_plays() -> None:
    async def scenario() -> None:
        world = World()
        seeker = await seek(world, "ada")
        seek_id = id_of(seeker, "ada")
        visitors = [await world.visit() for _ in range(200)]
        for page in visitors:
            page.take()
        rooms = len(world.rooms)
        for number, page in enumerate(visitors):
            page.send(type="take", seek=seek_id, secret=secret(f"p{number}"), name=f"p{number}")
        await world.turns()
        answers = [[m for m in page.take() if m["type"] != "lobby"] for page in visitors]
        assert [len(answer) for answer in answers] == [1] * 200
        kinds = [answer[0].get("code", answer[0]["type"]) for answer in answers]
        assert (kinds.count("paired"), kinds.count("seek_gone")) == (1, 199)
        assert len(world.rooms) == rooms + 1
        winner = answers[kinds.index("paired")][0]
        assert seeker.last("paired") == {**winner, "role": "host"}
        entries = await world.store.read(RoomId(winner["room"]))
        assert [type(entry.event) for entry in entries] == [Opened, Joined]
        late = await world.visit()
        assert seeks(late) == []

    run(scenario)


def test_own_seek_can_not_be_taken() -> None:
    async def scenario() -> None:
        world = World()
        page, tab = await seek(world, "ada"), await world.visit()
        seek_id = id_of(page, "ada")
        assert (await take(world, page, seek_id, "bo"))["code"] == "not_available"
        assert (await take(world, tab, seek_id, "ada"))["code"] == "not_available"
        assert seeks(await world.visit()) == ["ada"]

    run(scenario)


def test_taker_does_not_seek_any_more() -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await seek(world, "bo")
        assert (await take(world, bo, id_of(ada, "ada"), "bo-too"))["type"] == "paired"
        assert seeks(await world.visit()) == []

    run(scenario)


def test_two_who_take_each_other_at_once_are_one_pair() -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await seek(world, "bo")
        seek_ids = id_of(bo, "ada"), id_of(bo, "bo")
        bo.send(type="take", seek=seek_ids[0], secret=secret("bo-too"))
        ada.send(type="take", seek=seek_ids[1], secret=secret("ada-too"))
        await world.turns()
        assert ada.last("error")["code"] == "seek_gone"
        assert (ada.last("paired")["role"], bo.last("paired")["role"]) == ("host", "guest")
        assert len(world.rooms) == 1

    run(scenario)


@pytest.mark.parametrize("message", ["take", "seek"])
def test_who_is_being_paired_can_not_be_paired_with_another(message: str) -> None:
    async def scenario() -> None:
        world = World()
        ada, cy, bo = await seek(world, "ada"), await seek(world, "cy"), await world.visit()
        world.store.hold()
        bo.send(type="take", seek=id_of(bo, "ada"), secret=secret("bo"))
        for page in (ada, bo):
            page.take()
            page.send(type=message, seek=id_of(bo, "cy"), secret=secret("other"))
            assert [m["code"] for m in page.take()] == ["not_available"]
        world.store.release()
        await world.turns()
        assert (ada.last("paired")["role"], bo.last("paired")["role"]) == ("host", "guest")
        assert seeks(await world.visit()) == ["cy"]
        assert cy.close_code() is None

    run(scenario)


def test_seeker_that_was_paired_while_away_is_told_when_it_comes_back() -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await world.visit()
        ada.cut()
        await world.turns()
        answer = await take(world, bo, id_of(bo, "ada"), "bo")
        back = await seek(world, "ada")
        assert back.last("paired") == {**answer, "role": "host"}
        assert seeks(back) == []
        host = await world.enter(version=1, secret=secret("ada"), room=answer["room"])
        assert host.keys["role"] == "host"

    run(scenario)


@pytest.mark.parametrize("who", ["seeker", "taker"])
def test_who_comes_back_while_it_is_being_paired_is_told_what_comes_of_it(who: str) -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await world.visit()
        seek_id = id_of(bo, "ada")
        world.store.hold()
        bo.send(type="take", seek=seek_id, secret=secret("bo"))
        (ada if who == "seeker" else bo).cut()
        await world.turns()
        back = await world.visit()
        if who == "seeker":
            back.send(type="seek", secret=secret("ada"), name="ada")
        else:
            back.send(type="take", seek=seek_id, secret=secret("bo"))
        assert seeks(back) == []
        world.store.release()
        await world.turns()
        told = [page.last("paired")["role"] for page in ((back, bo) if who == "seeker" else (ada, back))]
        assert told == ["host", "guest"]
        assert len(world.rooms) == 1
        assert seeks(await world.visit()) == []

    run(scenario)


def test_taker_that_asks_again_gets_the_same_answer() -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await world.visit()
        seek_id = id_of(bo, "ada")
        answer = await take(world, bo, seek_id, "bo")
        bo.cut()
        back = await world.visit()
        assert await take(world, back, seek_id, "bo") == answer
        assert (await take(world, back, seek_id, "cy"))["code"] == "seek_gone"
        assert ada.last("paired")["room"] == answer["room"]
        assert len(world.rooms) == 1

    run(scenario)


def test_seek_is_open_again_if_no_room_can_be_stored() -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await seek(world, "bo")
        seek_id = id_of(bo, "ada")
        world.store.failure = "disk full"
        assert (await take(world, bo, seek_id, "bo-too"))["code"] == "unavailable"
        late = await world.visit()
        # The taker's own, too.
        assert seeks(late) == ["bo", "ada"]
        world.store.failure = None
        assert (await take(world, bo, seek_id, "bo-too"))["role"] == "guest"
        assert ada.last("paired")["role"] == "host"

    run(scenario)


@pytest.mark.parametrize("how", ["cut", "unseek"])
def test_seek_that_was_given_up_while_it_was_taken_does_not_open_again(how: str) -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await world.visit()
        world.store.hold()
        bo.send(type="take", seek=id_of(bo, "ada"), secret=secret("bo"))
        if how == "cut":
            ada.cut()
        else:
            ada.send(type="unseek")
        world.store.failure = "disk full"
        world.store.release()
        await world.turns()
        world.store.failure = None
        if how == "cut":
            assert seeks(await world.visit()) == ["ada"]
            await world.advance(10, 1)
        assert seeks(await world.visit()) == []

    run(scenario)


def test_pair_that_was_stored_after_all_is_found_by_both() -> None:
    async def scenario() -> None:
        store = AnswerLosingStore()
        world = World(store)
        ada, bo, cy = await seek(world, "ada"), await world.visit(), await world.visit()
        seek_id = id_of(bo, "ada")
        store.loses_answers = True
        assert (await take(world, bo, seek_id, "bo"))["code"] == "unavailable"
        store.loses_answers = False
        # Somebody else is faster, and would be the third in a room of two.
        assert (await take(world, cy, seek_id, "cy"))["code"] == "seek_gone"
        room = ada.last("paired")["room"]
        assert await take(world, bo, seek_id, "bo") == {"type": "paired", "room": room, "role": "guest"}
        guest = await world.enter(version=1, secret=secret("bo"), room=room)
        assert guest.keys["role"] == "guest"
        assert seeks(await world.visit()) == []

    run(scenario)


def test_takers_are_limited_by_address_like_openers() -> None:
    async def scenario() -> None:
        world = World(rooms_per_minute=1)
        await seek(world, "ada")
        await seek(world, "cy")
        page = await world.visit()
        assert (await take(world, page, id_of(page, "ada"), "bo"))["type"] == "paired"
        assert (await take(world, page, id_of(page, "cy"), "bo-too"))["code"] == "rate_limited"
        assert seeks(await world.visit()) == ["cy"]

    run(scenario)


def test_crash_while_pairing_ends_the_two_and_nobody_else() -> None:
    async def scenario() -> None:
        world = World()
        ada, bo, other = await seek(world, "ada"), await world.visit(), await seek(world, "other")
        # The seeker's secret has a room already, whose log is nothing we could have written.
        host = await world.enter(version=1, secret=secret("ada"))
        await world.evict(host)
        await world.store.append(RoomId(host.keys["room"]), 1, [Opened(Color.RED)], world.clock.stamp())
        bo.send(type="take", seek=id_of(bo, "ada"), secret=secret("bo"))
        await world.turns()
        assert ada.close_code() == bo.close_code() == 1011
        assert other.close_code() is None
        assert seeks(await world.visit()) == ["other"]

    run(scenario)


def test_pairs_are_remembered_up_to_a_limit() -> None:
    async def scenario() -> None:
        world = World(rooms_per_minute=10**6)
        seeker, taker = await world.visit(), await world.visit()
        for number in range(PAIRED_KEPT // 2 + 10):
            seeker.send(type="seek", secret=secret(f"s{number}"), name="ada")
            answer = await take(world, taker, id_of(seeker, "ada"), f"t{number}")
            assert answer["type"] == "paired"
            world.skip(1)
        assert len(vars(world.lobby)["_paired"]) == PAIRED_KEPT
        # The latest is.
        seeker.take()
        seeker.send(type="seek", secret=secret(f"s{number}"), name="ada")
        assert seeker.take_types() == ["paired"]

    run(scenario)


def test_seeker_that_is_being_paired_comes_back_as_nobody_who_is_being_paired_with_another() -> None:
    async def scenario() -> None:
        world = World()
        ada, cy, bo = await seek(world, "ada"), await seek(world, "cy"), await world.visit()
        world.store.hold()
        bo.send(type="take", seek=id_of(bo, "cy"), secret=secret("bo"))
        cy.cut()
        await world.turns()
        back = await world.visit()
        back.send(type="take", seek=id_of(back, "ada"), secret=secret("cy-too"))
        back.take()
        back.send(type="seek", secret=secret("cy"), name="cy")
        assert [m["code"] for m in back.take()] == ["not_available"]
        world.store.release()
        await world.turns()
        assert [m["role"] for m in back.log if m["type"] == "paired"] == ["guest"]
        assert ada.last("paired")["room"] == back.last("paired")["room"] != bo.last("paired")["room"]
        # Who asks again is told of the other one, too.
        assert (await seek(world, "cy")).last("paired") == {**bo.last("paired"), "role": "host"}

    run(scenario)


@pytest.mark.parametrize("is_stored", [False, True])
def test_taker_that_comes_back_for_its_own_seek_only_is_told_of_its_room(is_stored: bool) -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await seek(world, "bo")
        world.store.hold()
        bo.send(type="take", seek=id_of(bo, "ada"), secret=secret("bo-too"))
        bo.cut()
        if is_stored:
            world.store.release()
        await world.turns()
        back = await seek(world, "bo")
        world.store.release()
        await world.turns()
        assert back.last("paired") == {**ada.last("paired"), "role": "guest"}
        assert seeks(await world.visit()) == []

    run(scenario)


def test_taker_that_comes_back_by_its_seeks_secret_does_not_seek_any_more() -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await seek(world, "bo")
        seek_id = id_of(bo, "ada")
        bo.cut()
        await world.turns()
        back = await world.visit()
        assert seeks(back) == ["bo", "ada"]
        assert (await take(world, back, seek_id, "bo"))["role"] == "guest"
        assert ada.last("paired")["role"] == "host"
        assert seeks(await world.visit()) == []

    run(scenario)
