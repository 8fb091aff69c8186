"""
Fourline as served, with a look inside: how long its loop stands still, and how long of that for garbage.

``python -m bench.servers.watched FILE serve ...`` runs the real command and writes what it saw into FILE at the end, as
one JSON object; times are milliseconds. Only what happens after SIGUSR1 counts. The look costs a turn of the loop
every 5 ms.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from fourline import app, cli
from fourline.net.process import loop_factory

__all__ = ["Watch"]

LOOK_S = 0.005


class Watch:
    """The longest pauses since :meth:`begin`."""

    def __init__(self) -> None:
        self.collections: list[tuple[float, float, int]] = []
        """Of each: how long it took, the CPU time of it, and its generation."""
        self.stops: list[float] = []
        self._began_at = self._cpu_at = 0.0
        self._looked_at = 0.0

    def begin(self) -> None:
        """Forget what was."""
        self.collections, self.stops = [], []

    def on_gc(self, phase: str, info: Mapping[str, int]) -> None:
        """Time one collection."""
        if phase == "start":
            self._began_at, self._cpu_at = time.perf_counter(), time.thread_time()
        else:
            took = time.perf_counter() - self._began_at, time.thread_time() - self._cpu_at
            self.collections.append((round(took[0] * 1000, 3), round(took[1] * 1000, 3), info["generation"]))

    def make_loop(self) -> asyncio.AbstractEventLoop:
        """Return the server's own loop, looked at."""
        loop = _make_loop()
        loop.call_soon(self._look, loop)
        return loop

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = time.perf_counter()
        if self._looked_at:
            self.stops.append(round((now - self._looked_at - LOOK_S) * 1000, 3))
            if len(self.stops) > 20_000:
                self.stops = sorted(self.stops)[-1_000:]
        self._looked_at = now
        loop.call_later(LOOK_S, self._look, loop)

    def write(self, file: Path) -> None:
        """Write the longest pauses down."""
        stops = sorted(self.stops, reverse=True)[:20]
        seen = {"collections": sorted(self.collections, reverse=True)[:20], "stops": stops}
        file.write_text(json.dumps(seen), encoding="utf-8")


_make_loop = loop_factory()

if __name__ == "__main__":
    watch = Watch()
    gc.callbacks.append(watch.on_gc)
    atexit.register(watch.write, Path(sys.argv[1]))
    signal.signal(signal.SIGUSR1, lambda _number, _frame: watch.begin())
    # The one thing of the command's that is replaced.
    vars(app)["loop_factory"] = lambda: watch.make_loop
    cli.main(sys.argv[2:])
