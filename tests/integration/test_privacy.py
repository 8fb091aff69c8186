"""A room that its host closes to spectators: at once, for everybody who would watch, and as long as the host likes."""

from __future__ import annotations

from .classic import ClassicPage
from .conftest import Starter
from .match import Match
from .patience import run
from .peer import Crowd, Peer, new_secret
from .server import Server


async def is_turned_away(peer: Peer, **init: object) -> bool:
    """Tell whether a first message is answered as if there were no such room."""
    await peer.send(type="init", version=1, **init)
    message = await peer.next()
    if message["type"] == "init":
        return False
    assert (message["type"], message["code"]) == ("error", "not_found")
    assert await peer.end() == 4500
    return True


def test_closing_a_room_sends_those_away_who_watch(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, spectators=2)
            classic = await ClassicPage.watch(crowd, match.watch_key)
            await match.ask("host", "privacy", "privacy", private=True)
            for spectator in match.spectators:
                await spectator.expect("error", code="not_found")
                assert await spectator.end() == 4500
            assert await classic.peer.end() == 1000
            match.spectators = []
            # The players go on.
            await match.play(3, 3)
            await match.refuse("guest", "privacy", "not_available", private=False)

    run(scenario())


def test_nobody_comes_to_watch_a_private_room_by_any_way(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            host = await crowd.host()
            await host.send(type="privacy", private=True)
            await host.expect("privacy", private=True)
            # The seat is still free.
            guest = await crowd.guest(host, secret=secret)
            assert guest.state["private"] is True
            for init in (
                {"watch": host.welcome["watch"]},
                {"join": host.welcome["join"], "secret": new_secret()},
                {"room": host.welcome["room"], "secret": new_secret()},
                {"room": host.welcome["room"]},
            ):
                assert await is_turned_away(await crowd.connect(), **init), init
            for page in (
                await ClassicPage.watch(crowd, host.welcome["watch"]),
                await ClassicPage.join(crowd, host.welcome["join"]),
            ):
                await page.read("error")
                assert await page.peer.end() == 1000
            # Players come and go as they like.
            guest.cut()
            assert (await crowd.enter(join=host.welcome["join"], secret=secret)).welcome["role"] == "guest"
            await host.send(type="privacy", private=False)
            await host.expect("privacy", private=False)
            assert not await is_turned_away(await crowd.connect(), watch=host.welcome["watch"])

    run(scenario())


def test_room_stays_private_and_listed_over_games_and_restarts(start: Starter) -> None:
    server = start()
    secret = new_secret()

    async def before() -> tuple[str, str]:
        async with Crowd(server) as crowd:
            host = await crowd.host(secret=secret)
            match = Match(host, await crowd.guest(host), [])
            await match.ask("host", "listing", "listing", listed=True)
            await match.refuse("guest", "listing", "not_available", listed=False)
            await match.ask("host", "privacy", "privacy", private=True)
            await match.ask("guest", "resign", "win")
            await match.rematch("host")
            return match.room, match.watch_key

    async def after() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.enter(room=room, secret=secret)
            assert (host.state["game"], host.state["private"], host.state["listed"]) == (2, True, True)
            assert await is_turned_away(await crowd.connect(), watch=watch_key)

    room, watch_key = run(before())
    server.kill()
    server.start()
    run(after())
