"""The headers for safety, on assets and on everything else."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from fourline.web.content import IMMUTABLE
from fourline.web.headers import CONTENT_SECURITY_POLICY, SecurityHeaders

from .client import request

APP = SecurityHeaders(Response("x"))


def test_policy_allows_nothing_but_ourselves() -> None:
    assert CONTENT_SECURITY_POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def test_answers_have_all_headers() -> None:
    headers = request(APP, "/").headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_assets_have_two_headers_only() -> None:
    headers = request(SecurityHeaders(Response("x", headers={"cache-control": IMMUTABLE})), "/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "content-security-policy" not in headers
    assert "cross-origin-opener-policy" not in headers


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "four.localhost"]
)
def test_opener_policy_is_set_on_this_machine(host: str) -> None:
    assert request(APP, "/", headers={"host": host}).headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host",
    [
        "192.168.1.5:8000",
        "four.example",
        "localhost.example",
        "notlocalhost",
        "[fd00::1]",
        "",
        "[",
        "127.0.0.1.example",
    ],
)
def test_opener_policy_is_left_out_on_plain_http_from_elsewhere(host: str) -> None:
    assert "cross-origin-opener-policy" not in request(APP, "/", headers={"host": host}).headers


def test_opener_policy_is_set_over_https() -> None:
    assert "cross-origin-opener-policy" in request(APP, "/", scheme="https").headers
    assert "cross-origin-opener-policy" in request(APP, "/", headers={"x-forwarded-proto": "https"}).headers
    assert "cross-origin-opener-policy" not in request(APP, "/", headers={"x-forwarded-proto": "http"}).headers


def test_other_scopes_are_passed_on_untouched() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await send({"type": "lifespan.startup.complete"})

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    asyncio.run(SecurityHeaders(app)({"type": "lifespan"}, receive, send))
    assert (seen, sent) == ([{"type": "lifespan"}], [{"type": "lifespan.startup.complete"}])
