"""Strangers meet: seeks that become a room once, or vanish; games that are shown; and what visitors are told."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

from .conftest import Starter
from .match import Match
from .patience import PATIENCE_S, run
from .peer import Crowd, Message, Peer, new_secret
from .server import Server
from .stored import check_logs, read_logs

TAKERS = 200


async def visit(crowd: Crowd) -> Peer:
    """Come to the lobby."""
    visitor = await crowd.connect()
    await visitor.send(type="init", version=1, lobby=True)
    visitor.state = await visitor.expect("lobby")
    return visitor


async def lobby_that(visitor: Peer, has: Callable[[Message], object]) -> Message:
    """Return the first ``lobby`` that ``has`` something, from now on, asking for it again and again."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            # Nothing that was told before.
            await visitor.caught_up()
            await visitor.send(type="sync")
            lobby = await visitor.expect("lobby")
            if has(lobby):
                return lobby


async def answer(visitor: Peer) -> Message:
    """Return the next message that isn't a ``lobby``."""
    while True:
        message = await visitor.next()
        if message["type"] != "lobby":
            return message


async def seek(visitor: Peer, **fields: Any) -> str:
    """Offer to play; return the offer's id."""
    wish = {"name": "Ada", "secret": new_secret(), **fields}
    await visitor.send(type="seek", **wish)
    lobby = await lobby_that(visitor, lambda lobby: [each for each in lobby["seeks"] if each["name"] == wish["name"]])
    [mine] = [each for each in lobby["seeks"] if each["name"] == wish["name"]]
    return str(mine["seek"])


def test_of_200_who_take_a_seek_at_once_one_plays_and_199_are_told(start: Starter) -> None:
    server = start("--rooms-per-minute", "1")

    async def scenario() -> str:
        async with Crowd(server) as crowd:
            host_secret, secrets = new_secret(), [new_secret() for _ in range(TAKERS)]
            seeker = await visit(crowd)
            sought = await seek(seeker, secret=host_secret, color="yellow", clock={"initial_ms": 60_000})
            takers = await asyncio.gather(*[visit(crowd) for _ in range(TAKERS)])
            await asyncio.gather(
                *[
                    taker.send(type="take", seek=sought, secret=secret, name="Ben")
                    for taker, secret in zip(takers, secrets, strict=True)
                ]
            )
            answers = await asyncio.gather(*[answer(taker) for taker in takers])
            assert Counter(told.get("code", told["type"]) for told in answers) == {"paired": 1, "seek_gone": TAKERS - 1}
            [paired] = [told for told in answers if told["type"] == "paired"]
            assert paired["role"] == "guest"
            assert await answer(seeker) == {**paired, "role": "host"}
            # Each comes in with the secret that it had sent.
            host = await crowd.enter(room=paired["room"], secret=host_secret)
            guest = await crowd.enter(room=paired["room"], secret=secrets[answers.index(paired)])
            assert [peer.welcome["role"] for peer in (host, guest)] == ["host", "guest"]
            assert host.state["colors"] == {"red": "guest", "yellow": "host"}
            assert host.state["names"] == {"host": "Ada", "guest": "Ben"}
            assert (host.state["clock"]["initial_ms"], host.state["listed"]) == (60_000, True)
            for visitor in (seeker, *takers):
                assert {message["type"] for message in await visitor.caught_up()} <= {"lobby"}
            assert (await lobby_that(seeker, lambda lobby: lobby["games"]))["seeks"] == []
            return str(paired["room"])

    room = run(scenario())
    server.kill()
    logs = read_logs(server.database)
    check_logs(logs)
    assert list(logs) == [room]


def test_seek_waits_for_a_connection_that_was_cut(start: Starter) -> None:
    server = start()

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            witness, seeker = await visit(crowd), await visit(crowd)
            sought = await seek(seeker, secret=secret)
            seeker.cut()
            # The server has noticed, and the seek is still there.
            alone = await lobby_that(witness, lambda lobby: lobby["people"] == 1)
            assert [each["seek"] for each in alone["seeks"]] == [sought]
            seeker = await visit(crowd)
            assert await seek(seeker, secret=secret) == sought
            seeker.cut()
            await lobby_that(witness, lambda lobby: lobby["people"] == 1)
            await witness.send(type="take", seek=sought, secret=new_secret())
            paired = await answer(witness)
            assert paired["role"] == "guest"
            # Who was taken meanwhile hears of it on coming back.
            seeker = await visit(crowd)
            await seeker.send(type="seek", secret=secret)
            assert await answer(seeker) == {**paired, "role": "host"}
            assert (await crowd.enter(room=paired["room"], secret=secret)).welcome["role"] == "host"

    run(scenario())


