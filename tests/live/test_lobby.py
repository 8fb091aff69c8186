"""What visitors of the lobby see: open seeks, games under way, the end."""

from __future__ import annotations

import asyncio
import gc
from typing import Any, cast

import pytest

from fourline.live.lobby import GAMES_SHOWN, SEEKS_SHOWN
from fourline.live.seeks import Pairing, Seek
from fourline.net import broadcast
from tests.live.kit import Message, World, run, secret
from tests.live.lobby_kit import CLOCK, id_of, paired, seek, seeks, take

# Being told


def test_visitor_is_shown_what_goes_on_at_once() -> None:
    async def scenario() -> None:
        world = World()
        await seek(world, "ada", clock=CLOCK, color="red")
        page = await world.visit()
        [lobby] = page.take()
        [listed] = lobby["seeks"]
        assert len(listed.pop("seek")) == 16
        assert lobby == {"type": "lobby", "people": 2, "seeks": [listed], "games": []}
        assert listed == {"name": "ada", "clock": CLOCK, "color": "red"}

    run(scenario)


def test_changes_are_told_at_most_once_a_second_and_only_if_there_are_any() -> None:
    async def scenario() -> None:
        world = World()
        page = await world.visit()
        await world.advance(1)
        page.take()
        for who in ("ada", "bo", "cy"):
            await seek(world, who)
        assert page.take() == []
        await world.advance(1)
        assert page.take_types() == ["lobby"]
        assert seeks(page) == ["cy", "bo", "ada"]
        await world.advance(30)
        assert page.take() == []

    run(scenario)


def test_change_that_was_undone_within_its_second_is_told_to_those_who_saw_it() -> None:
    async def scenario() -> None:
        world = World()
        seeker, leaver = await world.visit(), await world.visit()
        await world.advance(1)
        leaver.cut()
        await world.turns()
        seeker.send(type="seek", secret=secret("ada"), name="ada")
        late = await world.visit()
        assert seeks(late) == seeks(seeker) == ["ada"]
        # Now everything is as it was when all were last told.
        seeker.send(type="unseek")
        await world.advance(1)
        assert seeks(late) == seeks(seeker) == []

    run(scenario)


def test_lobby_shows_no_more_than_it_may() -> None:
    async def scenario() -> None:
        world = World(rooms_per_minute=10_000)
        for number in range(SEEKS_SHOWN + 5):
            await seek(world, f"p{number}")
        for number in range(GAMES_SHOWN + 2):
            await paired(world, f"h{number}", f"g{number}")
        page = await world.visit()
        assert seeks(page) == [f"p{number}" for number in range(SEEKS_SHOWN + 4, 4, -1)]
        assert [game["names"]["host"] for game in page.last("lobby")["games"]] == [
            f"h{number}" for number in range(GAMES_SHOWN + 1, 1, -1)
        ]

    run(scenario)


def test_visitor_that_asks_before_the_last_change_reaches_it_is_told_that_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        world = World()
        visitors = [await world.visit() for _ in range(5)]
        await seek(world, "ada")
        await world.advance(2)
        for page in visitors:
            page.take()
        monkeypatch.setattr(broadcast, "SLICE", 1)
        await seek(world, "bo")
        world.tick()
        late = visitors[-1]
        late.read()
        assert late.take() == []
        late.send(type="seek", secret=secret("cy"), name="cy")
        await world.turns()
        shown = [[offer["name"] for offer in message["seeks"]] for message in late.take()]
        assert shown == [["bo", "ada"], ["cy", "bo", "ada"]]

    run(scenario)


def test_sync_shows_it_again_and_ping_is_answered() -> None:
    async def scenario() -> None:
        world = World()
        page = await world.visit()
        page.take()
        page.send(type="sync")
        page.send(type="ping", t=5)
        assert [message["type"] for message in page.take()] == ["lobby", "pong"]

    run(scenario)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type":"play","column":3,"id":"a"}', "unknown_type"),
        ('{"type":"init","version":1,"lobby":true}', "bad_message"),
        ('{"type":"seek"}', "bad_message"),
        ('{"type":"seek","secret":"short"}', "bad_message"),
        ('{"type":"seek","secret":"aaaaaaaaaaaaaaaaaaaaaa","name":"\\u202e"}', "bad_message"),
        ('{"type":"seek","secret":"aaaaaaaaaaaaaaaaaaaaaa","clock":{"initial_ms":1}}', "bad_message"),
        ('{"type":"take","seek":"x","secret":"aaaaaaaaaaaaaaaaaaaaaa","name":"\\u202e"}', "bad_message"),
        ('{"type":"take","seek":"x","secret":"aaaaaaaaaaaaaaaaaaaaaa"}', "seek_gone"),
    ],
)
def test_what_can_not_be_asked_there_is_an_error_to_the_sender(text: str, code: str) -> None:
    async def scenario() -> None:
        world = World()
        page, other = await world.visit(), await world.visit()
        page.take()
        other.take()
        page.send_text(text)
        [error] = page.take()
        assert error["code"] == code
        assert error.get("id") == ("a" if "play" in text else None)
        await world.advance(3, 1)
        assert [message["people"] for message in other.take()] == [2]

    run(scenario)


