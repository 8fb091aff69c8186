"""What costs little, but often: a start, an idle room, a winning move."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .crowd import Crowd, Seat, settle
from .games import DRAWN, WON
from .machine import SERVER_CORE, cpu_s, pin, rss_bytes
from .matches import FourlineMatch
from .rivals import COMMAND, FLOOR, FourlineServer, start

__all__ = ["IdleRooms", "idle_room", "kernel_bytes", "start_to_answer", "win_ratio"]


def start_to_answer(times: int) -> list[float]:
    """Return, for each of some starts, the seconds until ``/healthz`` was answered; the first isn't counted."""
    return [_start() for _ in range(times + 1)][1:]


def _start() -> float:
    with FourlineServer() as server:
        database, port = server.database, server.port
        server.process.end()
        begun = time.monotonic()
        process = subprocess.Popen(
            [COMMAND, "serve", f"--port={port}", f"--database={database.with_name('new.db')}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: pin(SERVER_CORE),  # noqa: PLW1509 - we have one thread
        )
        try:
            while time.monotonic() - begun < 60:
                with suppress(OSError, http.client.HTTPException):
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                    connection.request("GET", "/healthz")
                    if connection.getresponse().status == 200:
                        return time.monotonic() - begun
                time.sleep(0.002)
        finally:
            process.kill()
            process.wait()
    raise TimeoutError("the server never answers")


@dataclass(frozen=True)
class IdleRooms:
    """Growth of the resident memory per room that is in memory and that nobody is in."""

    opened_bytes: float
    """A room that was opened, and left."""
    clock_bytes: float
    """The same with a clock."""


def idle_room(rooms: int) -> IdleRooms:
    """Open rooms and leave them."""
    return IdleRooms(_idle_room(rooms, None), _idle_room(rooms, {"initial_ms": 180_000, "increment_ms": 2_000}))


def _idle_room(rooms: int, clock: dict[str, int] | None) -> float:
    with FourlineServer("--idle-room-ms=3600000") as server:
        crowd = Crowd()
        # What connections leave behind once and for all mustn't count as rooms; nor must the room of each of them.
        warm = FourlineMatch(server.port)
        for _ in range(2):
            crowd.open(server.port, [warm.seat], rooms, window=50)
            crowd.close()
        time.sleep(2)
        before = rss_bytes(server.pid)
        crowd.open(server.port, list(_hosts(rooms, clock)), rooms, window=50)
        crowd.close()
        time.sleep(2)
        grown = (rss_bytes(server.pid) - before) / rooms
        crowd.end()
        return grown


def _hosts(rooms: int, clock: dict[str, int] | None) -> Iterable[Seat]:
    for number in range(rooms):
        init = {"type": "init", "version": 1, "secret": f"{number:022d}", "clock": clock}
        yield Seat("/ws", json.dumps(init, separators=(",", ":")), 3)


def win_ratio(spectators: int, games: int) -> float:
    """Return the CPU of a move that wins (``play`` and ``win``) over that of a move, per spectator: 1 is one write."""
    ratios = []
    with FourlineServer() as server:
        crowd = Crowd()
        for _ in range(games):
            match = FourlineMatch(server.port, WON + DRAWN[0])
            crowd.open(server.port, [match.seat], spectators)
            settle(spectators)
            crowd.mark()
            costs = []
            for messages in [1] * (len(WON) - 1) + [2]:
                crowd.expect(messages)
                before = cpu_s(server.pid)
                match.play()
                crowd.arrived()
                match.settle()
                costs.append(cpu_s(server.pid) - before)
            ratios.append(costs[-1] / median(costs[2:-1]))
            crowd.close()
        crowd.end()
    return median(ratios)


def kernel_bytes(connections: int) -> float:
    """Return what the kernel keeps for one end of an idle connection; on a machine where little else happens."""
    with start(FLOOR) as server, FLOOR.match(server.port) as match:
        crowd = Crowd()
        before = _slab_bytes()
        crowd.open(server.port, [match.seat], connections)
        time.sleep(1)
        grown = _slab_bytes() - before
        crowd.end()
        # Both ends are on this machine.
        return grown / connections / 2


def _slab_bytes() -> int:
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("Slab:"):
            return int(line.split()[1]) * 1024
    raise ValueError("the kernel doesn't say")
