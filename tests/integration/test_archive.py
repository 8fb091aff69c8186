"""Finished games stay, each at an address of its own, in every form; nothing else has one."""

from __future__ import annotations

import json

from .conftest import Starter
from .games import RED_WINS
from .match import Match
from .patience import run
from .peer import Crowd
from .server import Server

FORMS = ("", ".json", ".txt", ".png")


def test_finished_game_is_kept_in_every_form_across_a_kill(start: Starter) -> None:
    server = start()

    async def scenario() -> tuple[str, str]:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd, clock={"initial_ms": 60_000, "increment_ms": 1_000})
            await match.ask("guest", "rename", "renamed", name='<b>"&\\')
            await match.play(*RED_WINS[:-1])
            won = await match.ask("host", "play", "play", "win", column=RED_WINS[-1])
            return match.room, won["game_id"]

    room, game_id = run(scenario())
    kept = [server.request("GET", f"/game/{game_id}{form}") for form in FORMS]
    assert [status for status, _ in kept] == [200] * 4
    page, as_json, as_text, picture = [body for _, body in kept]
    game = json.loads(as_json)
    assert (game["game_id"], game["room"], game["number"], game["moves"]) == (game_id, room, 1, "4343434")
    assert (game["red"], game["yellow"], game["winner"], game["reason"]) == ("Ada", '<b>"&\\', "red", "line")
    assert game["lines"] == [[[3, 0], [3, 1], [3, 2], [3, 3]]]
    assert len(game["move_times"]) == 7
    assert json.loads(server.request("GET", f"/api/rooms/{room}/games")[1]) == [game]
    assert '[Yellow "<b>\\"&\\\\"]' in as_text.decode()
    assert as_text.decode().rstrip().endswith("1-0")
    # What a player is called is no markup, and the picture is where previews look for it.
    assert b"<b>" not in page
    assert f"/game/{game_id}.png".encode() in page
    assert picture.startswith(b"\x89PNG\r\n")
    server.kill()
    server.start()
    assert [server.request("GET", f"/game/{game_id}{form}")[1] for form in FORMS[1:]] == [as_json, as_text, picture]
    assert server.request("GET", f"/game/{game_id}")[0] == 200


def test_only_finished_games_are_found(server: Server) -> None:
    async def scenario() -> tuple[str, str]:
        async with Crowd(server) as crowd:
            match = await Match.open(crowd)
            await match.play(3, 3)
            await match.ask("guest", "abort", "aborted")
            return match.room, match.watch_key

    room, watch_key = run(scenario())
    # Neither a room's own ids nor ids of no game, and nothing that isn't an id.
    for name in (room, watch_key, "A" * 16, "A" * 15, "A" * 17, "..", "%2e%2e", "A" * 15 + "%00"):
        for form in FORMS:
            assert server.request("GET", f"/game/{name}{form}")[0] == 404, name
    assert server.request("GET", f"/game/{'A' * 16}.exe")[0] == 404
    assert server.request("GET", f"/api/rooms/{room}/games") == (200, b"[]")
    assert server.request("GET", f"/api/rooms/{'A' * 16}/games") == (200, b"[]")
    assert server.request("GET", "/api/rooms/nonsense/games")[0] == 404
