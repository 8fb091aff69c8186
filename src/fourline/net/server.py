"""uvicorn's server, without what it does to signals, and quicker to accept."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Generator
from typing import Final

import uvicorn

__all__ = ["ACCEPTS_PER_TURN", "Server"]

ACCEPTS_PER_TURN: Final = 8
"""
Listeners for each socket. libuv accepts one connection for each of them in a turn of the loop; with one alone, of
10,000 who come at once the kernel's queue of 4,096 would take some only when they ask again, a second or three later.
"""


class Server(uvicorn.Server):
    """uvicorn without its signal handlers, which would end us with the signal's own exit status."""

    def __init__(
        self, config: uvicorn.Config, on_started: Callable[[], None], *, accepts: int = ACCEPTS_PER_TURN
    ) -> None:
        super().__init__(config)
        self._on_started = on_started
        self._accepts = accepts

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept, and say so."""
        # Whoever listens on the copies closes them.
        listeners = [sock.dup() if copy else sock for sock in sockets or () for copy in range(self._accepts)]
        await super().startup(None if sockets is None else listeners)
        self._on_started()

    def stop_accepting(self) -> None:
        """Close the listening sockets; connections stay."""
        for listener in self.servers:
            listener.close()
