"""A seat is held by a secret: across reloads, restarts, repeated messages and a crowd that wants it."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter

from .conftest import Starter
from .patience import run, until
from .peer import Crowd, Peer, new_secret
from .server import Server


def who(peer: Peer) -> tuple[str, str, str | None]:
    """Return which room a peer is in, as what, and the notice it got."""
    return peer.welcome["room"], peer.welcome["role"], peer.welcome.get("notice")


def test_host_is_told_the_keys_and_others_only_the_watch_key(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host(name="Ada")
            guest = await crowd.guest(host, name="Ben")
            spectator = await crowd.spectator(host)
            assert host.welcome.keys() == {"type", "version", "room", "role", "watch", "join"}
            for other, role in ((guest, "guest"), (spectator, "spectator")):
                assert other.welcome.keys() == {"type", "version", "room", "role", "watch"}
                assert who(other) == (host.welcome["room"], role, None)
            assert spectator.state["names"] == {"host": "Ada", "guest": "Ben"}
            assert spectator.state["seated"] == {"host": True, "guest": True}

    run(scenario())


def test_reloaded_pages_hold_their_seats_and_see_the_game(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secrets = new_secret(), new_secret()
            host = await crowd.host(secret=secrets[0])
            guest = await crowd.guest(host, secret=secrets[1])
            await host.play(3, id="a-1")
            await guest.expect("play")
            host.cut()
            guest.cut()
            room = host.welcome["room"]
            host = await crowd.enter(room=room, secret=secrets[0])
            guest = await crowd.enter(room=room, secret=secrets[1])
            assert [who(host), who(guest)] == [(room, "host", None), (room, "guest", None)]
            assert host.state == guest.state
            assert (host.state["seq"], host.state["moves"]) == (3, "4")
            await guest.play(3, id="b-1", at=3)
            await host.expect("play", seq=4, player="yellow", row=1)

    run(scenario())


def test_seats_and_game_survive_restarts(start: Starter) -> None:
    server = start()
    secrets = new_secret(), new_secret()

    async def begin() -> tuple[str, str]:
        async with Crowd(server) as crowd:
            host = await crowd.host(secret=secrets[0])
            guest = await crowd.guest(host, secret=secrets[1])
            await host.play(2, id="a-1")
            await guest.expect("play")
            return host.welcome["room"], host.welcome["join"]

    async def go_on(moves: str) -> None:
        async with Crowd(server) as crowd:
            host = await crowd.enter(room=room, secret=secrets[0])
            guest = await crowd.enter(room=room, secret=secrets[1])
            stranger = await crowd.enter(join=join, secret=new_secret())
            assert [who(peer)[1:] for peer in (host, guest, stranger)] == [
                ("host", None),
                ("guest", None),
                ("spectator", "seat_taken"),
            ]
            assert host.welcome["join"] == join
            assert host.state["moves"] == moves
            # Sent before the restart: answered as then, and not played again.
            await host.play(2, id="a-1")
            await host.expect("ok", id="a-1", seq=3)
            await [host, guest][len(moves) % 2].play(2)
            await stranger.expect("play", ply=len(moves) + 1)

    room, join = run(begin())
    server.kill()
    server.start()
    run(go_on("3"))
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    server.start()
    run(go_on("33"))


def test_opening_again_with_the_same_secret_is_the_same_room(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            # At once, as by a page that got no answer and tries again.
            first, second = await asyncio.gather(crowd.host(secret=secret), crowd.host(secret=secret))
            assert first.welcome == second.welcome
            first.cut()
            third = await crowd.host(secret=secret, color="yellow", name="Ada")
            assert third.welcome == second.welcome
            assert third.state == second.state

    run(scenario())


def test_joining_again_with_the_same_secret_is_the_same_seat(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            secret = new_secret()
            init = {"join": host.welcome["join"], "secret": secret}
            guests = await asyncio.gather(*[crowd.enter(**init) for _ in range(3)])
            assert [who(guest) for guest in guests] == [(host.welcome["room"], "guest", None)] * 3
            joined = [message["type"] for message in await host.caught_up()]
            assert joined == ["joined"]
            guests[0].cut()
            assert who(await crowd.enter(**init, name="Ben")) == (host.welcome["room"], "guest", None)
            assert await host.caught_up() == []

    run(scenario())


def test_host_on_the_join_link_is_the_host(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            host = await crowd.host(secret=secret)
            again = await crowd.enter(join=host.welcome["join"], secret=secret)
            assert again.welcome == host.welcome
            assert again.state["seated"] == {"host": True, "guest": False}
            assert await host.caught_up() == []
            assert (await crowd.guest(host)).welcome["role"] == "guest"

    run(scenario())


def test_room_with_another_secret_makes_a_spectator(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            room = host.welcome["room"]
            stranger = await crowd.enter(room=room, secret=new_secret())
            nobody = await crowd.enter(room=room)
            for peer in (stranger, nobody):
                assert who(peer) == (room, "spectator", "not_your_seat")
                assert "join" not in peer.welcome
                await peer.play(0, id="x-1")
                await peer.expect("error", code="not_a_player", id="x-1")
            assert await host.caught_up() == []

    run(scenario())


def test_third_on_the_join_link_watches(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            third = await crowd.enter(join=host.welcome["join"], secret=new_secret())
            assert who(third) == (host.welcome["room"], "spectator", "seat_taken")
            await host.play(0, id="a-1")
            await third.expect("play", player="red")
            await third.play(0)
            await third.expect("error", code="not_a_player")
            await guest.play(0, id="b-1")
            await third.expect("play", player="yellow")

    run(scenario())


def test_of_20_who_join_at_once_one_is_the_guest(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            peers = await asyncio.gather(*[crowd.connect() for _ in range(20)])
            await asyncio.gather(*[peer.enter(join=host.welcome["join"], secret=new_secret()) for peer in peers])
            counted = Counter(who(peer)[1:] for peer in peers)
            assert counted == {("guest", None): 1, ("spectator", "seat_taken"): 19}
            assert [message["type"] for message in await host.caught_up()] == ["joined"]
            [guest] = [peer for peer in peers if peer.welcome["role"] == "guest"]
            await host.play(6)
            await guest.expect("play", player="red")
            # One who lost the seat can't play, the other one can.
            await peers[peers.index(guest) - 1].play(6)
            await peers[peers.index(guest) - 1].expect("play", player="red")
            await peers[peers.index(guest) - 1].expect("error", code="not_a_player")
            await guest.play(6)
            await host.expect("play", player="red")
            await host.expect("play", player="yellow")

    run(scenario())


def test_ninth_connection_of_a_seat_closes_the_oldest(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            places = [await crowd.host(secret=secret) for _ in range(8)]
            ninth = await crowd.host(secret=secret)
            assert await places[0].end() == 4503
            for place in [*places[1:], ninth]:
                assert await place.caught_up() == []
            guest = await crowd.enter(join=ninth.welcome["join"], secret=new_secret())
            await ninth.expect("joined")
            await places[1].expect("joined")
            # A seat is one player, wherever it is open.
            await places[1].play(3, id="a-1")
            await ninth.expect("play", player="red")
            await guest.expect("play", player="red")
            await ninth.play(3)
            await ninth.expect("error", code="not_your_turn")

    run(scenario())


def test_presence_tells_who_is_there(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            await host.presence(host=True, guest=False, spectators=0)
            guest = await crowd.guest(host)
            spectators = [await crowd.spectator(host) for _ in range(3)]
            await host.presence(host=True, guest=True, spectators=3)
            guest.cut()
            await spectators[0].close()
            await host.presence(host=True, guest=False, spectators=2)
            await until(lambda: guest.socket.close_code is not None)

    run(scenario())
