"""The network between a page and the server, on its bad days: it delays, stalls and cuts."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

__all__ = ["Proxy"]

CHUNK_BYTES: Final = 65_536


class _Link:
    """One connection through the proxy: two streams of bytes, each of which can be held up by itself."""

    def __init__(self, page: StreamWriter, server: StreamWriter) -> None:
        self.page = page
        self.server = server
        self.up = asyncio.Event()
        self.down = asyncio.Event()
        self.is_left = False
        """Whether the server has ended its side."""
        self.up.set()
        self.down.set()

    def cut(self) -> None:
        """End both sides at once, whatever was on its way."""
        self.page.transport.abort()
        self.server.transport.abort()


class Proxy:
    """
    Listens for one page and passes bytes on to the server, wherever that is now.

    Args:
        target: The server's port, asked at each connection.
        delay_s: How long a chunk takes, in each direction.

    """

    def __init__(self, target: Callable[[], int], delay_s: float = 0.0) -> None:
        self.port = 0
        """Where the page connects to; stays the same when the server comes back on another port."""
        self.delay_s = delay_s
        self._target = target
        self._listener: asyncio.Server | None = None
        self._links: set[_Link] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self._listener is not None:
            self._listener.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def is_left(self) -> bool:
        """Whether the server has ended every connection, though the page may not know."""
        return all(link.is_left for link in self._links)

    def cut(self) -> None:
        """Cut every connection; new ones pass."""
        for link in self._links:
            link.cut()

    def stall(self, *, up: bool = True, down: bool = True) -> None:
        """Let nothing through any more on what is connected now, to the server (up), to the page (down) or both."""
        for link in self._links:
            if up:
                link.up.clear()
            if down:
                link.down.clear()

    def resume(self) -> None:
        """Let through what was held up."""
        for link in self._links:
            link.up.set()
            link.down.set()

    async def _accept(self, from_page: StreamReader, to_page: StreamWriter) -> None:
        # Streams end their task with the connection; ours must outlive that to clean up.
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self._target())
        except OSError:
            to_page.transport.abort()
            return
        finally:
            self._tasks.discard(task)
        link = _Link(to_page, to_server)
        self._links.add(link)
        up: asyncio.Queue[bytes] = asyncio.Queue()
        down: asyncio.Queue[bytes] = asyncio.Queue()
        reading = asyncio.create_task(self._read(from_server, down))
        reading.add_done_callback(lambda _: setattr(link, "is_left", True))
        pumps = [
            asyncio.create_task(self._pump(up, to_server, link.up)),
            asyncio.create_task(self._pump(down, to_page, link.down)),
        ]
        tasks = [asyncio.create_task(self._read(from_page, up)), reading, *pumps]
        self._tasks.update(tasks)
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in tasks:
                pump.cancel()
            link.cut()
            self._links.discard(link)
            self._tasks.difference_update(tasks)

    async def _read(self, source: StreamReader, chunks: asyncio.Queue[bytes]) -> None:
        """Read ahead, also of what is held up: otherwise nobody would see the end of a stalled connection."""
        with suppress(OSError):
            while chunk := await source.read(CHUNK_BYTES):
                chunks.put_nowait(chunk)
        chunks.put_nowait(b"")

    async def _pump(self, chunks: asyncio.Queue[bytes], sink: StreamWriter, flows: asyncio.Event) -> None:
        with suppress(OSError):
            while chunk := await chunks.get():
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                await flows.wait()
                sink.write(chunk)
                await sink.drain()
            await flows.wait()
