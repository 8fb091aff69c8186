"""uvicorn's server, without what it does to signals."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Generator

import uvicorn

__all__ = ["Server"]


class Server(uvicorn.Server):
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
