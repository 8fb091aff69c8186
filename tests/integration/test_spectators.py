"""Whoever has only the watch link changes nothing, however much they send and however little they read."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from .classic import ClassicPage
from .conftest import Starter
from .games import DRAWN
from .patience import PATIENCE_S, run
from .peer import Crowd, Message, Peer, new_secret
from .server import Server
from .stored import read_logs

COMMANDS: list[Message] = [
    {"type": "play", "column": 3, "id": "a-1"},
    {"type": "play", "column": 3, "id": "a-2", "at": 3},
    *[{"type": kind} for kind in ("resign", "abort", "claim", "start", "joined", "takeback")],
    *[{"type": kind, "offer": "draw"} for kind in ("offer", "accept", "decline", "withdraw")],
    {"type": "say", "phrase": "good_game"},
    {"type": "rename", "name": "Eve"},
    {"type": "privacy", "private": True},
    {"type": "listing", "listed": True},
]


def test_watch_key_changes_nothing_but_the_number_of_spectators(start: Starter) -> None:
    server = start("--malformed-messages", "1000")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secrets = new_secret(), new_secret()
            host = await crowd.host(secret=secrets[0])
            guest = await crowd.guest(host, secret=secrets[1])
            await host.play(3)
            await guest.expect("play")
            watch = host.welcome["watch"]
            before = guest.state["seq"], (await crowd.look(watch)).state
            # Even those who hold a seat only watch where they came to watch.
            inits: list[Message] = [{}, {"secret": new_secret()}, {"secret": secrets[0]}, {"secret": secrets[1]}]
            spectators = [await crowd.enter(watch=watch, name="Eve", color="yellow", **init) for init in inits]
            classic = await ClassicPage.watch(crowd, watch)
            await classic.read("play")
            for spectator in spectators:
                assert spectator.welcome["role"] == "spectator"
                for message in [*COMMANDS, {"type": "init", "version": 1, "secret": new_secret(), "join": watch}]:
                    await spectator.send(**message)
                    await spectator.expect("error")
            for message in COMMANDS:
                await classic.peer.send(**message)
                await classic.read("error")
            assert (await crowd.look(watch)).state == before[1]
            assert [message["type"] for message in await host.caught_up()] == ["play"]
            assert await guest.caught_up() == []
            await host.presence(host=True, guest=True, spectators=5)

    run(scenario())
    server.kill()
    [log] = read_logs(server.database).values()
    assert [entry.event["type"] for entry in log] == ["opened", "joined", "moved"]


def test_watch_key_is_no_other_key(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            for entry in ("join", "room"):
                peer = await crowd.connect()
                await peer.send(type="init", version=1, secret=new_secret(), **{entry: host.welcome["watch"]})
                await peer.expect("error", code="not_found")
            assert await host.caught_up() == []
            assert (await crowd.look(host.welcome["watch"])).state["seated"] == {"host": True, "guest": False}

    run(scenario())


def test_spectators_over_the_limit_of_a_room_are_turned_away(start: Starter) -> None:
    server = start("--spectators-per-room", "2")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            for _ in range(2):
                await crowd.spectator(host)
            third = await crowd.connect()
            await third.send(type="init", version=1, watch=host.welcome["watch"])
            await third.expect("error", code="room_full")
            assert await third.end() == 1013
            # There is always room for a player.
            assert (await crowd.guest(host)).welcome["role"] == "guest"

    run(scenario())


async def ask_without_reading(peer: Peer) -> None:
    """Ask for the state again and again, and read no answer, until the server has had enough."""
    peer.socket.transport.pause_reading()
    with suppress(ConnectionClosed, OSError):
        async with asyncio.timeout(PATIENCE_S):
            while not peer.socket.transport.is_closing():
                await peer.send(type="sync")
    assert peer.socket.transport.is_closing()
    # Reads what had arrived, and learns of the end.
    with suppress(RuntimeError):
        peer.socket.transport.resume_reading()


def test_spectator_who_asks_and_never_reads_is_dropped(start: Starter) -> None:
    server = start("--commands", "1000000", "--send-buffer-bytes", "4096", "--buffer-bytes", "16384")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            asking = asyncio.create_task(ask_without_reading(await crowd.spectator(host)))
            for ply, column in enumerate(DRAWN[:-1]):
                await [host, guest][ply % 2].play(column)
                for peer in (host, guest):
                    await peer.expect("play", ply=ply + 1)
            await asking
            await crowd.present(host.welcome["watch"], host=True, guest=True)
            assert await host.caught_up() == await guest.caught_up() == []

    run(scenario())
