"""Pages of the tutorial, unchanged: against each other, against our own, and in every place of a room."""

from __future__ import annotations

from collections.abc import Sequence

from .classic import ClassicPage
from .conftest import Starter
from .games import DRAWN, RED_WINS
from .patience import run
from .peer import Crowd, new_secret
from .server import Server
from .stored import database_locked


async def play_all(moves: Sequence[int], *players: ClassicPage) -> None:
    """Play ``moves`` in turn; each player reads each move."""
    for ply, column in enumerate(moves):
        await players[ply % 2].play(column)
        for player in players:
            await player.read("play")


def test_game_of_two_and_those_who_watch(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await ClassicPage.open(crowd)
            yellow = await ClassicPage.join(crowd, red.join_key)
            early = await ClassicPage.watch(crowd, red.watch_key)
            await play_all(RED_WINS[:4], red, yellow)
            late = await ClassicPage.watch(crowd, red.watch_key)
            await late.read(*["play"] * 4)
            await play_all(RED_WINS[4:], red, yellow)
            await late.read(*["play"] * 3)
            await early.read(*["play"] * 7)
            too_late = await ClassicPage.watch(crowd, red.watch_key)
            await too_late.read(*["play"] * 7)
            for page in (red, yellow, early, late, too_late):
                await page.read("win")
                assert tuple(page.columns) == RED_WINS
                assert list(page.cells.values()) == ["red", "yellow"] * 3 + ["red"]
                assert page.winner == "red"
                assert page.errors == []

    run(scenario())


def test_messages_have_the_fields_of_the_tutorial(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await crowd.connect("/")
            await red.send(type="init")
            opened = await red.next()
            assert opened.keys() == {"type", "join", "watch"}
            await red.play(3)
            assert {"type": "play", "player": "red", "column": 3, "row": 0}.items() <= (await red.next()).items()
            await red.play(3)
            assert await red.next() == {"type": "error", "message": "It isn't your turn."}
            watcher = await crowd.connect("/")
            await watcher.send(type="init", watch=opened["watch"])
            assert await watcher.next() == {"type": "play", "player": "red", "column": 3, "row": 0}

    run(scenario())


def test_draw_is_told_by_the_moves_alone(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await ClassicPage.open(crowd)
            yellow = await ClassicPage.join(crowd, red.join_key)
            await play_all(DRAWN, red, yellow)
            late = await ClassicPage.watch(crowd, red.watch_key)
            await late.read(*["play"] * 42)
            witness = await crowd.enter(watch=red.watch_key)
            assert witness.state["outcome"]["reason"] == "board_full"
            # Nothing comes between the last move and the answer to a move too many.
            for page in (red, yellow):
                await page.play(0)
                await page.read("error")
                assert page.errors == ["The game is over."]

    run(scenario())


def test_errors_have_the_texts_of_the_tutorial(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await ClassicPage.open(crowd)
            # Red needn't wait for yellow, but for its move.
            await red.play(3)
            await red.read("play")
            await red.play(3)
            await red.read("error")
            yellow = await ClassicPage.join(crowd, red.join_key)
            await yellow.read("play")
            for ply in range(5):
                await [yellow, red][ply % 2].play(3)
                await yellow.read("play")
                await red.read("play")
            await red.play(3)
            await red.read("error")
            assert red.errors == ["It isn't your turn.", "This slot is full."]
            for column in (-1, 7, True, 3.5, "3", None):
                await red.peer.send(type="play", column=column)
                await red.read("error")
            await red.peer.send(type="ping")
            await red.read("error")
            await red.play(0)
            await red.read("play")
            await yellow.read("play")
            assert yellow.errors == []
            assert yellow.cells == red.cells

    run(scenario())


def test_unknown_key_is_game_not_found_then_1000(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            for page in (await ClassicPage.join(crowd, "nonsense"), await ClassicPage.watch(crowd, "")):
                await page.read("error")
                assert page.errors == ["Game not found."]
                assert await page.peer.end() == 1000

    run(scenario())


def test_join_wins_if_both_keys_are_given(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await ClassicPage.open(crowd)
            yellow = ClassicPage(await crowd.connect("/"))
            await yellow.peer.send(type="init", join=red.join_key, watch="nonsense")
            await red.play(3)
            await yellow.read("play")
            await yellow.play(3)
            await red.read("play", "play")

    run(scenario())


def test_third_visitor_watches(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await ClassicPage.open(crowd)
            yellow = await ClassicPage.join(crowd, red.join_key)
            await play_all([3], red, yellow)
            third = await ClassicPage.join(crowd, red.join_key)
            await third.read("error", "play")
            assert third.errors == ["This seat is taken."]
            await third.play(0)
            await third.read("error")
            await play_all([4], yellow, red)
            await third.read("play")
            assert third.columns == [3, 4]

    run(scenario())


def test_yellow_comes_back_with_the_join_key(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await ClassicPage.open(crowd)
            yellow = await ClassicPage.join(crowd, red.join_key)
            await play_all([3, 2, 3], red, yellow)
            for _ in range(2):
                yellow.peer.cut()
                await crowd.present(red.watch_key, guest=False)
                yellow = await ClassicPage.join(crowd, red.join_key)
                await yellow.read(*["play"] * len(red.cells))
                await crowd.present(red.watch_key, guest=True)
                await yellow.play(2)
                await yellow.read("play")
                await red.read("play")
                await red.play(1)
                await yellow.read("play")
                await red.read("play")
            assert yellow.errors == []

    run(scenario())


def test_red_does_not_come_back_but_the_others_stay(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await ClassicPage.open(crowd)
            yellow = await ClassicPage.join(crowd, red.join_key)
            await play_all([3], red, yellow)
            red.peer.cut()
            await crowd.present(red.watch_key, host=False, guest=True)
            await yellow.play(3)
            await yellow.read("play")
            late = await ClassicPage.watch(crowd, red.watch_key)
            await late.read("play", "play")
            # Neither the join key nor the room's id with some secret gives the seat.
            again = await ClassicPage.join(crowd, red.join_key)
            await again.read("error", "play", "play")
            assert again.errors == ["This seat is taken."]
            stranger = await crowd.enter(room=(await crowd.look(red.watch_key)).welcome["room"], secret=new_secret())
            assert stranger.welcome["notice"] == "not_your_seat"

    run(scenario())


def test_seat_of_a_secret_is_not_for_classic_pages(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            guest.cut()
            await crowd.present(host.welcome["watch"], guest=False)
            page = await ClassicPage.join(crowd, host.welcome["join"])
            await page.read("error")
            assert page.errors == ["This seat is taken."]

    run(scenario())


def test_seat_that_a_classic_page_left_goes_to_the_first_who_claims_it(start: Starter) -> None:
    server = start()

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            yellow = await ClassicPage.join(crowd, host.welcome["join"])
            await host.expect("joined", seat="guest")
            yellow.peer.cut()
            await crowd.present(host.welcome["watch"], guest=False)
            ours = await crowd.connect()
            classic = await crowd.connect()
            with database_locked(server.database):
                await ours.send(type="init", version=1, join=host.welcome["join"], secret=new_secret())
                # Once this is answered, the claim before it is on its way to the store.
                await crowd.spectator(host)
                await classic.send(type="init", join=host.welcome["join"])
                await crowd.spectator(host)
            assert (await ours.expect("init"))["role"] == "guest"
            assert await classic.next() == {"type": "error", "message": "This seat is taken."}

    run(scenario())


def test_classic_host_plays_version_1_guest(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await ClassicPage.open(crowd)
            guest = await crowd.enter(join=red.join_key, secret=new_secret(), name="Ben")
            assert guest.welcome["role"] == "guest"
            spectators = await ClassicPage.watch(crowd, red.watch_key), await crowd.enter(watch=red.watch_key)
            for ply, column in enumerate(RED_WINS):
                if ply % 2:
                    await guest.play(column, id=f"b-{ply}", at=2 + ply)
                else:
                    await red.play(column)
                await red.read("play")
                for peer in (guest, spectators[1]):
                    await peer.expect("play", seq=3 + ply, column=column, ply=ply + 1)
                if ply % 2:
                    await guest.expect("ok", id=f"b-{ply}", seq=3 + ply)
            await red.read("win")
            await spectators[0].read(*["play"] * 7, "win")
            for peer in (guest, spectators[1]):
                won = await peer.expect("win", seq=10, player="red", reason="line")
                assert won["lines"] == [[[3, 0], [3, 1], [3, 2], [3, 3]]]

    run(scenario())


def test_version_1_host_plays_classic_guest(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            secret = new_secret()
            host = await crowd.host(secret=secret, color="yellow")
            red = await ClassicPage.join(crowd, host.welcome["join"])
            await host.expect("joined", seat="guest", name=None)
            await host.play(0, id="a-0")
            await host.expect("error", code="not_your_turn")
            await red.play(3)
            await host.expect("play", player="red")
            host.cut()
            host = await crowd.enter(room=host.welcome["room"], secret=secret)
            assert host.state["colors"] == {"red": "guest", "yellow": "host"}
            await host.play(3, id="a-1")
            await red.read("play", "play")
            late = await ClassicPage.watch(crowd, host.welcome["watch"])
            await late.read("play", "play")
            assert late.cells == red.cells == {(3, 0): "red", (3, 1): "yellow"}

    run(scenario())
