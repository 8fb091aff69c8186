"""Who may connect: paths, origins, and how many connections an address or the whole server may have."""

from __future__ import annotations

from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidStatus

from .conftest import Starter
from .patience import run
from .peer import Crowd
from .server import Server


async def status_of(crowd: Crowd, path: str = "/ws", **options: Any) -> int:
    """Return the HTTP status with which a handshake is answered."""
    try:
        await crowd.connect(path, **options)
    except InvalidStatus as exc:
        return exc.response.status_code
    return 101


def test_origins(start: Starter) -> None:
    server = start("--origin", "https://play.example")
    ours = f"http://127.0.0.1:{server.port}"

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            for origin, status in {
                None: 101,
                ours: 101,
                "https://play.example": 101,
                "https://evil.example": 403,
                "http://play.example": 403,
                "https://play.example.evil.example": 403,
                f"http://127.0.0.1:{server.port + 1}": 403,
                f"http://localhost:{server.port}": 403,
                "null": 403,
            }.items():
                assert await status_of(crowd, origin=origin) == status, origin

    run(scenario())


def test_null_origin_connects_if_listed(start: Starter) -> None:
    server = start("--origin", "null")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            assert await status_of(crowd, origin="null") == 101
            assert await status_of(crowd, origin="https://evil.example") == 403

    run(scenario())


def test_sockets_open_at_two_paths_only(server: Server) -> None:
    async def scenario() -> None:
        async with Crowd(server) as crowd:
            for path, status in {
                "/": 101,
                "/ws": 101,
                "/?join=k": 101,
                "/ws/": 404,
                "/play": 404,
                "/healthz": 404,
            }.items():
                assert await status_of(crowd, path) == status, path

    run(scenario())


def test_connections_over_the_limit_of_an_address_are_4502(start: Starter) -> None:
    server = start("--connections-per-address", "3")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            peers = [await crowd.host() for _ in range(3)]
            assert await (await crowd.connect()).end() == 4502
            # Whoever is refused can still load the page that tells why.
            assert server.request("GET", "/")[0] == 200
            for peer in peers:
                assert await peer.caught_up() == []
            await peers[0].close()
            assert (await crowd.host()).welcome["role"] == "host"

    run(scenario())


def test_connections_over_the_limit_of_the_server_are_1013(start: Starter) -> None:
    server = start("--connections", "2")

    async def scenario() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.host()
            await crowd.spectator(host)
            assert await (await crowd.connect()).end() == 1013

    run(scenario())


async def is_let_in(crowd: Crowd, forwarded_for: str) -> bool:
    """Open a connection for an address behind a proxy; tell whether it stays open."""
    peer = await crowd.connect(headers={"X-Forwarded-For": forwarded_for})
    try:
        await (await peer.socket.ping())
    except ConnectionClosed:
        assert peer.socket.close_code == 4502
        return False
    return True


def test_forwarded_addresses_count_only_if_a_trusted_proxy_says_so(start: Starter) -> None:
    async def scenario(server: Server) -> list[bool]:
        async with Crowd(server) as crowd:
            return [
                await is_let_in(crowd, forwarded_for)
                for forwarded_for in (
                    "198.51.100.1",
                    "198.51.100.2",
                    "198.51.100.1",
                    # What a client claims for itself stands on the left.
                    "203.0.113.9, 198.51.100.1",
                    "198.51.100.1, 203.0.113.9",
                    "2001:db8::1",
                    "2001:db8::2",
                    "2001:db8:0:1::1",
                )
            ]

    limit = ("--connections-per-address", "1")
    trusting = start("--trust-proxy", "127.0.0.0/8", *limit)
    assert run(scenario(trusting)) == [True, True, False, False, True, True, False, True]
    trusting.kill()
    assert run(scenario(start(*limit))) == [True] + [False] * 7
