"""Who is gone for too long can be beaten by a claim, and both are told when."""

from __future__ import annotations

import asyncio

from .conftest import Starter
from .match import Match
from .patience import run
from .peer import Crowd, Message, Peer, new_secret
from .server import Server


async def next_presence(peer: Peer, **fields: object) -> Message:
    """Return the next ``presence`` that holds ``fields``, whatever else comes before."""
    while True:
        message = await peer.expect("presence")
        if fields.items() <= message.items():
            return message


async def claim(peer: Peer) -> Message:
    """Ask for the win again and again until it isn't too early; return the event that gives it."""
    while True:
        await peer.send(type="claim", id="c-1")
        message = await peer.next()
        while message["type"] == "presence":
            message = await peer.next()
        if message["type"] != "error":
            return message
        assert message["code"] == "too_early"


def test_claim_is_announced_and_too_early_until_its_time(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            host = await crowd.host()
            guest = await crowd.guest(host, secret=secret)
            match = Match(host, guest, [])
            await match.play(3, 3)
            # As long as the game can be aborted there is nothing to win.
            await match.refuse("guest", "claim", "not_available")
            await match.play(2)
            await match.refuse("host", "claim", "too_early")
            loop = asyncio.get_running_loop()
            heard_s = loop.time()
            assert await guest.caught_up() == []
            guest.cut()
            gone = await next_presence(host, guest=False)
            assert gone["claim"]["seat"] == "guest"
            # From when it was heard of for the last time.
            assert 60_000 - (loop.time() - heard_s) * 1000 - 1 <= gone["claim"]["in_ms"] <= 60_000
            await host.send(type="claim", id="c-1")
            await host.expect("error", code="too_early", id="c-1")
            again = await crowd.enter(room=match.room, secret=secret)
            # Who comes back takes the claim away.
            assert "claim" not in again.present
            assert "claim" not in await next_presence(host, guest=True)

    run(scenario())


def test_claimed_game_is_won_by_abandonment_and_stays(start: Starter) -> None:
    server = start("--claim-after-ms", "200", "--commands", "100000")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, spectators=1)
            await match.play(3, 3, 2)
            spectator = match.spectators[0]
            match.host.cut()
            gone = await next_presence(match.guest, host=False)
            assert gone["claim"]["seat"] == "host"
            # Those who watch don't play.
            await spectator.send(type="claim")
            await spectator.expect("error", code="not_a_player")
            won = await claim(match.guest)
            assert (won["type"], won["player"], won["reason"]) == ("win", "yellow", "abandonment")
            assert await match.guest.expect("ok", id="c-1") == {"type": "ok", "id": "c-1", "seq": won["seq"]}
            assert await spectator.expect("win") == won
            state = (await crowd.look(match.watch_key)).state
            assert state["tally"] == {"host": 0, "guest": 1, "draws": 0}
            assert server.request("GET", f"/game/{won['game_id']}")[0] == 200

    run(scenario())


def test_silent_page_is_gone_though_its_line_is_not_cut(start: Starter) -> None:
    server = start("--claim-after-ms", "300", "--silence-ms", "200", "--commands", "100000")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd)
            await match.play(3, 3, 2)
            # The guest says nothing from now on; the host's claims are signs of life.
            won = await claim(match.host)
            assert (won["player"], won["reason"]) == ("red", "abandonment")
            await match.guest.expect("win", reason="abandonment")

    run(scenario())


def test_after_a_restart_everybody_has_the_whole_time_to_come_back(start: Starter) -> None:
    server = start()
    secrets = new_secret(), new_secret()

    async def before() -> str:
        async with Crowd(server) as crowd:
            host = await crowd.host(secret=secrets[0])
            match = Match(host, await crowd.guest(host, secret=secrets[1]), [])
            await match.play(3, 3, 2)
            return match.room

    async def after() -> None:
        async with Crowd(server) as crowd:
            guest = await crowd.enter(room=room, secret=secrets[1])
            assert guest.present["claim"]["seat"] == "host"
            await guest.send(type="claim", id="b-1")
            await guest.expect("error", code="too_early", id="b-1")

    room = run(before())
    server.kill()
    server.start()
    run(after())
