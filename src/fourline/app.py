"""
The composition root: puts settings, a store, rooms and the web together; alone names a concrete store.

Start: bind, open the store, serve. Stop, on SIGTERM or Ctrl-C: say so on ``/healthz`` for as long as asked, stop
accepting, finish what was taken, send everybody off with a moment to come back at, close. A second signal cuts the
waiting short.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable, Generator, Sequence

import structlog
import uvicorn

from .config import Config
from .errors import StoreUnavailable
from .live.rooms import Rooms
from .live.services import Services
from .live.timers import ServiceClock
from .live.visit import Visit
from .net.close_codes import CloseCode
from .net.endpoint import Endpoint
from .net.process import bind, loop_factory, prepare_process, spare_collector
from .store.base import Store
from .store.sqlite import SqliteStore
from .web.routes import build_web

__all__ = ["serve"]

log = structlog.get_logger(__name__)

TICK_S = 1.0
EXPIRE_EVERY_TICKS = 600
CHECK_S = 0.02


def serve(config: Config, *, announce: Callable[[str], None]) -> None:
    """
    Serve until SIGTERM or Ctrl-C.

    ``announce`` is called with our address, ``http://host:port``, once connections are accepted.

    Raises:
        OSError: If the address can't be listened on.
        StoreUnusable: If the database can't be opened.

    """
    prepare_process()
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(sock) for sock in bind(config.host, config.port)]
        store = SqliteStore.open(config.database)
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_App(config, store).run(sockets, announce))


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, which would end us with the signal's own exit status."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept, and say so."""
        await super().startup(sockets)
        self._on_started()

    def stop_accepting(self) -> None:
        """Close the listening sockets; connections stay."""
        for listener in self.servers:
            listener.close()


class _App:
    """One server process, from its first accepted connection to its last."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store
        self._clock = ServiceClock(store.service_base_ms)
        self._rooms = Rooms(Services(config, store, self._clock))
        self._endpoint = Endpoint(config, lambda connection: Visit(connection, self._rooms))
        self._is_stopping = False
        self._trouble: str | None = None
        """Why the store is unavailable, as last logged."""

    async def run(self, sockets: Sequence[socket.socket], announce: Callable[[str], None]) -> None:
        """Serve on ``sockets`` until a signal comes, then leave in order."""
        server = _Server(self._web_config(), lambda: announce(_address(sockets[0])))
        signals = _Signals()
        self._endpoint.start(asyncio.get_running_loop())
        ticking = asyncio.create_task(self._tick())
        serving = asyncio.create_task(server.serve(sockets=list(sockets)))
        spare_collector()
        try:
            await signals.wait_or(serving)
            await self._leave(server, signals)
            server.should_exit = True
            await serving
        finally:
            ticking.cancel()
            self._endpoint.stop()
            await self._store.close()

    def _web_config(self) -> uvicorn.Config:
        return uvicorn.Config(
            build_web(self._config, self._is_healthy),
            http=self._endpoint.http,
            ws=self._endpoint.websocket,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=self._config.close_timeout_ms // 1000 + 1,
        )

    def _is_healthy(self) -> bool:
        return self._store.is_available and not self._is_stopping

    async def _tick(self) -> None:
        """Once a second, do what no message causes."""
        ticks = 0
        while True:
            await asyncio.sleep(TICK_S)
            try:
                self._rooms.tick(asyncio.get_running_loop().time())
                await self._check_store()
                if ticks % EXPIRE_EVERY_TICKS == 0:
                    await self._rooms.expire()
            except StoreUnavailable as exc:
                self._report_trouble(str(exc))
            except Exception:
                log.exception("tick_crashed")
            ticks += 1

    async def _check_store(self) -> None:
        """Let service time stand still while nothing can be stored, and find out when it can be again."""
        was_available = self._store.is_available
        if not was_available:
            self._clock.pause()
            await self._store.probe()
        if not was_available or self._trouble is not None:
            self._trouble = None
            log.info("store_available")
        self._clock.resume()

    def _report_trouble(self, reason: str) -> None:
        """Log why nothing can be stored, once for each reason: a full disk may stay full for hours."""
        if reason != self._trouble:
            log.warning("store_unavailable", reason=reason)
        self._trouble = reason

    async def _leave(self, server: _Server, signals: _Signals) -> None:
        self._is_stopping = True
        await signals.sleep(self._config.drain_s)
        server.stop_accepting()
        patience_s = self._config.close_timeout_ms / 1000
        await signals.wait_or(self._rooms.settle(), patience_s)
        self._rooms.say_bye()
        for connection in list(self._endpoint.connections):
            connection.close(CloseCode.GOING_AWAY)
        await signals.wait_or(self._all_gone(), patience_s)
        for connection in list(self._endpoint.connections):
            connection.abort()

    async def _all_gone(self) -> None:
        while self._endpoint.connections:
            await asyncio.sleep(CHECK_S)


class _Signals:
    """SIGTERM and Ctrl-C: the first asks to stop, the second not to wait."""

    def __init__(self) -> None:
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._received)

    def _received(self) -> None:
        (self._hurry if self._stop.is_set() else self._stop).set()

    async def wait_or(self, work: Awaitable[None], timeout_s: float | None = None) -> None:
        """Wait for ``work``, for a time at most; or, before the first signal, for that; after it, for the second."""
        signalled = asyncio.create_task((self._hurry if self._stop.is_set() else self._stop).wait())
        working = asyncio.ensure_future(work)
        try:
            await asyncio.wait({signalled, working}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            signalled.cancel()

    async def sleep(self, duration_s: float) -> None:
        """Sleep, unless a second signal comes."""
        if duration_s:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), duration_s)


def _address(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
