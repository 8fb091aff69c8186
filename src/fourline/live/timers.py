"""
Service time: the only clock that rooms go by.

It is the store's last stored instant plus monotonic time since the start. So it stands still while the server is down
or its store is unavailable, never goes back, and does not follow the wall clock's jumps.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from ..room.events import Stamp

__all__ = ["ServiceClock", "monotonic_ms", "wall_ms"]


def monotonic_ms() -> int:
    """Return milliseconds since some fixed instant."""
    return time.monotonic_ns() // 1_000_000


def wall_ms() -> int:
    """Return milliseconds since 1970, as people's clocks show them."""
    return time.time_ns() // 1_000_000


class ServiceClock:
    """
    A clock that can be stopped.

    Args:
        base_ms: Service time at which to begin.
        now_ms: Source of monotonic time; passed in by tests.
        wall_ms: Source of wall time; passed in by tests.

    """

    def __init__(
        self, base_ms: int, now_ms: Callable[[], int] = monotonic_ms, wall_ms: Callable[[], int] = wall_ms
    ) -> None:
        self._now_ms = now_ms
        self._wall_ms = wall_ms
        self._base_ms = base_ms
        self._since_ms: int | None = now_ms()

    @property
    def is_running(self) -> bool:
        """Tell whether time goes by."""
        return self._since_ms is not None

    def now_ms(self) -> int:
        """Return service time in milliseconds."""
        if self._since_ms is None:
            return self._base_ms
        return self._base_ms + self._now_ms() - self._since_ms

    def stamp(self) -> Stamp:
        """Return service time and wall time of this instant."""
        return Stamp(self.now_ms(), self._wall_ms())

    def pause(self) -> None:
        """Stand still until :meth:`resume`; pausing twice is pausing once."""
        self._base_ms = self.now_ms()
        self._since_ms = None

    def resume(self) -> None:
        """Go on from where the clock stood."""
        if self._since_ms is None:
            self._since_ms = self._now_ms()
