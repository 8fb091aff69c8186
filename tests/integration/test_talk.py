"""Phrases that players say, and the names that they go by."""

from __future__ import annotations

import json

from .conftest import Starter
from .match import Match
from .patience import run
from .peer import Crowd, new_secret
from .server import Server
from .stored import read_logs


def test_what_is_said_is_heard_by_all_who_are_there_and_kept_by_nobody(start: Starter) -> None:
    server = start()

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, spectators=1)
            await match.host.send(type="say", phrase="good_luck", id="a-1")
            for peer in match.everybody:
                assert await peer.expect("say") == {"type": "say", "seat": "host", "phrase": "good_luck"}
            await match.host.expect("ok", id="a-1", seq=2)
            assert await (await crowd.spectator(match.host)).caught_up() == []
            await match.check(crowd)

    run(scenario())
    server.kill()
    [log] = read_logs(server.database).values()
    assert [entry.event["type"] for entry in log] == ["opened", "joined"]


def test_each_player_says_one_thing_at_a_time(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            host = await crowd.host()
            guest = await crowd.guest(host, secret=secret)
            elsewhere = await crowd.enter(room=host.welcome["room"], secret=secret)
            # Both of the guest's pages at once: they are one player.
            await guest.send(type="say", phrase="hello", id="b-1")
            await elsewhere.send(type="say", phrase="thanks", id="b-2")
            answers = [
                [message for message in await peer.caught_up() if message["type"] in {"ok", "error"}]
                for peer in (guest, elsewhere)
            ]
            assert [answer["type"] for [answer] in answers] in (["ok", "error"], ["error", "ok"])
            assert {answer.get("code") for [answer] in answers} == {None, "rate_limited"}
            # The other one has a turn of its own.
            await host.send(type="say", phrase="bye", id="a-1")
            await host.expect("say", seat="guest")
            await host.expect("say", seat="host", phrase="bye")
            await host.expect("ok", id="a-1")
            spectator = await crowd.spectator(host)
            await spectator.send(type="say", phrase="hello", id="c-1")
            await spectator.expect("error", code="not_a_player", id="c-1")
            await host.send(type="say", phrase="you lose", id="a-2")
            await host.expect("error", code="bad_message")

    run(scenario())


def test_names_change_before_the_first_move_of_each_game(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, spectators=1)
            renamed = await match.ask("guest", "rename", "renamed", name="  Zoe\u0308 ")
            assert (renamed["seat"], renamed["name"]) == ("guest", "Zo\u00eb")
            await match.ask("host", "rename", "renamed", name="")
            assert match.shown.facts["names"] == {"host": None, "guest": "Zo\u00eb"}
            await match.play(3)
            await match.refuse("host", "rename", "not_available", name="Ada")
            won = await match.ask("guest", "resign", "win")
            game = json.loads(server.request("GET", f"/game/{won['game_id']}.json")[1])
            assert (game["red"], game["yellow"]) == (None, "Zo\u00eb")
            await match.rematch("host")
            await match.ask("host", "rename", "renamed", name="Ada Lovelace")
            for name in ("x" * 25, "Ada\u202e", "\u200b", 7):
                await match.host.send(type="rename", name=name, id="a-9")
                await match.host.expect("error", code="bad_message", id="a-9")
            await match.check(crowd)

    run(scenario())
