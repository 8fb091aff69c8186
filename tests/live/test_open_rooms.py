"""What a room is to others: private or listed, what its players are called and say, where its game begins."""

from __future__ import annotations

from itertools import count

import pytest

from tests.live.kit import Message, Page, World, run, secret

NUMBERS = count()


async def ask(world: World, page: Page, **message: object) -> str:
    """Send a command and return what it was answered with."""
    page.send(id=f"c{next(NUMBERS)}", **message)
    await world.turns()
    page.read()
    answer = next(message for message in reversed(page.log) if "id" in message)
    return str(answer.get("code", answer["type"]))


# Privacy


def test_private_room_sends_spectators_away_at_once_and_lets_none_in_later() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        classic = await world.enter(watch=host.keys["watch"])
        assert await ask(world, host, type="privacy", private=True) == "ok"
        assert watcher.take_types() == ["privacy", "error"]
        assert (watcher.last("error")["code"], watcher.close_code()) == ("not_found", 4500)
        assert classic.close_code() == 1000
        assert host.close_code() is guest.close_code() is None
        assert guest.take_types() == ["privacy"]
        for init in (
            {"version": 1, "watch": host.keys["watch"]},
            {"version": 1, "secret": secret("cy"), "join": host.keys["join"]},
            {"version": 1, "secret": secret("cy"), "room": host.keys["room"]},
        ):
            late = await world.enter(**init)
            assert [message["code"] for message in late.log] == ["not_found"]
            assert late.close_code() == 4500
        for key in ("watch", "join"):
            late = await world.enter(**{key: host.keys[key]})
            assert late.log == [{"type": "error", "message": "Game not found."}]
            assert late.close_code() == 1000
        assert len(world.room_of(host).audience) == 2
        await world.advance(1)
        assert host.last("presence")["spectators"] == 0

    run(scenario)


def test_players_come_and_go_in_a_private_room_and_it_can_be_opened_again() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        await ask(world, host, type="privacy", private=True)
        guest = await world.join(host)
        assert guest.keys["role"] == "guest"
        assert guest.last("state")["private"] is True
        guest.cut()
        await world.turns()
        for how in ("room", "join"):
            back = await world.enter(version=1, secret=secret("bo"), **{how: host.keys[how]})
            assert back.keys["role"] == "guest"
        await world.evict(*world.pages)
        assert (await world.watch(host)).close_code() == 4500
        host = await world.open("ada")
        assert await ask(world, host, type="privacy", private=False) == "ok"
        assert (await world.watch(host)).keys["role"] == "spectator"

    run(scenario)


def test_spectator_that_enters_while_the_room_becomes_private_is_sent_away() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        world.store.hold()
        host.send(type="privacy", private=True)
        claimant = world.connect()
        claimant.send(type="init", version=1, secret=secret("cy"), join=host.keys["join"])
        late = await world.watch(host)
        assert late.keys["role"] == "spectator"
        world.store.release()
        await world.turns()
        assert late.close_code() == claimant.close_code() == 4500
        assert [message["type"] for message in claimant.log] == ["error"]

    run(scenario)


@pytest.mark.parametrize("message", [{"type": "privacy", "private": True}, {"type": "listing", "listed": True}])
def test_only_the_host_opens_and_closes_the_room(message: Message) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        assert await ask(world, guest, **message) == "not_available"
        assert watcher.take() == host.take() == []
        assert await ask(world, host, **message) == "ok"
        assert guest.last(str(message["type"]))["seq"] == 3

    run(scenario)


# Names


def test_player_is_renamed_before_the_first_move_only() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        assert await ask(world, guest, type="rename", name="  Bo ") == "ok"
        assert watcher.last("renamed") == {"type": "renamed", "seq": 3, "seat": "guest", "name": "Bo"}
        assert (await world.watch(host)).last("state")["names"] == {"host": None, "guest": "Bo"}
        assert await ask(world, guest, type="rename", name="\u202eoB") == "bad_message"
        assert await ask(world, guest, type="rename", name=None) == "ok"
        host.play(3)
        await world.turns()
        assert await ask(world, host, type="rename", name="Ada") == "not_available"
        assert (await world.watch(host)).last("state")["names"] == {"host": None, "guest": None}

    run(scenario)


# Talk


def test_phrase_is_told_to_all_answered_and_not_stored() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        classic = await world.enter(watch=host.keys["watch"])
        host.send(type="say", phrase="good_luck", id="s")
        await world.turns()
        said = {"type": "say", "seat": "host", "phrase": "good_luck"}
        assert host.take() == [said, {"type": "ok", "id": "s", "seq": 2}]
        assert guest.take() == watcher.take() == [said]
        assert classic.log == []
        assert len(await world.log_of(host)) == 2

    run(scenario)


def test_seat_says_one_phrase_in_three_seconds_over_all_its_connections() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        tab = await world.open("ada")
        assert await ask(world, host, type="say", phrase="hello") == "ok"
        assert await ask(world, tab, type="say", phrase="hello") == "rate_limited"
        # The other has a voice of its own.
        assert await ask(world, guest, type="say", phrase="hello") == "ok"
        await world.advance(2.9)
        assert await ask(world, tab, type="say", phrase="bye") == "rate_limited"
        await world.advance(0.2)
        assert await ask(world, tab, type="say", phrase="bye") == "ok"
        assert [message["phrase"] for message in watcher.log if message["type"] == "say"] == ["hello", "hello", "bye"]

    run(scenario)


def test_there_is_no_free_text_and_spectators_say_nothing() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        assert await ask(world, host, type="say", phrase="you lose") == "bad_message"
        assert await ask(world, watcher, type="say", phrase="hello") == "not_a_player"
        assert guest.take() == []

    run(scenario)


# Positions


def test_room_that_is_set_up_begins_there() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table(moves="44534", color="yellow")
        assert host.last("state")["moves"] == "44534"
        classic = await world.enter(watch=host.keys["watch"])
        assert len(classic.log) == 5
        # Yellow, the host, is to move.
        assert await ask(world, guest, type="play", column=0) == "not_your_turn"
        assert await ask(world, host, type="play", column=0) == "ok"
        assert watcher.last("play")["ply"] == 6
        assert await ask(world, host, type="rename", name="Ada") == "not_available"
        assert await ask(world, host, type="offer", offer="takeback") == "ok"
        assert await ask(world, guest, type="accept", offer="takeback") == "ok"
        assert watcher.last("takeback")["moves"] == "44534"
        assert await ask(world, host, type="offer", offer="takeback") == "not_available"
        await ask(world, guest, type="resign")
        game = await world.store.read_game(watcher.last("win")["game_id"])
        assert game is not None
        assert (game.moves, game.start_ply) == ("44534", 5)

    run(scenario)


@pytest.mark.parametrize("moves", ["1212121", "1111111", "8", "x"])
def test_room_is_not_set_up_with_a_game_that_is_over_or_none(moves: str) -> None:
    async def scenario() -> None:
        world = World()
        page = await world.enter(version=1, secret=secret("ada"), moves=moves)
        assert [message["code"] for message in page.log] == ["bad_message"]
        assert len(world.rooms) == 0

    run(scenario)
