"""
Many games against bots at once, at the pace of people: what they cost, and whether the loop minds.

::

    python -m bench.bot_games --games 200 --seconds 60

Starts a real server, plays on as many real sockets, levels mixed, and prints: moves and how long bots took, how many of
their questions the solver had no time for, the server's CPU time, and how late its event loop was. Beside the server an
idle loop runs in a process of its own: what *it* is late is the machine's doing.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import os
import secrets
import tempfile
import time
from collections import Counter
from concurrent.futures import Future
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from websockets.asyncio.client import connect

import fourline.app
from fourline.config import Config
from fourline.engine.bots import choose_at_once
from fourline.engine.scores import Scores
from fourline.engine.threats import open_columns, reflex
from fourline.errors import SolverError
from fourline.rules.notation import parse_game
from fourline.rules.position import CELLS, Position

SAMPLE_S = 0.005
WARM_UP_S = 5.0
"""Before, all connect at once, and the solver loads its book."""
HUMAN_S = (1.0, 6.0)
"""How long a person thinks, at least and at most."""


async def sample_lag(lags_ms: list[float], works_ms: list[float]) -> None:
    """
    Note every few milliseconds how much later than asked the loop came back, and what its thread worked meanwhile.

    Whatever the machine does, nobody was kept waiting by our own work for longer than that work took.

    """
    loop = asyncio.get_running_loop()
    await asyncio.sleep(WARM_UP_S)
    while True:
        began_s, worked_s = loop.time(), time.thread_time()
        await asyncio.sleep(SAMPLE_S)
        lags_ms.append((loop.time() - began_s - SAMPLE_S) * 1000)
        works_ms.append((time.thread_time() - worked_s) * 1000)


class GaugedApp(fourline.app._App):
    """A server that takes its own pulse."""

    facts: ClassVar[dict[str, Any]] = {}

    async def _serve(self, *args: Any) -> None:
        lags_ms: list[float] = []
        works_ms: list[float] = []
        asked: Counter[str] = Counter()
        # All questions end up here; exact ones are those with an endless horizon.
        self._solver.submit_to = self._counted(self._solver.submit_to, asked)  # type: ignore[method-assign]
        pulse = asyncio.create_task(sample_lag(lags_ms, works_ms))
        try:
            await super()._serve(*args)
        finally:
            pulse.cancel()
            self.facts.update({"lags_ms": lags_ms, "works_ms": works_ms, "asked": asked})

    def _counted(self, ask: Any, asked: Counter[str]) -> Any:
        def done(future: Future[Scores]) -> None:
            if not future.cancelled() and isinstance(future.exception(), SolverError):
                asked["late"] += 1

        def counted(position: Position, horizon: int, **kwargs: Any) -> Future[Scores]:
            asked["exact" if horizon >= CELLS else "near"] += 1
            future: Future[Scores] = ask(position, horizon, **kwargs)
            future.add_done_callback(done)
            return future

        return counted


def serve(database: Path, ready: Any, result: Any) -> None:
    """Run the server until it gets SIGTERM, then tell what it cost."""
    fourline.app._App = GaugedApp  # type: ignore[misc]
    config = Config(
        port=0, database=database, rooms_per_minute=100_000, connections_per_address=100_000, log_level="error"
    )
    fourline.app.serve(config, announce=ready.put)
    result.put({**GaugedApp.facts, "cpu_s": time.process_time()})


def idle(seconds: float, result: Any) -> None:
    """Sample the lag of a loop that has nothing to do."""

    async def main() -> list[float]:
        lags_ms: list[float] = []
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(sample_lag(lags_ms, []), seconds)
        return lags_ms

    result.put(asyncio.run(main()))


async def play(address: str, level: int, rng: Random, times_ms: dict[int, list[float]]) -> None:
    """Play one game after another against a bot."""
    async with connect(address, proxy=None, compression=None, max_queue=None) as socket:
        hello = {"type": "init", "version": 1, "secret": secrets.token_urlsafe(16), "opponent": {"bot": level}}
        await socket.send(json.dumps(hello))
        moves, is_over, asked_at_s, mine = "", False, 0.0, 0
        while True:
            message = json.loads(await socket.recv())
            match message["type"]:
                case "state":
                    moves = message["moves"]
                case "play":
                    moves += str(message["column"] + 1)
                    if len(moves) % 2 == mine and asked_at_s:
                        times_ms[level].append((time.monotonic() - asked_at_s) * 1000)
                case "win" | "draw":
                    is_over = True
                    await socket.send('{"type":"offer","offer":"rematch"}')
                case "start":
                    moves, is_over, asked_at_s = "", False, 0.0
                    mine = 0 if message["colors"]["red"] == "host" else 1
                case _:
                    continue
            if is_over or len(moves) % 2 != mine or message["type"] not in {"state", "play", "start"}:
                continue
            await asyncio.sleep(rng.uniform(*HUMAN_S))
            position = parse_game(moves).position
            column = choose_at_once(position) if reflex(position) is not None else rng.choice(open_columns(position))
            asked_at_s = time.monotonic()
            await socket.send(json.dumps({"type": "play", "column": column}))


async def crowd(address: str, games: int, seconds: float) -> dict[int, list[float]]:
    """Play ``games`` games at once for a while; return how long the bots took, by level."""
    times_ms: dict[int, list[float]] = {level: [] for level in range(1, 9)}
    players = [asyncio.create_task(play(address, number % 8 + 1, Random(number), times_ms)) for number in range(games)]
    await asyncio.wait(players, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for player in players:
        player.cancel()
    ends = await asyncio.gather(*players, return_exceptions=True)
    broken = [end for end in ends if not isinstance(end, asyncio.CancelledError)]
    assert not broken, broken[:3]
    return times_ms


def spread(values: list[float]) -> str:
    """Return median, 99th percentile and maximum."""
    ordered = sorted(values)
    if not ordered:
        return "-"
    return " / ".join(f"{ordered[min(len(ordered) - 1, int(len(ordered) * part))]:.1f}" for part in (0.5, 0.99, 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--games", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    ready, result, control = spawn.Queue(), spawn.Queue(), spawn.Queue()
    with tempfile.TemporaryDirectory() as folder:
        server = spawn.Process(target=serve, args=(Path(folder) / "fourline.db", ready, result))
        server.start()
        address = str(ready.get(timeout=60)).replace("http", "ws") + "/ws"
        beside = spawn.Process(target=idle, args=(options.seconds, control))
        beside.start()
        times_ms = asyncio.run(crowd(address, options.games, options.seconds))
        server.terminate()
        facts, idle_ms = result.get(timeout=60), control.get(timeout=60)
        server.join()
        beside.join()
    moves = sum(map(len, times_ms.values()))
    print(f"{options.games} games, {options.seconds:.0f} s, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"moves of bots: {moves} ({moves / options.seconds:.1f} a second)")
    print(f"CPU of the server: {facts['cpu_s'] / options.seconds:.1%} of a core")
    print(f"questions: {dict(facts['asked'])}")
    print(f"lag of the loop, ms (median / 99 % / most): {spread(facts['lags_ms'])}; idle beside: {spread(idle_ms)}")
    print(f"work of its thread between two looks, ms (median / 99 % / most): {spread(facts['works_ms'])}")
    for level, times in times_ms.items():
        print(f"level {level}: {len(times)} moves, ms: {spread(times)}")


if __name__ == "__main__":
    main()
