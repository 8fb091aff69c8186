"""The request log: who asked for what, and never a key."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from fourline.web.request_log import RequestLog

from .client import request

APP = RequestLog(Response("x", 418))


def log_of(path: str, **more: Any) -> dict[str, Any]:
    with capture_logs() as lines:
        request(APP, path, **more)
    (line,) = lines
    return dict(line)


def test_line_has_method_path_status_and_duration() -> None:
    line = log_of("/play", method="HEAD")
    assert line.pop("duration_ms") >= 0
    assert line == {"event": "request", "log_level": "info", "method": "HEAD", "path": "/play", "status": 418}


def test_query_string_and_headers_are_left_out() -> None:
    line = log_of("/?join=KEY&watch=KEY", headers={"referer": "http://a/?join=KEY", "cookie": "KEY"})
    assert line["path"] == "/"
    assert "KEY" not in str(line)


def test_query_string_that_was_encoded_into_the_path_is_left_out() -> None:
    line = log_of("/%3Fjoin=KEY")
    assert line["path"] == "/"
    assert "KEY" not in str(line)


@pytest.mark.parametrize("path", ["/s/0123/board.js", "/healthz"])
def test_what_is_asked_for_often_is_logged_at_debug(path: str) -> None:
    assert log_of(path)["log_level"] == "debug"


@pytest.mark.parametrize("path", ["/a\nb", "/a\r", "/\x1b[31m", "/\u2028", "/\x00", "/ä"])
def test_path_cannot_write_a_line_of_its_own(path: str) -> None:
    logged = log_of(path)["path"]
    assert logged.isprintable()
    assert logged.isascii()


def test_long_path_is_cut() -> None:
    assert len(log_of("/" + "x" * 10_000)["path"]) == 200


def test_request_that_fails_is_logged_too() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 500, "headers": []})
        raise RuntimeError

    with capture_logs() as lines:
        reply = request(RequestLog(app), "/")
    assert isinstance(reply.failure, RuntimeError)
    assert [line["status"] for line in lines] == [500]


def test_other_scopes_are_passed_on_unlogged() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    with capture_logs() as lines:
        asyncio.run(RequestLog(app)({"type": "lifespan"}, receive, send))
    assert (seen, lines) == ([{"type": "lifespan"}], [])
