"""
``/metrics``, on a port of its own: it is nobody's business but the operator's.

The same HTTP as on the public port, with the same deadlines and limits, so that a scraper that sends nonsense or
doesn't read what it asked for is dropped and holds up nobody. Writing the page takes a millisecond or two of the loop,
and there all numbers are of the same instant.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence

import uvicorn
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..config import Config
from ..net.connection import Connection, Receiver
from ..net.endpoint import Endpoint
from ..net.server import Server

__all__ = ["MetricsListener", "build_metrics"]

OPEN_FILES = 32
"""Of these the endpoint takes most for sockets; Prometheus needs one."""


def build_metrics(registry: CollectorRegistry) -> Starlette:
    """Return the app whose one page is ``/metrics``."""

    async def metrics(request: Request) -> Response:
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(registry), headers={"content-type": content_type})

    return Starlette(routes=[Route("/metrics", metrics)])


class MetricsListener:
    """Serves a registry while :meth:`serving`."""

    def __init__(self, config: Config, registry: CollectorRegistry) -> None:
        self._endpoint = Endpoint(config, _refuse, open_files=OPEN_FILES)
        self._web = uvicorn.Config(
            build_metrics(registry),
            http=self._endpoint.http,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
        )

    @contextlib.asynccontextmanager
    async def serving(self, sockets: Sequence[socket.socket]) -> AsyncIterator[None]:
        """Serve on ``sockets`` for the length of a block; who still reads at its end is cut off."""
        server = Server(self._web, lambda: None, accepts=1)
        self._endpoint.start(asyncio.get_running_loop())
        task = asyncio.create_task(server.serve(sockets=list(sockets)))
        try:
            yield
        finally:
            server.should_exit = server.force_exit = True
            for connection in list(server.server_state.connections):
                connection.transport.abort()
            await task
            self._endpoint.stop()


def _refuse(connection: Connection) -> Receiver:
    raise NotImplementedError("no WebSockets here")
