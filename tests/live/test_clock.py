"""Clocks in live rooms: whose time passes, when it is over, and what neither gives nor takes any."""

from __future__ import annotations

from random import Random

import pytest

from fourline.room.events import Ended, Entry, Moved, RoomId
from fourline.rules.game import Reason
from tests.live.kit import Message, Page, World, follow, run

CLOCK = {"initial_ms": 10_000, "increment_ms": 0}
LONG = {"initial_ms": 120_000, "increment_ms": 2_000}


async def running(world: World, clock: Message = CLOCK) -> tuple[Page, Page, Page]:
    """Return host, guest and a spectator; red, the host, has just moved, so yellow's time begins to pass."""
    pages = await world.table(clock=clock)
    pages[0].play(3)
    await world.turns()
    for page in pages:
        page.take()
    return pages


async def times(world: World, page: Page) -> tuple[int, int, str | None]:
    """Return what red and yellow have left now, and whose time passes."""
    page.send(type="sync")
    await world.turns()
    clock = page.last("state")["clock"]
    return clock["red_ms"], clock["yellow_ms"], clock["running"]


def outcomes(entries: list[Entry]) -> list[str]:
    """Return what happened after the first move."""
    return [type(entry.event).__name__ for entry in entries[3:]]


# Running


def test_clock_begins_with_the_first_move_once_both_are_seated() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open(clock=CLOCK)
        host.play(3)
        await world.advance(30)
        assert await times(world, host) == (10_000, 10_000, None)
        guest = await world.join(host)
        assert await times(world, guest) == (10_000, 10_000, "yellow")
        await world.advance(4)
        guest.play(3)
        await world.turns()
        assert host.last("play")["clock"] == {"red_ms": 10_000, "yellow_ms": 6_000}
        assert await times(world, host) == (10_000, 6_000, "red")

    run(scenario)


def test_move_gets_its_increment_and_tells_all_both_times() -> None:
    async def scenario() -> None:
        world = World()
        pages = host, guest, watcher = await running(world, LONG)
        await world.advance(5)
        guest.play(3, "g")
        await world.turns()
        await world.advance(3)
        host.play(3, "h")
        await world.turns()
        told = [message["clock"] for message in watcher.log if message["type"] == "play"]
        assert told[1:] == [{"red_ms": 120_000, "yellow_ms": 117_000}, {"red_ms": 119_000, "yellow_ms": 117_000}]
        assert len({follow(page.log) for page in pages}) == 1

    run(scenario)


def test_room_without_a_clock_has_no_times() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        host.play(3)
        await world.advance(4_000)
        assert "clock" not in guest.last("play")
        assert (await world.watch(host)).last("state")["clock"] is None

    run(scenario)


# The flag


def test_flag_falls_when_time_is_over_and_not_before() -> None:
    async def scenario() -> None:
        world = World()
        pages = host, _, watcher = await running(world)
        classic = await world.enter(watch=host.keys["watch"])
        await world.advance(9.9)
        assert watcher.take_types() == []
        await world.advance(0.2)
        for page in pages:
            win = page.last("win")
            assert (win["player"], win["reason"], win["seq"]) == ("red", "timeout", 4)
            assert win["clock"] == {"red_ms": 10_000, "yellow_ms": 0}
        assert classic.last("win")["player"] == "red"
        game = await world.store.read_game(host.last("win")["game_id"])
        assert game is not None
        assert game.outcome.reason is Reason.TIMEOUT
        assert await times(world, host) == (10_000, 0, None)

    run(scenario)


def test_flag_against_one_who_can_not_win_any_more_is_a_draw() -> None:
    async def scenario() -> None:
        world = World()
        # After red's next move no line of four is open to it any more.
        host, guest, watcher = await world.table(clock=CLOCK, moves="77377364566342721421522144141516")
        classic = await world.enter(watch=host.keys["watch"])
        host.play(5)
        await world.turns()
        await world.advance(10.1)
        for page in (host, guest, watcher):
            assert page.last("draw")["reason"] == "timeout"
        assert host.last("draw")["clock"] == {"red_ms": 10_000, "yellow_ms": 0}
        assert classic.log[-1]["type"] == "play"

    run(scenario)


def test_move_that_comes_too_late_but_before_the_flag_counts() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await running(world)
        world.skip(10.5)
        guest.play(3, "late")
        await world.turns()
        assert guest.take_types() == ["play", "ok"]
        assert await times(world, host) == (10_000, 0, "red")
        # Without an increment the next one must come at once.
        host.play(3)
        await world.advance(1.5, 0.5)
        assert host.last("win")["player"] == "red"

    run(scenario)


