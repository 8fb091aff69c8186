"""Bots on a real server: they move, are asked for hints, and survive that it is killed."""

from __future__ import annotations

from pathlib import Path

from .patience import run
from .peer import Crowd, Peer, new_secret
from .server import Server
from .stored import check_logs, read_logs


async def move(peer: Peer, column: int) -> int:
    """Drop a disc; return the column of the bot's answer."""
    await peer.play(column)
    await peer.expect("play", column=column)
    reply: int = (await peer.expect("play", player="yellow"))["column"]
    return reply


def test_bot_plays_and_gives_hints_and_goes_on_after_a_kill(tmp_path: Path) -> None:
    database, secret = tmp_path / "fourline.db", new_secret()

    async def before(server: Server) -> str:
        async with Crowd(server) as crowd:
            host = await crowd.host(secret=secret, opponent={"bot": 8})
            assert host.state["bot"] == {"seat": "guest", "level": 8, "hints": 0}
            await host.send(type="hint", id="h", at=2)
            await host.expect("hinted", seq=3)
            await host.expect("ok", id="h", seq=3)
            await host.expect("hint", columns=[3], score=1)
            # The best answer to the best move, and only one is.
            assert await move(host, 3) == 3
            await host.play(0, id="last")
            await host.expect("play", column=0)
            await host.expect("ok", id="last")
            # While the bot thinks, if we are quick.
            server.kill()
            room: str = host.welcome["room"]
            return room

    async def after(server: Server, room: str) -> None:
        async with Crowd(server) as crowd:
            host = await crowd.enter(room=room, secret=secret)
            assert host.state["moves"].startswith("441")
            assert host.state["bot"]["hints"] == 1
            if host.state["moves"] == "441":
                await host.expect("play", player="yellow")
            await host.send(type="resign")
            await host.expect("win", player="yellow", reason="resignation")
            await host.send(type="offer", offer="rematch")
            await host.expect("offer", offer="rematch")
            await host.expect("start", colors={"red": "guest", "yellow": "host"})
            await host.expect("play", player="red", column=3)

    # On a busy machine the solver may take longer than people would wait.
    patient = ("--bot-move-ms", "60000")
    with Server(database, *patient) as server:
        room = run(before(server))
    with Server(database, *patient) as server:
        run(after(server, room))
        status, body = server.request("GET", f"/api/rooms/{room}/games")[:2]
        assert status == 200
        assert b'"bot":{"color":"yellow","level":8,"hints":1}' in body
        server.kill()
    assert [stored.event["type"] for stored in read_logs(database)[room]][:4] == ["opened", "joined", "hinted", "moved"]
    check_logs(read_logs(database))
