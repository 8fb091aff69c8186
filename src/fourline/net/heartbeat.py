"""
Pings for all connections, and the end of those that went silent, without a task or a timer for each.

Connections are spread over buckets, of which one at a time is pinged, so that 10,000 pings never meet in one turn of
the loop. A ping alone drops nobody who doesn't read: it would wait in the same full buffer. Silence does.
"""

from __future__ import annotations

from typing import Final, Protocol

from .counts import Counts

__all__ = ["Beating", "Heartbeat"]

BUCKETS: Final = 64
SILENCE_CHECKS: Final = 8
"""How often within a ping interval a connection's silence is looked at; so late may it be noticed."""


class Beating(Protocol):
    """What a heartbeat needs of a connection."""

    heard_at: float
    bucket: int
    """Kept here for the heartbeat, which alone reads and writes it."""

    @property
    def is_open(self) -> bool:
        """Whether it is neither closing nor gone."""
        ...

    def ping(self) -> None:
        """Ask for a sign of life."""
        ...

    def abort(self) -> None:
        """End without a closing handshake."""
        ...


class Heartbeat:
    """Every connection is pinged once in ``interval_ms``, and aborted after ``timeout_ms`` without a byte."""

    def __init__(self, interval_ms: int, timeout_ms: int, counts: Counts) -> None:
        self._step_s = interval_ms / 1000 / BUCKETS
        self._timeout_s = timeout_ms / 1000
        self._counts = counts
        self._buckets: list[set[Beating]] = [set() for _ in range(BUCKETS)]
        self._added = 0
        self._beats = 0
        self._due_at: float | None = None

    def add(self, connection: Beating) -> None:
        """Begin to ping ``connection``."""
        connection.bucket = self._added % BUCKETS
        self._added += 1
        self._buckets[connection.bucket].add(connection)

    def discard(self, connection: Beating) -> None:
        """Forget ``connection``, which was added before."""
        self._buckets[connection.bucket].discard(connection)

    def beat(self, now: float) -> None:
        """Do what is due at ``now``, an instant in seconds on the clock of ``heard_at``; call it often."""
        if self._due_at is None:
            self._due_at = now + self._step_s
        # After a long stall one round is enough.
        self._due_at = max(self._due_at, now - self._step_s * (BUCKETS - 1))
        while now >= self._due_at:
            self._due_at += self._step_s
            self._visit(now)

    def _visit(self, now: float) -> None:
        for bucket in self._buckets[self._beats % (BUCKETS // SILENCE_CHECKS) :: BUCKETS // SILENCE_CHECKS]:
            self._abort_silent(bucket, now - self._timeout_s)
        # A copy: a write may abort, and whether that ends the connection at once is the event loop's business.
        for connection in tuple(self._buckets[self._beats % BUCKETS]):
            connection.ping()
        self._beats += 1

    def _abort_silent(self, bucket: set[Beating], heard_until: float) -> None:
        for connection in [member for member in bucket if member.heard_at <= heard_until]:
            # One that is closing has a deadline of its own.
            if connection.is_open:
                self._counts.silent += 1
                connection.abort()
