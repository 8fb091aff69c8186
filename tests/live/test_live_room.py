"""Commands in one room: one at a time, in order, events before answers, each carried out once."""

from __future__ import annotations

import pytest

from fourline.room.decide import events_of_a_game
from fourline.room.events import Moved
from tests.live.kit import Page, World, follow, run

WIN = (0, 1, 0, 1, 0, 1, 0)
"""Red's win in the leftmost column; red plays 0, yellow 1."""


def answers(page: Page) -> list[tuple[str, str]]:
    """Return what answered the commands with an id since the last time: how, and which."""
    return [(str(message.get("code", message["type"])), message["id"]) for message in page.take() if "id" in message]


async def play_on(world: World, red: Page, yellow: Page, columns: tuple[int, ...]) -> None:
    for ply, column in enumerate(columns):
        (yellow if ply % 2 else red).play(column)
        await world.turns()


def test_move_is_told_to_all_and_then_answered() -> None:
    async def scenario() -> None:
        world = World()
        pages = host, guest, watcher = await world.table()
        host.play(3, "a-1", at=2)
        await world.turns()
        play = {"type": "play", "seq": 3, "player": "red", "column": 3, "row": 0, "ply": 1}
        assert host.take() == [play, {"type": "ok", "id": "a-1", "seq": 3}]
        assert guest.take() == watcher.take() == [play]
        guest.play(3)
        await world.turns()
        assert [page.take_types() for page in pages] == [["play"]] * 3

    run(scenario)


def test_nothing_is_shown_before_it_is_stored() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        world.store.hold()
        host.play(3, "a")
        await world.turns()
        assert host.take() == guest.take() == []
        assert world.room_of(host).is_busy
        world.store.release()
        await world.turns()
        assert host.take_types() == ["play", "ok"]
        assert not world.room_of(host).is_busy

    run(scenario)


def test_one_command_at_a_time_is_with_the_store() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        for number in range(3):
            host.play(0, f"h{number}")
            guest.play(1, f"g{number}")
        await world.turns()
        assert answers(host) == [("ok", f"h{number}") for number in range(3)]
        assert answers(guest) == [("ok", f"g{number}") for number in range(3)]
        assert follow(host.log) == follow(guest.log) == follow(watcher.log) == (8, "121212")

    run(scenario)


def test_commands_are_decided_in_the_order_in_which_they_came() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        world.store.hold()
        host.play(0, "h")
        host.play(1, "h1")
        guest.play(2, "g")
        watcher.play(3, "w")
        host.play(4, "h2")
        await world.turns()
        world.store.release()
        await world.turns()
        assert answers(host) == [("ok", "h"), ("not_your_turn", "h1"), ("ok", "h2")]
        assert answers(guest) == [("ok", "g")]
        assert follow(watcher.log) == (5, "135")
        assert answers(watcher) == [("not_a_player", "w")]

    run(scenario)


@pytest.mark.parametrize(
    ("column", "code"), [(-1, "no_such_column"), (7, "no_such_column"), (0, "column_full")], ids=str
)
def test_refused_move_changes_and_stores_nothing(column: int, code: str) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        await play_on(world, host, guest, (0,) * 6)
        for page in (host, guest, watcher):
            page.take()
        state, log = world.room_of(host).state, await world.log_of(host)
        host.play(column, "bad")
        await world.turns()
        assert answers(host) == [(code, "bad")]
        assert world.room_of(host).state is state
        assert await world.log_of(host) == log
        assert guest.take() == watcher.take() == []

    run(scenario)


def test_spectator_can_not_move_and_a_finished_game_takes_no_more() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        watcher.play(3, "w")
        await world.turns()
        assert answers(watcher) == [("not_a_player", "w")]
        await play_on(world, host, guest, WIN)
        guest.play(1, "g")
        await world.turns()
        assert guest.last("error") == {
            "type": "error",
            "code": "game_over",
            "message": "The game is over.",
            "id": "g",
        }

    run(scenario)


# A command sent again


@pytest.mark.parametrize("when", ["pending", "answered", "evicted", "restarted"])
def test_same_id_again_gets_the_same_answer_and_is_carried_out_once(when: str) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        await play_on(world, host, guest, (0, 1))
        world.store.hold()
        host.play(2, "again", at=4)
        world.store.release()
        if when != "pending":
            await world.turns()
        if when == "evicted":
            await world.evict(host, guest, watcher)
        if when == "restarted":
            world = World(world.store.reopen())
        if when in {"evicted", "restarted"}:
            host = await world.open("ada")
        # Another column, even: the id decides.
        host.play(5, "again", at=4)
        await world.turns()
        oks = [message for message in host.log if message["type"] == "ok" and message["id"] == "again"]
        assert oks == [{"type": "ok", "id": "again", "seq": 5}] * (1 if when in {"evicted", "restarted"} else 2)
        log = await world.log_of(host)
        assert [entry.seq for entry in log] == [1, 2, 3, 4, 5]
        assert [entry.event.column for entry in log if isinstance(entry.event, Moved)] == [0, 1, 2]
        assert follow(host.log) == (5, "123")

    run(scenario)


def test_refusal_is_not_remembered() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        guest.play(1, "g")
        await world.turns()
        host.play(0, "h")
        await world.turns()
        guest.play(1, "g")
        await world.turns()
        assert answers(guest) == [("not_your_turn", "g"), ("ok", "g")]

    run(scenario)


def test_two_seats_may_use_the_same_id() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        host.play(0, "x")
        guest.play(1, "x")
        await world.turns()
        assert (host.last("ok")["seq"], guest.last("ok")["seq"]) == (3, 4)

    run(scenario)


