"""What happened to sockets since the start, counted for logs and metrics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ..histogram import DURATIONS_S, NUMBERS, Histogram
from .close_codes import CloseCode

__all__ = ["Counts"]


@dataclass(slots=True)
class Counts:
    """Totals since the start; :attr:`sockets` alone goes down, too."""

    sockets: int = 0
    """TCP connections open now, HTTP and WebSocket."""
    opened: int = 0
    """WebSockets whose handshake succeeded."""
    rejected: int = 0
    """Handshakes refused: path, origin or form."""
    over_address: int = 0
    """WebSockets closed with 4502."""
    over_total: int = 0
    """WebSockets closed with 1013."""
    slow: int = 0
    """WebSockets aborted because they didn't read."""
    silent: int = 0
    """WebSockets aborted because nothing came from them, not even a pong."""
    unanswered: int = 0
    """WebSockets aborted because they didn't answer a close frame."""
    closed: Counter[int] = field(default_factory=Counter)
    """WebSockets that we began to close, by the code of our close frame."""
    received: int = 0
    """Messages that came, whatever was in them."""
    sent: int = 0
    """Messages written, one for each connection that they were written to."""
    broadcast_receivers: Histogram = field(default_factory=lambda: Histogram(NUMBERS))
    """Connections that one broadcast went to."""
    broadcast_s: Histogram = field(default_factory=lambda: Histogram(DURATIONS_S))
    """Time that it took to write one broadcast."""
    http_refused: int = 0
    """HTTP connections answered with an error before any request reached the app."""
    http_late: int = 0
    """HTTP connections aborted because a request or the reading of an answer took too long."""

    @property
    def failures(self) -> int:
        """WebSockets closed with 1011: exceptions of ours, wherever they happened."""
        return self.closed[CloseCode.INTERNAL_ERROR]
