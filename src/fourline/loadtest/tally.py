"""What the load counts, and how long answers took."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import ceil, log2

__all__ = ["Tally", "Times"]

_SLOTS_PER_DOUBLING = 32
"""So fine are the slots: percentiles are exact to 2 %."""

_LEAST_S = 1e-5


class Times:
    """Durations, kept as counts in slots that grow by 2 %: a million of them take no more memory than a hundred."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self._most_s = 0.0
        self._total = 0

    def __len__(self) -> int:
        return self._total

    def add(self, duration_s: float) -> None:
        """Count one duration."""
        slot = ceil(log2(max(duration_s, _LEAST_S) / _LEAST_S) * _SLOTS_PER_DOUBLING)
        self._counts[slot] += 1
        self._total += 1
        self._most_s = max(self._most_s, duration_s)

    def percentile_s(self, share: float) -> float:
        """Return what ``share`` (0-1) of all durations don't exceed; 0 if there are none."""
        seen = 0
        for slot in sorted(self._counts):
            seen += self._counts[slot]
            if seen >= share * self._total:
                return min(self._most_s, _LEAST_S * float(2.0 ** (slot / _SLOTS_PER_DOUBLING)))
        return 0.0

    @property
    def most_s(self) -> float:
        """Return the longest."""
        return self._most_s


@dataclass(slots=True)
class Tally:
    """Totals of one run."""

    moves: int = 0
    """Moves that were answered: durable."""
    games: int = 0
    deliveries: int = 0
    """Events that came to connections, each with the next number."""
    gaps: int = 0
    """Events that came with another number than the next: something before them was lost."""
    missing: int = 0
    """Events that hadn't come to a connection at the end."""
    unanswered: int = 0
    """Moves that had no answer at the end."""
    late: int = 0
    """Moves that weren't made, because the room's last one was still under way."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Errors by code."""
    cuts: Counter[str] = field(default_factory=Counter)
    """Connections that ended before the end, by close code."""
    answered: Times = field(default_factory=Times)
    """From when a move was due to its answer."""
    seen: Times = field(default_factory=Times)
    """From when a move was due until another connection of the room had it."""

    @property
    def losses(self) -> int:
        """Return how much was lost: anything but 0 is a fault."""
        return self.gaps + self.missing + self.unanswered