def test_second_tab_of_a_player_moves_too_and_both_see_it() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        tab = await world.open("ada")
        assert tab.keys == host.keys
        tab.play(3, "t")
        await world.turns()
        assert host.take_types() == guest.take_types() == ["play"]
        assert tab.take_types() == ["init", "state", "play", "ok"]

    run(scenario)


# Stale


def test_stale_is_an_error_and_then_a_state() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        await play_on(world, host, guest, (0, 1))
        host.take()
        guest.take()
        host.play(2, "old", at=3)
        await world.turns()
        error, state = host.take()
        assert (error["code"], error["id"]) == ("stale", "old")
        assert (state["type"], state["seq"], state["moves"]) == ("state", 4, "12")
        assert guest.take() == []
        assert len(await world.log_of(host)) == 4

    run(scenario)


def test_at_above_the_rooms_own_seq_is_stale() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        host.play(2, "future", at=3)
        await world.turns()
        assert answers(host) == [("stale", "future")]

    run(scenario)


def test_move_chosen_before_somebody_joined_is_not_stale() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        await world.join(host)
        host.play(2, "a", at=1)
        await world.turns()
        assert answers(host) == [("ok", "a")]

    run(scenario)


# Writes


def count_writes(pages: list[Page]) -> list[int]:
    return [len(page.transport.writes) for page in pages]


def test_winning_move_and_win_are_one_write_for_each_connection() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        classic = await world.enter(watch=host.keys["watch"])
        await world.advance(1)
        await play_on(world, host, guest, WIN[:-1])
        pages = [guest, watcher, classic, host]
        for page in pages:
            page.take()
        before = count_writes(pages)
        host.play(0, "last")
        await world.turns()
        # The player's answer is in it, too.
        assert [after - count for after, count in zip(count_writes(pages), before, strict=True)] == [1, 1, 1, 1]
        assert [page.take_types() for page in pages] == [["play", "win"]] * 3 + [["play", "win", "ok"]]
        win = host.last("win")
        assert (win["player"], win["reason"], win["lines"]) == ("red", "line", [[[0, 0], [0, 1], [0, 2], [0, 3]]])
        assert host.last("ok")["seq"] == win["seq"] == 10
        assert len({page.transport.writes[-1] for page in pages[:3]}) == 1

    run(scenario)


def test_finished_game_is_in_the_archive() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open(name="Ada", color="yellow")
        guest = await world.join(host, name="Bo")
        await play_on(world, guest, host, WIN)
        state = host.last("win")
        game = await world.store.read_game(state["game_id"])
        assert game is not None
        assert (game.room_id, game.number, game.moves) == (host.keys["room"], 1, "1212121")
        assert (game.red_name, game.yellow_name, game.red.value) == ("Bo", "Ada", "guest")
        late = await world.watch(host)
        assert late.last("state")["outcome"]["game_id"] == game.game_id
        assert late.last("state")["tally"] == {"host": 0, "guest": 1, "draws": 0}

    run(scenario)


def test_full_board_is_a_draw_of_which_classic_pages_hear_nothing() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        classic = await world.enter(watch=host.keys["watch"])
        columns = [int(digit) - 1 for digit in "111111222222333333544444455555666666777777"]
        await play_on(world, host, guest, tuple(columns))
        assert host.last("draw")["reason"] == "board_full"
        assert {message["type"] for message in classic.log} == {"play"}
        assert (await world.watch(host)).last("state")["tally"] == {"host": 0, "guest": 0, "draws": 1}

    run(scenario)


def test_failed_write_of_one_member_does_not_stop_the_rest() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        others = [await world.watch(host) for _ in range(3)]
        for broken in (watcher, others[1], host):
            broken.transport.is_broken = True
        host.play(3, "a")
        await world.turns()
        for page in (guest, others[0], others[2]):
            assert page.last("play")["column"] == 3
        guest.play(3, "b")
        await world.turns()
        assert guest.last("ok") == {"type": "ok", "id": "b", "seq": 4}

    run(scenario)


def test_player_that_leaves_in_the_middle_of_its_move_has_moved() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        world.store.hold()
        host.play(3, "a")
        host.cut()
        await world.turns()
        world.store.release()
        await world.turns()
        assert guest.last("play")["column"] == 3
        back = await world.open("ada")
        back.play(3, "a")
        await world.turns()
        assert answers(back) == [("ok", "a")]
        assert follow(back.log) == (3, "4")

    run(scenario)


def test_full_room_takes_the_rest_of_its_game_and_no_more() -> None:
    async def scenario() -> None:
        world = World(events_per_room=2 + events_of_a_game(3))
        host, guest, _ = await world.table()
        host.send(type="rename", name="Ada", id="r")
        await world.turns()
        assert answers(host) == [("room_full", "r")]
        await play_on(world, host, guest, WIN)
        host.send(type="offer", offer="rematch", id="o")
        await world.turns()
        guest.send(type="accept", offer="rematch", id="a")
        await world.turns()
        assert answers(host) == [("ok", "o")]
        assert answers(guest) == [("room_full", "a")]
        assert world.room_of(host).state.number == 1

    run(scenario)


def test_rooms_of_one_batch_do_not_mix() -> None:
    async def scenario() -> None:
        world = World()
        tables = []
        for number in range(4):
            host = await world.open(f"host{number}")
            tables.append((host, await world.join(host, f"guest{number}")))
        for number, (host, guest) in enumerate(tables):
            host.play(number, "h")
            guest.play(number + 1, "g")
        await world.turns()
        for number, pages in enumerate(tables):
            for page in pages:
                assert follow(page.log) == (4, f"{number + 1}{number + 2}")

    run(scenario)
