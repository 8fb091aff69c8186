"""A bot is a player like any other: it moves on its turn, answers, keeps to the clock, and can't be pushed out."""

from __future__ import annotations

import pytest

from fourline.live.bot_player import Errand, errand_of
from fourline.room.commands import MakeOffer, Resign
from fourline.room.events import OfferKind, Seat
from tests.live.kit import Page, World, run, secret
from tests.room.log import against_a_bot

PACE_S = 1.2
HOST, GUEST = Seat.HOST, Seat.GUEST


async def open_room(world: World, level: int = 3, **options: object) -> Page:
    """Return the host of a room with a bot, who has read everything so far."""
    host = await world.enter(version=1, secret=secret("ada"), opponent={"bot": level}, **options)
    host.take()
    return host


async def think(world: World, duration_s: float = PACE_S) -> None:
    """Let a bot have time to think."""
    await world.advance(duration_s, 0.1)


async def start(world: World, moves: str, level: int = 8, **options: object) -> Page:
    """Return the host of a room whose first game begins in a position."""
    return await open_room(world, level, moves=moves, **options)


# What waits for it


def test_errand_is_a_move_on_its_turn() -> None:
    log = against_a_bot()
    assert errand_of(log.room, GUEST) is None
    assert errand_of(log.play("4").room, GUEST) == Errand(None, 3)
    assert errand_of(log.play("4").room, GUEST) is None
    log.send(HOST, Resign())
    assert errand_of(log.room, GUEST) is None


def test_errand_is_an_offer_before_a_move() -> None:
    log = against_a_bot("4")
    log.send(HOST, MakeOffer(OfferKind.DRAW))
    assert errand_of(log.room, GUEST) == Errand(OfferKind.DRAW, 4)
    assert errand_of(log.room, HOST) is None, "it is its own"


# Playing


def test_room_with_a_bot_says_so_and_is_under_way_at_once() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open(opponent={"bot": 3}, name="Ada")
        state = host.last("state")
        assert state["bot"] == {"seat": "guest", "level": 3, "hints": 0}
        assert state["names"] == {"host": "Ada", "guest": "Casual bot"}
        assert state["seated"] == {"host": True, "guest": True}
        assert host.last("presence") == {"type": "presence", "host": True, "guest": True, "spectators": 0}

    run(scenario)


@pytest.mark.parametrize("level", [1, 4, 5, 8])
def test_bot_answers_a_move_at_the_pace_of_people(level: int) -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world, level)
        host.play(3)
        await world.advance(0.35, 0.05)
        assert host.take_types() == ["play"]
        await think(world)
        assert host.take_types() == ["play"]
        assert host.last("play")["player"] == "yellow"

    run(scenario)


def test_bot_moves_first_if_it_is_red_and_plays_a_whole_game() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world, 8, color="yellow")
        for _ in range(42):
            await think(world)
            if host.last("play")["player"] == "red" and "win" not in [message["type"] for message in host.log]:
                room = world.room_of(host).state
                host.play(next(column for column in range(7) if room.game.position.height(column) < 6))
        host.read()
        assert host.last("win")["player"] == "red"

    run(scenario)


def test_bot_that_the_solver_has_no_time_for_blocks_all_the_same() -> None:
    async def scenario() -> None:
        world = World()
        world.solver.has_time = False
        host = await start(world, "11223", 2, color="red")
        await think(world)
        assert host.last("play")["column"] == 3

    run(scenario)


def test_slow_solver_delays_the_bot_and_nobody_else() -> None:
    async def scenario() -> None:
        world = World()
        world.solver.is_slow = True
        host = await open_room(world, 8)
        host.play(3)
        await think(world)
        assert host.take_types() == ["play"]
        host.send(type="say", phrase="hello", id="s")
        await world.turns()
        assert host.take_types() == ["say", "ok"]
        world.solver.answer_all()
        await think(world)
        assert host.take_types() == ["play"]

    run(scenario)


def test_takeback_while_the_bot_thinks_makes_it_think_anew() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world)
        host.play(0)
        await world.turns()
        host.offer("takeback")
        await think(world)
        assert host.take_types() == ["play", "offer", "takeback"]
        assert world.room_of(host).state.game.ply == 0
        host.play(3)
        await think(world)
        assert host.take_types() == ["play", "play"]

    run(scenario)


# Answers


def test_bot_takes_a_rematch_and_colors_change() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world)
        host.send(type="resign")
        await world.turns()
        host.offer("rematch")
        await think(world)
        assert host.last("start")["colors"] == {"red": "guest", "yellow": "host"}
        await think(world)
        assert host.last("play")["player"] == "red"

    run(scenario)


@pytest.mark.parametrize(
    ("moves", "level", "answer"),
    [
        ("112233", 8, "draw"),  # it loses at once
        ("112234", 8, "declined"),  # it is about to win
        ("44", 3, "draw"),  # it doesn't see so far
        ("44", 8, "draw"),  # it is the side that loses in the end
        ("4", 8, "draw"),  # the same, and on its own turn
        ("1", 8, "declined"),
    ],
)
def test_bot_takes_a_draw_unless_it_sees_that_it_wins(moves: str, level: int, answer: str) -> None:
    async def scenario() -> None:
        world = World()
        host = await start(world, moves, level)
        host.offer("draw")
        await think(world)
        assert host.take_types()[:2] == ["offer", answer]

    run(scenario)


