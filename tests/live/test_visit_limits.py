"""What a connection may send once it has entered, how often, and how many connections there may be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.live.kit import World, run, secret


def codes(page_messages: list[dict[str, Any]]) -> list[str]:
    return [message.get("code", message["type"]) for message in page_messages if message["type"] != "presence"]


# What it may send


def test_ping_is_answered_with_what_it_brought() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        for t in (123, 0.5, None):
            host.send(type="ping", t=t)
            assert host.last("pong") == {"type": "pong", "t": t}

    run(scenario)


def test_sync_is_answered_with_the_state() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        host.play(3)
        await world.turns()
        for page in (host, guest, watcher):
            page.take()
            page.send(type="sync")
            [state] = page.take()
            assert (state["type"], state["seq"], state["moves"]) == ("state", 3, "4")

    run(scenario)


@pytest.mark.parametrize("type", ["sync", "ping"])
def test_classic_pages_know_init_and_play_only(type: str) -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        host.take()
        host.send(type=type)
        assert [set(message) for message in host.take()] == [{"type", "message"}]

    run(scenario)


def test_ten_malformed_messages_close_and_nine_do_not() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        host.take()
        for text in ["", "{}", "[]", '{"type":"nonsense"}', '{"type":"play","column":"3"}', "\x00", "1", "null", "{"]:
            host.send_text(text)
        assert [message["type"] for message in host.take()] == ["error"] * 9
        assert host.close_code() is None
        host.send_text("tenth")
        assert host.close_code() == 1008
        assert (await world.watch(host)).keys["role"] == "spectator"

    run(scenario)


def test_error_of_a_malformed_command_has_its_id() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        host.take()
        host.send(type="play", column=True, id="a-1")
        [error] = host.take()
        assert (error["code"], error["id"]) == ("bad_message", "a-1")

    run(scenario)


def test_too_many_messages_are_refused_until_the_window_ends() -> None:
    async def scenario() -> None:
        world = World(commands=5)
        host = await world.open()
        for t in range(6):
            host.send(type="ping", t=t)
        host.play(3, "late")
        assert codes(host.take())[2:] == ["pong"] * 4 + ["rate_limited"] * 3
        assert host.log[-1]["id"] == "late"
        await world.advance(10)
        host.play(3, "late")
        await world.turns()
        assert codes(host.take()) == ["play", "ok"]
        assert host.close_code() is None

    run(scenario)


@pytest.mark.parametrize("is_classic", [True, False])
def test_going_on_after_that_closes(is_classic: bool) -> None:
    async def scenario() -> None:
        world = World(commands=5)
        host = await (world.enter() if is_classic else world.open())
        for _ in range(4 + 4):
            host.play(3)
        assert host.close_code() is None
        host.play(3)
        assert host.close_code() == 1008

    run(scenario)


def test_refusals_of_another_window_are_forgiven() -> None:
    async def scenario() -> None:
        world = World(commands=5)
        host = await world.open()
        for _ in range(3):
            for t in range(5 + 3):
                host.send(type="ping", t=t)
            await world.advance(10)
        assert host.close_code() is None

    run(scenario)


def test_malformed_message_that_comes_too_fast_is_refused_as_any_other() -> None:
    async def scenario() -> None:
        world = World(commands=5, malformed_messages=1)
        host = await world.open()
        for t in range(4):
            host.send(type="ping", t=t)
        host.send(type="play", column="x", id="a")
        assert (host.last("error")["code"], host.last("error")["id"]) == ("rate_limited", "a")
        assert host.close_code() is None

    run(scenario)


def test_commands_beyond_those_that_may_wait_are_refused() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        world.store.hold()
        for number in range(9):
            host.play(number % 7, f"c{number}")
        guest.play(0, "other")
        [refused] = host.take()
        assert (refused["code"], refused["id"]) == ("rate_limited", "c8")
        assert guest.take() == []
        world.store.release()
        await world.turns()
        answers = [(message.get("code", "ok"), message["id"]) for message in host.take() if "id" in message]
        # All were decided one by one: the first was right, then it was yellow's turn, and nobody else's.
        assert answers == [("ok", "c0"), *[("not_your_turn", f"c{number}") for number in range(1, 8)]]
        host.play(3, "c9")
        await world.turns()
        assert codes(host.take()) == ["play", "ok"]

    run(scenario)


def test_refused_commands_do_not_wait_any_more() -> None:
    async def scenario() -> None:
        world = World(waiting_commands=2)
        host, guest, _ = await world.table()
        for number in range(4):
            guest.play(3, f"g{number}")
        await world.turns()
        host.play(3)
        guest.play(3, "g4")
        await world.turns()
        assert codes(guest.take())[:4] == ["not_your_turn"] * 4
        assert guest.last("ok")["id"] == "g4"

    run(scenario)


# How many


def test_rooms_per_minute_are_limited_by_address() -> None:
    async def scenario() -> None:
        world = World(rooms_per_minute=2)
        await world.open("a")
        await world.enter()
        third = world.connect()
        third.send(type="init", version=1, secret=secret("c"))
        await world.turns()
        [refusal] = third.take()
        # A person reads this, who has sent one message.
        assert (refusal["code"], refusal["message"]) == (
            "rate_limited",
            "Too many games were started from this address; try again in a minute.",
        )
        assert third.close_code() is None
        other = world.connect("192.0.2.2")
        other.send(type="init", version=1, secret=secret("d"))
        await world.turns()
        assert other.keys["role"] == "host"
        assert (await world.watch(other)).keys["role"] == "spectator"
        await world.advance(9)
        assert third.close_code() is None
        await world.advance(51)
        assert third.close_code() == 4501
        assert (await world.open("c")).keys["role"] == "host"

    run(scenario)


def test_one_connection_too_many_for_a_seat_closes_the_oldest() -> None:
    async def scenario() -> None:
        world = World(connections_per_seat=2)
        host, guest, watcher = await world.table()
        tabs = [host] + [await world.enter(version=1, secret=secret("ada"), room=host.keys["room"]) for _ in range(3)]
        assert [tab.close_code() for tab in tabs] == [4503, 4503, None, None]
        assert guest.close_code() is watcher.close_code() is None
        assert [tab.keys["role"] for tab in tabs] == ["host"] * 4
        assert len(world.room_of(guest).audience) == 4

    run(scenario)


@pytest.mark.parametrize("is_classic", [True, False])
def test_spectators_are_limited_and_players_are_not(is_classic: bool) -> None:
    async def scenario() -> None:
        world = World(spectators_per_room=1)
        host, guest, watcher = await world.table()
        version = {} if is_classic else {"version": 1, "secret": secret("cy")}
        for how in ("watch", "join"):
            page = await world.enter(**version, **{how: host.keys[how]})
            if is_classic:
                assert page.log == [{"type": "error", "message": "This room is full."}]
            else:
                assert codes(page.log) == ["room_full"]
            assert page.close_code() == 1013
        assert (await world.join(host, "bo")).keys["role"] == "guest"
        watcher.leave()
        await world.turns()
        assert (await world.watch(host)).keys["role"] == "spectator"
        assert guest.close_code() is None

    run(scenario)


def test_hostile_texts_end_nobody_but_their_sender() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        columns: list[object] = [-1, 7, True, None, 1.5, "3", [3], {}, 10**30]
        texts = [json.dumps({"type": "play", "column": column}) for column in columns]
        for text in [*texts, '{"type":"play","column":3,"id":"' + "x" * 33 + '"}', "[" * 1000, '"\\ud800"', "\x00"]:
            watcher.send_text(text)
        await world.turns()
        assert watcher.close_code() == 1008
        host.play(3, "a")
        await world.turns()
        assert host.take_types() == ["play", "ok"]
        assert guest.close_code() is None

    run(scenario)
