"""
Time left for each color, as arithmetic on instants that are passed in. All times are whole milliseconds.

A clock runs for one color or for none::

    standing still ──first move──▶ running for one ──move──▶ running for the other ──end──▶ standing still

Whoever moves gets the increment afterwards (Fischer). A clock never flags by itself: it only tells when it would.
"""

from __future__ import annotations

from msgspec import Struct

from .position import Color

__all__ = ["Clock", "TimeControl", "Times"]


class TimeControl(Struct, frozen=True, gc=False):
    """What each side begins with, and gets for every move."""

    initial_ms: int
    increment_ms: int


class Times(Struct, frozen=True, gc=False):
    """What each color has left at some instant."""

    red_ms: int
    yellow_ms: int


class Clock(Struct, frozen=True, gc=False):
    """Immutable clock: what each color had left when it last changed, and for whom it has run since."""

    red_ms: int
    yellow_ms: int
    running: Color | None = None
    since_ms: int = 0
    """The instant from which the running color's time counts."""

    @classmethod
    def new(cls, control: TimeControl) -> Clock:
        """Return a stopped clock with the full time for both."""
        return cls(control.initial_ms, control.initial_ms)

    def left(self, color: Color) -> int:
        """Return what ``color`` had left when the clock last changed."""
        return self.red_ms if color is Color.RED else self.yellow_ms

    def remaining(self, color: Color, now_ms: int) -> int:
        """Return what ``color`` has left at an instant; never less than 0."""
        spent_ms = max(0, now_ms - self.since_ms) if color is self.running else 0
        return max(0, self.left(color) - spent_ms)

    def times(self, now_ms: int) -> Times:
        """Return what both have left at an instant."""
        return Times(self.remaining(Color.RED, now_ms), self.remaining(Color.YELLOW, now_ms))

    def pressed(self, now_ms: int, increment_ms: int, credit_ms: int = 0) -> Times:
        """
        Return what both have left once the running color has moved at an instant; unchanged if the clock stood still.

        ``credit_ms`` of its thinking time don't count. Who comes late, but before the flag was called, still gets the
        increment.

        """
        if self.running is None:
            return Times(self.red_ms, self.yellow_ms)
        mine_ms = self.remaining(self.running, now_ms - credit_ms) + increment_ms
        return Times(mine_ms, self.yellow_ms) if self.running is Color.RED else Times(self.red_ms, mine_ms)

    @classmethod
    def at(cls, times: Times, running: Color | None = None, since_ms: int = 0) -> Clock:
        """Return a clock that shows ``times``, running for a color from an instant on or standing still."""
        return cls(times.red_ms, times.yellow_ms, running, since_ms)

    @property
    def flags_at_ms(self) -> int | None:
        """Return the instant at which the running color is out of time; None while the clock stands still."""
        return None if self.running is None else self.since_ms + self.left(self.running)
