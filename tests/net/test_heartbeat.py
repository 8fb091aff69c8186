"""net/heartbeat.py: pings spread over time, and who is silent."""

from __future__ import annotations

from fourline.config import Config
from fourline.net.connection import Connection

from .fakes import PONG, FakeTransport, Stage, frame

PING_FRAME = b"\x89\x00"


def beat(stage: Stage, seconds: float) -> None:
    """Move the time in steps that floating-point numbers hold exactly."""
    for _ in range(round(seconds / 0.25)):
        stage.time += 0.25
        stage.endpoint.tick(stage.time)


def open_many(stage: Stage, count: int) -> list[tuple[Connection, FakeTransport]]:
    stage.endpoint.tick(stage.time)
    return [stage.open()[:2] for _ in range(count)]


def test_each_connection_is_pinged_once_an_interval() -> None:
    stage = Stage()
    members = open_many(stage, 200)
    beat(stage, 20)
    assert [transport.take() for _, transport in members] == [PING_FRAME] * 200
    for connection, _ in members:
        connection.data_received(frame(PONG))
    beat(stage, 20)
    assert [transport.take() for _, transport in members] == [PING_FRAME] * 200


def test_pings_are_spread() -> None:
    stage = Stage()
    members = open_many(stage, 640)
    pinged = []
    for _ in range(80):
        beat(stage, 0.25)
        pinged.append(sum(bool(transport.take()) for _, transport in members))
    assert sum(pinged) == 640
    assert max(pinged) == 10


def test_silent_connection_is_aborted_between_the_timeout_and_a_bit_more() -> None:
    stage = Stage()
    ((_, transport),) = open_many(stage, 1)
    beat(stage, 39.75)
    assert not transport.was_aborted()
    beat(stage, 2.75)
    assert transport.was_aborted()
    assert stage.endpoint.counts.silent == 1


def test_anything_heard_keeps_a_connection() -> None:
    stage = Stage()
    ((connection, transport),) = open_many(stage, 1)
    beat(stage, 39.75)
    connection.data_received(b"\x81")
    beat(stage, 39.75)
    assert not transport.was_aborted()


def test_closing_connection_is_left_to_its_own_deadline() -> None:
    stage = Stage(Config(close_timeout_ms=3_600_000))
    ((connection, transport),) = open_many(stage, 1)
    connection.close(1000)
    transport.take()
    beat(stage, 60)
    assert not transport.was_aborted()
    assert transport.written == b""


def test_gone_connection_is_not_pinged() -> None:
    stage = Stage()
    ((connection, transport),) = open_many(stage, 1)
    connection.connection_lost(None)
    beat(stage, 20)
    assert transport.written == b""


def test_stalled_loop_pings_once_and_not_for_every_interval_missed() -> None:
    stage = Stage(Config(pong_timeout_ms=3_600_000))
    members = open_many(stage, 100)
    stage.endpoint.tick(stage.time + 100)
    assert {transport.take() for _, transport in members} == {PING_FRAME}
