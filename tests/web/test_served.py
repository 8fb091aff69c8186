"""Through the real HTTP server: what only it can show."""

from __future__ import annotations

import asyncio
import http.client
import socket
from collections.abc import Callable

import uvicorn

from fourline.config import Config
from fourline.store.memory import MemoryStore
from fourline.web.routes import build_web


def exchange(talk: Callable[[http.client.HTTPConnection], None]) -> None:
    """Serve the web on a free port, for as long as ``talk`` takes."""

    async def run() -> None:
        settings = uvicorn.Config(
            build_web(Config(), MemoryStore(), lambda: True),
            lifespan="off",
            log_config=None,
            access_log=False,
            ws="none",
        )
        server = uvicorn.Server(settings)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            serving = asyncio.create_task(server.serve([listener]))
            # Whoever connects before the server accepts waits in the backlog.
            client = http.client.HTTPConnection("127.0.0.1", listener.getsockname()[1], timeout=30)
            try:
                await asyncio.to_thread(talk, client)
            finally:
                client.close()
                server.should_exit = True
                await serving

    asyncio.run(run())


def test_head_is_get_without_the_body() -> None:
    def talk(client: http.client.HTTPConnection) -> None:
        for path in ("/", "/play", "/nowhere", "/healthz", "/robots.txt", "/favicon.ico"):
            replies = []
            for method in ("GET", "HEAD"):
                client.request(method, path, headers={"Accept-Encoding": "gzip"})
                response = client.getresponse()
                body = response.read()
                assert bool(body) is (method == "GET"), path
                headers = {name: value for name, value in response.getheaders() if name != "date"}
                assert int(headers["content-length"]) > 0
                replies.append((response.status, headers))
            assert replies[0] == replies[1]

    exchange(talk)


def test_connection_stays_open_after_304_and_errors() -> None:
    def talk(client: http.client.HTTPConnection) -> None:
        client.request("GET", "/")
        first = client.getresponse()
        first.read()
        client.auto_open = 0
        for path, headers, status in [
            ("/", {"If-None-Match": first.headers["etag"]}, 304),
            ("/nowhere", {}, 404),
            ("/", {}, 200),
        ]:
            client.request("GET", path, headers=headers)
            response = client.getresponse()
            response.read()
            assert response.status == status

    exchange(talk)


def test_body_too_long_is_refused_unread_and_ends_the_connection() -> None:
    def talk(client: http.client.HTTPConnection) -> None:
        client.putrequest("POST", "/qr")
        client.putheader("Content-Length", "1000000000")
        client.endheaders()
        response = client.getresponse()
        assert response.status == 413
        assert response.headers["connection"] == "close"
        assert b"Too long" in response.read()
        assert client.sock is None

    exchange(talk)
