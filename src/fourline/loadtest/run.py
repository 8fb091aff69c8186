"""
One run: open the rooms, let the spectators in, play for a while, let the last answers come, count.

Everything has a bound: rooms, spectators, moves a second, seconds. Nothing is retried: what a server refuses or drops
is part of what is to be known about it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from ..errors import LoadRefused
from .client import connect
from .table import Member, Table
from .tally import Tally
from .target import Target

__all__ = ["LIMITS", "Load", "Progress", "Result", "run"]

LIMITS = {"rooms": 5_000, "spectators": 20_000, "rate": 20_000, "duration_s": 3_600}
"""The most of each that one run takes."""

CONNECT_S = 10.0
ENTER_S = 20.0
SETTLE_S = 10.0
"""How long the last answers may take."""
AT_ONCE = 50
"""Connections that are being opened at the same time."""
STEP_S = 0.005
PING_S = 5.0


@dataclass(frozen=True, slots=True)
class Load:
    """
    What to do.

    Raises:
        LoadRefused: If it is more than one run takes, or nothing.

    """

    rooms: int
    spectators: int
    """In all, spread over the rooms."""
    rate: int
    """Moves a second, over all rooms."""
    duration_s: int

    def __post_init__(self) -> None:
        for name, most in LIMITS.items():
            value = getattr(self, name)
            least = 0 if name == "spectators" else 1
            if not least <= value <= most:
                raise LoadRefused(f"--{name.removesuffix('_s')} must be from {least} to {most:,}")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    load: Load
    tally: Tally
    rooms: int
    """Rooms with both players seated when play began."""
    spectators: int
    duration_s: float


Progress = Callable[[str], None]
"""Called with one short line about once a second."""


async def run(target: Target, load: Load, random: Random, progress: Progress) -> Result:
    """
    Load a server, and tell what happened. Cancelled, it tells what happened so far.

    Raises:
        LoadRefused: If not one room could be opened.

    """
    run_ = _Run(target, load, random, progress)
    try:
        await run_.open()
        with suppress(asyncio.CancelledError):
            await run_.play()
        return await run_.finish()
    finally:
        run_.cut()


class _Run:
    def __init__(self, target: Target, load: Load, random: Random, progress: Progress) -> None:
        self._target = target
        self._load = load
        self._progress = progress
        self._tally = Tally()
        self._ready: list[Table] = []
        self._tables = [
            Table(number, self._tally, random, time.monotonic, self._ready.append) for number in range(load.rooms)
        ]
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._played_s = 0.0

    async def open(self) -> None:
        """Open rooms, seat the players, let the spectators in."""
        await self._for_all([self._seat(table) for table in self._tables], "rooms")
        if not self._ready:
            reasons = [*self._tally.refusals, *self._tally.cuts]
            raise LoadRefused(f"not one room could be opened: {', '.join(reasons) or 'no answer'}")
        members = []
        for number in range(self._load.spectators):
            table = self._ready[number % len(self._ready)]
            member = Member(table, "spectator")
            table.spectators.append(member)
            members.append(member)
        await self._for_all([self._enter(member) for member in members], "spectators")

    async def play(self) -> None:
        """Make moves at the wanted pace, whatever the answers are like."""
        tables, rate = self._ready, self._load.rate
        began_s = time.monotonic()
        made = shown = pinged = 0
        while self._played_s < self._load.duration_s:
            await asyncio.sleep(STEP_S)
            self._played_s = time.monotonic() - began_s
            due = int(self._played_s * rate)
            for number in range(made, due):
                tables[number % len(tables)].move(began_s + number / rate)
            made = due
            if self._played_s >= shown + 1:
                shown = int(self._played_s)
                self._show(shown)
            if self._played_s >= (pinged + 1) * PING_S:
                pinged += 1
                for table in tables:
                    table.ping()

    async def finish(self) -> Result:
        """Wait for the last answers, and count what didn't come."""
        for table in self._ready:
            table.stop()
        deadline_s = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline_s and any(table.is_waiting for table in self._ready):
            await asyncio.sleep(STEP_S)
        # What the last move gave is under way to the spectators.
        while time.monotonic() < deadline_s and any(table.is_behind for table in self._ready):
            await asyncio.sleep(STEP_S)
        for table in self._ready:
            table.count_losses()
        inside = sum(member.is_in for table in self._ready for member in table.spectators)
        return Result(self._load, self._tally, len(self._ready), inside, self._played_s)

    def cut(self) -> None:
        """End every connection."""
        for table in self._tables:
            table.is_closing = True
            for member in table.members:
                if member.client is not None:
                    member.client.abort()

    async def _for_all(self, works: Sequence[Coroutine[None, None, None]], what: str) -> None:
        for done, work in enumerate(asyncio.as_completed(works), 1):
            await work
            if done % AT_ONCE == 0 or done == len(works):
                self._progress(f"{done:,} of {len(works):,} {what}")

    async def _seat(self, table: Table) -> None:
        async with self._slots:
            if await self._connect(table.host) and table.join_key:
                await self._connect(table.guest)

    async def _enter(self, member: Member) -> None:
        async with self._slots:
            await self._connect(member)

    async def _connect(self, member: Member) -> bool:
        """Connect, and wait until the member was shown the room; tell whether it was."""
        try:
            client = await connect(self._target, member, CONNECT_S)
        except OSError as exc:
            self._tally.cuts[exc.strerror or type(exc).__name__] += 1
            return False
        deadline_s = time.monotonic() + ENTER_S
        while not member.is_in and time.monotonic() < deadline_s:
            await asyncio.sleep(STEP_S)
            if client.is_gone or member.is_refused:
                break
        if not member.is_in:
            client.abort()
        return member.is_in

    def _show(self, second: int) -> None:
        tally = self._tally
        self._progress(
            f"{second} of {self._load.duration_s} s: {tally.moves:,} moves, {tally.deliveries:,} deliveries,"
            f" p99 {tally.answered.percentile_s(0.99) * 1000:.1f} ms"
        )
