"""
What all sockets of one server share: limits, open connections, and the one timer that ends what lasts too long.

Give :attr:`Endpoint.http` and :attr:`Endpoint.websocket` to uvicorn as ``http=`` and ``ws=``. uvicorn makes an HTTP
protocol for each socket it accepts, which at an upgrade hands the socket over to a connection and is forgotten: whoever
stops the server closes :attr:`Endpoint.connections` itself.
"""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast

import structlog

from ..config import Config
from .close_codes import CloseCode
from .connection import Connection, Receiver
from .counts import Counts
from .deadlines import Deadlines
from .handshake import Gate
from .heartbeat import Heartbeat
from .http import HttpLimits, LimitedHttp
from .limits import AddressCounts
from .turnstile import Turnstile

__all__ = ["Endpoint"]

log = structlog.get_logger(__name__)

TICK_S: Final = 0.25
"""How often deadlines are looked at; so late may they be kept."""

RESERVED_FILES: Final = 256
"""Of the files that the process may open, so many aren't for WebSockets: most for HTTP, 64 for the rest."""

LEAVE_PER_TURN: Final = 250
"""Connections that are let go of at once where many are cut: some ten microseconds each."""

MANY_FILES: Final = 1 << 20
"""What no limit at all counts as."""


class Endpoint:
    """
    The connections of one server.

    ``counts`` is where to count. ``connect`` is called for each WebSocket as soon as it is open; it may send at once.
    ``open_files`` is how many files the process may open, by default what its soft limit says now.

    """

    def __init__(
        self,
        config: Config,
        connect: Callable[[Connection], Receiver],
        counts: Counts | None = None,
        *,
        open_files: int | None = None,
    ) -> None:
        if open_files is None:
            open_files = _open_files()
        reserved = min(RESERVED_FILES, open_files // 2)
        self.config = config
        self.connect = connect
        self.gate = Gate(config)
        self.counts = Counts() if counts is None else counts
        self.now: Callable[[], float] = time.monotonic
        """The event loop's time in seconds, once started."""
        self.connections: set[Connection] = set()
        """Those whose handshake succeeded and that aren't gone yet; some may be closing."""
        self.is_leaving = False
        """Whoever comes now is told to come back: those who were here have been told goodbye."""
        self.max_connections = min(config.connections or open_files, open_files - reserved)
        self._addresses = AddressCounts(config.connections_per_address)
        self._ending: Deadlines[Connection] = Deadlines(config.close_timeout_ms)
        self._heartbeat = Heartbeat(config.ping_interval_ms, config.pong_timeout_ms, self.counts)
        self._exit = Turnstile(LEAVE_PER_TURN)
        self._http = HttpLimits(config, self.counts, open_files - reserved // 4)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def http(self) -> type[asyncio.Protocol]:
        """What uvicorn makes its HTTP protocols with; it asks for a class, but only ever calls it."""
        return cast("type[asyncio.Protocol]", partial(LimitedHttp, self._http))

    @property
    def websocket(self) -> type[asyncio.Protocol]:
        """What uvicorn makes a WebSocket's protocol with."""
        return cast("type[asyncio.Protocol]", self._make_connection)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to ping connections and to end what is late; before uvicorn is given anything."""
        self.now = self._http.now = loop.time
        self._loop = loop
        self._http.turnstile.start(loop)
        self._exit.start(loop)
        self._timer = loop.call_later(TICK_S, self._on_timer)

    def stop(self) -> None:
        """Stop the timer: deadlines aren't kept any more."""
        self._loop = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def tick(self, now: float) -> None:
        """Do what is due at ``now``, in the event loop's time."""
        for connection in self._ending.expire(now):
            self.counts.unanswered += 1
            connection.abort()
        self._http.expire(now)
        self._heartbeat.beat(now)

    # What connections need: see :class:`~.connection.Surroundings`.

    def admit(self, connection: Connection) -> CloseCode | None:
        """Take up ``connection``, or say which limit it is over."""
        if self.is_leaving:
            return CloseCode.GOING_AWAY
        if len(self.connections) >= self.max_connections:
            self.counts.over_total += 1
            return CloseCode.TRY_AGAIN_LATER
        if not self._addresses.enter(connection.address):
            self.counts.over_address += 1
            return CloseCode.TOO_MANY_CONNECTIONS
        self.connections.add(connection)
        self._heartbeat.add(connection)
        return None

    def expect_end(self, connection: Connection) -> None:
        """Abort ``connection`` if it isn't gone in ``close-timeout-ms``."""
        self._ending.begin(connection, self.now())

    def let_go(self, leave: Callable[[], None]) -> None:
        """Do what there is to do for a connection that is gone, soon."""
        self._exit.enter(leave)

    def forget(self, connection: Connection) -> None:
        """Let go of ``connection``, which is gone."""
        self._ending.end(connection)
        if connection in self.connections:
            self.connections.remove(connection)
            self._heartbeat.discard(connection)
            self._addresses.leave(connection.address)

    def _make_connection(self, config: object, server_state: object, app_state: dict[str, Any]) -> Connection:  # noqa: ARG002
        return Connection(self)

    def _on_timer(self) -> None:
        if self._loop is None:
            return
        self._timer = self._loop.call_later(TICK_S, self._on_timer)
        try:
            self.tick(self._loop.time())
        except Exception:
            # Whatever it is, the next tick may do better; without it no deadline would be kept again.
            log.exception("tick_failed")


def _open_files() -> int:
    soft_limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MANY_FILES if soft_limit == resource.RLIM_INFINITY else soft_limit
