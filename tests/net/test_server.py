"""net/server.py: uvicorn's server as we run it."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable

import pytest
import uvicorn

from fourline.net.process import bind
from fourline.net.server import ACCEPTS_PER_TURN, Server

from .serving import LOOPS, hello, run, until

Loop = Callable[[], asyncio.AbstractEventLoop]
both_loops = pytest.mark.parametrize("loop", LOOPS, ids=["uvloop", "asyncio"])


async def ask(address: tuple[str, int]) -> bytes:
    """Return the first line of what is answered to a request."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return line


def is_refused(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address).close()
    except ConnectionRefusedError:
        return True
    return False


@both_loops
def test_every_listener_accepts_and_none_is_left_after_the_stop(loop: Loop) -> None:
    async def main() -> None:
        started = asyncio.Event()
        (sock,) = bind("127.0.0.1", 0)
        address = sock.getsockname()
        server = Server(uvicorn.Config(hello, lifespan="off", log_config=None), started.set)
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        await started.wait()
        assert len(server.servers) == ACCEPTS_PER_TURN
        lines = await asyncio.gather(*(ask(address) for _ in range(3 * ACCEPTS_PER_TURN)))
        assert set(lines) == {b"HTTP/1.1 200 OK\r\n"}
        server.stop_accepting()
        await until(lambda: is_refused(address))
        server.should_exit = True
        await serving

    run(loop, main())


def test_signals_are_left_alone() -> None:
    before = signal.getsignal(signal.SIGTERM)
    server = Server(uvicorn.Config(hello, lifespan="off", log_config=None), lambda: None)
    with server.capture_signals():
        assert signal.getsignal(signal.SIGTERM) is before
