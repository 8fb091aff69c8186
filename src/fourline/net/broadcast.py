"""
A message becomes one frame, and the frame goes to many connections.

Frames from a server aren't masked (RFC 6455, 5.1), so the bytes are the same for everybody: encode once, then one
write per connection. Nobody waits: a connection that can't keep up is aborted by its own high-water mark and comes
back for a snapshot. Several messages for the same connections in one turn of the loop are joined before they are sent.

A write takes some ten microseconds, nearly all of it the kernel's, so ten thousand would stop the loop for a tenth of a
second. A :class:`Broadcaster` writes to so many in slices, one in each turn of the loop, and all else goes on between::

    send() ──few──▶ written at once
       └──many──▶ first slice at once; the rest, and whatever is sent to the same group meanwhile: one slice a turn
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Hashable
from time import perf_counter
from typing import Final

from .close_codes import CloseCode
from .connection import Connection
from .counts import Counts

__all__ = ["SLICE", "WAITING_FRAMES", "Broadcaster", "broadcast", "text_frame"]

SLICE: Final = 250
"""Connections that are written to in one turn of the loop: two or three milliseconds."""

WAITING_FRAMES: Final = 32
"""
Frames that may wait for one group, so that memory doesn't grow. With more, the first is written in one step, for which
everybody waits: more can't be written anyway.
"""


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


class Broadcaster:
    """
    Writes frames to groups of connections: each group's in the order in which they were sent, groups in turns.

    Belongs to one running loop. Who is gone or too slow is no matter to the others, as with :func:`broadcast`.

    """

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._waiting: dict[Hashable, deque[_Sending]] = {}
        """What isn't written yet, of groups that have any; the first is the next whose turn it is."""
        self._is_going_on = False

    def send(
        self,
        group: Hashable,
        connections: Collection[Connection],
        frame: bytes,
        messages: int = 1,
        *,
        already: int = 0,
        close: CloseCode | None = None,
    ) -> None:
        """
        Send a frame, or so many ``messages`` joined, to all ``connections`` of now; so many have got it ``already``.

        Whoever joins them later isn't written to, whoever leaves is spared. With ``close`` it is the last that they
        get.

        """
        waiting = self._waiting.get(group)
        if waiting is None and len(connections) <= SLICE and close is None:
            broadcast(connections, frame, self._counts, messages, already=already)
            return
        sending = _Sending(list(connections), frame, messages, already, close)
        if waiting is None and len(connections) <= SLICE:
            self._end(sending)
            return
        if waiting is None:
            sending.write_slice()
            self._waiting[group] = deque([sending])
            self._go_on_soon()
            return
        waiting.append(sending)
        if len(waiting) > WAITING_FRAMES:
            self._end(waiting.popleft())

    def finish(self, group: Hashable) -> None:
        """Write at once what waits for a group."""
        for sending in self._waiting.pop(group, ()):
            self._end(sending)

    def catch_up(self, group: Hashable, connection: Connection) -> None:
        """Write at once what waits of a group for one connection."""
        for sending in self._waiting.get(group, ()):
            sending.write_to(connection)

    def _go_on_soon(self) -> None:
        if not self._is_going_on:
            self._is_going_on = True
            asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        """Write one slice of the group whose turn it is."""
        self._is_going_on = False
        if not self._waiting:
            return
        group = next(iter(self._waiting))
        waiting = self._waiting.pop(group)
        waiting[0].write_slice()
        if waiting[0].is_written:
            self._end(waiting.popleft())
        if waiting:
            self._waiting[group] = waiting
        if self._waiting:
            self._go_on_soon()

    def _end(self, sending: _Sending) -> None:
        while not sending.is_written:
            sending.write_slice()
        sending.count(self._counts)


class _Sending:
    """One frame on its way to many connections."""

    __slots__ = ("_already", "_close", "_connections", "_frame", "_messages", "_taken_s", "_written")

    def __init__(
        self, connections: list[Connection], frame: bytes, messages: int, already: int, close: CloseCode | None
    ) -> None:
        self._connections = connections
        self._frame = frame
        self._messages = messages
        self._already = already
        self._close = close
        self._written = 0
        self._taken_s = 0.0

    @property
    def is_written(self) -> bool:
        return self._written >= len(self._connections)

    def write_slice(self) -> None:
        begun_s = perf_counter()
        frame = self._frame
        for connection in self._connections[self._written : self._written + SLICE]:
            connection.send(frame)
            if self._close is not None:
                connection.close(self._close)
        self._written += SLICE
        self._taken_s += perf_counter() - begun_s

    def write_to(self, connection: Connection) -> None:
        """Write to one connection before its turn, if that is still to come."""
        try:
            at = self._connections.index(connection, self._written)
        except ValueError:
            return
        connection.send(self._frame)
        if self._close is not None:
            connection.close(self._close)
        del self._connections[at]
        self._already += 1

    def count(self, counts: Counts) -> None:
        receivers = len(self._connections) + self._already
        if not self._messages or not receivers:
            return
        counts.broadcast_s.add(self._taken_s)
        counts.broadcast_receivers.add(receivers)
        counts.sent += self._messages * receivers
