"""One connection's conversation: how it begins, and when it is ended before that."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live.kit import World, follow, run, secret


def codes(page_messages: list[dict[str, Any]]) -> list[str]:
    return [message.get("code", message["type"]) for message in page_messages if message["type"] != "presence"]


# The first message


@pytest.mark.parametrize("text", ['{"type":"play","column":3}', '{"type":"sync"}', '{"type":"ping","t":1}', "[]", "x"])
def test_anything_before_init_is_an_error_and_the_connection_stays(text: str) -> None:
    async def scenario() -> None:
        world = World()
        page = world.connect()
        page.send_text(text)
        await world.turns()
        assert codes(page.take()) == ["bad_message"]
        page.send(type="init", version=1, secret=secret("ada"))
        await world.turns()
        assert codes(page.take()) == ["init", "state"]

    run(scenario)


def test_second_init_is_an_error_and_changes_nothing() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        host.take()
        host.send(type="init", version=1, secret=secret("bo"), join=host.keys["join"])
        await world.turns()
        assert codes(host.take()) == ["bad_message"]
        host.play(3, "a")
        await world.turns()
        assert codes(host.take()) == ["play", "ok"]
        assert len(world.rooms) == 1

    run(scenario)


def test_early_messages_are_kept_while_entering_and_taken_in_order() -> None:
    async def scenario() -> None:
        world = World()
        page = world.connect()
        page.send(type="init", version=1, secret=secret("ada"))
        page.play(3, "a")
        page.send(type="ping", t=7)
        page.send(type="init")
        page.play(4, "b")
        await world.turns()
        assert codes(page.take()) == ["init", "state", "pong", "bad_message", "play", "ok", "not_your_turn"]

    run(scenario)


def test_early_messages_of_a_claimant_are_kept_too() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        host.play(3)
        await world.turns()
        guest = world.connect()
        guest.send(type="init", version=1, secret=secret("bo"), join=host.keys["join"])
        guest.play(3, "a")
        await world.turns()
        assert codes(guest.take()) == ["init", "state", "play", "ok"]
        assert follow(guest.log) == follow(host.log) == (4, "44")

    run(scenario)


def test_more_early_messages_than_may_wait_are_refused() -> None:
    async def scenario() -> None:
        world = World(waiting_commands=2)
        page = world.connect()
        page.send(type="init", version=1, secret=secret("ada"))
        for t in range(2):
            page.send(type="ping", t=t)
        page.send(type="play", column=3, id="a")
        page.send_text("nonsense")
        refusals = page.take()
        assert codes(refusals) == ["rate_limited", "rate_limited"]
        assert [refusal.get("id") for refusal in refusals] == ["a", None]
        await world.turns()
        assert [message["t"] for message in page.take() if message["type"] == "pong"] == [0, 1]

    run(scenario)


def test_early_messages_after_one_that_ends_the_connection_are_not_taken() -> None:
    async def scenario() -> None:
        world = World(malformed_messages=1)
        page = world.connect()
        page.send(type="init", version=1, secret=secret("ada"))
        page.send_text("nonsense")
        page.play(3, "a")
        await world.turns()
        assert page.close_code() == 1008
        assert (await world.open("ada")).last("state")["moves"] == ""

    run(scenario)


def test_no_init_in_time_closes() -> None:
    async def scenario() -> None:
        world = World()
        page = world.connect()
        page.send(type="ping")
        await world.advance(9.9)
        assert page.close_code() is None
        await world.advance(0.2)
        assert page.close_code() == 4501

    run(scenario)


def test_init_ends_the_wait_for_it_even_while_the_store_is_slow() -> None:
    async def scenario() -> None:
        world = World()
        page = world.connect()
        world.store.hold()
        page.send(type="init", version=1, secret=secret("ada"))
        await world.advance(30)
        world.store.release()
        await world.advance(30)
        assert page.close_code() is None
        assert page.keys["role"] == "host"

    run(scenario)


def test_init_that_could_not_be_carried_out_may_be_sent_again_in_time() -> None:
    async def scenario() -> None:
        world = World()
        page, late = world.connect(), world.connect()
        world.store.failure = "disk full"
        for each in (page, late):
            each.send(type="init", version=1, secret=secret("ada"))
        await world.advance(9)
        assert codes(page.take()) == codes(late.take()) == ["unavailable"]
        world.store.failure = None
        page.send(type="init", version=1, secret=secret("ada"))
        await world.advance(9)
        assert codes(page.take()) == ["init", "state"]
        assert late.close_code() == 4501

    run(scenario)


def test_opener_without_a_secret_that_failed_is_nobody_elsewhere() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        page = world.connect()
        world.store.failure = "disk full"
        page.send(type="init")
        await world.turns()
        assert page.take() == [
            {"type": "error", "message": "The server can't save right now; please try again."},
        ]
        world.store.failure = None
        page.send(type="init", watch=host.keys["watch"])
        await world.turns()
        assert page.take() == []
        page.play(3)
        await world.turns()
        assert [set(message) for message in page.take()] == [{"type", "message"}]
        assert not [message for each in (host, guest, watcher) for message in each.log if message["type"] == "play"]

    run(scenario)


@pytest.mark.parametrize("is_claiming", [True, False])
def test_page_that_leaves_while_it_enters_is_forgotten(is_claiming: bool) -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        room = world.room_of(host)
        world.store.hold()
        page = world.connect()
        page.send(type="init", version=1, secret=secret("bo"), **({"join": host.keys["join"]} if is_claiming else {}))
        page.play(0, "a")
        page.cut()
        await world.turns()
        world.store.release()
        await world.turns()
        assert len(room.audience) == 1
        assert page.log == []
        # What it asked for happened: the same secret finds it.
        back = await (world.join(host, "bo") if is_claiming else world.open("bo"))
        assert back.keys["role"] == ("guest" if is_claiming else "host")
        assert "notice" not in back.keys
        assert len(world.rooms) == (1 if is_claiming else 2)

    run(scenario)


def test_failed_claim_of_a_page_that_has_left_leaves_nothing_to_wait_for() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        page = world.connect()
        world.store.hold()
        page.send(type="init", version=1, secret=secret("bo"), join=host.keys["join"])
        page.cut()
        await world.turns()
        world.store.failure = "disk full"
        world.store.release()
        await world.turns()
        assert len(world.rooms.beginners) == 0

    run(scenario)