def test_seek_vanishes_when_its_grace_is_over(start: Starter) -> None:
    server = start("--seek-grace-ms", "1")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            witness, seeker, other = [await visit(crowd) for _ in range(3)]
            gone, sought = await seek(seeker), await seek(other, name="Cleo")
            seeker.cut()
            # Without asking for it.
            while [each["seek"] for each in (await witness.expect("lobby"))["seeks"]] != [sought]:
                pass
            await witness.send(type="take", seek=gone, secret=new_secret())
            assert (await answer(witness))["code"] == "seek_gone"

    run(scenario())


def test_seeks_are_replaced_taken_back_and_not_for_oneself(start: Starter) -> None:
    server = start("--seeks", "2")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            first, second, third = [await visit(crowd) for _ in range(3)]
            replaced = await seek(first, name="Ada", secret=secret)
            ada = await seek(first, name="Ada again")
            ben = await seek(second, name="Ben")
            lobby = await lobby_that(first, lambda lobby: len(lobby["seeks"]) == 2)
            assert [each["seek"] for each in lobby["seeks"]] == [ben, ada]
            await third.send(type="seek", secret=new_secret())
            assert (await answer(third))["code"] == "room_full"
            for sought, code in ((ada, "not_available"), (replaced, "seek_gone"), ("nonsense", "seek_gone")):
                await first.send(type="take", seek=sought, secret=new_secret())
                assert (await answer(first))["code"] == code
            await second.send(type="unseek")
            await lobby_that(third, lambda lobby: [each["seek"] for each in lobby["seeks"]] == [ada])
            await third.send(type="take", seek=ben, secret=new_secret())
            assert (await answer(third))["code"] == "seek_gone"

    run(scenario())


def test_room_and_lobby_have_their_own_messages(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            visitor, host = await visit(crowd), await crowd.host()
            for message in ({"type": "play", "column": 3}, {"type": "resign"}, {"type": "say", "phrase": "hello"}):
                await visitor.send(**message, id="a-1")
                assert (await answer(visitor))["code"] == "unknown_type"
            for message in ({"type": "seek"}, {"type": "take", "seek": "x"}, {"type": "unseek"}):
                await host.send(**message, secret=new_secret())
                await host.expect("error", code="unknown_type")
            await visitor.send(type="seek", secret="short")
            assert (await answer(visitor))["code"] == "bad_message"
            both = await crowd.connect()
            await both.send(type="init", version=1, lobby=True, watch=host.welcome["watch"])
            await both.expect("error", code="bad_message")

    run(scenario())


def test_listed_games_are_shown_while_they_go_on(start: Starter) -> None:
    server = start()

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            witness = await visit(crowd)
            match = await Match.open(crowd, clock={"initial_ms": 60_000, "increment_ms": 2_000})
            hidden = await Match.open(crowd)
            assert (await lobby_that(witness, lambda lobby: lobby["people"] == 5))["games"] == []
            await match.ask("host", "listing", "listing", listed=True)
            await match.play(3, 3)
            await hidden.play(0)
            shown = await lobby_that(witness, lambda lobby: lobby["games"])
            assert shown["games"] == [
                {
                    "watch": match.watch_key,
                    "names": {"host": "Ada", "guest": "Ben"},
                    "moves": "44",
                    "clock": {"initial_ms": 60_000, "increment_ms": 2_000},
                }
            ]
            assert (await crowd.look(shown["games"][0]["watch"])).state["moves"] == "44"
            await match.ask("host", "privacy", "privacy", private=True)
            await lobby_that(witness, lambda lobby: not lobby["games"])
            await match.ask("host", "privacy", "privacy", private=False)
            await lobby_that(witness, lambda lobby: lobby["games"])
            await match.ask("host", "resign", "win")
            await lobby_that(witness, lambda lobby: not lobby["games"])
            await match.rematch("guest")
            await lobby_that(witness, lambda lobby: [game["moves"] for game in lobby["games"]] == [""])
            for player in match.players.values():
                player.cut()
            await lobby_that(witness, lambda lobby: not lobby["games"])

    run(scenario())


def test_visitors_are_told_at_most_once_a_second(start: Starter) -> None:
    server = start("--commands", "100000")

    async def restless(visitor: Peer) -> None:
        for number in count():
            await visitor.send(type="seek", secret=new_secret(), name=f"Ada {number}")
            await visitor.expect("lobby")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            begun_s = asyncio.get_running_loop().time()
            witness = await visit(crowd)
            seeking = asyncio.create_task(restless(await visit(crowd)))
            for _ in range(4):
                await witness.expect("lobby")
            # Four moments of telling are three seconds apart, but for what timers round.
            assert asyncio.get_running_loop().time() - begun_s > 2.9
            seeking.cancel()
            await asyncio.gather(seeking, return_exceptions=True)

    run(scenario())


def test_visitors_are_told_to_come_back_when_the_server_stops(start: Starter) -> None:
    server = start()

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            visitor = await visit(crowd)
            await seek(visitor)
            server.signal(signal.SIGTERM)
            assert (await answer(visitor))["type"] == "bye"
            assert await visitor.end() == 1001

    run(scenario())
    assert server.wait() == 0
