"""Every address: what it gives, how long that may be kept, and what it refuses."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from starlette.types import ASGIApp
from structlog.testing import capture_logs

from fourline.config import Config
from fourline.store.memory import MemoryStore
from fourline.web.headers import CONTENT_SECURITY_POLICY
from fourline.web.routes import build_web

from .client import Reply, request

ROOM = "kT4w_ab-CD34efGH"
GZIP = {"accept-encoding": "gzip"}


@pytest.fixture(scope="module")
def web() -> ASGIApp:
    return build_web(Config(), MemoryStore(), lambda: True)


def is_page(reply: Reply, template: str) -> bool:
    """Whether ``reply`` is home or a room, by the module that only its template loads."""
    return re.search(rf'<script type="module" src="/s/[0-9a-f]+/{template}\.js">', reply.text) is not None


def asset_path(web: ASGIApp, name: str = "room.js") -> str:
    match = re.search(rf'"(/s/[0-9a-f]+/{re.escape(name)})"', request(web, "/play").text)
    assert match is not None
    return match[1]


@pytest.mark.parametrize("path", ["/", "/?", "/?x=1", "/?joint=1", "/?Join=x", "/?%00&=&&&==", "/?" + "a=1&" * 3_000])
def test_home(web: ASGIApp, path: str) -> None:
    reply = request(web, path)
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "no-cache"
    assert is_page(reply, "home")


@pytest.mark.parametrize(
    "path",
    ["/play", "/play?x", f"/room/{ROOM}", f"/?join={ROOM}", f"/?watch={ROOM}", "/?join", "/?x=1&watch=", "/?%6Aoin=x"],
)
def test_room_is_never_stored_and_never_indexed(web: ASGIApp, path: str) -> None:
    reply = request(web, path)
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["x-robots-tag"] == "noindex"
    assert is_page(reply, "room")


def test_room_page_is_the_same_for_everybody(web: ASGIApp) -> None:
    assert request(web, f"/?join={ROOM}").raw == request(web, "/play").raw
    assert ROOM not in request(web, f"/?join={ROOM}").text


@pytest.mark.parametrize(
    "path",
    [
        "/room",
        "/room/",
        "/room/short",
        f"/room/{ROOM}x",
        f"/room/{ROOM}/",
        f"/room/{ROOM}/x",
        f"/room/{ROOM[:-1]}\n",
        f"/room/{ROOM}\n",
        f"/room/{ROOM[:-1]}é",
        f"/room/{ROOM[:-1]}.",
        "/room/../../etc/pas",
        "/play/",
        "/index.html",
        "/ws",
        "/s/",
        "/static/room.js",
        "//",
        "/\0",
        "/" + "x" * 15_000,
        "/<script>alert(1)</script>",
    ],
)
def test_unknown_address_is_a_page_with_404(web: ASGIApp, path: str) -> None:
    reply = request(web, path)
    assert reply.status == 404
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert "location" not in reply.headers
    assert "Not found" in reply.text
    assert "alert(1)" not in reply.text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/", {"GET", "HEAD"}),
        ("DELETE", "/play", {"GET", "HEAD"}),
        ("GET", "/qr", {"POST"}),
        ("FOO", "/", {"GET", "HEAD"}),
    ],
)
def test_wrong_method_is_a_page_with_405_and_what_is_allowed(
    web: ASGIApp, method: str, path: str, allowed: set[str]
) -> None:
    reply = request(web, path, method=method)
    assert reply.status == 405
    assert set(reply.headers["allow"].split(", ")) == allowed
    assert "Method not allowed" in reply.text


def test_home_is_gzipped_for_those_who_take_it(web: ASGIApp) -> None:
    plain, gzipped = request(web, "/"), request(web, "/", headers=GZIP)
    assert gzipped.headers["content-encoding"] == "gzip"
    assert len(gzipped.raw) < len(plain.raw)
    assert gzipped.body == plain.raw
    assert gzipped.headers["vary"] == plain.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize("path", ["/play", "/nowhere"])
def test_rooms_and_errors_are_gzipped_too(web: ASGIApp, path: str) -> None:
    assert request(web, path, headers=GZIP).body == request(web, path).raw


def test_known_home_is_answered_with_304(web: ASGIApp) -> None:
    etag = request(web, "/").headers["etag"]
    reply = request(web, "/", headers={**GZIP, "if-none-match": etag})
    assert (reply.status, reply.raw) == (304, b"")
    assert reply.headers["etag"] == etag
    assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


def test_asset_may_be_kept_for_ever(web: ASGIApp) -> None:
    reply = request(web, asset_path(web))
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/javascript"
    assert reply.headers["cache-control"] == "max-age=31536000, immutable"
    assert "etag" not in reply.headers


def test_asset_is_gzipped_for_those_who_take_it(web: ASGIApp) -> None:
    reply = request(web, asset_path(web), headers=GZIP)
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.body == request(web, asset_path(web)).raw


@pytest.mark.parametrize("name", ["nothing.js", "", "../routes.py", "..%2froutes.py", "ROOM.JS", "/etc/passwd", "\0"])
def test_unknown_asset_is_404(web: ASGIApp, name: str) -> None:
    assert request(web, asset_path(web).removesuffix("room.js") + name).status == 404


@pytest.mark.parametrize("tag", ["", "0", "0123456789ab", "..", "%2e%2e"])
def test_asset_under_another_tag_is_404(web: ASGIApp, tag: str) -> None:
    assert request(web, f"/s/{tag}/room.js").status == 404


def test_every_address_in_a_page_exists(web: ASGIApp) -> None:
    for page in ("/", "/play", "/nowhere"):
        for path in re.findall(r'(?:href|src)="(/[^"]*)"', request(web, page).text):
            assert request(web, path).status == 200, path


def test_qr_of_a_link_is_a_picture_that_nobody_keeps(web: ASGIApp) -> None:
    reply = request(web, "/qr", method="POST", body=b"http://a.example/?join=KEY")
    assert reply.status == 200
    assert reply.headers["content-type"] == "image/svg+xml"
    assert reply.headers["cache-control"] == "no-store"
    assert ET.fromstring(reply.body).tag.endswith("svg")


def test_qr_is_for_our_own_pages_only(web: ASGIApp) -> None:
    for site, status in {"same-origin": 200, "none": 200, "same-site": 403, "cross-site": 403}.items():
        assert request(web, "/qr", method="POST", body=b"x", headers={"sec-fetch-site": site}).status == status


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"\xff\xfe", 400), (b"x" * 1_024, 200), (b"x" * 1_025, 413), ([b"x" * 600] * 3, 413)],
)
def test_qr_refuses_what_is_no_text_of_a_sensible_length(web: ASGIApp, body: bytes | list[bytes], status: int) -> None:
    reply = request(web, "/qr", method="POST", body=body)
    assert reply.status == status
    assert reply.headers.get("connection") == ("close" if status == 413 else None)


def test_qr_of_a_text_that_no_code_holds_is_413_whatever_the_limit() -> None:
    web = build_web(Config(body_bytes=10_000), MemoryStore(), lambda: True)
    assert request(web, "/qr", method="POST", body=b"x" * 3_000).status == 413


def test_qr_whose_page_left_is_no_failure(web: ASGIApp) -> None:
    reply = request(web, "/qr", method="POST", body=b"x", is_cut=True)
    assert (reply.status, reply.failure) == (400, None)


def test_qr_whose_body_never_comes_is_refused_in_time() -> None:
    web = build_web(Config(head_timeout_ms=1), MemoryStore(), lambda: True)
    assert request(web, "/qr", method="POST", body=[b"x"], is_stalled=True).status == 408


@pytest.mark.parametrize(("is_healthy", "status", "text"), [(True, 200, "OK"), (False, 503, "Unavailable")])
def test_healthz_tells_the_state_of_now(is_healthy: bool, status: int, text: str) -> None:
    reply = request(build_web(Config(), MemoryStore(), lambda: is_healthy), "/healthz")
    assert (reply.status, reply.text) == (status, text)
    assert reply.headers["cache-control"] == "no-store"


def test_favicon_is_found_at_its_old_place(web: ASGIApp) -> None:
    reply = request(web, "/favicon.ico")
    assert (reply.status, reply.headers["content-type"]) == (200, "image/svg+xml")
    assert reply.headers["cache-control"] == "max-age=86400"


def test_robots_keep_out_of_rooms(web: ASGIApp) -> None:
    reply = request(web, "/robots.txt")
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert {"Disallow: /room/", "Disallow: /play", "Disallow: /api/", "Disallow: /*?"} <= set(reply.text.splitlines())


def test_robots_may_read_a_games_page_because_previews_are_drawn_by_them(web: ASGIApp) -> None:
    assert "/game" not in request(web, "/robots.txt").text


def test_failure_of_ours_is_a_page_with_500_and_reaches_the_server() -> None:
    def fail() -> bool:
        raise RuntimeError("secret detail")

    reply = request(build_web(Config(), MemoryStore(), fail), "/healthz")
    assert reply.status == 500
    assert isinstance(reply.failure, RuntimeError)
    assert "Something went wrong" in reply.text
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text


ANSWERS = [
    ("GET", "/"),
    ("GET", "/play"),
    ("GET", f"/?watch={ROOM}"),
    ("GET", "/nowhere"),
    ("GET", "/s/x/room.js"),
    ("PUT", "/"),
    ("POST", "/qr"),
    ("GET", "/healthz"),
    ("GET", "/favicon.ico"),
    ("GET", "/robots.txt"),
]


@pytest.mark.parametrize(("method", "path"), ANSWERS)
def test_every_answer_has_the_security_headers(web: ASGIApp, method: str, path: str) -> None:
    for is_healthy in (True, False):
        app = web if is_healthy else build_web(Config(), MemoryStore(), lambda: False)
        headers = request(app, path, method=method, headers={"host": "localhost:8000"}).headers
        assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "permissions-policy" in headers


def test_failure_has_the_security_headers_too() -> None:
    def fail() -> bool:
        raise RuntimeError

    assert (
        request(build_web(Config(), MemoryStore(), fail), "/healthz").headers["content-security-policy"]
        == CONTENT_SECURITY_POLICY
    )


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/?join=KEY"), ("GET", "/play?x=KEY"), ("GET", "/nowhere?KEY"), ("POST", "/qr?KEY")]
)
def test_no_log_holds_a_query_or_a_body(web: ASGIApp, method: str, path: str) -> None:
    with capture_logs() as lines:
        request(web, path, method=method, body=b"http://a.example/?join=KEY", headers={"referer": "http://a/?KEY"})
    assert [line["event"] for line in lines] == ["request"]
    assert "KEY" not in str(lines)
