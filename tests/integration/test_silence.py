"""Peers that are half gone: the connection is open, and nothing comes. And rooms in which nobody is any more."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

from .conftest import Starter
from .patience import LOOK_EVERY_S, PATIENCE_S, run, until
from .peer import Crowd, Peer, new_secret, open_socket
from .proxy import Proxy

FOREVER_MS = "86400000"


def test_half_open_connection_is_aborted_when_no_pong_comes(start: Starter) -> None:
    server = start("--ping-interval-ms", "500", "--pong-timeout-ms", "3000", "--silence-ms", FOREVER_MS)

    async def scenario() -> None:
        async with Crowd(server) as crowd, Proxy(lambda: server.port) as proxy:
            host = await crowd.host()
            secret = new_secret()
            guest = await Peer(await open_socket(proxy.port)).enter(join=host.welcome["join"], secret=secret)
            await host.presence(guest=True)
            proxy.stall()
            await host.presence(host=True, guest=False)
            # Its next page is welcome while the first still believes that it is there.
            again = await crowd.enter(room=host.welcome["room"], secret=secret)
            await host.play(3)
            await again.expect("play")
            assert guest.socket.close_code is None
            await until(lambda: proxy.is_left)
            guest.cut()

    run(scenario())


def test_player_whose_page_says_nothing_is_absent_though_its_browser_answers_pings(start: Starter) -> None:
    server = start("--silence-ms", "1500", "--ping-interval-ms", "200")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            watcher = await crowd.spectator(host)
            await watcher.presence(host=False, guest=False)
            # A word, and it is back; the connection was good all the time.
            present = False
            while not present:
                await guest.caught_up()
                present = (await crowd.look(host.welcome["watch"])).present["guest"]
            await host.play(3)
            await guest.expect("play")

    run(scenario())


def test_peer_that_does_not_answer_our_close_is_aborted(start: Starter) -> None:
    server = start("--connections-per-seat", "1", "--close-timeout-ms", "200")

    async def scenario() -> None:
        async with Crowd(server) as crowd, Proxy(lambda: server.port) as proxy:
            secret = new_secret()
            first = await Peer(await open_socket(proxy.port)).enter(secret=secret)
            proxy.stall()
            await crowd.host(secret=secret)
            await until(lambda: proxy.is_left)
            first.cut()

    run(scenario())


def test_idle_room_leaves_memory_and_comes_back_from_the_store(start: Starter) -> None:
    server = start("--idle-room-ms", "1")

    def rename_host() -> None:
        """Change the file behind the server's back, so that it shows where a name comes from."""
        with closing(sqlite3.connect(server.database, timeout=PATIENCE_S)) as connection, connection:
            connection.execute("UPDATE events SET event = replace(event, 'Ada', 'Eve') WHERE seq = 1")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            host = await crowd.host(secret=secret, name="Ada")
            await host.play(3, id="a-1")
            await host.expect("play")
            watch = host.welcome["watch"]
            rename_host()
            assert (await crowd.look(watch)).state["names"]["host"] == "Ada"
            host.cut()
            while (await crowd.look(watch)).state["names"]["host"] != "Eve":
                await asyncio.sleep(LOOK_EVERY_S)
            host = await crowd.enter(room=host.welcome["room"], secret=secret)
            assert (host.welcome["role"], host.state["moves"]) == ("host", "4")
            await host.play(3, id="a-1")
            await host.expect("ok", id="a-1", seq=2)
            guest = await crowd.guest(host)
            await guest.play(3)
            await host.expect("play", seq=4)

    run(scenario())
