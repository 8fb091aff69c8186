"""The win over a player who is gone: announced to both, and theirs who stayed."""

from __future__ import annotations

import asyncio

import pytest

from tests.live.kit import Message, Page, World, run, secret


async def playing(world: World, plies: int = 3) -> tuple[Page, Page, Page]:
    """Return host, guest and a spectator of a game of some moves."""
    pages = host, guest, _ = await world.table()
    for ply in range(plies):
        (guest if ply % 2 else host).play(ply % 2)
        await world.turns()
    await world.advance(1)
    for page in pages:
        page.take()
    return pages


async def stay(world: World, page: Page, duration_s: float) -> None:
    """Let time go by in which only ``page`` says something, as pages do every 5 s."""
    while duration_s > 0:
        page.send(type="ping")
        await world.advance(min(5.0, duration_s), 1)
        duration_s -= 5


def claims(page: Page) -> list[Message | None]:
    """Return what a page was told of claims since the last time."""
    return [message.get("claim") for message in page.take() if message["type"] == "presence"]


async def claim(world: World, page: Page) -> str:
    page.send(type="claim", id=f"c{len(page.log)}")
    await world.turns()
    page.read()
    answer = next(message for message in reversed(page.log) if "id" in message)
    return str(answer.get("code", answer["type"]))


def test_absence_is_announced_to_all_with_its_instant_and_not_again_each_second() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await playing(world)
        guest.cut()
        await world.advance(0.5)
        told: list[Message | None] = [{"seat": "guest", "in_ms": 59_000}]
        assert claims(host) == claims(watcher) == told
        await stay(world, host, 57)
        assert claims(host) == claims(watcher) == []
        late = await world.watch(host)
        assert late.last("presence")["claim"] == {"seat": "guest", "in_ms": 1_500}
        assert await claim(world, host) == "too_early"
        await world.advance(1.5, 0.5)
        assert await claim(world, host) == "ok"
        win = watcher.last("win")
        assert (win["player"], win["reason"]) == ("red", "abandonment")
        await world.advance(1)
        assert "claim" not in watcher.last("presence")

    run(scenario)


def test_move_of_who_stayed_is_no_reason_to_announce_it_again() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await playing(world, plies=4)
        guest.cut()
        await stay(world, host, 5)
        assert len(claims(host)) == 1
        host.play(5)
        await stay(world, host, 5)
        assert claims(host) == []
        assert host.last("play")["ply"] == 5

    run(scenario)


def test_instant_that_was_announced_is_early_enough() -> None:
    async def scenario() -> None:
        world = World(claim_after_ms=20_001)
        host, guest, _ = await playing(world)
        world.skip(0.123_456)
        guest.cut()
        await world.advance(1)
        told = host.last("presence")["claim"]
        host.send(type="ping")
        await world.advance(told["in_ms"] / 1000, 1)
        assert await claim(world, host) == "ok"

    run(scenario)


def test_who_comes_back_can_not_be_beaten_and_goes_anew() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await playing(world)
        guest.cut()
        await stay(world, host, 58)
        back = await world.join(host, "bo")
        await world.advance(1)
        assert claims(host)[-1] is None
        await stay(world, host, 10)
        assert await claim(world, host) == "too_early"
        back.cut()
        await stay(world, host, 30)
        assert (claims(host)[-1] or {})["in_ms"] > 40_000
        assert await claim(world, host) == "too_early"

    run(scenario)


def test_who_is_gone_and_back_and_gone_within_a_second_is_announced_anew() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await playing(world)
        guest.cut()
        await stay(world, host, 40)
        claims(host)
        (await world.join(host, "bo")).cut()
        await world.turns()
        await world.advance(1)
        assert [told["in_ms"] for told in claims(host) if told][-1] >= 59_000

    run(scenario)


@pytest.mark.parametrize("plies", [0, 2])
def test_game_that_has_hardly_begun_can_not_be_claimed(plies: int) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await playing(world, plies)
        guest.cut()
        await stay(world, host, 70)
        assert set(map(str, claims(watcher))) == {"None"}
        assert await claim(world, host) == "not_available"
        # Red makes it one that can.
        host.play(0)
        await stay(world, host, 2)
        assert [told for told in claims(watcher) if told] == ([{"seat": "guest", "in_ms": 0}] if plies == 2 else [])

    run(scenario)


def test_with_both_gone_there_is_nothing_to_claim() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await playing(world)
        guest.cut()
        await world.advance(1)
        host.cut()
        await world.advance(2, 1)
        assert [bool(told) for told in claims(watcher)] == [True, False]
        back = await world.open("ada")
        await world.advance(1)
        # Theirs who came back, from when the other went.
        assert back.last("presence")["claim"]["seat"] == "guest"
        assert back.last("presence")["claim"]["in_ms"] <= 58_000

    run(scenario)


def test_silence_counts_from_the_last_word_even_if_the_line_is_cut_later() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await playing(world)
        guest.send(type="ping")
        await stay(world, host, 14)
        assert claims(host) == []
        await stay(world, host, 26)
        [told] = claims(host)
        assert told is not None
        assert told["in_ms"] == 45_000
        guest.cut()
        await stay(world, host, 19)
        assert await claim(world, host) == "too_early"
        await world.advance(1)
        assert await claim(world, host) == "ok"

    run(scenario)


def test_player_with_another_connection_is_there() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await playing(world)
        phone = await world.join(host, "bo")
        guest.cut()
        for _ in range(14):
            phone.send(type="ping")
            await stay(world, host, 5)
        assert [told for told in claims(host) if told] == []
        assert await claim(world, host) == "too_early"

    run(scenario)


def test_restart_begins_the_absence_anew() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await playing(world)
        guest.cut()
        await stay(world, host, 55)
        world = await world.restart(down_s=600)
        back = await world.open("ada")
        assert back.last("presence")["claim"] == {"seat": "guest", "in_ms": 60_000}
        await stay(world, back, 59)
        assert await claim(world, back) == "too_early"
        await stay(world, back, 1)
        assert await claim(world, back) == "ok"

    run(scenario)


def test_claim_that_the_opponent_comes_before_is_refused() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await playing(world)
        guest.cut()
        await stay(world, host, 61)
        world.store.hold()
        host.play(5, "slow")
        host.send(type="claim", id="c")
        # It is decided when its turn has come.
        back = world.connect()
        back.send(type="init", version=1, secret=secret("bo"), room=host.keys["room"])
        await asyncio.sleep(0)
        world.store.release()
        await world.turns()
        assert host.last("error")["id"] in {"slow", "c"}
        assert back.keys["role"] == "guest"
        assert back.last("state")["outcome"] is None

    run(scenario)


def test_classic_player_who_is_gone_can_be_beaten() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        guest = await world.enter(join=host.keys["join"])
        for page in (host, guest, host):
            page.play(0)
            await world.turns()
        # It says nothing of its own, and is there.
        await stay(world, host, 70)
        assert await claim(world, host) == "too_early"
        guest.cut()
        await stay(world, host, 60)
        assert await claim(world, host) == "ok"

    run(scenario)
