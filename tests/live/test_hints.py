"""Hints: the best moves of the position, to the one who asked, and on the room's record."""

from __future__ import annotations

import pytest

from fourline.room.events import Hinted, Seat
from tests.live.kit import Page, World, run

PACE_S = 1.2


async def room_with_a_bot(world: World, moves: str = "44") -> tuple[Page, Page]:
    """Return the host, to move, of a room with a bot, and a spectator; both have read everything so far."""
    host = await world.open(opponent={"bot": 1}, moves=moves)
    watcher = await world.watch(host)
    await world.advance(1.1)
    host.take()
    watcher.take()
    return host, watcher


async def ask(world: World, page: Page, **fields: object) -> list[dict[str, object]]:
    """Let a page ask for a hint; return what it was told, presence left out."""
    page.send(type="hint", **fields)
    await world.turns()
    return [message for message in page.take() if message["type"] != "presence"]


def test_hint_comes_after_its_event_and_its_ok() -> None:
    async def scenario() -> None:
        world = World()
        host, watcher = await room_with_a_bot(world)
        assert await ask(world, host, id="h", at=2) == [
            {"type": "hinted", "seq": 3, "seat": "host"},
            {"type": "ok", "id": "h", "seq": 3},
            {"type": "hint", "ply": 2, "columns": [3], "score": 1},
        ]
        assert watcher.take_types() == ["hinted"]
        assert (await world.log_of(host))[-1].event == Hinted(Seat.HOST)

    run(scenario)


def test_hint_without_an_id_has_no_ok() -> None:
    async def scenario() -> None:
        world = World()
        host, _ = await room_with_a_bot(world)
        assert [message["type"] for message in await ask(world, host)] == ["hinted", "hint"]

    run(scenario)


def test_hint_for_the_same_position_is_counted_once() -> None:
    async def scenario() -> None:
        world = World()
        host, watcher = await room_with_a_bot(world)
        await ask(world, host, id="h")
        for command_id in ("h", "i"):
            again = await ask(world, host, id=command_id, at=3)
            assert [message["type"] for message in again] == ["ok", "hint"]
            assert again[0]["seq"] == 3
        assert watcher.take_types() == ["hinted"]
        assert world.room_of(host).state.hints == 1

    run(scenario)


def test_hint_that_was_answered_before_the_position_changed_tells_nothing_new() -> None:
    async def scenario() -> None:
        world = World()
        host, _ = await room_with_a_bot(world)
        await ask(world, host, id="h")
        host.play(0)
        await world.advance(PACE_S, 0.1)
        host.take()
        # No `at`, so only the id tells that this was answered. It is about another position now.
        assert [message["type"] for message in await ask(world, host, id="h")] == ["ok"]
        assert world.room_of(host).state.hints == 1

    run(scenario)


@pytest.mark.parametrize("fields", [{"at": 1}, {"at": 99}])
def test_hint_for_a_board_that_is_no_more_is_stale(fields: dict[str, int]) -> None:
    async def scenario() -> None:
        world = World()
        host, _ = await room_with_a_bot(world)
        host.play(0)
        await world.advance(PACE_S, 0.1)
        host.take()
        answer = await ask(world, host, id="h", **fields)
        assert [message["type"] for message in answer] == ["error", "state"]
        assert answer[0]["code"] == "stale"

    run(scenario)


def test_hint_overtaken_by_a_move_is_stale() -> None:
    async def scenario() -> None:
        world = World()
        host, _ = await room_with_a_bot(world)
        world.solver.is_slow = True
        await ask(world, host, id="h")
        host.play(0)
        await world.turns()
        host.take()
        world.solver.answer_all()
        await world.turns()
        assert host.take_types() == ["error", "state"]
        assert world.room_of(host).state.hints == 0

    run(scenario)


def test_hint_that_the_solver_has_no_time_for_is_not_counted() -> None:
    async def scenario() -> None:
        world = World()
        host, watcher = await room_with_a_bot(world)
        world.solver.has_time = False
        (answer,) = await ask(world, host, id="h")
        assert (answer["code"], answer["id"]) == ("unavailable", "h")
        assert watcher.take_types() == []

    run(scenario)


def test_hint_between_people_is_refused_and_the_solver_not_asked() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        for page, code in ((host, "not_available"), (guest, "not_available"), (watcher, "not_a_player")):
            (answer,) = await ask(world, page, id="h")
            assert answer["code"] == code
        assert world.solver.asked == []

    run(scenario)


def test_hints_waiting_count_as_commands_waiting() -> None:
    async def scenario() -> None:
        world = World(waiting_commands=2)
        host, _ = await room_with_a_bot(world)
        world.solver.is_slow = True
        for number in range(3):
            host.send(type="hint", id=f"h{number}")
        await world.turns()
        (refused,) = host.take()
        assert (refused["code"], refused["id"]) == ("rate_limited", "h2")
        world.solver.answer_all()
        await world.turns()
        assert host.take_types() == ["hinted", "ok", "hint", "hinted", "ok", "hint"]

    run(scenario)


def test_hint_for_a_page_that_left_is_not_counted() -> None:
    async def scenario() -> None:
        world = World()
        host, _ = await room_with_a_bot(world)
        world.solver.is_slow = True
        await ask(world, host, id="h")
        host.cut()
        await world.turns()
        world.solver.answer_all()
        await world.turns()
        assert world.room_of(host).state.hints == 0

    run(scenario)
