"""
HTTP over sockets: uvicorn's protocol, with the limits that it leaves open.

uvicorn would keep a half-sent request head forever and take one of 26 MB. Here every socket has deadlines, requests
have sizes, addresses have a number of sockets from the moment they are accepted, and what comes right behind a
WebSocket's request head isn't lost. Nothing of a request is logged: keys stand in addresses.

Refused is with a bare answer, before the app sees anything, and the socket is closed.
"""

from __future__ import annotations

import asyncio
import gc
import re
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast

import httptools
from typing_extensions import override
from uvicorn.config import Config as UvicornConfig
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.http11 import Request

from ..config import Config
from .connection import Connection
from .counts import Counts
from .deadlines import Deadlines
from .limits import AddressCounts, client_address, is_trusted, parse_networks
from .turnstile import Turnstile

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

__all__ = ["HttpLimits", "LimitedHttp"]

_HOST: Final = re.compile(rb"(?:\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+,;=%-]*)(?::[0-9]*)?", re.IGNORECASE)
"""A host, and perhaps a port, as RFC 9110 (7.2) has them; empty where the address asked for has none."""

PIPELINED_REQUESTS: Final = 8
"""So many requests may wait for the answer to the one before; no browser sends any."""

REQUESTS_PER_TURN: Final = 16
"""So much is read at once where many ask: an opening handshake takes some fifty microseconds."""

YOUNG_SOCKETS: Final = 250
"""
After so many new sockets the collector looks at the young: a few milliseconds each time, and not all at once.

It counts what is made less what goes, so when thousands are cut and come back it would wait until the young are tens of
thousands, whose collection takes 25 ms.
"""

WAITING_BYTES: Final = 65_536
"""What one socket may have waiting at the turnstile: who sends more is taken up at once."""


class HttpLimits:
    """What all HTTP sockets share."""

    def __init__(self, config: Config, counts: Counts, max_sockets: int) -> None:
        self.counts = counts
        self.now: Callable[[], float] = time.monotonic
        """The event loop's time in seconds."""
        self._young = 0
        """Sockets since the collector last looked at the young on their account."""
        self.max_sockets = max_sockets
        """Sockets in all, WebSockets included."""
        self.head_bytes = config.head_bytes
        self.body_bytes = config.body_bytes
        self.trusted = parse_networks(config.trust_proxy)
        self.addresses = AddressCounts(config.connections_per_address)
        """HTTP sockets per address. WebSockets count by themselves: whoever has too many can still load the page."""
        self.receiving: Deadlines[LimitedHttp] = Deadlines(config.head_timeout_ms)
        """For a head from its first byte (or the accept) on, then for the body."""
        self.answering: Deadlines[LimitedHttp] = Deadlines(config.pong_timeout_ms)
        """For a peer that doesn't read what it asked for."""
        self.ending: Deadlines[LimitedHttp] = Deadlines(config.close_timeout_ms)
        """For a peer that was refused and should close."""
        self.turnstile = Turnstile(REQUESTS_PER_TURN)
        """Where everything that is read waits if it comes from many at once."""

    def count_newcomer(self) -> None:
        """Count one more socket, and have the collector look at the young if they are many."""
        self.counts.sockets += 1
        self._young += 1
        if self._young == YOUNG_SOCKETS:
            self._young = 0
            gc.collect(0)

    def expire(self, now: float) -> None:
        """Abort every socket that is late at ``now``."""
        for deadlines in (self.receiving, self.answering, self.ending):
            for late in deadlines.expire(now):
                self.counts.http_late += 1
                late.transport.abort()


