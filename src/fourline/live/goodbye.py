"""
What everybody is told when the server goes down: when to come back.

Spread over some seconds and over all rooms, so that not everybody comes back at once: most rooms hold two people, so
they can't each begin with the shortest delay.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..net.broadcast import text_frame
from ..protocol import codec
from ..protocol.server_messages import Bye

__all__ = ["goodbyes"]

BUCKETS = 16
STEP_MS = 250


def goodbyes() -> Iterator[bytes]:
    """Return the frames to give out one after the other; there is no end to them."""
    delays_ms = [STEP_MS * (1 + bucket) for bucket in range(BUCKETS)]
    return itertools.cycle([text_frame(codec.encode(Bye(delay_ms))) for delay_ms in delays_ms])
