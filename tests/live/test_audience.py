"""Who is there, as the members of a room are told."""

from __future__ import annotations

import math

import pytest

from fourline.net import broadcast
from fourline.net.close_codes import CloseCode
from fourline.room.events import Seat
from tests.live.kit import TURNS, Message, Page, World, follow, run, secret


def presences(page: Page) -> list[Message]:
    return [message for message in page.take() if message["type"] == "presence"]


def present(page: Page) -> tuple[bool, bool, int]:
    """Return what a page was last told: host, guest, spectators."""
    told = page.last("presence")
    return told["host"], told["guest"], told["spectators"]


def test_people_are_told_not_sockets() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        tabs = [await world.open("ada") for _ in range(2)]
        await world.advance(1)
        assert presences(guest) == []
        for tab in [host, tabs[0]]:
            tab.cut()
        await world.advance(1)
        assert presences(guest) == []
        tabs[1].cut()
        await world.advance(1)
        assert presences(guest) == [{"type": "presence", "host": False, "guest": True, "spectators": 1}]

    run(scenario)


def test_arrivals_and_departures_are_told_at_most_once_a_second() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        watchers = [await world.watch(host) for _ in range(10)]
        assert presences(host) == []
        await world.advance(1)
        assert [told["spectators"] for told in presences(host)] == [11]
        for watcher in watchers:
            watcher.cut()
            await world.turns()
        assert presences(host) == []
        await world.advance(1)
        assert [told["spectators"] for told in presences(host)] == [1]
        await world.advance(5)
        # Now that a second has gone by, the next is told at once.
        await world.watch(host)
        assert [told["spectators"] for told in presences(host)] == [2]

    run(scenario)


def test_newcomer_is_told_who_is_there_at_once() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        guest.cut()
        await world.turns()
        late = await world.watch(host)
        assert present(late) == (True, False, 2)

    run(scenario)


def test_silent_player_is_absent_though_its_browser_answers_pings() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        for _ in range(9):
            await world.advance(5)
            host.send(type="ping", t=1)
        assert present(watcher) == (True, False, 1)
        # Spectators need not say anything.
        assert [told["guest"] for told in presences(watcher)] == [False]
        assert guest.close_code() is None
        guest.send(type="ping", t=2)
        await world.advance(1)
        assert [told["guest"] for told in presences(watcher)] == [True]

    run(scenario)


def test_classic_player_is_there_while_it_is_connected() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        watcher = await world.enter(version=1, watch=host.keys["watch"])
        await world.advance(60)
        assert present(watcher) == (True, False, 1)
        host.cut()
        await world.advance(1)
        assert present(watcher) == (False, False, 1)

    run(scenario)


def test_presence_of_one_room_is_not_told_in_another() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        other = await world.enter(version=1, secret=secret("other"))
        await world.advance(1)
        assert present(other) == (True, False, 0)
        assert presences(host) == []

    run(scenario)


def test_audience_is_steady_until_the_first_player_would_fall_silent() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, watcher = await world.table()
        audience = world.room_of(host).audience
        now_s = world.now_s
        await world.advance(5)
        guest.send(type="ping")
        watcher.send(type="ping")
        # The host's last word was its init, a second before.
        assert audience.steady_until_s(world.now_s, 15) == now_s + 14
        host.send(type="ping")
        # Looked at again at that moment, it goes on from the guest's last word.
        guest_s = world.now_s + 15
        assert audience.steady_until_s(world.now_s + 9, 15) == guest_s
        await world.advance(20)
        # Both are silent, so either may speak.
        assert audience.steady_until_s(world.now_s, 15) == world.now_s
        for page in (host, guest):
            page.cut()
        await world.turns()
        assert audience.steady_until_s(world.now_s, 15) == math.inf

    run(scenario)


def test_audience_is_steady_for_less_once_the_tab_that_spoke_last_is_gone() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open("ada")
        audience = world.room_of(host).audience
        silent_at_s = world.now_s + 15
        await world.advance(5)
        tab = await world.open("ada")
        assert audience.steady_until_s(world.now_s, 15) == silent_at_s + 5
        tab.cut()
        await world.turns()
        assert audience.steady_until_s(world.now_s, 15) == silent_at_s


