"""What uvicorn does at an upgrade, by undocumented convention, and what is left of a connection afterwards."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
import uvloop
from websockets.asyncio.client import connect

from fourline.config import Config
from fourline.net.broadcast import broadcast, text_frame
from fourline.net.connection import Connection

from .fakes import BINARY, CLOSE, CONT, PING, PONG, TEXT, frame, head, text
from .serving import LOOPS, Server, peer, run, serve, until, websocket

both_loops = pytest.mark.parametrize("loop", LOOPS, ids=["uvloop", "asyncio"])
Loop = Callable[[], asyncio.AbstractEventLoop]


def echo(connection: Connection, message: str) -> None:
    connection.send(text_frame(message.encode()))


@both_loops
def test_ordinary_client_talks_and_closes(loop: Loop) -> None:
    async def main() -> None:
        async with serve(react=echo) as server:
            async with connect(f"ws://127.0.0.1:{server.address[1]}/ws") as client:
                # It offers compression and isn't answered with it.
                assert client.protocol.extensions == []
                for message in ["hello", "x" * 2_048, ""]:
                    await client.send(message)
                    assert await client.recv() == message
                await client.send(["in ", "three ", "parts"])
                assert await client.recv() == "in three parts"
                await (await client.ping(b"are you there?"))
            assert client.close_code == 1000
            await until(lambda: server.recorders[0].times_left == 1)
            assert not server.endpoint.connections

    run(loop, main())


@both_loops
def test_close_by_us_reaches_the_client(loop: Loop) -> None:
    async def main() -> None:
        async with (
            serve(react=lambda connection, reason: connection.close(4500, reason)) as server,
            connect(f"ws://127.0.0.1:{server.address[1]}/") as client,
        ):
            await client.send("not here")
            await client.wait_closed()
            assert (client.close_code, client.close_reason) == (4500, "not here")
            await until(lambda: server.recorders[0].times_left == 1)

    run(loop, main())


@both_loops
def test_bytes_right_behind_the_head_are_messages(loop: Loop) -> None:
    async def main() -> None:
        async with serve(react=echo) as server, peer(server) as client:
            await client.send(head() + text("early") + text("bird")[:3])
            await client.read_head()
            assert await client.read(7) == text_frame(b"early")
            await client.send(text("bird")[3:])
            assert await client.read(6) == text_frame(b"bird")

    run(loop, main())


@both_loops
def test_refused_handshake_is_answered_and_ended(loop: Loop) -> None:
    async def main() -> None:
        async with serve() as server, peer(server) as client:
            await client.send(head(Origin="https://elsewhere.example") + text("early"))
            assert (await client.read_rest()).startswith(b"HTTP/1.1 403 Forbidden\r\n")
            client.socket.close()
            await until(lambda: server.endpoint.counts.sockets == 0)
            assert server.recorders == []

    run(loop, main())


@both_loops
def test_websocket_after_a_request_on_the_same_socket(loop: Loop) -> None:
    async def main() -> None:
        async with serve(react=echo) as server, peer(server) as client:
            await client.send(b"GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await client.read_head()
            assert await client.read(5) == b"GET 0"
            await client.send(head())
            assert (await client.read_head()).startswith(b"HTTP/1.1 101 ")
            await client.send(text("hello"))
            assert await client.read(7) == text_frame(b"hello")

    run(loop, main())


@both_loops
def test_too_big_message_is_closed_with_a_frame_that_arrives(loop: Loop) -> None:
    async def main() -> None:
        async with serve() as server, websocket(server) as client:
            # More than is read at once: closing with bytes unread would reset the connection.
            await client.send(frame(TEXT, b"x" * 1_000_000))
            closing = await client.read_rest()
            assert closing[2:4] == (1009).to_bytes(2)
            client.socket.close()
            await until(lambda: server.recorders[0].times_left == 1)

    run(loop, main())


@both_loops
def test_client_that_never_reads_is_dropped(loop: Loop) -> None:
    async def main() -> None:
        async with serve() as server, websocket(server) as reader, websocket(server, receive_buffer=4_096):
            await until(lambda: len(server.endpoint.connections) == 2)
            slow = server.recorders[1]
            message = text_frame(b"x" * 1_000)
            written = 0
            while slow.times_left == 0:
                broadcast(server.endpoint.connections, message, server.endpoint.counts)
                written += len(message)
                assert await reader.read(len(message)) == message
                # Reading what is there already gives no turn to the loop.
                await asyncio.sleep(0)
            # What the kernel holds for it, twice over, and our own limit.
            assert written < 2 * (2 * 131_072 + 2 * 4_096) + 2 * 65_536
            assert server.endpoint.counts.slow == 1
            assert server.recorders[0].times_left == 0

    run(loop, main())


@both_loops
def test_end_without_a_close_frame_is_noticed(loop: Loop) -> None:
    async def main() -> None:
        async with serve() as server, websocket(server) as client:
            client.socket.shutdown(socket.SHUT_WR)
            await until(lambda: server.recorders[0].times_left == 1)
            assert await client.read_rest() == b""

    run(loop, main())


@both_loops
def test_reset_is_noticed_and_later_writes_are_harmless(loop: Loop) -> None:
    async def main() -> None:
        async with serve() as server, websocket(server) as client:
            await until(lambda: len(server.recorders) == 1)
            connection = server.recorders[0].connection
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00" + bytes(4))
            client.socket.close()
            while server.recorders[0].times_left == 0:
                connection.send(text_frame(b"anybody?"))
                await asyncio.sleep(0)
            connection.send(text_frame(b"anybody?"))
            connection.close(1001)
            connection.abort()
            assert not connection.is_open

    run(loop, main())


@both_loops
def test_silent_client_is_pinged_and_then_dropped(loop: Loop) -> None:
    async def main() -> None:
        async with serve() as server, websocket(server) as client, websocket(server) as other:
            await until(lambda: len(server.endpoint.connections) == 2)
            tick, now = server.endpoint.tick, server.endpoint.now()
            tick(now)
            tick(now + 20)
            assert await client.read(2) == await other.read(2) == b"\x89\x00"
            await other.send(frame(PONG))
            heard = server.recorders[1].connection
            before = heard.heard_at
            await until(lambda: heard.heard_at > before)
            # The one that answered was heard now, the other one at most at its handshake.
            server.recorders[0].connection.heard_at -= 40
            tick(now + 20.5)
            tick(now + 23)
            await until(lambda: server.recorders[0].times_left == 1)
            assert heard.is_open
            assert server.endpoint.counts.silent == 1

    run(loop, main())


def test_socket_options_bound_the_kernel_and_do_not_wait() -> None:
    async def main() -> None:
        async with serve(Config(send_buffer_bytes=65_536)) as server, websocket(server):
            transport = server.recorders[0].connection._transport
            assert transport is not None
            sock = transport.get_extra_info("socket")
            # Linux doubles it, for its own bookkeeping.
            assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) in {65_536, 131_072}
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    run(uvloop.new_event_loop, main())


def test_uvicorn_forgets_a_connection_at_the_hand_over() -> None:
    async def main() -> None:
        async with serve() as server, websocket(server):
            await until(lambda: len(server.recorders) == 1)
            # So its shutdown() doesn't concern us, and we close our connections ourselves.
            assert not server.uvicorn.server_state.connections

    run(uvloop.new_event_loop, main())


@contextmanager
def garbage() -> Iterator[list[object]]:
    """Give what only the collector would have found, at the end of a block without it."""
    found: list[object] = []
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield found
        gc.collect()
        found += gc.garbage
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


LIVES = {
    "closes": [text("hello"), frame(CLOSE, b"\x03\xe8")],
    "vanishes": [text("hello")],
    "sends fragments": [frame(TEXT, b"a", fin=False), frame(PING), frame(CONT, b"b"), frame(PING, b"!")],
    "vanishes within a fragment": [frame(TEXT, b"a", fin=False)],
    "vanishes within a frame": [text("hello")[:4]],
    "sends binary": [frame(BINARY, b"x")],
    "sends bad text": [frame(TEXT, b"\xff")],
    "sends bad close": [frame(CLOSE, b"\x03\xe8\xff")],
    "sends too much": [frame(TEXT, b"x" * 3_000)],
    "breaks the protocol": [b"\x81\x05hello"],
    "uses a bad opcode": [frame(7)],
    "makes us close": [text("close")],
    "makes us fail": [text("fail")],
}


def obey(connection: Connection, message: str) -> None:
    if message == "close":
        connection.close(1000)
    if message == "fail":
        raise ValueError(message)
    connection.send(text_frame(message.encode()))


async def live(server: Server, reads: list[bytes], request: bytes | None = None) -> None:
    async with peer(server) as client:
        await client.send(head() if request is None else request)
        await client.read_head()
        for read in reads:
            await client.send(read)
        if reads:
            await until(lambda: bool(server.recorders[-1].connection.heard_at))


def test_thousand_connections_leave_nothing_to_the_collector() -> None:
    async def main() -> None:
        async with serve(react=obey) as server:
            await live(server, [])
            with garbage() as found:
                for index in range(1_000):
                    await live(server, list(LIVES.values())[index % len(LIVES)])
                await live(server, [], head("/elsewhere"))
                await live(server, [], head(Sec_WebSocket_Key="?"))
                await live(server, [], head(Sec_WebSocket_Version="12"))
                await live(server, [], head(Content_Length="1"))
                await live(server, [], b"nonsense\r\n\r\n")
                await live(server, [], b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n")
                for _ in range(20):
                    await live(server, [], b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3)
                await until(lambda: server.endpoint.counts.sockets == 0)
                assert server.endpoint.counts.opened == 1_001
                server.recorders.clear()
                await asyncio.sleep(0)
            assert Counter(type(thing).__name__ for thing in found) == {}

    run(uvloop.new_event_loop, main())


def test_requests_that_were_never_answered_leave_nothing_to_the_collector() -> None:
    async def wait(scope: object, receive: Callable[[], Awaitable[dict[str, str]]], send: object) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def main() -> None:
        async with serve(app=wait) as server:
            with garbage() as found:
                for _ in range(10):
                    async with peer(server) as client:
                        await client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 3)
                        await until(lambda: bool(server.uvicorn.server_state.tasks))
                    await until(lambda: not server.uvicorn.server_state.tasks)
                await until(lambda: server.endpoint.counts.sockets == 0)
            assert Counter(type(thing).__name__ for thing in found) == {}

    run(uvloop.new_event_loop, main())