def test_bot_that_the_solver_has_no_time_for_declines_a_draw() -> None:
    async def scenario() -> None:
        world = World()
        world.solver.has_time = False
        host = await open_room(world)
        host.offer("draw")
        await think(world)
        assert host.take_types() == ["offer", "declined"]

    run(scenario)


# The seat


def test_nobody_can_take_the_seat_of_a_bot() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world)
        guest = await world.join(host)
        assert (guest.keys["role"], guest.keys["notice"]) == ("spectator", "seat_taken")
        classic = await world.enter(join=host.keys["join"])
        assert classic.log == [{"type": "error", "message": "This seat is taken."}]

    run(scenario)


def test_tutorial_page_cannot_ask_for_a_bot() -> None:
    async def scenario() -> None:
        world = World()
        red = await world.enter(opponent={"bot": 3})
        assert red.take_types() == ["init"]
        room = world.rooms.get(join_key=red.keys["join"])
        assert room is not None
        assert not room.state.guest.is_seated

    run(scenario)


def test_same_secret_opens_the_same_room() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world)
        again = await world.open(opponent={"bot": 8})
        assert again.keys["room"] == host.keys["room"]
        assert again.last("state")["bot"]["level"] == 3

    run(scenario)


def test_spectator_sees_the_game_and_no_claim_is_possible() -> None:
    async def scenario() -> None:
        world = World(claim_after_ms=1_000)
        host = await open_room(world)
        watcher = await world.watch(host)
        for _ in range(2):
            host.play(0)
            await think(world)
        host.send(type="claim", id="c")
        await think(world, 20)
        assert [message["code"] for message in host.take() if message["type"] == "error"] == ["too_early"]
        host.cut()
        await think(world, 20)
        told = watcher.take()
        assert sum(message["type"] == "play" for message in told) == 4
        presences = [message for message in told if message["type"] == "presence"]
        assert not any("claim" in message for message in presences)
        assert presences[-1]["guest"]

    run(scenario)


# Coming and going


def test_bot_on_the_move_moves_when_its_room_is_loaded_again_and_somebody_is_there() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world)
        host.play(3)
        await world.turns()
        assert [message["type"] for message in host.log].count("play") == 1
        world = await world.restart(down_s=60)
        await think(world, 10)
        assert len(world.rooms) == 0
        host = await world.enter(version=1, secret=secret("ada"), room=host.keys["room"])
        assert host.last("state")["moves"] == "4"
        await think(world)
        assert host.last("play")["player"] == "yellow"

    run(scenario)


def test_idle_room_with_a_bot_has_no_timer_and_leaves_memory() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world)
        await think(world)
        timers = world.timers
        await think(world, 30)
        assert world.timers == timers
        await world.evict(host)

    run(scenario)


def test_bot_whose_human_left_moves_once_and_then_its_room_leaves_memory() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world)
        host.play(3)
        await world.turns()
        host.cut()
        await think(world, 2)
        await world.evict()
        assert len(await world.log_of(host)) == 4

    run(scenario)


def test_bot_is_dismissed_when_the_server_stops() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world)
        host.play(3)
        await world.turns()
        await world.rooms.settle()
        await think(world, 5)
        assert len(await world.log_of(host)) == 3

    run(scenario)


# The clock


def test_bot_moves_in_time_on_its_last_second() -> None:
    async def scenario() -> None:
        world = World()
        clock = {"initial_ms": 10_000, "increment_ms": 0}
        host = await open_room(world, 8, clock=clock)
        for column in (0, 0, 6, 6, 0, 6):
            host.play(column)
            await think(world)
        left_ms = host.last("play")["clock"]["yellow_ms"]
        assert left_ms > 7_000
        assert all(deadline_s <= 10 / 8 for _, _, deadline_s in world.solver.asked)

    run(scenario)


def test_bot_with_a_running_clock_moves_after_a_restart_though_nobody_comes() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world, clock={"initial_ms": 60_000, "increment_ms": 0})
        host.play(3)
        await world.turns()
        world = await world.restart(down_s=5)
        await world.advance(8, 0.5)
        log = await world.log_of(host)
        assert [type(entry.event).__name__ for entry in log] == ["Opened", "Joined", "Moved", "Moved"]

    run(scenario)


# Trouble


def test_bot_tries_again_when_the_disk_works_again() -> None:
    async def scenario() -> None:
        world = World()
        host = await open_room(world)
        host.play(3)
        await world.turns()
        world.store.failure = "disk I/O error"
        await think(world, 3)
        assert host.take_types() == ["play"]
        world.store.failure = None
        await think(world, 4)
        assert host.take_types() == ["play"]

    run(scenario)
