"""What neither gives time to players nor takes any: restarts, failing disks, other processes, the network."""

from __future__ import annotations

import pytest

from fourline.room.events import Moved
from tests.live.clock_kit import LONG, outcomes, running, times
from tests.live.kit import AnswerLosingStore, World, follow, run


def test_restart_neither_gives_nor_takes_time() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await running(world)
        await world.advance(4, 1)
        world = await world.restart(down_s=3_600)
        back = await world.open("ada")
        assert await times(world, back) == (10_000, 6_000, "yellow")
        await world.join(host, "bo")
        await world.advance(5.9)
        assert back.last("state")["outcome"] is None
        await world.advance(0.2)
        assert back.last("win")["reason"] == "timeout"
        assert guest.keys["role"] == "guest"

    run(scenario)


def test_flag_falls_after_a_restart_that_nobody_came_back_after() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await running(world)
        await world.advance(4, 1)
        world = await world.restart(down_s=3_600)
        await world.advance(5, 1)
        assert outcomes(await world.log_of(host)) == []
        await world.advance(4, 1)
        assert outcomes(await world.log_of(host)) == ["Ended"]

    run(scenario)


def test_service_time_stands_still_while_the_store_is_unavailable() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await running(world)
        await world.advance(4)
        world.store.failure = "disk full"
        guest.play(3, "g")
        await world.turns()
        assert guest.last("error")["code"] == "unavailable"
        await world.advance(600, 10)
        assert not world.clock.is_running
        world.store.failure = None
        await world.advance(0)
        world.tick()
        await world.turns()
        assert await times(world, host) == (10_000, 6_000, "yellow")
        guest.play(3, "g")
        await world.turns()
        assert guest.last("ok")["seq"] == 4
        assert outcomes(await world.log_of(host)) == ["Moved"]
        await world.advance(11, 1)
        assert watcher.last("win")["player"] == "yellow"

    run(scenario)


def test_service_time_stands_still_from_the_first_failed_write_on() -> None:
    async def scenario() -> None:
        store = AnswerLosingStore()
        world = World(store)
        host, guest, _ = await running(world)
        store.loses_answers = True
        guest.play(3, "g")
        await world.turns()
        # Reading works, and so it was found that the move is stored.
        assert guest.take_types() == ["error", "play"]
        assert not world.clock.is_running
        store.loses_answers = False
        world.skip(100)
        assert await times(world, host) == (10_000, 10_000, "red")
        world.tick()
        await world.turns()
        assert world.clock.is_running

    run(scenario)


def test_flag_that_could_not_be_stored_falls_when_the_store_is_back() -> None:
    async def scenario() -> None:
        world = World()
        host, _, watcher = await running(world)
        world.store.failure = "disk full"
        await world.advance(10.1)
        await world.advance(60, 1)
        assert watcher.take_types() == []
        world.store.failure = None
        await world.advance(3, 1)
        assert watcher.take_types() == ["win"]
        assert outcomes(await world.log_of(host)) == ["Ended"]

    run(scenario)


def test_flag_that_another_process_was_faster_to_call_falls_once() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await running(world)
        other = World(world.store)
        await other.watch(host)
        await world.advance(10.1)
        await other.advance(2, 1)
        assert outcomes(await world.log_of(host)) == ["Ended"]
        world.tick()
        host.play(0, "h")
        await world.turns()
        assert host.last("error")["code"] == "game_over"
        assert len({follow(page.log) for page in (host, guest, watcher)}) == 1

    run(scenario)


def test_move_of_another_process_moves_the_deadline() -> None:
    async def scenario() -> None:
        world = World()
        host, _, watcher = await running(world)
        other = World(world.store)
        guest = await other.join(host, "bo")
        await other.advance(8)
        guest.play(3)
        await other.turns()
        # Here the flag seems to be due; the store knows better.
        await world.advance(4, 1)
        assert outcomes(await world.log_of(host)) == ["Moved"]
        assert watcher.last("play")["player"] == "yellow"
        await world.advance(8, 1)
        assert watcher.last("win")["player"] == "yellow"

    run(scenario)


# Lag


@pytest.mark.parametrize(("lag_s", "credit_ms"), [(0.0, 0), (0.1, 100), (0.2, 150), (5.0, 150)])
def test_lag_that_our_pings_measured_is_given_back_within_limits(lag_s: float, credit_ms: int) -> None:
    async def scenario() -> None:
        # No pings but the one on entering.
        world = World(ping_interval_ms=10**9, pong_timeout_ms=2 * 10**9)
        host = await world.open(clock=LONG)
        guest = world.connect()
        guest.send(type="init", version=1, secret="b" * 22, join=host.keys["join"], name="Bo")
        world.pages.remove(guest)
        await world.turns()
        world.skip(lag_s)
        world.pages.append(guest)
        await world.turns()
        for column in range(2):
            host.play(column)
            await world.turns()
            # What a page says of itself counts for nothing.
            guest.send(type="ping", t=-100_000)
            world.skip(5)
            guest.play(column)
            await world.turns()
        moves = [entry.event for entry in await world.log_of(host) if isinstance(entry.event, Moved)]
        # The bank is empty at first, and gets 150 ms for each move.
        assert [move.credit_ms for move in moves] == [0, 0, 0, credit_ms]
        assert guest.last("play")["clock"]["yellow_ms"] == 120_000 - 2 * 3_000 + credit_ms

    run(scenario)


def test_flag_waits_for_what_may_have_been_the_networks() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await running(world)
        guest.play(3)
        await world.turns()
        host.play(3)
        await world.turns()
        await world.advance(10.1)
        assert watcher.take_types() == ["play", "play"]
        await world.advance(0.1)
        assert watcher.take_types() == ["win"]

    run(scenario)
