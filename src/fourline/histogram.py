"""How many values were how large: plain numbers, cheap to add to, that anybody may read later."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

__all__ = ["DURATIONS_S", "NUMBERS", "Histogram"]

DURATIONS_S = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Bounds for what should take milliseconds, in seconds."""

NUMBERS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
"""Bounds for numbers of things."""


class Histogram:
    """Values counted by size. Adding one costs a third of a microsecond; only one thread at a time may."""

    __slots__ = ("_counts", "bounds", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        """Sizes up to which values are counted together, each bound included; ascending."""
        self.total: float = 0
        """Sum of all values."""
        self._counts = [0] * (len(bounds) + 1)

    def __len__(self) -> int:
        return sum(self._counts)

    def add(self, value: float) -> None:
        """Count one value."""
        self._counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def up_to(self) -> list[int]:
        """Return how many values were at most as large as each bound; at the end, how many there were."""
        return list(accumulate(self._counts))
