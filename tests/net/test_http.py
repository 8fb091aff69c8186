"""net/http.py: what uvicorn would let through, over a transport without a network and over a real one."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from fourline.config import Config
from fourline.net.close_codes import CloseCode
from fourline.net.connection import Connection
from fourline.net.http import REQUESTS_PER_TURN, WAITING_BYTES, YOUNG_SOCKETS, LimitedHttp

from .fakes import FakeTransport, Recorder, Stage, close_frame, head, text
from .serving import LOOPS, hello, peer, run, serve, until

both_loops = pytest.mark.parametrize("loop", LOOPS, ids=["uvloop", "asyncio"])
Loop = Callable[[], asyncio.AbstractEventLoop]

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def post(length: int) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % length


class Http:
    """HTTP connections of one endpoint on a stage, none of which reaches the app: the loop never runs."""

    def __init__(self, config: Config | None = None, open_files: int = 4_096) -> None:
        self.stage = Stage(config, open_files=open_files)
        self.endpoint = self.stage.endpoint
        self.endpoint._http.now = lambda: self.stage.time
        self.loop = asyncio.new_event_loop()
        self._uvicorn = uvicorn.Config(
            hello, ws=self.endpoint.websocket, lifespan="off", log_config=None, proxy_headers=False
        )
        self._state = ServerState()

    def accept(self, data: bytes = b"", address: str = "192.0.2.7") -> tuple[LimitedHttp, FakeTransport]:
        make: Callable[..., Any] = self.endpoint.http
        protocol = make(config=self._uvicorn, server_state=self._state, app_state={}, _loop=self.loop)
        assert isinstance(protocol, LimitedHttp)
        transport = FakeTransport(address)
        transport.protocol = protocol
        protocol.connection_made(transport)
        if data:
            protocol.data_received(data)
        return protocol, transport

    def close(self) -> None:
        """Drop the requests that were to be answered, so that no task is left over."""
        # Again and again: the end of one starts the request that waited behind it.
        while tasks := asyncio.all_tasks(self.loop):
            for task in tasks:
                task.cancel()
            self.loop.run_until_complete(asyncio.wait(tasks))
        self.loop.close()


@pytest.fixture
def http() -> Iterator[Http]:
    made = Http()
    yield made
    made.close()


def status(transport: FakeTransport) -> int:
    return int(transport.written.split(b" ", 2)[1])


# Sizes


def test_head_of_the_longest_size_is_taken_and_one_byte_more_is_not(http: Http) -> None:
    room = Config().head_bytes - len(GET) - len(b"X: \r\n")
    exact = GET[:-2] + b"X: " + b"x" * room + b"\r\n\r\n"
    assert len(exact) == Config().head_bytes
    _, transport = http.accept(exact)
    assert transport.written == b""
    _, transport = http.accept(exact.replace(b"X: ", b"X: x"))
    assert status(transport) == 431
    assert transport.has_ended()


@pytest.mark.parametrize("piece", [b"x", b"X-Header: y\r\n"])
def test_endless_head_is_refused_in_time(http: Http, piece: bytes) -> None:
    protocol, transport = http.accept(GET[:-2] + b"X: ")
    fed = 0
    while not transport.has_ended():
        protocol.data_received(piece * 100)
        fed += 100 * len(piece)
    assert fed <= Config().head_bytes + 100 * len(piece)
    assert status(transport) == 431
    # What is still on its way is thrown away.
    protocol.data_received(GET)
    assert transport.written.count(b"HTTP/1.1") == 1


def test_body_that_is_announced_too_long_is_refused_before_it_comes(http: Http) -> None:
    _, transport = http.accept(post(Config().body_bytes + 1))
    assert status(transport) == 413
    assert not asyncio.all_tasks(http.loop)


def test_body_of_the_longest_size_is_taken(http: Http) -> None:
    _, transport = http.accept(post(Config().body_bytes) + b"x" * Config().body_bytes)
    assert transport.written == b""


def test_body_in_chunks_is_counted(http: Http) -> None:
    protocol, transport = http.accept(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    protocol.data_received(b"%x\r\n" % Config().body_bytes + b"x" * Config().body_bytes + b"\r\n")
    assert transport.written == b""
    protocol.data_received(b"1\r\nx\r\n")
    assert status(transport) == 413


def test_endless_encoding_around_a_small_body_is_refused(http: Http) -> None:
    protocol, transport = http.accept(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;")
    for _ in range(20):
        protocol.data_received(b"x" * 1_000)
    assert status(transport) == 413


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    ],
)
def test_what_is_no_request_gets_400(http: Http, data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        _, transport = http.accept(data)
    assert status(transport) == 400
    assert caplog.text == ""


@pytest.mark.parametrize(
    "fields",
    [
        b"",
        b"Host: localhost\r\nHost: localhost\r\n",
        b"Host: localhost\r\nHost: example.org\r\n",
        b"Host: a b\r\n",
        b"Host: http://localhost/\r\n",
        b"Host: localhost:http\r\n",
        b"Host: user@localhost\r\n",
        b"Host: [::1\r\n",
    ],
)
def test_request_that_does_not_name_one_host_gets_400(http: Http, fields: bytes) -> None:
    _, transport = http.accept(b"GET / HTTP/1.1\r\n" + fields + b"\r\n")
    assert status(transport) == 400
    assert not asyncio.all_tasks(http.loop)


@pytest.mark.parametrize(
    "host", [b"", b"localhost", b"Example.org:8000", b"192.0.2.1:80", b"[2001:db8::1]:8000", b"[::1]"]
)
def test_request_that_names_one_host_is_taken(http: Http, host: bytes) -> None:
    _, transport = http.accept(b"GET / HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
    assert transport.written == b""


def test_request_of_http_1_0_needs_no_host(http: Http) -> None:
    _, transport = http.accept(b"GET / HTTP/1.0\r\n\r\n")
    assert transport.written == b""
    assert len(asyncio.all_tasks(http.loop)) == 1


def test_handshake_without_a_host_gets_400(http: Http) -> None:
    _, transport = http.accept(head(Host=None))
    assert status(transport) == 400
    assert isinstance(transport.protocol, LimitedHttp)


def test_requests_that_do_not_wait_for_answers_are_limited(http: Http) -> None:
    _, transport = http.accept(GET * 9)
    assert transport.written == b""
    _, transport = http.accept(GET * 10)
    assert status(transport) == 429


# The collector


def test_collector_looks_at_newcomers_before_they_are_many(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    generations: list[int] = []
    monkeypatch.setattr(gc, "collect", generations.append)
    for number in range(1, 2 * YOUNG_SOCKETS + 1):
        http.accept()
        assert generations == [0] * (number // YOUNG_SOCKETS)


# Deadlines


@pytest.mark.parametrize("data", [b"", b"GE", GET[:-2], b"\r\n"])
def test_head_has_ten_seconds_from_the_accept_on(http: Http, data: bytes) -> None:
    protocol, transport = http.accept()
    http.stage.time += 9
    if data:
        protocol.data_received(data)
    http.endpoint.tick(http.stage.time + 0.9)
    assert not transport.was_aborted()
    http.endpoint.tick(http.stage.time + 1)
    assert transport.was_aborted()
    assert http.endpoint.counts.http_late == 1


@pytest.mark.parametrize("encoding", [b"Content-Length: 5", b"Transfer-Encoding: chunked"])
def test_body_has_ten_seconds_from_the_head_on(http: Http, encoding: bytes) -> None:
    protocol, transport = http.accept(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + encoding + b"\r\n\r\n")
    http.stage.time += 9
    protocol.data_received(b"1")
    http.endpoint.tick(http.stage.time + 0.9)
    assert not transport.was_aborted()
    http.endpoint.tick(http.stage.time + 1)
    assert transport.was_aborted()


def test_app_may_take_longer_than_the_request(http: Http) -> None:
    _, transport = http.accept(GET)
    http.endpoint.tick(http.stage.time + 3_600)
    assert not transport.was_aborted()


def test_next_head_has_its_own_ten_seconds(http: Http) -> None:
    protocol, transport = http.accept(GET)
    protocol.cycle.response_complete = True
    protocol.on_response_complete()
    http.stage.time += 20
    protocol.data_received(b"\r\n")
    http.stage.time += 9
    # Line ends before a head don't put it off.
    protocol.data_received(b"\r\n")
    http.endpoint.tick(http.stage.time)
    assert not transport.was_aborted()
    http.endpoint.tick(http.stage.time + 1)
    assert transport.was_aborted()


def test_peer_that_does_not_read_its_answer_is_aborted(http: Http) -> None:
    protocol, transport = http.accept(GET)
    protocol.pause_writing()
    http.endpoint.tick(http.stage.time + 39.9)
    assert not transport.was_aborted()
    http.endpoint.tick(http.stage.time + 40)
    assert transport.was_aborted()


def test_peer_that_goes_on_reading_is_not_aborted(http: Http) -> None:
    protocol, transport = http.accept(GET)
    protocol.pause_writing()
    protocol.resume_writing()
    http.endpoint.tick(http.stage.time + 40)
    assert not transport.was_aborted()


def test_peer_that_leaves_the_end_of_its_answer_unread_is_aborted(http: Http) -> None:
    protocol, transport = http.accept(GET)
    protocol.cycle.response_complete = True
    protocol.on_response_complete()
    protocol.resume_writing()
    http.endpoint.tick(http.stage.time + 40)
    assert transport.was_aborted()


def test_refused_peer_that_stays_is_aborted(http: Http) -> None:
    _, transport = http.accept(b"nonsense\r\n\r\n")
    http.endpoint.tick(http.stage.time + 4.9)
    assert not transport.was_aborted()
    http.endpoint.tick(http.stage.time + 5)
    assert transport.was_aborted()


def test_refusal_within_an_answer_aborts(http: Http) -> None:
    protocol, transport = http.accept(GET)
    protocol.cycle.response_started = True
    protocol.data_received(b"nonsense\r\n\r\n")
    assert transport.written == b""
    assert transport.was_aborted()


def test_refusal_before_an_answer_takes_its_place(http: Http) -> None:
    protocol, transport = http.accept(GET + b"nonsense\r\n\r\n")
    assert status(transport) == 400
    assert protocol.cycle.disconnected


# Numbers


def test_sockets_of_an_address_are_counted_from_the_accept_on(http: Http) -> None:
    limited = Http(Config(connections_per_address=2))
    first, _ = limited.accept()
    limited.accept()
    refused, transport = limited.accept()
    assert status(transport) == 429
    assert limited.accept(address="192.0.2.8")[1].written == b""
    refused.connection_lost(None)
    assert status(limited.accept()[1]) == 429
    first.connection_lost(None)
    assert limited.accept()[1].written == b""
    limited.close()


def test_websockets_leave_room_for_pages(http: Http) -> None:
    limited = Http(Config(connections_per_address=1))
    _, transport = limited.accept(head())
    assert b" 101 " in transport.written
    # The page that says "too many" can still be loaded.
    assert limited.accept()[1].written == b""
    limited.close()


def test_sockets_of_a_proxy_are_not_counted_for_one_address() -> None:
    limited = Http(Config(connections_per_address=1, trust_proxy=("10.0.0.0/8",)))
    for _ in range(3):
        assert limited.accept(address="10.0.0.1")[1].written == b""
    limited.close()


def test_sockets_in_all_are_limited() -> None:
    limited = Http(open_files=8)
    sockets = [limited.accept()[0] for _ in range(7)]
    refused, transport = limited.accept()
    assert status(transport) == 503
    assert limited.endpoint.counts.sockets == 8
    for protocol in [*sockets, refused]:
        protocol.connection_lost(None)
    assert limited.endpoint.counts.sockets == 0
    limited.close()


# Upgrades


def test_upgrade_hands_the_socket_and_its_count_over(http: Http) -> None:
    _, transport = http.accept(head())
    connection = transport.protocol
    assert isinstance(connection, Connection)
    assert connection.is_open
    assert http.endpoint.counts.sockets == 1
    http.endpoint.tick(http.stage.time + 10)
    assert not transport.was_aborted()
    connection.connection_lost(None)
    assert http.endpoint.counts.sockets == 0


@pytest.mark.parametrize(
    "data",
    [
        GET + head(),
        head().replace(b"HTTP/1.1", b"HTTP/1.0"),
    ],
)
def test_upgrade_that_would_mix_with_http_is_refused(http: Http, data: bytes) -> None:
    _, transport = http.accept(data)
    assert status(transport) == 400
    assert isinstance(transport.protocol, LimitedHttp)


def test_other_upgrade_is_plain_http_and_the_last_request(http: Http, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        protocol, transport = http.accept(head(Upgrade="h2c") + b"PRI * HTTP/2.0")
        protocol.data_received(GET)
    assert transport.written == b""
    assert len(asyncio.all_tasks(http.loop)) == 1
    assert not protocol.cycle.keep_alive
    assert caplog.text == ""


def test_connection_without_an_address_is_served(http: Http) -> None:
    make: Callable[..., Any] = http.endpoint.http
    protocol = make(config=http._uvicorn, server_state=http._state, app_state={}, _loop=http.loop)
    transport = FakeTransport()
    transport._extra = {}  # type: ignore[attr-defined]
    transport.protocol = protocol
    protocol.connection_made(transport)
    protocol.data_received(head())
    connection = transport.protocol
    assert isinstance(connection, Connection)
    assert (connection.is_open, connection.address) == (True, "")


# Crowds


class Crowd:
    """Sockets of one endpoint whose requests come in one turn of the loop."""

    def __init__(self, http: Http) -> None:
        http.endpoint.start(http.loop)
        self._http = http
        self._first = [self.come(head()) for _ in range(REQUESTS_PER_TURN)]

    def come(self, data: bytes) -> tuple[LimitedHttp, FakeTransport]:
        return self._http.accept(data)

    def are_first_served(self) -> bool:
        return all(transport.written.startswith(b"HTTP/1.1 101") for _, transport in self._first)

    def turn(self) -> None:
        self._http.loop.run_until_complete(asyncio.sleep(0))


@pytest.fixture
def crowd(http: Http) -> Iterator[Crowd]:
    yield Crowd(http)
    http.endpoint.stop()


def test_so_many_requests_are_taken_up_in_a_turn_and_the_others_in_the_next(crowd: Crowd) -> None:
    _, transport = crowd.come(head())
    assert crowd.are_first_served()
    assert transport.written == b""
    crowd.turn()
    assert status(transport) == 101


def test_pieces_that_come_while_a_socket_waits_belong_together(crowd: Crowd) -> None:
    whole = head() + text("early")
    protocol, transport = crowd.come(whole[:10])
    protocol.data_received(whole[10:-3])
    protocol.data_received(whole[-3:])
    crowd.turn()
    assert status(transport) == 101
    connection = transport.protocol
    assert isinstance(connection, Connection)
    assert isinstance(connection.receiver, Recorder)
    assert connection.receiver.messages == ["early"]


def test_who_shuts_its_end_while_it_waits_has_its_request_taken_up_before(crowd: Crowd) -> None:
    protocol, transport = crowd.come(b"nonsense\r\n\r\n")
    protocol.eof_received()
    assert status(transport) == 400


def test_who_is_gone_while_it_waits_is_forgotten(http: Http, crowd: Crowd) -> None:
    protocol, transport = crowd.come(head())
    protocol.connection_lost(None)
    crowd.turn()
    assert transport.written == b""
    assert http.endpoint.counts.sockets == REQUESTS_PER_TURN


def test_who_sends_much_while_it_waits_is_taken_up_at_once(crowd: Crowd) -> None:
    protocol, transport = crowd.come(GET[:-2] + b"X: ")
    protocol.data_received(b"x" * WAITING_BYTES)
    assert status(transport) == 431
    crowd.turn()
    assert transport.written.count(b"HTTP/1.1") == 1


def test_first_piece_that_is_large_is_taken_up_at_once(crowd: Crowd) -> None:
    _, transport = crowd.come(GET[:-2] + b"X: " + b"x" * WAITING_BYTES)
    assert status(transport) == 431


def test_request_that_waits_when_the_server_stops_is_taken_up(http: Http, crowd: Crowd) -> None:
    protocol, transport = crowd.come(GET)
    protocol.shutdown()
    assert not transport.is_closed
    assert len(asyncio.all_tasks(http.loop)) == 1
    assert not protocol.cycle.keep_alive


def test_handshake_that_waits_when_the_server_stops_is_told_to_come_back(http: Http, crowd: Crowd) -> None:
    protocol, transport = crowd.come(head())
    http.endpoint.is_leaving = True
    protocol.shutdown()
    assert status(transport) == 101
    assert transport.writes[-1] == close_frame(CloseCode.GOING_AWAY)
    assert not transport.is_closed


def test_request_that_waited_is_not_cut_off_by_the_timer_of_the_one_before(crowd: Crowd) -> None:
    protocol, _ = crowd.come(GET)
    crowd.turn()
    for _ in range(REQUESTS_PER_TURN):
        crowd.come(head())
    protocol.data_received(GET)
    # As if the answer had ended only now.
    protocol.on_response_complete()
    timer = protocol.timeout_keep_alive_task
    assert timer is not None
    crowd.turn()
    assert timer.cancelled()


# Over the network


@both_loops
def test_requests_are_answered_one_after_another(loop: Loop) -> None:
    async def main() -> None:
        async with serve() as server, peer(server) as client:
            await client.send(GET + post(3) + b"abc" + GET)
            for answer in (b"GET 0", b"POST 3", b"GET 0"):
                assert (await client.read_head()).startswith(b"HTTP/1.1 200 OK\r\n")
                assert await client.read(len(answer)) == answer

    run(loop, main())


@both_loops
def test_half_a_head_is_dropped(loop: Loop) -> None:
    async def main() -> None:
        async with serve() as server, peer(server) as client:
            await client.send(GET[:-2])
            await until(lambda: server.endpoint.counts.sockets == 1)
            server.endpoint.tick(server.endpoint.now() + 10.5)
            assert await client.read_rest() == b""
            await until(lambda: server.endpoint.counts.sockets == 0)

    run(loop, main())


@both_loops
def test_head_of_26_megabytes_is_refused_with_an_answer_that_arrives(loop: Loop) -> None:
    async def main() -> None:
        async with serve() as server, peer(server) as client:
            await client.send(GET[:-2] + b"X: ")
            for _ in range(26):
                await client.send(b"x" * 1_000_000)
            assert (await client.read_rest()).startswith(b"HTTP/1.1 431 ")

    run(loop, main())


@both_loops
def test_query_string_is_in_no_log(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        async with serve() as server, peer(server) as client:
            await client.send(GET.replace(b"/ ", b"/?join=secret "))
            await client.read_head()
            await client.read(5)
            await client.send(head("/nowhere?join=secret"))
            await client.read_rest()

    with caplog.at_level("DEBUG"):
        run(loop, main())
    assert "secret" not in caplog.text


def test_idle_connection_is_shut_down_by_uvicorn() -> None:
    async def main() -> None:
        async with serve() as server, peer(server) as client:
            await client.send(GET)
            await client.read_head()
            await client.read(5)
            for http in list(server.uvicorn.server_state.connections):
                http.shutdown()
            assert await client.read_rest() == b""

    run(LOOPS[0], main())