def test_ten_malformed_messages_close_a_visitor_too() -> None:
    async def scenario() -> None:
        page = await World().visit()
        for _ in range(10):
            page.send(type="play", column=3)
        assert page.close_code() == 1008

    run(scenario)


@pytest.mark.parametrize("type", ["seek", "unseek", "take"])
def test_what_belongs_in_the_lobby_is_an_error_in_a_room(type: str) -> None:
    async def scenario() -> None:
        world = World()
        host = await world.open()
        host.take()
        host.send(type=type, seek="x", secret=secret("ada"))
        assert [message["code"] for message in host.take()] == ["unknown_type"]

    run(scenario)


# Games


def test_listed_game_is_shown_from_its_second_player_to_its_end() -> None:
    async def scenario() -> None:
        world = World()
        page = await world.visit()
        host = await world.open(name="Ada", clock=CLOCK)

        async def shown() -> list[Message]:
            await world.advance(1)
            games: list[Message] = page.last("lobby")["games"]
            return games

        host.send(type="listing", listed=True)
        await world.turns()
        assert await shown() == []
        guest = await world.join(host, name="Bo")
        game = {
            "watch": host.keys["watch"],
            "names": {"host": "Ada", "guest": "Bo"},
            "moves": "",
            "clock": CLOCK,
        }
        assert await shown() == [game]
        host.play(3)
        await world.turns()
        assert await shown() == [{**game, "moves": "4"}]
        host.send(type="privacy", private=True)
        await world.turns()
        assert await shown() == []
        host.send(type="privacy", private=False)
        await world.turns()
        assert len(await shown()) == 1
        host.send(type="listing", listed=False)
        await world.turns()
        assert await shown() == []
        host.send(type="listing", listed=True)
        await world.turns()
        guest.send(type="resign")
        await world.turns()
        assert await shown() == []
        guest.offer("rematch")
        host.offer("rematch", "accept")
        await world.turns()
        assert [listed["moves"] for listed in await shown()] == [""]
        # Nobody is there to be watched.
        host.cut()
        guest.cut()
        await world.turns()
        assert await shown() == []

    run(scenario)


def test_game_that_ended_as_its_room_crashed_is_not_shown_any_more() -> None:
    async def scenario() -> None:
        world = World()
        host, guest = await paired(world)
        room = world.room_of(host)
        world.store.hold()
        host.send(type="resign")
        audience, room.audience = room.audience, cast("Any", None)
        world.store.release()
        await world.turns(2)
        room.audience = audience
        await world.turns()
        assert guest.last("state")["outcome"]["reason"] == "resignation"
        assert (await world.visit()).last("lobby")["games"] == []

    run(scenario)


def test_room_by_link_is_not_listed() -> None:
    async def scenario() -> None:
        world = World()
        host, _, _ = await world.table()
        host.play(3)
        await world.turns()
        assert (await world.visit()).last("lobby")["games"] == []

    run(scenario)


def test_game_shown_in_the_lobby_can_be_watched() -> None:
    async def scenario() -> None:
        world = World()
        host, _ = await paired(world)
        page = await world.visit()
        [game] = page.last("lobby")["games"]
        watcher = await world.enter(version=1, watch=game["watch"])
        assert watcher.keys["role"] == "spectator"
        assert watcher.keys["room"] == host.keys["room"]

    run(scenario)


# The end


def test_visitors_are_told_goodbye_and_ask_in_vain_before_it() -> None:
    async def scenario() -> None:
        world = World()
        page = await world.visit()
        await world.rooms.settle()
        page.take()
        page.send(type="seek", secret=secret("ada"))
        late = await world.enter(version=1, lobby=True)
        assert page.take()[0]["code"] == late.take()[0]["code"] == "unavailable"
        world.lobby.say_bye(iter([b'\x81\x0e{"type":"bye"}']))
        assert page.take_types() == ["bye"]
        assert page.close_code() == 1001

    run(scenario)


def test_settling_waits_for_pairs() -> None:
    async def scenario() -> None:
        world = World()
        ada, bo = await seek(world, "ada"), await world.visit()
        world.store.hold()
        bo.send(type="take", seek=id_of(bo, "ada"), secret=secret("bo"))
        settling = asyncio.ensure_future(world.rooms.settle())
        await world.turns()
        assert not settling.done()
        world.store.release()
        await world.turns()
        assert settling.done()
        assert ada.last("paired")["room"] == bo.last("paired")["room"]

    run(scenario)


# Memory


def test_nothing_is_left_of_visitors_and_their_seeks() -> None:
    async def scenario() -> None:
        world = World()
        for number in range(5):
            await seek(world, f"s{number}")
            taker = await world.visit()
            await take(world, taker, id_of(taker, f"s{number}"), f"t{number}")
            await seek(world, f"u{number}")
        world.store.failure = "disk full"
        taker = await world.visit()
        await take(world, taker, id_of(taker, "u0"), "v")
        world.store.failure = None
        for page in world.pages:
            page.cut()
        await world.advance(70, 1)
        kinds = (Seek, Pairing)
        gc.collect()
        assert [thing for thing in gc.get_objects() if isinstance(thing, kinds)] == []
        assert len(vars(world.lobby)["_visitors"]) == len(vars(world.lobby)["_games"]) == 0
        assert len(world.rooms) == 0

    run(scenario)
