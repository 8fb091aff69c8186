"""The command starts where it is told, refuses in one line what can't be, and leaves in order."""

from __future__ import annotations

import signal
import socket
from contextlib import closing
from pathlib import Path

import pytest

from .classic import ClassicPage
from .conftest import Starter
from .patience import run, until
from .peer import Crowd
from .server import Server, free_port, refusal
from .stored import database_locked, read_logs

FOREVER_S = "86400"


def announced(server: Server) -> str:
    return server.output.splitlines()[0]


# Starting


def test_port_0_picks_a_free_port_and_says_which(start: Starter) -> None:
    server = start()
    assert announced(server) == f"Fourline is ready: http://localhost:{server.port}"
    assert server.request("GET", "/healthz") == (200, b"OK")
    assert server.request("GET", "/")[0] == 200


@pytest.mark.parametrize("name", ["PORT", "FOURLINE_PORT"])
def test_variables_set_the_port(start: Starter, name: str) -> None:
    # 8000, the default, may be anybody's; that 0 was heard shows in the port.
    server = start(port=None, variables={name: "0"})
    assert server.port != 8000
    assert server.health() == 200


def test_variables_set_limits_and_flags_go_before_them(start: Starter) -> None:
    variables = {
        "FOURLINE_MALFORMED_MESSAGES": "2",
        "FOURLINE_CONNECTIONS_PER_SEAT": "5",
        "FOURLINE_ORIGIN": "https://one.example, https://two.example",
        "FOURLINE_PORT": "1",
    }
    server = start("--malformed-messages", "3", variables=variables)

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            for origin in ("https://one.example", "https://two.example"):
                peer = await crowd.connect(origin=origin)
                for _ in range(3):
                    await peer.socket.send("nonsense")
                assert len(await peer.last_messages()) == 3
                assert await peer.end() == 1008

    run(scenario())


def test_second_server_on_the_same_file_refuses(start: Starter) -> None:
    server = start()
    line = refusal("--port", "0", "--database", str(server.database))
    assert line == (
        f"fourline: Another Fourline server has {server.database} open; stop it or choose another file with --database."
    )
    assert server.health() == 200
    # The lock is the kernel's: it goes with the process, however that ends.
    server.kill()
    server.start()


