"""Open offers to play, until they are taken, taken back or given up."""

from __future__ import annotations

from tests.live.kit import World, run, secret
from tests.live.lobby_kit import CLOCK, id_of, seek, seeks, take


def test_seek_of_a_connection_takes_the_place_of_its_last() -> None:
    async def scenario() -> None:
        world = World()
        page = await seek(world, "ada")
        page.send(type="seek", secret=secret("eve"), name="eve", clock=CLOCK)
        assert seeks(page) == ["eve"]
        page.send(type="seek", secret=secret("eve"), name="eva")
        assert seeks(page) == ["eva"]
        page.send(type="unseek")
        page.send(type="unseek")
        page.send(type="sync")
        assert seeks(page) == []

    run(scenario)


def test_no_more_seeks_than_may_be_open() -> None:
    async def scenario() -> None:
        world = World(seeks=2)
        first = await seek(world, "ada")
        await seek(world, "bo")
        third = await seek(world, "cy")
        assert third.last("error")["code"] == "room_full"
        first.send(type="seek", secret=secret("di"), name="di")
        assert seeks(first) == ["di", "bo"]
        first.send(type="unseek")
        third.send(type="seek", secret=secret("cy"), name="cy")
        assert seeks(third) == ["cy", "bo"]

    run(scenario)


def test_seek_outlives_its_connection_by_a_grace() -> None:
    async def scenario() -> None:
        world = World()
        page, other = await seek(world, "ada"), await world.visit()
        page.cut()
        await world.advance(9, 1)
        assert seeks(other) == ["ada"]
        await world.advance(1, 1)
        assert seeks(other) == []

    run(scenario)


def test_who_comes_back_in_time_goes_on_with_the_same_seek() -> None:
    async def scenario() -> None:
        world = World()
        page, other = await seek(world, "ada"), await world.visit()
        seek_id = id_of(other, "ada")
        page.cut()
        await world.advance(9, 1)
        back = await seek(world, "ada")
        assert id_of(back, "ada") == seek_id
        await world.advance(30, 1)
        assert seeks(other) == ["ada"]
        assert (await take(world, other, seek_id, "bo"))["role"] == "guest"
        assert back.last("paired")["role"] == "host"

    run(scenario)
