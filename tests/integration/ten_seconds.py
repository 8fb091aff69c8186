"""
What happens to clocks in ten seconds, which is the least that a clock may begin with.

Every scenario that needs a flag to fall goes on at the same time here, on one server that stays and on one that is
killed in the middle; the tests look at what came of it.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from .games import DRAWN
from .match import Match
from .patience import until
from .peer import Crowd, Message, Peer
from .server import Server
from .stored import StoredEvent, read_logs, read_service_ms

__all__ = ["INITIAL_MS", "After", "Attempt", "Fallen", "Falls", "let_time_pass"]

INITIAL_MS: Final = 10_000
ATTEMPTS: Final = 40
APART_S: Final = 0.003
PAUSE_S: Final = 3.0

UP_TO_RED: Final = "".join(str(column + 1) for column in DRAWN[:40])
"""With two moves to go; no line is open to anybody any more."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """A flag that fell while people were there."""

    room: str
    took_s: float
    """From before the move that set the clock going to the news that the time is over; as the players see it."""
    event: Message


@dataclass(frozen=True, slots=True)
class Attempt:
    """A move made at about the instant of the flag."""

    room: str
    told_host: list[Message]
    told_guest: list[Message]
    answer: Message


@dataclass(frozen=True, slots=True)
class After:
    """A room that is looked at after the restart of its server."""

    room: str
    stored_ms: int
    """Service time at which the server has to go on."""
    up_ms: float
    """For how long it has been up since, at most."""
    clock: Message


@dataclass(frozen=True, slots=True)
class Falls:
    """Everything that came of the ten seconds."""

    watched: Fallen
    blocked: Fallen
    abandoned: str
    attempts: list[Attempt]
    after: After
    unvisited: str
    """A room that nobody has entered since the kill."""
    logs: dict[str, list[StoredEvent]]
    games: dict[str, list[dict[str, Any]]]
    """What is told over HTTP of the rooms' finished games."""


async def let_time_pass(steady: Server, killed: Server) -> Falls:
    """Let all scenarios go on; both servers are running, and are killed in the end."""
    async with Crowd(steady) as crowd, Crowd(killed) as others:
        (abandoned, watched, blocked, attempts), (after, unvisited) = await asyncio.gather(
            asyncio.gather(_abandon(crowd), _watch(crowd), _watch(crowd, moves=UP_TO_RED), _race(crowd)),
            _kill(others),
        )
        games = {}
        for server, rooms in ((steady, [watched.room, blocked.room, abandoned]), (killed, [after.room, unvisited])):
            for room in rooms:
                games[room] = await _games(server, room)
    for server in (steady, killed):
        server.kill()
    logs = read_logs(steady.database) | read_logs(killed.database)
    return Falls(watched, blocked, abandoned, attempts, after, unvisited, logs, games)


async def _begin(crowd: Crowd, **init: Any) -> Match:
    """Open a room and let red move: yellow's time goes by."""
    match = await Match.open(crowd, clock={"initial_ms": INITIAL_MS}, **init)
    await match.play(6 if init else 3)
    return match


async def _watch(crowd: Crowd, **init: Any) -> Fallen:
    begun_s = asyncio.get_running_loop().time()
    match = await _begin(crowd, spectators=1, **init)
    await match.spectators[0].send(type="sync")
    state = await match.spectators[0].expect("state")
    assert (state["clock"]["running"], state["clock"]["red_ms"]) == ("yellow", INITIAL_MS)
    assert state["clock"]["yellow_ms"] <= INITIAL_MS
    event = await match.happens("draw" if init else "win")
    took_s = asyncio.get_running_loop().time() - begun_s
    await match.refuse("guest", "play", "game_over", column=6)
    await match.ask("guest", "offer", "offer", offer="rematch")
    started = await match.ask("host", "accept", "start", offer="rematch")
    assert started["clock"] == {"red_ms": INITIAL_MS, "yellow_ms": INITIAL_MS}
    await match.check(crowd)
    return Fallen(match.room, took_s, event)


async def _abandon(crowd: Crowd) -> str:
    match = await _begin(crowd)
    for player in match.players.values():
        await player.close()
    return match.room


async def _race(crowd: Crowd) -> list[Attempt]:
    return await asyncio.gather(*[_attempt(crowd, (number - ATTEMPTS / 2) * APART_S) for number in range(ATTEMPTS)])


async def _attempt(crowd: Crowd, late_s: float) -> Attempt:
    match = await _begin(crowd)
    await asyncio.sleep(INITIAL_MS / 1000 + late_s)
    asked = await match.send("guest", "play", column=2)
    told_guest: list[Message] = []
    while not told_guest or told_guest[-1].get("id") != asked["id"]:
        told_guest += await _read(match.guest)
    return Attempt(match.room, await match.host.caught_up(), told_guest[:-1], told_guest[-1])


async def _read(peer: Peer) -> list[Message]:
    message = await peer.next()
    return [] if message["type"] == "presence" else [message]


async def _kill(crowd: Crowd) -> tuple[After, str]:
    server = crowd.server
    visited, unvisited = [await _begin(crowd) for _ in range(2)]
    with closing(sqlite3.connect(server.database, isolation_level=None)) as connection:
        # Until service time has been stored, though nothing has happened.
        await until(lambda: _stored_ms(connection, "meta") > _stored_ms(connection, "events"))
    server.kill()
    stored_ms = await asyncio.to_thread(read_service_ms, server.database)
    # Of this nobody must lose anything.
    await asyncio.sleep(PAUSE_S)
    loop = asyncio.get_running_loop()
    started_s = loop.time()
    await asyncio.to_thread(server.start)
    state = (await crowd.look(visited.watch_key)).state
    up_ms = (loop.time() - started_s) * 1000
    return After(visited.room, stored_ms, up_ms, state["clock"]), unvisited.room


def _stored_ms(connection: sqlite3.Connection, table: str) -> int:
    [service_ms] = connection.execute(f"SELECT max(service_ms) FROM {table}").fetchone()
    return int(service_ms)


async def _games(server: Server, room: str) -> list[dict[str, Any]]:
    """Return the finished games of a room as soon as there are some."""
    games: list[dict[str, Any]] = []

    def ask() -> bool:
        games[:] = json.loads(server.request("GET", f"/api/rooms/{room}/games")[1])
        return bool(games)

    await until(ask)
    return games
