"""
When to look whether somebody in a room is out of time.

The loop's time and service time aren't the same: the latter may have stood still, and timers may go off a little early.
So a timer only says when to look; whether the flag has fallen, the room decides in its queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from .timers import ServiceClock

__all__ = ["RETRY_S", "FlagTimer"]

RETRY_S = 1.0
"""How soon to look again while service time stands still, or the flag is overdue because the store doesn't answer."""


class FlagTimer:
    """At most one timer for the clock of one room."""

    __slots__ = ("_timer",)

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None

    def set(self, at_ms: int | None, clock: ServiceClock, look: Callable[[], None]) -> None:
        """Call ``look`` at about ``at_ms``, an instant of service time, and at no other; None for never."""
        self.stop()
        if at_ms is not None:
            left_ms = at_ms - clock.now_ms()
            delay_s = left_ms / 1000 if clock.is_running and left_ms > 0 else RETRY_S
            self._timer = asyncio.get_running_loop().call_later(delay_s, look)

    def stop(self) -> None:
        """Call nothing."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
