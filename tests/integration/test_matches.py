"""One game after another in one room: rematches, the tally, offers, and all the ways in which a game may end."""

from __future__ import annotations

import json

from .classic import ClassicPage
from .conftest import Starter
from .games import DRAWN, RED_WINS
from .match import Match
from .patience import run
from .peer import Crowd, new_secret
from .server import Server
from .stored import check_logs, read_logs

HOST_IS_RED = {"red": "host", "yellow": "guest"}
GUEST_IS_RED = {"red": "guest", "yellow": "host"}


def test_match_of_three_games_keeps_room_score_and_spectators(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, spectators=2)
            await match.play(*RED_WINS[:-1])
            won = await match.ask("host", "play", "play", "win", column=RED_WINS[-1])
            assert (won["player"], won["reason"]) == ("red", "line")
            await match.rematch("guest")
            assert (match.shown.game, match.shown.facts["colors"]) == (2, GUEST_IS_RED)
            match.spectators.append(await crowd.spectator(match.host))
            # Red moves first, whoever that is now.
            await match.refuse("host", "play", "not_your_turn", column=3)
            await match.play(*RED_WINS[:-1])
            await match.ask("guest", "play", "play", "win", column=RED_WINS[-1])
            # Who offers what the other has offered accepts it.
            await match.ask("host", "offer", "offer", offer="rematch")
            await match.ask("guest", "offer", "start", offer="rematch")
            assert (match.shown.game, match.shown.facts["colors"]) == (3, HOST_IS_RED)
            await match.play(*DRAWN[:-1])
            drawn = await match.ask("guest", "play", "play", "draw", column=DRAWN[-1])
            assert drawn["reason"] == "board_full"
            assert match.shown.facts["tally"] == {"host": 1, "guest": 1, "draws": 1}
            await match.check(crowd)
            games = json.loads(server.request("GET", f"/api/rooms/{match.room}/games")[1])
            assert [(game["number"], game["red"], game["winner"]) for game in games] == [
                (1, "Ada", "red"),
                (2, "Ben", "red"),
                (3, "Ada", None),
            ]

    run(scenario())


def test_draw_is_offered_declined_withdrawn_and_agreed(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, spectators=1)
            await match.play(3)
            offered = await match.ask("host", "offer", "offer", offer="draw")
            assert (offered["seat"], offered["offer"]) == ("host", "draw")
            await match.refuse("host", "accept", "no_such_offer", offer="draw")
            await match.refuse("host", "offer", "not_available", offer="draw")
            await match.refuse("guest", "accept", "stale", offer="draw", at=offered["seq"] - 1)
            await match.ask("guest", "decline", "declined", offer="draw")
            await match.refuse("guest", "accept", "no_such_offer", offer="draw")
            await match.ask("host", "offer", "offer", offer="draw")
            await match.ask("host", "withdraw", "withdrawn", offer="draw")
            await match.refuse("guest", "decline", "no_such_offer", offer="draw")
            await match.ask("guest", "offer", "offer", offer="draw")
            # A move is an answer, too.
            await match.play(3)
            await match.refuse("host", "accept", "no_such_offer", offer="draw")
            await match.ask("host", "offer", "offer", offer="draw")
            drawn = await match.ask("guest", "accept", "draw", offer="draw")
            assert drawn["reason"] == "agreement"
            await match.refuse("host", "offer", "game_over", offer="draw")
            await match.check(crowd)

    run(scenario())


def test_takeback_takes_the_last_move_and_the_reply(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, spectators=1)
            await match.refuse("host", "offer", "not_available", offer="takeback")
            await match.play(3)
            await match.refuse("guest", "offer", "not_available", offer="takeback")
            await match.play(2, 1, 0)
            await match.ask("guest", "offer", "offer", offer="takeback")
            taken = await match.ask("host", "accept", "takeback", offer="takeback")
            assert taken["moves"] == "432"
            await match.ask("host", "offer", "offer", offer="takeback")
            # The other's takeback would be another one.
            await match.refuse("guest", "offer", "not_available", offer="takeback")
            await match.ask("guest", "decline", "declined", offer="takeback")
            await match.play(6)
            await match.ask("host", "offer", "offer", offer="takeback")
            taken = await match.ask("guest", "accept", "takeback", offer="takeback")
            assert taken["moves"] == "43"
            assert match.turn == "host"
            # What was seen before the takeback is no ground for a move.
            await match.refuse("host", "play", "stale", column=0, at=taken["seq"] - 1)
            await match.play(5)
            await match.check(crowd)

    run(scenario())


def test_fourth_offer_of_a_kind_is_too_many_until_the_next_game(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd)
            for _ in range(3):
                await match.ask("guest", "offer", "offer", offer="draw")
                await match.ask("host", "decline", "declined", offer="draw")
            await match.refuse("guest", "offer", "too_many_offers", offer="draw")
            await match.ask("host", "offer", "offer", offer="draw")
            await match.ask("guest", "resign", "win")
            for _ in range(3):
                await match.ask("guest", "offer", "offer", offer="rematch")
                await match.ask("guest", "withdraw", "withdrawn", offer="rematch")
            await match.refuse("guest", "offer", "too_many_offers", offer="rematch")
            await match.rematch("host")
            await match.ask("guest", "offer", "offer", offer="draw")
            await match.check(crowd)

    run(scenario())


