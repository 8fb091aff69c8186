"""
How well the loop and the garbage collector behave: the two that may make everybody wait.

The lag is how much later than asked for a timer goes off, ten times a second: whatever keeps the loop busy for long
keeps it waiting, too. Nothing is measured before :meth:`Pulse.start`.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Mapping
from time import perf_counter
from typing import Final

from ..histogram import DURATIONS_S, Histogram

__all__ = ["BEAT_S", "Pulse"]

BEAT_S: Final = 0.1
GENERATIONS: Final = 3


class Pulse:
    """The pulse of one process and of one loop in it."""

    def __init__(self) -> None:
        self.lag_s = Histogram(DURATIONS_S)
        self.gc_pauses_s = tuple(Histogram(DURATIONS_S) for _ in range(GENERATIONS))
        """By generation. The whole process stands still meanwhile, whichever thread began it."""
        self._collecting_since_s: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to measure ``loop`` and the collector."""
        gc.callbacks.append(self._on_collection)
        self._wait(loop)

    def stop(self) -> None:
        """Measure no more; stopping twice, or before the start, does nothing."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            gc.callbacks.remove(self._on_collection)

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(BEAT_S, self._beat, loop, loop.time() + BEAT_S)

    def _beat(self, loop: asyncio.AbstractEventLoop, expected_s: float) -> None:
        # A timer that goes off a little early, as a loop's may, isn't late.
        self.lag_s.add(max(0.0, loop.time() - expected_s))
        self._wait(loop)

    def _on_collection(self, phase: str, info: Mapping[str, int]) -> None:
        if phase == "start":
            self._collecting_since_s = perf_counter()
        elif self._collecting_since_s is not None:
            self.gc_pauses_s[info["generation"]].add(perf_counter() - self._collecting_since_s)
            self._collecting_since_s = None
