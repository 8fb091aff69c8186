"""net/endpoint.py: limits over all connections, and the timer."""

from __future__ import annotations

import asyncio
import resource

import pytest
from structlog.testing import capture_logs

from fourline.config import Config
from fourline.net.endpoint import LEAVE_PER_TURN, Endpoint

from .fakes import FakeTransport, Recorder, Stage, close_frame, head


def refusal(transport: FakeTransport) -> bytes:
    """Return what was written behind the handshake."""
    return transport.written.partition(b"\r\n\r\n")[2]


def test_connections_of_one_address_are_limited() -> None:
    stage = Stage(Config(connections_per_address=2))
    first, _, _ = stage.open()
    stage.open()
    over, transport = stage.accept()
    assert refusal(transport) == close_frame(4502)
    assert over not in stage.recorders
    assert stage.endpoint.counts.over_address == 1
    stage.open(peer="192.0.2.8")
    # Refused ones don't count, and give nothing back.
    over.connection_lost(None)
    assert refusal(stage.accept()[1]) == close_frame(4502)
    first.connection_lost(None)
    stage.open()


def test_ipv6_addresses_of_one_network_count_together() -> None:
    stage = Stage(Config(connections_per_address=1))
    connection, _, _ = stage.open(peer="2001:db8:1:2::3")
    assert connection.address == "2001:db8:1:2::/64"
    assert refusal(stage.accept(peer="2001:db8:1:2:ffff::")[1]) == close_frame(4502)
    stage.open(peer="2001:db8:1:3::3")


def test_addresses_behind_a_proxy_count_apart() -> None:
    stage = Stage(Config(connections_per_address=1, trust_proxy=("10.0.0.0/8",)))
    for last in range(3):
        _, transport = stage.accept(head(X_Forwarded_For=f"203.0.113.{last}"), peer="10.0.0.1")
        assert refusal(transport) == b""
    assert refusal(stage.accept(head(X_Forwarded_For="203.0.113.1"), peer="10.0.0.1")[1]) == close_frame(4502)


def test_connections_in_all_are_limited() -> None:
    stage = Stage(Config(connections=2))
    first, _, _ = stage.open("192.0.2.1")
    stage.open("192.0.2.2")
    over, transport = stage.accept(peer="192.0.2.3")
    assert refusal(transport) == close_frame(1013)
    assert over not in stage.endpoint.connections
    assert stage.endpoint.counts.over_total == 1
    first.connection_lost(None)
    stage.open("192.0.2.3")


@pytest.mark.parametrize(
    ("connections", "open_files", "most"),
    [(0, 1_024, 768), (0, 256, 128), (100, 1_024, 100), (5_000, 1_024, 768), (0, 100_000, 99_744)],
)
def test_files_leave_room_for_the_rest(connections: int, open_files: int, most: int) -> None:
    assert Stage(Config(connections=connections), open_files=open_files).endpoint.max_connections == most


def test_open_files_are_what_the_process_may_open() -> None:
    endpoint = Endpoint(Config(), Recorder)
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    assert endpoint.max_connections == (1 << 20 if soft == resource.RLIM_INFINITY else soft) - 256


def test_refused_connection_that_stays_is_aborted() -> None:
    stage = Stage(Config(connections=1))
    stage.open()
    _, transport = stage.accept()
    stage.endpoint.tick(stage.time + 5)
    assert transport.was_aborted()


def test_timer_ticks_until_it_is_stopped_whatever_a_tick_does() -> None:
    ticks: list[float] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        enough = asyncio.Event()
        endpoint = Endpoint(Config(), Recorder)

        def tick(now: float) -> None:
            ticks.append(now)
            if len(ticks) == 2:
                enough.set()
            raise RuntimeError("a bug")

        endpoint.tick = tick  # type: ignore[method-assign]
        endpoint.start(loop)
        await asyncio.wait_for(enough.wait(), 30)
        endpoint.stop()
        # Even a call that was on its way.
        endpoint._on_timer()
        endpoint.stop()

    with capture_logs() as logs:
        asyncio.run(main())
    assert [entry["event"] for entry in logs] == ["tick_failed"] * 2
    assert ticks == sorted(ticks)


def test_many_that_are_cut_at_once_leave_some_each_turn_and_each_once() -> None:
    async def main() -> None:
        stage = Stage(Config(connections_per_address=LEAVE_PER_TURN + 1))
        connections = [stage.open()[0] for _ in range(LEAVE_PER_TURN + 1)]
        stage.endpoint.start(asyncio.get_running_loop())
        for connection in connections:
            connection.connection_lost(None)
            assert not connection.is_open
        assert len(stage.endpoint.connections) == 1
        assert stage.recorders[connections[-1]].times_left == 0
        await asyncio.sleep(0)
        assert not stage.endpoint.connections
        assert {recorder.times_left for recorder in stage.recorders.values()} == {1}
        stage.endpoint.stop()

    asyncio.run(main())