def test_claim_is_told_at_once_when_the_move_that_allows_it_is_made() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        host.play(0)
        await world.turns()
        guest.play(1)
        await world.turns()
        guest.cut()
        await world.advance(1)
        # So long that the next change may be told at once.
        world.skip(2)
        assert "claim" not in host.last("presence")
        host.play(2)
        await world.turns()
        assert host.last("presence")["claim"]["seat"] == "guest"

    run(scenario)


def test_player_who_says_nothing_in_the_tutorials_dialect_is_steady() -> None:
    async def scenario() -> None:
        world = World()
        host = await world.enter()
        room = world.rooms.get(watch_key=host.keys["watch"])
        assert room is not None
        assert room.audience.steady_until_s(world.now_s, 15) == math.inf


def test_answer_of_somebody_who_has_left_goes_nowhere() -> None:
    async def scenario() -> None:
        world = World()
        host, guest, _ = await world.table()
        room = world.room_of(host)
        host.play(0, "last")
        host.cut()
        await world.turns()
        assert guest.last("play")["ply"] == 1
        assert room.audience.of_seat(Seat.HOST) == []

    run(scenario)


async def hall(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Page, Page, list[Page]]:
    """Return host, guest and spectators of a room, of whom one is told something in each turn of the loop."""
    host, guest, watcher = await world.table()
    spectators = [watcher, *[await world.watch(host) for _ in range(7)]]
    await world.advance(2)
    for page in (host, guest, *spectators):
        page.take()
    monkeypatch.setattr(broadcast, "SLICE", 1)
    return host, guest, spectators


def told(pages: list[Page]) -> int:
    """Return how many of them have been told something."""
    return sum(bool(page.take_types()) for page in pages)


async def until_told(world: World, page: Page, what: str) -> list[str]:
    """Let the loop turn until a page is told ``what``; return all that it was told."""
    types: list[str] = []
    for _ in range(TURNS):
        types += page.take_types()
        if what in types:
            return types
        await world.turns(1)
    raise AssertionError(f"{what} never came: {types}")


def test_players_of_a_large_room_are_told_at_once_and_spectators_by_and_by(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, spectators = await hall(world, monkeypatch)
        for player, other, column in ((host, guest, 0), (guest, host, 1)):
            player.play(column, f"c{column}")
            await until_told(world, other, "play")
            assert player.take_types() == ["play", "ok"]
            assert 0 < told(spectators) < len(spectators)
        await world.turns()
        assert [follow(page.log) for page in (host, guest, *spectators)] == [(4, "12")] * 10

    run(scenario)


def test_spectator_that_asks_for_the_state_before_a_move_reaches_it_is_told_that_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, spectators = await hall(world, monkeypatch)
        host.play(0)
        await until_told(world, guest, "play")
        late = [page for page in spectators if not told([page])]
        for page in late:
            page.send(type="sync")
        await world.turns()
        assert {tuple(page.take_types()) for page in late} == {("play", "state")}
        assert {follow(page.log) for page in late} == {(3, "1")}

    run(scenario)


def test_who_is_sent_away_is_told_before_what_was_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, spectators = await hall(world, monkeypatch)
        host.play(0)
        host.send(type="privacy", private=True)
        await until_told(world, guest, "privacy")
        assert any(page.close_code() is None for page in spectators)
        await world.turns()
        assert {tuple(page.take_types()) for page in spectators} == {("play", "privacy", "error")}
        assert {page.close_code() for page in spectators} == {CloseCode.NOT_FOUND}

    run(scenario)


def test_event_that_sends_a_tutorials_page_away_is_told_the_others_by_and_by(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        world = World()
        host, guest, spectators = await hall(world, monkeypatch)
        classic = await world.enter(watch=host.keys["watch"])
        host.play(0)
        guest.play(1)
        await world.turns()
        for page in (host, guest, classic, *spectators):
            page.take()
        host.offer("takeback")
        await world.turns()
        assert told(spectators) == len(spectators)
        guest.offer("takeback", "accept")
        await until_told(world, host, "takeback")
        assert told(spectators) < len(spectators)
        assert classic.close_code() == CloseCode.NORMAL
        await world.turns()
        assert {follow(page.log) for page in spectators} == {follow(host.log)}

    run(scenario)
