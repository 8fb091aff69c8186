"""
Everybody is cut at once, as by a proxy that ends, and comes back at once, while others play; and how long the loop
stands still meanwhile.

The server is the real command, looked at from inside (:mod:`bench.servers.watched`) for what only it can tell.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .crowd import Crowd
from .machine import cpu_s
from .matches import FourlineMatch
from .players import Played, Players, check_database
from .rivals import FourlineServer

__all__ = ["StormFigures", "measure"]

STORMS = 3
ROOMS = 100
PER_S = 200.0
"""Moves a second of the rooms that go on playing."""


@dataclass(frozen=True)
class StormFigures:
    """What it costs that all spectators come back at once; the worst of the storms where not said otherwise."""

    spectators: int
    return_us: float
    """
    CPU per spectator that came back, its cut, ``init`` and ``state`` included, less what other rooms cost: median.
    """
    duration_s: float
    """From the first that came to the last that was shown the game."""
    calm: Played
    """Other rooms' moves before."""
    cut: Played
    """Other rooms' moves in the second after all were cut."""
    meanwhile: Played
    """Other rooms' moves from the first return to the last."""
    collection_ms: float
    """The longest garbage collection, over the coming and going of all."""
    collection_cpu_ms: float
    """The most CPU time of one: the same on a machine where nothing else runs."""
    stop_ms: float
    """The longest the loop stood still, for whatever reason."""


def measure(spectators: int) -> StormFigures:
    """Let ``spectators`` of one game be cut and come back, several times, while rooms play."""
    # Not in the server's folder, which goes with it.
    seen = Path(__file__).resolve().parent.parent / ".bench" / "watched.json"
    command = [sys.executable, "-m", "bench.servers.watched", str(seen), "serve"]
    with FourlineServer(command=command) as server, Players() as players:
        players.open(server.port, ROOMS)
        crowd = Crowd()
        match = FourlineMatch(server.port)
        crowd.open(server.port, [match.seat], spectators)
        server.process.signal(signal.SIGUSR1)
        players.play(PER_S)
        calm, calm_us_per_s = _calm(server, players)
        storms = [_storm(server, players, crowd, match, spectators, calm_us_per_s) for _ in range(STORMS)]
        players.stop()
        acknowledged = server.database.with_name("acknowledged")
        players.dump(acknowledged)
        crowd.end()
        players.close()
        server.process.end()
        check_database(server.database, acknowledged)
    inside = json.loads(seen.read_text(encoding="utf-8"))
    costs, durations, cuts, meanwhile = zip(*storms, strict=True)
    return StormFigures(
        spectators,
        sorted(costs)[STORMS // 2],
        max(durations),
        calm,
        max(cuts, key=lambda played: played.p99_ms),
        max(meanwhile, key=lambda played: played.p99_ms),
        max((took for took, _cpu, _generation in inside["collections"]), default=0.0),
        max((cpu for _took, cpu, _generation in inside["collections"]), default=0.0),
        max(inside["stops"], default=0.0),
    )


def _calm(server: FourlineServer, players: Players) -> tuple[Played, float]:
    time.sleep(1)
    players.look()
    before = cpu_s(server.pid)
    time.sleep(3)
    calm = players.look()
    return calm, (cpu_s(server.pid) - before) / calm.duration_s * 1e6


def _storm(
    server: FourlineServer, players: Players, crowd: Crowd, match: FourlineMatch, size: int, calm_us_per_s: float
) -> tuple[float, float, Played, Played]:
    players.look()
    before, before_ns = cpu_s(server.pid), time.monotonic_ns()
    crowd.close()
    # Pages wait for as long, too, give or take, before they come back.
    time.sleep(1)
    cut, back_ns = players.look(), time.monotonic_ns()
    # All at once: no window.
    last_ns = crowd.open(server.port, [match.seat], size, window=size)
    meanwhile = players.look()
    cost_us = (cpu_s(server.pid) - before) * 1e6 - calm_us_per_s * (last_ns - before_ns) / 1e9
    # A move, so that nobody has come back to an empty chair.
    crowd.mark()
    match.told.clear()
    crowd.expect(1)
    match.play()
    crowd.arrived()
    match.settle()
    crowd.check(match.told)
    return cost_us / size, (last_ns - back_ns) / 1e9, cut, meanwhile
