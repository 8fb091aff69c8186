"""
The tutorial's way: the asyncio server of ``websockets``, a set of connections per game, ``broadcast()``.

``python -m bench.servers.tutorial [--uvloop]``. After part 2 of the library's tutorial, with its messages; compression
is off, as its documentation recommends for short messages.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from .connect4 import Connect4

__all__ = ["main"]

Game = tuple[Connect4, set[ServerConnection]]

JOIN: dict[str, Game] = {}
WATCH: dict[str, Game] = {}


async def play(websocket: ServerConnection, game: Connect4, player: str, connected: set[ServerConnection]) -> None:
    """Receive and process moves from a player."""
    async for message in websocket:
        event = json.loads(message)
        column = event["column"]
        try:
            row = game.play(player, column)
        except ValueError as exc:
            await websocket.send(json.dumps({"type": "error", "message": str(exc)}))
            continue
        broadcast(connected, json.dumps({"type": "play", "player": player, "column": column, "row": row}))
        if game.has_won():
            broadcast(connected, json.dumps({"type": "win", "player": player}))


async def start(websocket: ServerConnection) -> None:
    """Handle a connection from the first player: start a new game."""
    connected = {websocket}
    game = Connect4()
    join_key, watch_key = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
    JOIN[join_key] = WATCH[watch_key] = game, connected
    try:
        await websocket.send(json.dumps({"type": "init", "join": join_key, "watch": watch_key}))
        await play(websocket, game, "red", connected)
    finally:
        del JOIN[join_key], WATCH[watch_key]


async def handler(websocket: ServerConnection) -> None:
    """Handle a connection and dispatch it according to who is connecting."""
    event = json.loads(await websocket.recv())
    if "join" not in event and "watch" not in event:
        await start(websocket)
        return
    game, connected = JOIN[event["join"]] if "join" in event else WATCH[event["watch"]]
    connected.add(websocket)
    try:
        for player, column, row in game.moves:
            await websocket.send(json.dumps({"type": "play", "player": player, "column": column, "row": row}))
        if "join" in event:
            await play(websocket, game, "yellow", connected)
        else:
            await websocket.wait_closed()
    finally:
        connected.remove(websocket)


async def main() -> None:
    """Serve until we are killed."""
    async with serve(handler, "127.0.0.1", 0, compression=None, backlog=4096) as server:
        print("ready", server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if "--uvloop" in sys.argv else None) as runner:
        runner.run(main())