def test_move_that_is_being_stored_when_time_is_over_counts() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await running(world)
        world.skip(9.9)
        world.store.hold()
        guest.play(3, "g")
        await world.advance(5, 1)
        assert watcher.take_types() == []
        world.store.release()
        await world.turns()
        assert guest.take_types() == ["play", "ok"]
        assert outcomes(await world.log_of(host)) == ["Moved"]
        # Red's time has passed since the move came.
        assert await times(world, host) == (5_000, 100, "red")
        await world.advance(6, 1)
        assert watcher.last("win")["player"] == "yellow"

    run(scenario)


def test_move_after_the_flag_is_refused_though_the_flag_is_still_being_stored() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await running(world)
        world.store.hold()
        await world.advance(10.1)
        guest.play(3, "late")
        await world.turns()
        assert watcher.take_types() == []
        world.store.release()
        await world.turns()
        assert watcher.take_types() == ["win"]
        assert guest.last("error")["code"] == "game_over"
        assert outcomes(await world.log_of(host)) == ["Ended"]

    run(scenario)


def test_of_flag_and_move_exactly_one_wins_in_a_thousand_races() -> None:
    async def scenario() -> dict[str, int]:
        seen = {"Moved": 0, "Ended": 0}
        for number in range(1_000):
            chance = Random(number)
            world = World()
            host, guest, watcher = await running(world)
            if chance.random() < 0.5:
                world.store.hold()
            world.skip(10 + chance.choice([-0.002, -0.001, 0, 0.001, 0.002]))
            for step in chance.sample(["play", "turn", "tick", "turn", "release"], 5):
                if step == "play":
                    guest.play(3, "g")
                elif step == "tick":
                    world.tick()
                elif step == "release":
                    world.store.release()
                else:
                    await world.turns(chance.randint(1, 3))
            await world.turns()
            await world.advance(1)
            [what] = outcomes(await world.log_of(host))
            seen[what] += 1
            assert len({follow(page.log) for page in (host, guest, watcher)}) == 1
            [answer] = [message for message in guest.log if message.get("id") == "g"]
            assert answer.get("code", "ok") == ("ok" if what == "Moved" else "game_over")
            world.endpoint.stop()
            for page in world.pages:
                page.cut()
            world.room_of(host).forget()
            await world.turns(2)
        return seen

    seen = run(scenario)
    assert min(seen.values()) > 200


def test_end_of_the_game_stops_the_clock() -> None:
    async def scenario() -> None:
        world = World()
        host, _, watcher = await running(world)
        await world.advance(2)
        host.send(type="resign")
        await world.advance(30)
        assert [message["type"] for message in watcher.log if message["type"] in {"win", "draw"}] == ["win"]
        assert watcher.last("win")["clock"] == {"red_ms": 10_000, "yellow_ms": 8_000}

    run(scenario)


# Nobody there


def test_flag_falls_in_a_room_that_left_memory() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await running(world, LONG)
        began_ms = world.clock.now_ms()
        await world.evict(host, guest, watcher)
        await world.advance(120 - 61 + 3, 1)
        end = (await world.log_of(host))[-1]
        assert isinstance(end.event, Ended)
        assert (end.event.reason, end.event.times.red_ms if end.event.times else None) == (Reason.TIMEOUT, 120_000)
        assert 120_000 <= end.stamp.service_ms - began_ms <= 123_000
        # It doesn't stay in memory for that.
        await world.advance(70)
        assert len(world.rooms) == 0
        assert (await world.watch(host)).last("state")["outcome"]["reason"] == "timeout"

    run(scenario)


def test_room_that_comes_back_to_memory_goes_by_the_same_clock() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await running(world, LONG)
        await world.evict(host, guest, watcher)
        gone_ms = 120_000 - (await times(world, await world.watch(host)))[1]
        assert 61_000 <= gone_ms <= 66_000
        await world.advance(120 - gone_ms / 1000 + 0.1)
        assert world.pages[-1].last("win")["reason"] == "timeout"

    run(scenario)


# What neither gives nor takes time


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


# Nothing is left


def test_rooms_with_clocks_leave_no_timers_behind() -> None:
    async def scenario() -> None:
        world = World()
        for number in range(3):
            host = await world.open(f"host{number}", clock=LONG)
            guest = await world.join(host, f"guest{number}")
            host.play(3)
            await world.turns()
            host.cut()
            guest.cut()
        await world.advance(1)
        room = world.rooms.get(room_id=RoomId(host.keys["room"]))
        assert room is not None
        with_clocks = world.timers
        await world.advance(61)
        assert len(world.rooms) == 0
        assert world.timers == with_clocks - 3

    run(scenario)
