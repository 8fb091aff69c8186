"""Deadlines for many sockets without a timer for each: all have the same span, so they run out in the order begun."""

from __future__ import annotations

from typing import Generic, TypeVar

__all__ = ["Deadlines"]

T = TypeVar("T")


class Deadlines(Generic[T]):
    """Things that must be over within ``span_ms``. Instants are seconds on any one clock."""

    def __init__(self, span_ms: int) -> None:
        self._span_s = span_ms / 1000
        self._due: dict[T, float] = {}

    def __len__(self) -> int:
        return len(self._due)

    def __contains__(self, thing: object) -> bool:
        return thing in self._due

    def begin(self, thing: T, now: float) -> None:
        """Give ``thing`` the whole span from ``now`` on, even if its deadline was running already."""
        self._due.pop(thing, None)
        self._due[thing] = now + self._span_s

    def end(self, thing: T) -> None:
        """Forget ``thing``; harmless if it has no deadline."""
        self._due.pop(thing, None)

    def expire(self, now: float) -> list[T]:
        """Return and forget what should have been over by ``now``, the longest overdue first."""
        expired = []
        for thing, due in self._due.items():
            if due > now:
                break
            expired.append(thing)
        for thing in expired:
            del self._due[thing]
        return expired
