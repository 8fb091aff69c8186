"""What Prometheus is told of the real command, compared with what really happened."""

from __future__ import annotations

import asyncio
import http.client
import signal

from tests.metrics.kit import samples

from .conftest import Starter
from .patience import PATIENCE_S, run, until
from .peer import Crowd, Peer
from .server import free_port
from .test_spectators import ask_without_reading


def scrape(port: int) -> dict[str, float]:
    """Ask as Prometheus does."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/metrics")
        response = connection.getresponse()
        assert response.status == 200
        assert response.getheader("content-type", "").startswith("text/plain; version=")
        return samples(response.read().decode())
    finally:
        connection.close()


async def told(port: int, expected: dict[str, float]) -> dict[str, float]:
    """Wait until the metrics are as ``expected``, which says nothing of the others; return all of them."""
    found: dict[str, float] = {}

    def is_told() -> bool:
        found.clear()
        found.update(scrape(port))
        return expected.items() <= found.items()

    try:
        await until(is_told)
    except TimeoutError:
        assert {name: found.get(name) for name in expected} == expected
    return found


async def all_told(port: int, peers: list[Peer]) -> None:
    """Wait until as many messages are told to be sent as ``peers`` have read: all but a late presence, at first."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            for peer in peers:
                await peer.caught_up()
            if scrape(port)["fourline_messages_sent_total"] == sum(peer.received for peer in peers):
                return


def test_game_is_told_exactly(start: Starter) -> None:
    port = free_port()
    server = start("--metrics-port", str(port))

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            peers = [host, guest, await crowd.spectator(host)]
            for ply in range(7):
                await peers[ply % 2].play(ply % 2, id=f"m-{ply}")
                for peer in peers:
                    await peer.expect("play", ply=ply + 1)
                    if ply == 6:
                        await peer.expect("win", player="red")
                await peers[ply % 2].expect("ok")
            await guest.play(0, id="late")
            await guest.expect("error", code="game_over")
            found = await told(
                port,
                {
                    'fourline_connections{dialect="version_1",role="host"}': 1,
                    'fourline_connections{dialect="version_1",role="guest"}': 1,
                    'fourline_connections{dialect="version_1",role="spectator"}': 1,
                    'fourline_connections{dialect="unknown",role="new"}': 0,
                    "fourline_connections_opened_total": 3,
                    "fourline_rooms": 1,
                    'fourline_commands_total{answer="ok",kind="init"}': 3,
                    'fourline_commands_total{answer="ok",kind="play"}': 7,
                    'fourline_commands_total{answer="game_over",kind="play"}': 1,
                    # The guest's seat and the moves; beside them the room itself is written.
                    "fourline_append_seconds_count": 8,
                    "fourline_store_batch_writes_sum": 9,
                    "fourline_store_available": 1,
                    # An init each, and the plays.
                    "fourline_messages_received_total": 3 + 8,
                },
            )
            assert found["fourline_uptime_seconds"] > 0
            assert found["fourline_process_cpu_seconds_total"] > 0
            # Nobody was there to be told of the host, then the joining, seven moves, and some presences.
            assert found["fourline_broadcast_receivers_count"] >= 8
            assert found["fourline_broadcast_seconds_count"] == found["fourline_broadcast_receivers_count"]
            await all_told(port, peers)
            await until(
                lambda: scrape(port)["fourline_loop_lag_seconds_count"] > found["fourline_loop_lag_seconds_count"]
            )

    run(scenario())


def test_slow_client_and_its_end_are_told(start: Starter) -> None:
    port = free_port()
    limits = ["--commands", "1000000", "--send-buffer-bytes", "4096", "--buffer-bytes", "16384"]
    server = start("--metrics-port", str(port), *limits)

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            slow = await crowd.spectator(host)
            await told(port, {'fourline_connections{dialect="version_1",role="spectator"}': 1})
            await ask_without_reading(slow)
            await told(
                port,
                {
                    'fourline_connections_dropped_total{reason="slow"}': 1,
                    'fourline_connections_dropped_total{reason="silent"}': 0,
                    'fourline_connections{dialect="version_1",role="spectator"}': 0,
                    'fourline_connections{dialect="version_1",role="host"}': 1,
                    "fourline_connections_opened_total": 2,
                    'fourline_commands_total{answer="ok",kind="init"}': 2,
                },
            )
            nobody = await crowd.connect()
            await nobody.send(type="init", version=1, watch="nothing-nothing")
            assert await nobody.end() == 4500
            await told(
                port,
                {
                    'fourline_connections_closed_total{reason="not_found"}': 1,
                    'fourline_connections_dropped_total{reason="slow"}': 1,
                    'fourline_commands_total{answer="not_found",kind="init"}': 1,
                },
            )

    run(scenario())


def test_metrics_are_never_on_the_public_port(start: Starter) -> None:
    port = free_port()
    server = start(variables={"FOURLINE_METRICS_PORT": str(port)})
    assert server.request("GET", "/metrics")[0] == 404
    assert scrape(port)["fourline_rooms"] == 0
    # And nothing else is on theirs.
    there = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    there.request("GET", "/healthz")
    assert there.getresponse().status == 404
    there.close()


def test_metrics_go_on_while_the_server_drains_and_scrapers_do_not_keep_it(start: Starter) -> None:
    port = free_port()
    server = start("--metrics-port", str(port), "--drain", "86400")
    server.signal(signal.SIGTERM)
    run(until(lambda: server.health() == 503))
    assert scrape(port)["fourline_store_available"] == 1
    staying = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    staying.request("GET", "/metrics")
    staying.getresponse().read()
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    staying.close()
