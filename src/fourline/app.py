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
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import structlog
import uvicorn

from .config import Config
from .engine.solver import Solver
from .errors import ListenError
from .live.goodbye import goodbyes
from .live.lobby import Lobby
from .live.reviewer import Reviewer
from .live.rooms import Rooms
from .live.services import Services
from .live.timers import ServiceClock
from .live.upkeep import Upkeep
from .live.visit import Visit
from .metrics.pulse import Pulse
from .net.close_codes import CloseCode
from .net.endpoint import Endpoint
from .net.process import BACKLOG, bind, loop_factory, prepare_process, spare_collector
from .net.server import Server
from .store.base import Store
from .store.sqlite import SqliteStore
from .web.routes import build_web

__all__ = ["serve"]

log = structlog.get_logger(__name__)

TICK_S = 1.0
CHECK_S = 0.02
LAST_WAIT_S = 1.0
"""How long the store may take to close after a second signal."""


def _say_nothing() -> None:
    pass


def serve(config: Config, *, announce: Callable[[str], None], say_goodbye: Callable[[], None] = _say_nothing) -> None:
    """
    Serve until SIGTERM or Ctrl-C.

    ``announce`` is called with our address, ``http://host:port``, once connections are accepted; ``say_goodbye`` when
    we were asked to stop and begin to.

    Raises:
        ListenError: If an address can't be listened on.
        StoreUnusable: If the database can't be opened.

    """
    prepare_process()
    with contextlib.ExitStack() as stack:
        sockets = _listen(stack, config.host, config.port, "")
        scraped = _listen(stack, config.metrics_host, config.metrics_port, "metrics-") if config.metrics_port else []
        store = SqliteStore.open(config.database)
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_App(config, store).run(sockets, announce, say_goodbye, scraped))


def _listen(stack: contextlib.ExitStack, host: str, port: int, settings: str) -> list[socket.socket]:
    try:
        return [stack.enter_context(sock) for sock in bind(host, port)]
    except OSError as exc:
        raise ListenError(exc, host, port, settings) from exc


class _App:
    """One server process, from its first accepted connection to its last."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store
        self._signals = _Signals()
        self._solver = Solver()
        services = Services(config, store, ServiceClock(store.service_base_ms), self._solver)
        self._counts = services.counts
        self._rooms = Rooms(services)
        self._upkeep = Upkeep(self._rooms)
        self._reviewer = Reviewer(store, self._solver, config)
        self._lobby = Lobby(self._rooms, lambda: len(self._endpoint.connections))
        self._endpoint = Endpoint(
            config, lambda connection: Visit(connection, self._rooms, self._lobby), self._counts.net
        )
        self._is_stopping = False

    async def run(
        self,
        sockets: Sequence[socket.socket],
        announce: Callable[[str], None],
        say_goodbye: Callable[[], None] = _say_nothing,
        scraped: Sequence[socket.socket] = (),
    ) -> None:
        """
        Serve on ``sockets`` until a signal comes, then leave in order; closes the store, whatever happens.

        Metrics are served on ``scraped``, if there are any, from the start to the end of all that.

        """
        try:
            async with self._watched(scraped):
                await self._serve(sockets, announce, say_goodbye)
        finally:
            self._upkeep.stop()
            self._endpoint.stop()
            self._reviewer.stop()
            self._solver.close()
            closing = self._store.close()
            await self._signals.wait_or(closing)
            # Its thread is a daemon: a disk that hangs can't keep us from leaving, once we were asked twice.
            await asyncio.wait([closing], timeout=LAST_WAIT_S)

    async def _serve(
        self, sockets: Sequence[socket.socket], announce: Callable[[str], None], say_goodbye: Callable[[], None]
    ) -> None:
        self._signals.listen()
        server = Server(self._web_config(), lambda: announce(_address(sockets[0])))
        self._endpoint.start(asyncio.get_running_loop())
        ticking = asyncio.create_task(self._tick())
        serving = asyncio.create_task(server.serve(sockets=list(sockets)))
        spare_collector()
        try:
            await self._signals.wait_or(serving)
            if not serving.done():
                say_goodbye()
            await self._leave(server)
            server.should_exit = True
            await self._signals.wait_or(serving)
            # Requests under way aren't waited for any more, if somebody is in a hurry.
            server.force_exit = True
            await serving
        finally:
            ticking.cancel()

    @contextlib.asynccontextmanager
    async def _watched(self, scraped: Sequence[socket.socket]) -> AsyncIterator[None]:
        """Measure and serve metrics for the length of a block, if anybody is to see them."""
        if not scraped:
            yield
            return
        # Prometheus' library takes a tenth of the time to start.
        from .metrics.collector import Sources, make_registry  # noqa: PLC0415
        from .metrics.listener import MetricsListener  # noqa: PLC0415

        pulse = Pulse()
        sources = Sources(self._counts, self._rooms, self._lobby, self._endpoint, self._store, pulse)
        pulse.start(asyncio.get_running_loop())
        try:
            async with MetricsListener(self._config, make_registry(sources)).serving(scraped):
                log.info("metrics_served", address=_address(scraped[0]) + "/metrics")
                yield
        finally:
            pulse.stop()

    def _web_config(self) -> uvicorn.Config:
        return uvicorn.Config(
            build_web(self._config, self._store, self._is_healthy, self._solver, self._reviewer),
            http=self._endpoint.http,
            ws=self._endpoint.websocket,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=self._config.close_timeout_ms // 1000 + 1,
        )

    def _is_healthy(self) -> bool:
        return self._store.is_available and not self._is_stopping

    async def _tick(self) -> None:
        """Once a second, do what no message causes."""
        while True:
            await asyncio.sleep(TICK_S)
            try:
                now_s = asyncio.get_running_loop().time()
                self._rooms.tick(now_s)
                self._lobby.tick(now_s)
                self._upkeep.tick()
            except Exception:
                log.exception("tick_crashed")

    async def _leave(self, server: Server) -> None:
        self._is_stopping = True
        await self._signals.sleep(self._config.drain_s)
        server.stop_accepting()
        # Whoever waits for one is told to ask again: the next server goes on.
        self._reviewer.stop()
        patience_s = self._config.close_timeout_ms / 1000
        await self._signals.wait_or(self._rooms.settle(), patience_s)
        self._endpoint.is_leaving = True
        frames = goodbyes()
        self._rooms.say_bye(frames)
        self._lobby.say_bye(frames)
        for connection in list(self._endpoint.connections):
            connection.close(CloseCode.GOING_AWAY)
        await self._signals.wait_or(self._all_gone(), patience_s)
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

    def listen(self) -> None:
        """Take the place of Python's own handlers."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._received)

    def _received(self) -> None:
        (self._hurry if self._stop.is_set() else self._stop).set()

    async def wait_or(self, work: Awaitable[object], timeout_s: float | None = None) -> None:
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
