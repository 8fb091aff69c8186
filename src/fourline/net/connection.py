"""
One WebSocket: an :class:`asyncio.Protocol` that takes the place of uvicorn's once the handshake's request is there.

There is no task, no queue and no timer per connection. Bytes come in and messages go to the receiver in the same
call; prepared frames go out as one write each. While pages send what pages send, no parser exists
(:mod:`.light_path`); for anything else there is one, for as long as it is needed (:mod:`.full_path`)::

    CONNECTING --request--> OPEN --close()/close frame/error--> CLOSING --both have closed--> CLOSED --> connection_lost

Once our end of the TCP connection is shut the state is CLOSED, and what still comes is thrown away. A connection ends
in :meth:`Connection.connection_lost` and nowhere else; whatever else ends it only makes the event loop call that. The
receiver is told soon after.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, Protocol, cast

import structlog
from typing_extensions import override
from websockets.http11 import Request
from websockets.protocol import State

from ..config import Config
from .close_codes import CloseCode
from .counts import Counts
from .full_path import FullPath
from .handshake import Gate
from .light_path import is_empty_pong, split_texts
from .limits import Rate

__all__ = ["Connection", "Receiver", "Surroundings"]

log = structlog.get_logger(__name__)

SLICE_BYTES: Final = 4_096
"""The library is fed so much at a time: a read may be 256 KiB, and of tiny frames that is half a second of work."""


PING: Final = b"\x89\x00"

_OPEN: Final = State.OPEN
"""Looked up once: an attribute of an enumeration takes as long as a call."""

ROUND_TRIPS_KEPT: Final = 4


class Receiver(Protocol):
    """Whom a connection tells what happens. Exceptions are logged; one in :meth:`received` closes with 1011."""

    def received(self, text: str) -> None:
        """
        Take one whole message.

        Called while bytes are read, so it mustn't block; it may send, close and abort. After the connection isn't
        open any more, nothing is received.

        """
        ...

    def left(self) -> None:
        """Learn that the connection is gone; called exactly once, and last."""
        ...


class Surroundings(Protocol):
    """What a connection needs of its :class:`~.endpoint.Endpoint`."""

    @property
    def config(self) -> Config:
        """The limits."""
        ...

    @property
    def gate(self) -> Gate:
        """Who answers handshakes."""
        ...

    @property
    def counts(self) -> Counts:
        """What is counted."""
        ...

    def now(self) -> float:
        """Return the event loop's time in seconds."""
        ...

    def admit(self, connection: Connection) -> CloseCode | None:
        """Take up a connection whose handshake succeeded, or say why not."""
        ...

    def connect(self, connection: Connection) -> Receiver:
        """Return the receiver of a connection that was admitted."""
        ...

    def expect_end(self, connection: Connection) -> None:
        """Abort the connection if it isn't gone in time."""
        ...

    def let_go(self, leave: Callable[[], None]) -> None:
        """Call what there is to do for a connection that is gone, soon: it isn't alone if a proxy went with it."""
        ...

    def forget(self, connection: Connection) -> None:
        """Let go of a connection that is gone, admitted or not."""
        ...


