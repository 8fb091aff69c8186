"""
A message becomes one frame, and the frame goes to many connections.

Frames from a server aren't masked (RFC 6455, 5.1), so the bytes are the same for everybody: encode once, then one
write per connection. Nobody waits: a connection that can't keep up is aborted by its own high-water mark and comes
back for a snapshot. Several messages for the same connections in one turn of the loop are joined before they are sent.
"""

from __future__ import annotations

from collections.abc import Collection
from time import perf_counter

from .connection import Connection
from .counts import Counts

__all__ = ["broadcast", "text_frame"]


def text_frame(payload: bytes) -> bytes:
    """Return ``payload``, which is UTF-8, as one text frame, ready for :meth:`Connection.send`."""
    length = len(payload)
    if length < 126:
        return b"\x81%c%b" % (length, payload)
    if length < 65_536:
        return b"\x81\x7e%b%b" % (length.to_bytes(2), payload)
    return b"\x81\x7f%b%b" % (length.to_bytes(8), payload)


def broadcast(
    connections: Collection[Connection], frame: bytes, counts: Counts, messages: int = 1, *, already: int = 0
) -> None:
    """
    Send a frame, or so many ``messages`` joined, to every open connection; so many have got it ``already``.

    Never raises and never waits; each write is guarded by itself. Who is too slow is aborted on the spot, but leaves
    ``connections`` only when its receiver is told :meth:`~.connection.Receiver.left`, after this call.

    """
    receivers = len(connections) + already
    if not receivers:
        return
    begun_s = perf_counter()
    for connection in connections:
        connection.send(frame)
    # Once for all of them: counting each would cost a tenth of the whole.
    counts.broadcast_s.add(perf_counter() - begun_s)
    counts.broadcast_receivers.add(receivers)
    counts.sent += messages * receivers
