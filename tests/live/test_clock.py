"""Clocks in live rooms: whose time passes, when it is over, and what neither gives nor takes any."""

from __future__ import annotations

from random import Random

from fourline.room.events import Ended, RoomId
from fourline.rules.game import Reason
from tests.live.clock_kit import CLOCK, LONG, outcomes, running, times
from tests.live.kit import World, follow, run

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