class Connection(asyncio.Protocol):
    """One WebSocket. All methods are to be called from the event loop's thread; none waits and none raises."""

    __slots__ = (
        "_extras",
        "_full",
        "_pinged_at",
        "_round_trips",
        "_state",
        "_surroundings",
        "_transport",
        "address",
        "bucket",
        "heard_at",
        "receiver",
    )

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._transport: asyncio.Transport | None = None
        self._state = State.CONNECTING
        self._full: FullPath | None = None
        self._extras: Rate | None = None
        self.receiver: Receiver | None = None
        self.address = ""
        """The client's address, IPv6 by /64; behind a trusted proxy the one it forwards for."""
        self.heard_at = 0.0
        """When the last bytes came, in the event loop's time."""
        self.bucket = 0
        self._pinged_at: float | None = None
        self._round_trips: tuple[float, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether messages may be sent and received."""
        return self._state is State.OPEN

    @property
    def lag_ms(self) -> int:
        """The least round trip of our last few pings; 0 while none has been answered."""
        return int(min(self._round_trips, default=0) * 1000)

    @property
    def counts(self) -> Counts:
        """What is counted of all connections together."""
        return self._surroundings.counts

    def shake_hands(self, request: Request) -> None:
        """Answer the handshake's request, the first thing that comes; open if it is accepted."""
        self.heard_at = self._surroundings.now()
        surroundings = self._surroundings
        peername = self._transport.get_extra_info("peername") if self._transport is not None else None
        answer = surroundings.gate.answer(request, peername[0] if isinstance(peername, tuple) else "")
        self.address = answer.address
        self._write(answer.response)
        if not answer.is_accepted:
            surroundings.counts.rejected += 1
            self._finish()
            return
        surroundings.counts.opened += 1
        self._state = State.OPEN
        refused = surroundings.admit(self)
        if refused is not None:
            self.close(refused)
            return
        try:
            self.receiver = surroundings.connect(self)
        except Exception:
            log.exception("connecting_failed")
            self.close(CloseCode.INTERNAL_ERROR)

    def ping(self) -> None:
        """Ask the peer for a sign of life, and measure the round trip."""
        if self._state is State.OPEN:
            self._pinged_at = self._surroundings.now()
            self._write(PING)

    def send(self, frame: bytes) -> None:
        """Write one or several joined frames, or nothing if the connection isn't open."""
        # What _write does, without the call: this is the one step of every broadcast.
        if self._state is _OPEN and self._transport is not None:
            try:  # noqa: SIM105 (suppress() takes as long as the rest of it)
                self._transport.write(frame)
            except (RuntimeError, OSError):
                pass

    def close(self, code: int, reason: str = "") -> None:
        """
        Begin the closing handshake, if the connection is open. Nothing is sent or received from now on.

        ``reason`` (up to 123 bytes) is for programmers. A peer that doesn't answer in ``close-timeout-ms`` is aborted.

        """
        if self._state is State.OPEN:
            full = self._take_full_path()
            full.begin_close(code, reason)
            self._flush(full)

    def abort(self) -> None:
        """End without a closing handshake; what wasn't written yet is lost."""
        self._shut()
        if self._transport is not None:
            self._transport.abort()

    # What the event loop calls.

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._surroundings.counts.sockets += 1
        config = self._surroundings.config
        # The kernel would take thousands of messages for a peer that doesn't read before we noticed anything.
        transport_socket = transport.get_extra_info("socket")
        if transport_socket is not None:
            transport_socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, config.send_buffer_bytes)
        self._transport.set_write_buffer_limits(high=config.buffer_bytes)

    @override
    def data_received(self, data: bytes) -> None:
        self.heard_at = self._surroundings.now()
        if self._state is State.OPEN and self._full is None:
            if is_empty_pong(data):
                self._measure()
                return
            payloads = split_texts(data, self._surroundings.config.message_bytes)
            if payloads is not None:
                self._hand_on(payloads)
                return
        for start in range(0, len(data), SLICE_BYTES):
            # Whatever came before this slice may have ended it all.
            if self._state is not State.CLOSED:
                self._judge(data[start : start + SLICE_BYTES])

    @override
    def eof_received(self) -> None:
        # Without a close frame before it there is nobody to say goodbye to; the library wouldn't send anything either.
        # Otherwise the transport, told None, writes the rest and closes itself, or is aborted at the deadline.
        if self._state is State.OPEN:
            self.abort()

    @override
    def pause_writing(self) -> None:
        # A graceful close would wait behind the very buffer that doesn't drain.
        self._surroundings.counts.slow += 1
        self.abort()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._shut()
        self._transport = None
        self._surroundings.counts.sockets -= 1
        self._surroundings.let_go(self._leave)

    # The parts of it.

    def _leave(self) -> None:
        self._surroundings.forget(self)
        # The receiver holds us, too: without this only a garbage collection would find the two.
        receiver, self.receiver = self.receiver, None
        if receiver is not None:
            try:
                receiver.left()
            except Exception:
                log.exception("leaving_failed")

    def _measure(self) -> None:
        """Take note of a round trip. A pong among other bytes isn't measured: what came before it may have waited."""
        if self._pinged_at is not None:
            self._round_trips = (*self._round_trips[1 - ROUND_TRIPS_KEPT :], self.heard_at - self._pinged_at)
            self._pinged_at = None

    def _judge(self, data: bytes) -> None:
        """Give ``data`` to the library and do as it says."""
        full = self._take_full_path()
        payloads, extras = full.feed(data)
        # Before its answers are flushed: what came before a close frame or an error still counts.
        self._hand_on(payloads)
        if self._full is None:
            return
        if extras and not self._are_allowed(extras):
            full.fail(CloseCode.POLICY, "too many control frames or fragments")
        self._flush(full)
        if full.is_idle:
            self._drop_full_path()

    def _are_allowed(self, extras: int) -> bool:
        """Count control frames and fragments: they cost us as much as messages, and no receiver ever sees them."""
        config = self._surroundings.config
        if self._extras is None:
            self._extras = Rate(config.commands, config.command_window_ms)
        return self._extras.allow(self.heard_at, extras)

    def _hand_on(self, payloads: Sequence[bytes | None]) -> None:
        for payload in payloads:
            if self._state is not State.OPEN:
                return
            if payload is None:
                self._fail(CloseCode.UNSUPPORTED, "only text is understood")
                return
            try:
                text = payload.decode()
            except UnicodeDecodeError:
                self._fail(CloseCode.BAD_DATA, "not UTF-8")
                return
            self._deliver(text)

    def _deliver(self, text: str) -> None:
        self._surroundings.counts.received += 1
        try:
            cast("Receiver", self.receiver).received(text)
        except Exception:
            # The traceback, but not the message: secrets come in messages.
            log.exception("receiving_failed")
            self.close(CloseCode.INTERNAL_ERROR)

    def _fail(self, code: CloseCode, reason: str) -> None:
        full = self._take_full_path()
        full.fail(code, reason)
        self._flush(full)

    def _flush(self, full: FullPath) -> None:
        """Write what the library has to say, and follow it into its state."""
        output, is_last = full.take_output()
        if output:
            self._write(output)
        if self._state is State.OPEN and not full.is_open:
            self._state = State.CLOSING
            if full.our_code is not None:
                self._surroundings.counts.closed[full.our_code] += 1
            self._surroundings.expect_end(self)
        if is_last:
            self._finish()

    def _finish(self) -> None:
        """
        Shut our end and wait for the peer's.

        Closing the socket while bytes of the peer are unread would make the kernel send a reset, which may overtake
        our close frame.

        """
        if self._state is State.CONNECTING:
            self._surroundings.expect_end(self)
        self._shut()
        if self._transport is not None:
            with suppress(RuntimeError, OSError):
                self._transport.write_eof()

    def _shut(self) -> None:
        self._state = State.CLOSED
        self._drop_full_path()

    def _take_full_path(self) -> FullPath:
        if self._full is None:
            self._full = FullPath(self._surroundings.config.message_bytes)
        return self._full

    def _drop_full_path(self) -> None:
        if self._full is not None:
            self._full.release()
            self._full = None

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            # uvloop raises if the transport has just closed; connection_lost is on its way.
            with suppress(RuntimeError, OSError):
                self._transport.write(data)
