"""A network that a test can cut, in front of a server: the integration tests' proxy in a thread of its own."""

from __future__ import annotations

import asyncio
from threading import Event, Thread
from types import TracebackType
from typing import Self

from tests.integration.patience import PATIENCE_S
from tests.integration.proxy import Proxy

__all__ = ["Network"]


class Network:
    """The way to the server on ``port``; pages take it by :attr:`port` of this object."""

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._is_cut = False
        self._is_up = Event()
        self._thread = Thread(target=asyncio.run, args=(self._live(),))
        self._proxy = Proxy(self._target)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._is_up.wait(PATIENCE_S)
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join(PATIENCE_S)

    @property
    def port(self) -> int:
        """Where pages connect to."""
        return self._proxy.port

    def cut(self) -> None:
        """Cut every connection, and every new one until it is mended."""
        self._is_cut = True
        self._loop.call_soon_threadsafe(self._proxy.cut)

    def mend(self) -> None:
        """Let new connections through."""
        self._is_cut = False

    def _target(self) -> int:
        if self._is_cut:
            raise ConnectionRefusedError
        return self._server_port

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._is_over = asyncio.Event()
        async with self._proxy:
            self._is_up.set()
            await self._is_over.wait()
