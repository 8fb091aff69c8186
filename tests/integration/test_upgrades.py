"""A database file that an earlier release left is opened by this one, and its rooms are played on."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from .match import Match
from .patience import run
from .peer import Crowd, new_secret
from .server import Server
from .stored import check_logs, read_logs

GOLDEN = Path(__file__).parent.parent / "store" / "golden"

# The file has short names, where a release has 16 characters.
ROOM, GAME = "room-a__________", "g" * 16


def restore(database: Path, *secrets: str) -> None:
    """Make the file that release 0.1 left, with a finished game of two players that have ``secrets``."""
    script = GOLDEN.joinpath("0.1.sql").read_text(encoding="utf-8")
    script = script.replace("'room-a'", f"'{ROOM}'").replace('"game_id":"g"', f'"game_id":"{GAME}"')
    script = script.replace("'g'", f"'{GAME}'")
    hashes = [hashlib.sha256(secret.encode()).digest() for secret in secrets]
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(script)
        changed = connection.execute(
            "UPDATE rooms SET host_hash = ?, guest_hash = ? WHERE room_id = ?", (*hashes, ROOM)
        )
        assert changed.rowcount == 1
        connection.commit()


def check_review(server: Server) -> None:
    """Assert that the old game is reviewed when somebody first looks at it."""
    status, body = 202, b""
    while status == 202:
        status, body = server.request("GET", f"/api/games/{GAME}/review")
    assert status == 200
    review = json.loads(body)
    assert (review["moves"], review["is_complete"]) == ("1212121", True)
    assert [move["label"] for move in review["judged"]][-2:] == ["blunder", "best"]


def test_rooms_of_release_0_1_are_played_on(tmp_path: Path) -> None:
    database = tmp_path / "fourline.db"
    secrets = new_secret(), new_secret()
    restore(database, *secrets)

    async def scenario(server: Server) -> None:
        async with Crowd(server) as crowd:
            host, guest = [await crowd.enter(room=ROOM, secret=secret) for secret in secrets]
            assert [peer.welcome["role"] for peer in (host, guest)] == ["host", "guest"]
            match = Match(host, guest, [await crowd.spectator(host)])
            facts = match.shown.facts
            assert (facts["moves"], facts["names"]) == ("1212121", {"host": "Ada", "guest": "Bo"})
            assert (facts["outcome"]["reason"], facts["outcome"]["game_id"]) == ("line", GAME)
            assert (host.state["clock"], facts["private"], facts["listed"]) == (None, False, False)
            # A command that 0.1 answered is still known.
            await host.play(0, id="c-1", at=2)
            await host.expect("ok", id="c-1", seq=3)
            await match.rematch("guest")
            await match.play(3, 3, 3)
            await match.ask("host", "resign", "win")
            assert match.shown.facts["tally"] == {"host": 1, "guest": 1, "draws": 0}
            await match.check(crowd)
            # The other room waits for its guest, who moves first.
            newcomer = await crowd.enter(join="join-b", secret=new_secret())
            assert newcomer.welcome["role"] == "guest"
            await newcomer.play(3, id="n-1")
            await newcomer.expect("play", seq=3, player="red")

    with Server(database, "--solve-ms", "60000", "--review-ms", "90000") as server:
        run(scenario(server))
        games = json.loads(server.request("GET", f"/api/rooms/{ROOM}/games")[1])
        assert [(game["number"], game["reason"], game["moves"]) for game in games] == [
            (1, "line", "1212121"),
            (2, "resignation", "444"),
        ]
        assert server.request("GET", f"/game/{GAME}")[0] == 200
        assert json.loads(server.request("GET", f"/game/{GAME}.json")[1]) == games[0]
        check_review(server)
        server.kill()
        check_logs(read_logs(database))
    with closing(sqlite3.connect(database)) as connection:
        # Kept before it was told, so that it is never worked out twice.
        assert connection.execute("SELECT game_id FROM reviews").fetchall() == [(GAME,)]