def test_resigned_game_is_the_others_and_aborted_one_is_nobodys(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, spectators=1)
            await match.play(3, 3)
            await match.ask("guest", "abort", "aborted")
            await match.refuse("host", "resign", "game_over")
            await match.rematch("guest")
            await match.play(3, 3, 3)
            for seat in ("host", "guest"):
                await match.refuse(seat, "abort", "not_available")
            won = await match.ask("guest", "resign", "win")
            assert (won["player"], won["reason"], "lines" in won) == ("yellow", "resignation", False)
            assert match.shown.facts["tally"] == {"host": 1, "guest": 0, "draws": 0}
            await match.check(crowd)
            [game] = json.loads(server.request("GET", f"/api/rooms/{match.room}/games")[1])
            assert (game["game_id"], game["number"], game["reason"]) == (won["game_id"], 2, "resignation")

    run(scenario())


def test_alone_nobody_resigns_offers_or_claims_but_may_abort(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            for command in (
                {"type": "resign"},
                {"type": "claim"},
                {"type": "offer", "offer": "draw"},
                {"type": "offer", "offer": "takeback"},
            ):
                await host.send(**command, id="a-1")
                await host.expect("error", code="no_opponent", id="a-1")
            await host.send(type="offer", offer="rematch")
            await host.expect("error", code="not_available")
            await host.send(type="abort", id="a-1")
            await host.expect("aborted", seq=2)
            await host.expect("ok", id="a-1", seq=2)

    run(scenario())


def test_offer_sent_again_is_made_once_and_a_rematch_starts_once_across_a_kill(start: Starter) -> None:
    server = start()
    secrets = new_secret(), new_secret()

    async def before() -> str:
        async with Crowd(server) as crowd:
            host = await crowd.host(secret=secrets[0], clock={"initial_ms": 60_000})
            guest = await crowd.guest(host, secret=secrets[1])
            match = Match(host, guest, [])
            await match.ask("host", "resign", "win")
            await match.ask("host", "offer", "offer", offer="rematch", id="a-2")
            await host.send(type="offer", offer="rematch", id="a-2", at=3)
            await host.expect("ok", id="a-2", seq=4)
            await match.ask("guest", "accept", "start", offer="rematch", id="b-1")
            await match.check(crowd)
            return match.room

    async def after() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.enter(room=room, secret=secrets[0])
            guest = await crowd.enter(room=room, secret=secrets[1])
            match = Match(host, guest, [])
            assert (match.shown.game, match.shown.seq, match.shown.facts["colors"]) == (2, 5, GUEST_IS_RED)
            await guest.send(type="accept", offer="rematch", id="b-1", at=4)
            await guest.expect("ok", id="b-1", seq=5)
            await host.send(type="offer", offer="rematch", id="a-2", at=3)
            await host.expect("ok", id="a-2", seq=4)
            await match.play(3)
            await match.check(crowd)

    room = run(before())
    server.kill()
    server.start()
    run(after())
    server.kill()
    check_logs(read_logs(server.database))


def test_game_begins_with_the_position_that_was_set_up(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, moves="445", color="yellow")
            assert (match.shown.facts["moves"], match.shown.facts["start_ply"]) == ("445", 3)
            # Three discs lie, so yellow is to move, the host.
            await match.play(0)
            await match.ask("host", "offer", "offer", offer="takeback")
            await match.ask("guest", "accept", "takeback", offer="takeback")
            await match.refuse("host", "offer", "not_available", offer="takeback")
            await match.ask("host", "abort", "aborted")
            await match.rematch("host")
            assert (match.shown.facts["moves"], match.shown.facts["start_ply"]) == ("", 0)
            await match.check(crowd)
            over = await crowd.connect()
            await over.send(type="init", version=1, secret=new_secret(), moves="1212121")
            await over.expect("error", code="bad_message")

    run(scenario())


def test_classic_spectators_are_closed_by_a_rematch_and_by_a_takeback(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd)
            watcher = await ClassicPage.watch(crowd, match.watch_key)
            await match.play(3)
            await watcher.read("play")
            await match.ask("host", "offer", "offer", offer="takeback")
            await match.ask("guest", "accept", "takeback", offer="takeback")
            assert await watcher.peer.end() == 1000
            drawn = await ClassicPage.watch(crowd, match.watch_key)
            await match.play(3)
            await match.ask("host", "offer", "offer", offer="draw")
            await match.ask("guest", "accept", "draw", offer="draw")
            await match.rematch("host")
            # A page of the tutorial knows no draw, so it was still there.
            await drawn.read("play")
            assert await drawn.peer.end() == 1000
            await match.check(crowd)

    run(scenario())


def test_with_a_classic_player_there_is_no_takeback_and_no_rematch(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            red = await ClassicPage.open(crowd)
            guest = await crowd.enter(join=red.join_key, secret=new_secret())
            assert guest.present["classic"] is True
            await red.play(3)
            await guest.expect("play")
            await guest.play(3)
            await guest.expect("play")
            await guest.send(type="offer", offer="takeback", id="b-1")
            await guest.expect("error", code="not_available", id="b-1")
            await guest.send(type="resign", id="b-2")
            await guest.expect("win", player="red", reason="resignation")
            await guest.expect("ok", id="b-2")
            await guest.send(type="offer", offer="rematch", id="b-3")
            await guest.expect("error", code="not_available", id="b-3")
            await red.read("play", "play", "win")
            assert red.winner == "red"

    run(scenario())
