"""
The framework's way: Starlette on uvicorn, and ``await send`` in a loop over the connections of a game.

``python -m bench.servers.framework``. The same game and messages as the tutorial's; uvicorn with uvloop and httptools,
as ``uvicorn[standard]`` installs it.
"""

from __future__ import annotations

import json
import secrets
import socket

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from .connect4 import Connect4

__all__ = ["main"]

Game = tuple[Connect4, set[WebSocket]]

JOIN: dict[str, Game] = {}
WATCH: dict[str, Game] = {}


async def tell(connected: set[WebSocket], text: str) -> None:
    """Send to everybody, one after the other."""
    for websocket in list(connected):
        await websocket.send_text(text)


async def play(websocket: WebSocket, game: Connect4, player: str, connected: set[WebSocket]) -> None:
    """Receive and process moves from a player."""
    async for message in websocket.iter_text():
        column = json.loads(message)["column"]
        try:
            row = game.play(player, column)
        except ValueError as exc:
            await websocket.send_text(json.dumps({"type": "error", "message": str(exc)}))
            continue
        await tell(connected, json.dumps({"type": "play", "player": player, "column": column, "row": row}))
        if game.has_won():
            await tell(connected, json.dumps({"type": "win", "player": player}))


async def handler(websocket: WebSocket) -> None:
    """Handle a connection and dispatch it according to who is connecting."""
    await websocket.accept()
    event = json.loads(await websocket.receive_text())
    connected: set[WebSocket] = set()
    try:
        if "join" in event or "watch" in event:
            game, connected = JOIN[event["join"]] if "join" in event else WATCH[event["watch"]]
            connected.add(websocket)
            for player, column, row in game.moves:
                text = json.dumps({"type": "play", "player": player, "column": column, "row": row})
                await websocket.send_text(text)
            await play(websocket, game, "yellow" if "join" in event else "nobody", connected)
        else:
            game = Connect4()
            connected.add(websocket)
            join_key, watch_key = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
            JOIN[join_key] = WATCH[watch_key] = game, connected
            await websocket.send_text(json.dumps({"type": "init", "join": join_key, "watch": watch_key}))
            await play(websocket, game, "red", connected)
    except WebSocketDisconnect:
        pass
    finally:
        connected.discard(websocket)


def main() -> None:
    """Serve until we are killed."""
    app = Starlette(routes=[WebSocketRoute("/", handler)])
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    config = uvicorn.Config(app, log_level="error", lifespan="off", ws_per_message_deflate=False)
    print("ready", listener.getsockname()[1], flush=True)
    uvicorn.Server(config).run([listener])


if __name__ == "__main__":
    main()
