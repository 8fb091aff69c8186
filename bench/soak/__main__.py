"""
``python -m bench.soak [MINUTES [SHARE]]``: four fifths of the time without a restart, then one after the other.

Half of the restarts are in order, half are kills. ``SHARE`` (0-1) takes so much of the load, to try it. A run of less
than half an hour, or of less than all, writes no figures.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from signal import SIGKILL, SIGTERM

from .. import report
from ..build import WORK
from ..machine import LOAD_CORE, describe, pin, raise_file_limit
from ..markdown import table
from .players import Duel, Findings
from .server import Sample, SoakedServer
from .verdict import count_lost, growth, judge
from .visitors import intrude, watch

__all__ = ["main"]

DUELS, WATCHERS, INTRUDERS = 300, 1_350, 50
MOVES_PER_S = 150
SAMPLE_S = 5.0
RESTART_S = 20.0
QUIET_S = 20.0
"""Longer than an idle room stays; a connection that never said goodbye has a limit of its own."""
PUBLISHED_MINUTES = 30


class _Soak:
    def __init__(self, server: SoakedServer, minutes: float, share: float) -> None:
        self.server = server
        self.minutes = minutes
        self.watchers, self.intruders = round(WATCHERS * share), round(INTRUDERS * share)
        self.findings = Findings()
        self.samples: list[Sample] = []
        self.away_s: list[float] = []
        self._stop = asyncio.Event()
        # Only one of the two is to move, so the room moves as often as one of them thinks.
        think_s = DUELS / MOVES_PER_S
        self.duels = [Duel(at, server.port, think_s, self.findings) for at in range(round(DUELS * share))]

    async def run(self) -> None:
        """Let everybody come, soak, restart, let everybody go."""
        stop, findings, duels = self._stop, self.findings, self.duels
        lives = [player.live(stop) for duel in duels for player in (duel.host, duel.guest)]
        lives += [watch(duels, Random(f"watcher {n}"), findings, stop) for n in range(self.watchers)]
        lives += [intrude(duels, Random(f"intruder {n}"), findings, stop) for n in range(self.intruders)]
        tasks = [asyncio.create_task(life) for life in lives]
        began = time.monotonic()
        while (passed_s := time.monotonic() - began) < self.minutes * 48:
            await self._rest(tasks, SAMPLE_S)
            self.samples.append(await asyncio.to_thread(self.server.sample, passed_s))
            self._show(passed_s)
        while time.monotonic() - began < self.minutes * 60:
            signal = SIGKILL if len(self.away_s) % 2 == 0 else SIGTERM
            self.away_s.append(await asyncio.to_thread(self.server.restart, signal))
            print(f"{signal.name}: away for {self.away_s[-1]:.1f} s", flush=True)
            await self._rest(tasks, RESTART_S)
        stop.set()
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _rest(self, tasks: list[asyncio.Task[None]], for_s: float) -> None:
        done, _ = await asyncio.wait(tasks, timeout=for_s, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            # A mistake of the soak's own, or something that no server may say.
            task.result()

    def _show(self, passed_s: float) -> None:
        sample, findings = self.samples[-1], self.findings
        print(
            f"{passed_s / 60:5.1f} min: {sample.rss_mb:.1f} MB, {sample.files} files, {sample.tasks} tasks,"
            f" {sample.rooms} rooms, {sample.connections} connections; {findings.moves:,} moves,"
            f" {findings.visits:,} visits, {findings.returns:,} returns, {sum(findings.rudeness.values()):,} rude",
            flush=True,
        )


def main() -> int:
    """Soak and judge; return the exit status."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else PUBLISHED_MINUTES
    share = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    raise_file_limit()
    pin(LOAD_CORE)
    WORK.mkdir(exist_ok=True)
    facts = describe()
    with tempfile.TemporaryDirectory(dir=WORK, prefix="soak-") as folder:
        server = SoakedServer(Path(folder))
        server.start()
        time.sleep(2)
        before = server.sample(0)
        soak = _Soak(server, minutes, share)
        asyncio.run(soak.run())
        time.sleep(QUIET_S)
        after = server.sample(minutes * 60)
        server.end()
        lost, twice = count_lost(server.database, soak.findings.acknowledged)
    text = _text(facts, soak, before, after, lost, twice)
    print(text)
    wrong = judge(soak.findings, before, soak.samples, after, lost, twice)
    print("\n".join(f"FAILED: {line}" for line in wrong) or "All held.")
    if minutes >= PUBLISHED_MINUTES and share == 1 and not wrong:
        report.insert("soak", text)
    return bool(wrong)


def _text(facts: dict[str, str], soak: _Soak, before: Sample, after: Sample, lost: int, twice: int) -> str:
    findings = soak.findings
    head = ("", "before anybody came", "second quarter", "last quarter", "after all had gone")
    rows = [
        (name, _of(before, name), f"{early:,.1f}", f"{late:,.1f}", _of(after, name))
        for name, (early, late) in growth(soak.samples).items()
    ]
    rude = ", ".join(f"{count:,} x {kind}" for kind, count in sorted(findings.rudeness.items()))
    facts_text = "".join(f"- {name}: {facts[name]}\n" for name in facts)
    return (
        f"{facts_text}- command: `make soak MINUTES={soak.minutes:g}`\n\n"
        f"{2 * len(soak.duels) + soak.watchers + soak.intruders:,} connections for {soak.minutes:g} minutes:"
        f" {len(soak.duels)} rooms that play, {soak.watchers:,} spectators who come and go, {soak.intruders} who behave"
        f" badly.\n\n{table(head, rows)}\n"
        f"{findings.moves:,} moves answered, {len(findings.acknowledged):,} commands in all: {lost} lost,"
        f" {twice} applied twice, {findings.gaps} gaps seen by anybody. {findings.visits:,} visits,"
        f" {findings.returns:,} players came back to their seats. {len(soak.away_s)} restarts, every other one a kill;"
        f" away for {max(soak.away_s, default=0):.1f} s at most. Bad behaviour: {rude}.\n"
    )


def _of(sample: Sample, name: str) -> str:
    values = {"memory, MB": sample.rss_mb, "open files": sample.files, "tasks": sample.tasks, "rooms": sample.rooms}
    return f"{values[name]:,.1f}"


if __name__ == "__main__":
    sys.exit(main())