class LimitedHttp(HttpToolsProtocol):
    """One HTTP connection, until it ends or becomes a WebSocket."""

    def __init__(
        self,
        limits: HttpLimits,
        config: UvicornConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        # It prints the query string.
        self.access_log = False
        self._limits = limits
        self._address: str | None = None
        self._is_refused = False
        self._in_head = True
        self._left = limits.head_bytes
        """Bytes that may still come of the head, or of the body with what its encoding adds."""
        self._running: RequestResponseCycle | None = None
        """The request that is being answered, or was last. uvicorn keeps only the one that came last."""
        self._status = HTTPStatus.BAD_REQUEST
        """What a request is refused with if the parser stops."""
        self._is_upgrade: bool | None = None
        """Whether the request asks for a WebSocket; None while that isn't known."""
        self._unread = b""
        """What has come, but waits at the turnstile."""

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        limits = self._limits
        limits.count_newcomer()
        limits.receiving.begin(self, self._limits.now())
        peer = self.client[0] if self.client else ""
        # All the world comes from a proxy's address.
        if not is_trusted(peer, limits.trusted):
            address = client_address(peer, None, ())
            if not limits.addresses.enter(address):
                self._refuse(HTTPStatus.TOO_MANY_REQUESTS)
                return
            self._address = address
        if limits.counts.sockets > limits.max_sockets:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    @override
    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        self._unset_keepalive_if_required()
        if not self._is_answering() and self not in self._limits.receiving:
            # Not only from a head's first byte on: line ends before it would keep the socket for ever.
            self._limits.receiving.begin(self, self._limits.now())
        is_waiting, self._unread = bool(self._unread), self._unread + data
        if len(self._unread) > WAITING_BYTES:
            self._read()
        elif not is_waiting:
            self._limits.turnstile.enter(self._read)

    @override
    def eof_received(self) -> None:
        self._read()
        super().eof_received()

    def _read(self) -> None:
        """Take up what has come, if it wasn't yet."""
        data, self._unread = self._unread, b""
        if data:
            # The answer to the request before may have begun it anew meanwhile.
            self._unset_keepalive_if_required()
        while data and not self._is_refused:
            # Counted anew from the end of a message on; a head that begins in the same piece has that much for free.
            piece, data = data[: self._left], data[self._left :]
            self._left -= len(piece)
            try:
                self.parser.feed_data(piece)
            except httptools.HttpParserUpgrade as exc:
                upgrade_at = exc.args[0]
            except httptools.HttpParserError:
                self._refuse(self._status)
                return
            else:
                if self._left <= 0:
                    self._refuse_too_long()
                continue
            self._upgrade(piece[upgrade_at:] + data)
            return

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_upgrade = None
        if not self._is_answering():
            self._limits.answering.end(self)
        if self not in self._limits.receiving:
            self._limits.receiving.begin(self, self._limits.now())

    @override
    def on_headers_complete(self) -> None:
        limits = self._limits
        if len(self.pipeline) >= PIPELINED_REQUESTS:
            self._status = HTTPStatus.TOO_MANY_REQUESTS
            raise _Refused
        if self.parser.get_http_version() == "1.1" and not _names_one_host(self.headers):
            raise _Refused
        length = next((value for name, value in self.headers if name == b"content-length"), b"0")
        if int(length) > limits.body_bytes:
            self._status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            raise _Refused
        self._in_head = False
        # A body in chunks has heads of its own.
        self._left = limits.head_bytes + limits.body_bytes
        limits.receiving.begin(self, self._limits.now())
        super().on_headers_complete()

    @override
    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        if len(self.cycle.body) > self._limits.body_bytes:
            self._status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            raise _Refused

    @override
    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._limits.receiving.end(self)
        self._in_head = True
        self._left = self._limits.head_bytes

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        # Usually the keep-alive time ends it long before, but closing waits for a flush that may never come.
        self._limits.answering.begin(self, self._limits.now())

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._limits.answering.begin(self, self._limits.now())

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        if self._is_answering():
            self._limits.answering.end(self)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._unread = b""
        self._leave()
        super().connection_lost(exc)
        if self._running is not None:
            self._disconnect(self._running)
        self._let_go()

    @override
    def shutdown(self) -> None:
        # What has come in time is answered.
        self._read()
        if self.parser is not None:
            super().shutdown()

    @override
    def _should_upgrade(self) -> bool:
        # Asked three times for each request.
        if self._is_upgrade is None:
            self._is_upgrade = super()._should_upgrade()
        return self._is_upgrade

    @override
    def handle_websocket_upgrade(self) -> None:
        # uvicorn's would write the request down again, for another parser.
        self.connections.discard(self)
        make: Callable[..., Any] = self.ws_protocol_class  # type: ignore[assignment]
        connection: Connection = make(self.config, self.server_state, self.app_state)
        connection.connection_made(self.transport)
        connection.shake_hands(self._request())
        self.transport.set_protocol(connection)

    def _request(self) -> Request:
        """Return the request that was parsed, as websockets has them."""
        headers = Headers()
        for name, value in self.headers:
            headers[name.decode("latin-1")] = value.decode("latin-1").strip(" \t")
        method = self.parser.get_method().decode("ascii")
        return Request(self.url.decode("latin-1"), headers, method)

    @override
    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _is_answering(self) -> bool:
        return self._running is not None and not self._running.response_complete

    def _refuse_too_long(self) -> None:
        if self._in_head:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        else:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer ``status`` and shut our end; what still comes is thrown away until the peer closes or is late."""
        limits = self._limits
        limits.counts.http_refused += 1
        self._is_refused = True
        self.pipeline.clear()
        if self._is_answering() and self._running is not None:
            if self._running.response_started:
                # A second answer in the middle of the first would only confuse.
                self.transport.abort()
                return
            self._disconnect(self._running)
        text = f"{status.phrase}\n"
        head = f"HTTP/1.1 {status} {status.phrase}\r\ncontent-type: text/plain\r\ncontent-length: {len(text)}\r\n"
        with suppress(RuntimeError, OSError):
            self.transport.write(f"{head}connection: close\r\n\r\n{text}".encode())
            self.transport.write_eof()
        limits.receiving.end(self)
        limits.answering.end(self)
        limits.ending.begin(self, self._limits.now())

    def _upgrade(self, trailing: bytes) -> None:
        """Hand the socket over to a WebSocket, with the bytes that came right behind the request head."""
        if not self._should_upgrade():
            # The request was taken as plain HTTP; what follows it was meant for something that we don't speak.
            self.cycle.keep_alive = False
            self._is_refused = True
        elif self._is_answering() or self.parser.get_http_version() != "1.1":
            # The answer to the request before would end up between our frames.
            self._refuse(HTTPStatus.BAD_REQUEST)
        else:
            transport = self.transport
            self._leave()
            self.handle_websocket_upgrade()
            self._let_go()
            if trailing:
                cast("asyncio.Protocol", transport.get_protocol()).data_received(trailing)

    def _leave(self) -> None:
        limits = self._limits
        for deadlines in (limits.receiving, limits.answering, limits.ending):
            deadlines.end(self)
        limits.counts.sockets -= 1
        if self._address is not None:
            limits.addresses.leave(self._address)

    def _disconnect(self, cycle: RequestResponseCycle) -> None:
        """Tell the app that nobody waits for its answer."""
        cycle.disconnected = True
        cycle.message_event.set()

    def _let_go(self) -> None:
        """Break reference cycles: the parser holds our methods; a request that never ran, our callback."""
        self._unset_keepalive_if_required()
        self.parser = None  # type: ignore[assignment]
        self._running = self.cycle = None  # type: ignore[assignment]
        self.pipeline.clear()


def _names_one_host(headers: list[tuple[bytes, bytes]]) -> bool:
    """Tell whether a request says for whom it is, once; any other must get 400 (RFC 9112, 3.2)."""
    hosts = [value for name, value in headers if name == b"host"]
    return len(hosts) == 1 and _HOST.fullmatch(hosts[0].strip()) is not None


class _Refused(Exception):
    """Stops the parser."""
