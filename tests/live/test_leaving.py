"""What is left of a page that goes, at whatever moment, and when the others hear of it."""

from __future__ import annotations

import pytest

from tests.live.kit import World, run


@pytest.mark.parametrize("turns", range(8))
def test_page_that_goes_while_its_room_is_loaded_does_not_keep_it(turns: int) -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        keys = host.keys
        await world.evict(host)
        page = world.connect()
        page.send(type="init", version=1, watch=keys["watch"])
        await world.turns(turns)
        page.cut()
        await world.turns()
        room = world.rooms.get(room_id=keys["room"])
        assert room is not None
        assert len(room.audience) == 0
        await world.advance(61)
        assert len(world.rooms) == 0

    run(scenario)


def test_page_that_goes_before_it_said_anything_is_not_waited_for() -> None:
    async def scenario() -> None:
        world = World()
        page = world.connect()
        assert len(world.rooms.beginners) == 1
        page.cut()
        await world.turns()
        assert len(world.rooms.beginners) == 0

    run(scenario)


def test_departure_is_told_at_once_if_nothing_was_told_for_a_second() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        await world.advance(2)
        host.take()
        guest.cut()
        await world.turns()
        assert [message["guest"] for message in host.take()] == [False]

    run(scenario)
