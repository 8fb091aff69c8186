"""
The disk refuses every write, and takes them again: nothing was shown, nothing is lost, and play goes on by itself.

The process's own limit on the size of files stands for the disk; unlike a full file system it needs no rights.
"""

from __future__ import annotations

import signal
import sys

import pytest

from .classic import ClassicPage
from .conftest import Starter
from .patience import run, until
from .peer import Crowd, new_secret
from .stored import check_logs, read_logs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits processes that run")


def test_commands_are_unavailable_until_the_disk_is_back(start: Starter) -> None:
    server = start()

    async def scenario() -> str:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            spectator = await crowd.spectator(host)
            await host.play(3, id="a-1")
            await host.expect("play", seq=3)
            await host.expect("ok", id="a-1")
            for peer in (guest, spectator):
                await peer.expect("play", seq=3)
            assert server.health() == 200
            server.fill_disk()
            for _ in range(3):
                await guest.play(3, id="b-1", at=3)
                await guest.expect("error", code="unavailable", id="b-1")
            assert server.health() == 503
            for peer in (host, guest, spectator):
                assert await peer.caught_up() == []
            server.free_disk()
            await until(lambda: server.health() == 200)
            await guest.play(3, id="b-1", at=3)
            await guest.expect("play", seq=4, player="yellow")
            await guest.expect("ok", id="b-1", seq=4)
            await host.play(2, id="a-2", at=4)
            for peer in (host, spectator):
                await peer.expect("play", seq=4)
                await peer.expect("play", seq=5)
            return str(host.welcome["room"])

    room = run(scenario())
    server.kill()
    logs = read_logs(server.database)
    check_logs(logs)
    assert [entry.event["type"] for entry in logs[room]] == ["opened", "joined", "moved", "moved", "moved"]


def test_nobody_enters_a_new_room_or_seat_until_the_disk_is_back(start: Starter) -> None:
    server = start()

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            opener, joiner, classic = [await crowd.connect() for _ in range(3)]
            server.fill_disk()
            opening = {"type": "init", "version": 1, "secret": new_secret()}
            joining = {**opening, "secret": new_secret(), "join": host.welcome["join"]}
            for peer, init in ((opener, opening), (joiner, joining)):
                await peer.send(**init)
                await peer.expect("error", code="unavailable")
            await classic.send(type="init")
            assert (await classic.next()).keys() == {"type", "message"}
            server.free_disk()
            await until(lambda: server.health() == 200)
            # The connections are still good for the same first message.
            for peer, init, role in ((opener, opening, "host"), (joiner, joining, "guest")):
                await peer.send(**init)
                await peer.expect("init", role=role)
            await host.expect("joined")
            await classic.send(type="init")
            assert (await classic.next())["type"] == "init"

    run(scenario())


def test_server_that_stops_while_the_disk_refuses_keeps_what_was_stored(start: Starter) -> None:
    server = start()
    secret = new_secret()

    async def fail() -> str:
        async with Crowd(server) as crowd:
            host = await crowd.host(secret=secret)
            page = await ClassicPage.join(crowd, host.welcome["join"])
            await host.expect("joined")
            await host.play(3, id="a-1")
            await page.read("play")
            server.fill_disk()
            await page.play(3)
            await page.read("error")
            return str(host.welcome["room"])

    async def come_back() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.enter(room=room, secret=secret)
            assert (host.state["seq"], host.state["moves"]) == (3, "4")

    room = run(fail())
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    server.start()
    run(come_back())