@pytest.mark.parametrize("flag", ["--port", "--metrics-port"])
def test_port_in_use_is_refused_by_its_own_name(tmp_path: Path, flag: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        args = ["--port", "0", "--metrics-port", "0", "--database", str(tmp_path / "fourline.db")]
        line = refusal(*args, flag, port)
    assert line == f"fourline: port {port} is in use; choose another with {flag}"
    assert list(tmp_path.iterdir()) == []


def test_metrics_on_the_public_port_are_refused(tmp_path: Path) -> None:
    port = str(free_port())
    line = refusal("--port", port, "--metrics-port", port, "--database", str(tmp_path / "fourline.db"))
    assert line == f"fourline: port {port} is in use; choose another with --metrics-port"


def test_metrics_host_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    args = ["--metrics-host", "192.0.2.1", "--metrics-port", "9100", "--database", str(tmp_path / "fourline.db")]
    line = refusal("--port", "0", *args)
    assert line == "fourline: 192.0.2.1 isn't an address of this machine; choose another with --metrics-host"


def test_database_in_no_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "fourline.db"
    line = refusal("--port", "0", "--database", str(path))
    assert line == f"fourline: Cannot write to {path.parent}: No such file or directory."


def test_database_on_a_file_system_that_takes_none_is_refused() -> None:
    # Even root can't make files there.
    line = refusal("--port", "0", "--database", "/proc/fourline.db")
    assert line.startswith("fourline: Cannot write to /proc: ")


def test_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ada, " * 1_000)
    line = refusal("--port", "0", "--database", str(path))
    assert line == f"fourline: Cannot use {path}: file is not a database."
    assert path.read_text() == "Dear Ada, " * 1_000
    assert list(tmp_path.iterdir()) == [path]


def test_folder_as_database_is_refused(tmp_path: Path) -> None:
    line = refusal("--port", "0", "--database", str(tmp_path))
    assert line.startswith(f"fourline: Cannot open {tmp_path}: ")


# Stopping


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_says_bye_closes_with_1001_and_exits_with_0(start: Starter, number: signal.Signals) -> None:
    server = start()

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            page = await ClassicPage.join(crowd, host.welcome["join"])
            await host.expect("joined")
            silent = await crowd.connect()
            server.signal(number)
            [bye] = await host.last_messages()
            assert bye.keys() == {"type", "retry_ms"}
            assert bye["type"] == "bye"
            assert await host.end() == 1001
            # These know of no bye, or nobody knows what they understand.
            for peer in (page.peer, silent):
                assert await peer.last_messages() == []
                assert await peer.end() == 1001

    run(scenario())
    assert server.wait() == 0
    # After the address where it was ready, and nothing else: nothing went wrong.
    [_, goodbye] = server.output.splitlines()
    assert goodbye.startswith("Fourline is stopping: ")
    assert {file.name for file in server.database.parent.iterdir()} == {"fourline.db", "fourline.db.lock"}


def test_pages_are_told_to_come_back_at_different_moments(start: Starter) -> None:
    server = start()

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            # Many small rooms are as bad as a large one, if all come back at once.
            hosts = [await crowd.host() for _ in range(16)]
            crowded = [await crowd.spectator(hosts[0]) for _ in range(16)]
            server.signal(signal.SIGTERM)
            for peers in (hosts, crowded):
                byes = [(await peer.expect("bye"))["retry_ms"] for peer in peers]
                assert len(set(byes)) > 8, byes
                assert all(0 < retry_ms <= 10_000 for retry_ms in byes)

    run(scenario())
    assert server.wait() == 0


def test_commands_in_flight_are_finished(start: Starter) -> None:
    server = start()

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            guest = await crowd.guest(host)
            with database_locked(server.database):
                await host.play(3, id="a-1", at=2)
                assert await host.caught_up() == []
                server.signal(signal.SIGTERM)
                # From now on it takes no more, but it waits for what it has taken.
                await until(lambda: not _is_listening(server))
                await guest.play(3, id="b-1")
                await guest.expect("error", code="unavailable", id="b-1")
            for peer in (host, guest):
                await peer.expect("play", seq=3)
            await host.expect("ok", id="a-1", seq=3)
            for peer in (host, guest):
                await peer.expect("bye")
                assert await peer.end() == 1001

    run(scenario())
    assert server.wait() == 0
    [log] = read_logs(server.database).values()
    assert [entry.event["type"] for entry in log] == ["opened", "joined", "moved"]


def _is_listening(server: Server) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", server.port)) == 0


def test_drain_turns_health_first_and_a_second_signal_hurries(start: Starter) -> None:
    server = start("--drain", FOREVER_S)

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            server.signal(signal.SIGTERM)
            await until(lambda: server.health() == 503)
            await until(lambda: f"Fourline stops in {FOREVER_S} s;" in server.output)
            # While the load balancer finds out, everything goes on.
            guest = await crowd.guest(host)
            await host.play(3, id="a-1")
            await guest.expect("play", seq=3)
            await host.expect("play")
            await host.expect("ok", id="a-1")
            server.signal(signal.SIGTERM)
            for peer in (host, guest):
                await peer.expect("bye")
                assert await peer.end() == 1001

    run(scenario())
    assert server.wait() == 0


def test_drain_ends_by_itself(start: Starter) -> None:
    server = start("--drain", "1")
    server.signal(signal.SIGINT)
    assert server.wait() == 0


def test_second_signal_does_not_wait_for_pages_that_do_not_answer(start: Starter) -> None:
    server = start("--close-timeout-ms", f"{FOREVER_S}000")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            host.socket.transport.pause_reading()
            server.signal(signal.SIGTERM)
            await until(lambda: not _is_listening(server))
            server.signal(signal.SIGTERM)
            assert server.wait() == 0

    run(scenario())


def test_pages_that_do_not_answer_are_left_behind_in_time(start: Starter) -> None:
    server = start("--close-timeout-ms", "100")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            host.socket.transport.pause_reading()
            server.signal(signal.SIGTERM)
            assert server.wait() == 0

    run(scenario())
