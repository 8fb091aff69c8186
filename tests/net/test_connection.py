"""net/connection.py: one connection's life over a transport without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from fourline.config import Config
from fourline.net.broadcast import text_frame
from fourline.net.close_codes import CloseCode
from fourline.net.connection import Connection

from .fakes import BINARY, CLOSE, CONT, PING, PONG, TEXT, FakeTransport, Stage, close_frame, frame, head, text


def has_parser(connection: Connection) -> bool:
    return connection._full is not None


# Receiving


def test_messages_arrive_in_order_and_leave_no_parser() -> None:
    connection, transport, recorder = Stage().open()
    connection.data_received(text("one") + text("two"))
    connection.data_received(text("Grüße"))
    assert recorder.messages == ["one", "two", "Grüße"]
    assert transport.written == b""
    assert not has_parser(connection)


def test_message_in_pieces_arrives_once_and_the_parser_goes() -> None:
    connection, _, recorder = Stage().open()
    whole = text("hello")
    connection.data_received(whole[:3])
    connection.data_received(whole[3:9])
    assert recorder.messages == []
    assert has_parser(connection)
    connection.data_received(whole[9:])
    assert recorder.messages == ["hello"]
    assert not has_parser(connection)


def test_fragments_with_a_ping_between_are_one_message() -> None:
    connection, transport, recorder = Stage().open()
    connection.data_received(frame(TEXT, "é".encode()[:1], fin=False))
    connection.data_received(frame(PING, b"mid"))
    assert has_parser(connection)
    connection.data_received(frame(CONT, "é".encode()[1:]))
    assert recorder.messages == ["é"]
    assert transport.written == b"\x8a\x03mid"
    assert not has_parser(connection)


@pytest.mark.parametrize("data", [frame(PONG), frame(PONG, b"late"), frame(PING)])
def test_control_frames_are_heard_and_leave_no_parser(data: bytes) -> None:
    stage = Stage()
    connection, transport, recorder = stage.open()
    stage.time += 7
    connection.data_received(data)
    assert connection.heard_at == stage.time
    assert recorder.messages == []
    assert transport.written == (b"\x8a\x00" if data == frame(PING) else b"")
    assert not has_parser(connection)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (frame(BINARY, b"x"), 1003),
        (frame(BINARY, b"x", fin=False), 1003),
        (frame(TEXT, b"\xff"), 1007),
        (frame(TEXT, b"\xc3", fin=False) + frame(CONT, b"("), 1007),
        (frame(TEXT, b"x" * 2_049), 1009),
        (frame(TEXT, b"x" * 2_048, fin=False) + frame(CONT, b"x"), 1009),
        (b"\x81\x05hello", 1002),
        (frame(3), 1002),
        (frame(TEXT, b"x", flags=0x40), 1002),
        (frame(CONT, b"x"), 1002),
        (frame(PING, b"x" * 126), 1002),
    ],
)
def test_what_may_not_be_sent_ends_the_connection(data: bytes, code: int) -> None:
    connection, transport, recorder = Stage().open()
    connection.data_received(text("before"))
    connection.data_received(data)
    connection.data_received(text("after"))
    assert recorder.messages == ["before"]
    assert transport.written[0] == 0x88
    assert transport.written[2:4] == code.to_bytes(2)
    assert transport.has_ended()
    assert not connection.is_open


def test_good_messages_before_a_bad_one_in_the_same_read_arrive() -> None:
    connection, transport, recorder = Stage().open()
    connection.data_received(text("one") + frame(TEXT, b"\xff") + text("two"))
    assert recorder.messages == ["one"]
    assert transport.written[2:4] == (1007).to_bytes(2)


def test_exception_of_the_receiver_closes_with_1011_and_logs_no_message() -> None:
    def crash(connection: Connection, message: str) -> None:
        raise RuntimeError("a bug")

    stage = Stage(react=crash)
    connection, transport, recorder = stage.open()
    with capture_logs() as logs:
        connection.data_received(text("secret") + text("next"))
    assert recorder.messages == ["secret"]
    assert transport.written == close_frame(1011)
    assert [entry["event"] for entry in logs] == ["receiving_failed"]
    assert "secret" not in str(logs)
    assert stage.endpoint.counts.failures == 1


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda connection: connection.close(4500), 4500),
        (lambda connection: connection.data_received(frame(BINARY)), 1003),
        (lambda connection: connection.data_received(frame(TEXT, b"\xff")), 1007),
        (lambda connection: connection.data_received(b"\xff\xff"), 1002),
        (lambda connection: connection.data_received(text("x" * 3_000)), 1009),
    ],
)
def test_what_we_close_is_counted_once_by_its_code(end: Callable[[Connection], None], code: int) -> None:
    stage = Stage()
    connection, transport, _ = stage.open()
    end(connection)
    assert stage.endpoint.counts.closed == {code: 1}
    connection.close(1000)
    connection.data_received(frame(CLOSE, code.to_bytes(2)))
    assert transport.has_ended()
    assert stage.endpoint.counts.closed == {code: 1}


def test_what_the_peer_closes_is_not_counted_as_closed_by_us() -> None:
    stage = Stage()
    connection, transport, _ = stage.open()
    connection.data_received(text("last words") + frame(CLOSE, b"\x03\xe8"))
    assert transport.has_ended()
    assert stage.endpoint.counts.closed == {}
    assert stage.endpoint.counts.received == 1


def test_flood_of_control_frames_is_closed_with_1008() -> None:
    connection, transport, _ = Stage(Config(commands=5)).open()
    connection.data_received(frame(PING) * 5)
    assert transport.take() == b"\x8a\x00" * 5
    connection.data_received(frame(PING))
    assert transport.written.startswith(b"\x8a\x00\x88")
    assert transport.written[4:6] == (1008).to_bytes(2)


def test_flood_of_control_frames_in_one_read_is_not_worked_off_to_its_end() -> None:
    connection, transport, _ = Stage().open()
    connection.data_received(frame(PING) * 50_000)
    # 100 are allowed; one slice of 4 KiB holds 683.
    assert transport.written.count(b"\x8a\x00") < 700
    assert not connection.is_open


# Sending


def test_frames_are_written_as_they_are() -> None:
    connection, transport, _ = Stage().open()
    connection.send(text_frame(b"one") + text_frame(b"two"))
    assert transport.writes == [text_frame(b"one") + text_frame(b"two")]


def test_nothing_is_written_before_the_handshake() -> None:
    connection = Connection(Stage().endpoint)
    connection.connection_made(transport := FakeTransport())
    connection.send(text_frame(b"early"))
    connection.close(1000)
    assert transport.written == b""


@pytest.mark.parametrize(
    "end",
    [
        lambda connection: connection.close(1000),
        lambda connection: connection.abort(),
        lambda connection: connection.connection_lost(None),
    ],
    ids=["closed", "aborted", "lost"],
)
def test_nothing_is_written_after_the_end(end: Callable[[Connection], None]) -> None:
    connection, transport, _ = Stage().open()
    end(connection)
    transport.take()
    connection.send(text_frame(b"late"))
    connection.close(1001)
    assert transport.written == b""


def test_write_to_a_transport_that_has_just_closed_is_harmless() -> None:
    connection, transport, _ = Stage().open()
    transport.is_closed = True
    connection.send(text_frame(b"late"))
    connection.data_received(frame(PING))
    connection.close(1000)
    assert transport.written == b""


def test_client_that_does_not_read_is_aborted() -> None:
    stage = Stage(Config(buffer_bytes=12_345))
    connection, transport, recorder = stage.open()
    assert transport.high == 12_345
    connection.pause_writing()
    assert transport.was_aborted()
    assert not connection.is_open
    assert stage.endpoint.counts.slow == 1
    # It leaves only when the event loop says that it is gone.
    assert connection in stage.endpoint.connections
    assert recorder.times_left == 0


# Closing


def test_close_by_the_peer_is_answered_and_ends() -> None:
    connection, transport, recorder = Stage().open()
    connection.data_received(text("bye") + frame(CLOSE, b"\x03\xe8done") + text("ignored"))
    assert recorder.messages == ["bye"]
    assert transport.written == close_frame(1000, "done")
    assert transport.has_ended()
    assert not has_parser(connection)


def test_close_by_us_waits_for_the_answer_and_takes_no_message() -> None:
    connection, transport, recorder = Stage().open()
    connection.close(CloseCode.NOT_FOUND, "no such room")
    connection.close(CloseCode.NORMAL)
    connection.data_received(text("ignored"))
    assert transport.written == close_frame(4500, "no such room")
    assert not transport.has_ended()
    assert not connection.is_open
    connection.data_received(frame(CLOSE, b"\x11\x94"))
    assert recorder.messages == []
    assert transport.written == close_frame(4500, "no such room")
    assert transport.has_ended()


def test_close_within_a_read_drops_the_rest_of_it() -> None:
    connection, transport, recorder = Stage(react=lambda connection, _: connection.close(1008)).open()
    connection.data_received(text("one") + text("two"))
    assert recorder.messages == ["one"]
    assert transport.written == close_frame(1008)


def test_abort_within_a_read_drops_the_rest_of_it() -> None:
    connection, transport, recorder = Stage(react=lambda connection, _: connection.abort()).open()
    connection.data_received(text("one") + frame(PING) + text("two"))
    assert recorder.messages == ["one"]
    assert transport.was_aborted()
    assert transport.written == b""


def test_answer_to_the_last_message_precedes_the_close_frame() -> None:
    connection, transport, _ = Stage(react=lambda connection, _: connection.send(text_frame(b"ok"))).open()
    connection.data_received(text("last words") + frame(CLOSE, b"\x03\xe8"))
    assert transport.written == text_frame(b"ok") + close_frame(1000)


def test_peer_that_does_not_answer_a_close_is_aborted_at_the_deadline() -> None:
    stage = Stage()
    connection, transport, _ = stage.open()
    connection.close(1001)
    stage.endpoint.tick(stage.time + 4.9)
    assert not transport.was_aborted()
    stage.endpoint.tick(stage.time + 5)
    assert transport.was_aborted()
    assert stage.endpoint.counts.unanswered == 1


def test_peer_that_does_not_end_after_an_error_is_aborted_at_the_deadline() -> None:
    stage = Stage()
    connection, transport, _ = stage.open()
    connection.data_received(frame(BINARY))
    stage.endpoint.tick(stage.time + 5)
    assert transport.was_aborted()


def test_end_of_data_without_a_close_frame_aborts() -> None:
    connection, transport, _ = Stage().open()
    connection.data_received(text("half")[:3])
    connection.eof_received()
    assert transport.was_aborted()


def test_end_of_data_while_closing_leaves_the_rest_to_the_transport() -> None:
    connection, transport, _ = Stage().open()
    connection.close(1000)
    connection.eof_received()
    assert not transport.was_aborted()


def test_receiver_is_told_once_that_it_is_over_and_let_go() -> None:
    stage = Stage()
    connection, _, recorder = stage.open()
    connection.abort()
    connection.abort()
    assert recorder.times_left == 0
    connection.connection_lost(None)
    connection.abort()
    assert recorder.times_left == 1
    assert connection.receiver is None
    assert stage.endpoint.connections == set()
    assert stage.endpoint.counts.sockets == 0


def test_exception_of_a_leaving_receiver_is_logged() -> None:
    class Clinging:
        def received(self, text: str) -> None: ...

        def left(self) -> None:
            raise RuntimeError("a bug")

    stage = Stage()
    connection, _, _ = stage.open()
    connection.receiver = Clinging()
    with capture_logs() as logs:
        connection.connection_lost(None)
    assert [entry["event"] for entry in logs] == ["leaving_failed"]
    assert stage.endpoint.connections == set()


# Opening


def test_refused_handshake_has_no_receiver() -> None:
    stage = Stage()
    connection, transport = stage.accept(head("/elsewhere"))
    assert transport.written.startswith(b"HTTP/1.1 404 ")
    assert transport.has_ended()
    connection.data_received(text("ignored"))
    connection.connection_lost(None)
    assert stage.recorders == {}
    assert stage.endpoint.counts.rejected == 1
    assert stage.endpoint.counts.sockets == 0


def test_peer_that_stays_after_a_refused_handshake_is_aborted_at_the_deadline() -> None:
    stage = Stage()
    _, transport = stage.accept(head("/elsewhere"))
    stage.endpoint.tick(stage.time + 5)
    assert transport.was_aborted()


def test_exception_in_connect_closes_with_1011() -> None:
    stage = Stage()

    def crash(connection: Connection) -> None:
        raise RuntimeError("a bug")

    stage.endpoint.connect = crash  # type: ignore[assignment]
    with capture_logs() as logs:
        connection, transport = stage.accept()
    assert [entry["event"] for entry in logs] == ["connecting_failed"]
    assert transport.written.endswith(close_frame(1011))
    connection.data_received(text("ignored"))
    connection.connection_lost(None)
    assert stage.endpoint.connections == set()


def test_receiver_may_send_at_once() -> None:
    stage = Stage()

    class Greeter:
        def __init__(self, connection: Connection) -> None:
            connection.send(text_frame(b"welcome"))

        def received(self, text: str) -> None: ...

        def left(self) -> None: ...

    stage.endpoint.connect = Greeter
    _, transport = stage.accept()
    assert transport.written.endswith(b"\r\n\r\n" + text_frame(b"welcome"))


def test_connection_has_no_dictionary() -> None:
    connection, _, _ = Stage().open()
    assert not hasattr(connection, "__dict__")
    assert asyncio.Protocol.__slots__ == ()


def test_library_never_logs_frames_or_keys(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        connection, _, _ = Stage().open()
        connection.data_received(frame(TEXT, b"secret", fin=False))
        connection.data_received(frame(CONT, b"\xff"))
        Stage().accept(head("/?key=secret"))
        Stage().accept(head("/elsewhere?key=secret"))
    assert caplog.text == ""


def test_lag_is_the_least_of_the_last_four_round_trips() -> None:
    stage = Stage()
    connection, _, _ = stage.open()
    lags = []
    for round_trip_s in (0.5, 0.125, 0.25, 0.375, 0.5, 0.75):
        connection.ping()
        stage.time += round_trip_s
        connection.data_received(frame(PONG))
        lags.append(connection.lag_ms)
    assert lags == [500, 125, 125, 125, 125, 250]


def test_pong_that_nobody_asked_for_measures_nothing() -> None:
    stage = Stage()
    connection, _, _ = stage.open()
    connection.data_received(frame(PONG))
    connection.ping()
    stage.time += 2
    connection.data_received(frame(PONG))
    connection.data_received(frame(PONG))
    assert connection.lag_ms == 2_000


def test_closing_connection_is_not_pinged() -> None:
    connection, transport, _ = Stage().open()
    connection.close(1000)
    transport.take()
    connection.ping()
    assert transport.take() == b""
