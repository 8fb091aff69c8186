"""net/handshake.py: what is answered to a request head, and whose it is."""

from __future__ import annotations

import weakref

import pytest

from fourline.config import Config
from fourline.net.handshake import Answer, Gate

from .fakes import head, request_of

PEER = "192.0.2.7"
PROXY = "10.0.0.1"


def answer(request: bytes, config: Config | None = None, peer: str = PEER) -> Answer:
    return Gate(config or Config()).answer(request_of(request), peer)


def status(request: bytes, config: Config | None = None, peer: str = PEER) -> int:
    return int(answer(request, config, peer).response.split(b" ")[1])


@pytest.mark.parametrize("path", ["/", "/ws", "/?room=x", "/ws?"])
def test_websocket_is_opened_at_its_paths(path: str) -> None:
    given = answer(head(path))
    assert given.is_accepted
    assert given.address == PEER
    # The example of RFC 6455, section 1.3.
    assert given.response.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in given.response


@pytest.mark.parametrize("path", ["/ws/", "/WS", "//", "/watch/abc", "*", "http://localhost/ws"])
def test_other_paths_are_not_found(path: str) -> None:
    assert status(head(path)) == 404


def test_compression_is_not_answered() -> None:
    given = answer(head(Sec_WebSocket_Extensions="permessage-deflate; client_max_window_bits"))
    assert given.is_accepted
    assert b"extensions" not in given.response.lower()


def test_subprotocol_is_not_answered() -> None:
    given = answer(head(Sec_WebSocket_Protocol="chat"))
    assert given.is_accepted
    assert b"sec-websocket-protocol" not in given.response.lower()


@pytest.mark.parametrize(
    ("request_head", "code"),
    [
        (head(Sec_WebSocket_Key=None), 400),
        (head(Sec_WebSocket_Key="short"), 400),
        (head(Sec_WebSocket_Version="8"), 400),
        (head(Upgrade="h2c"), 426),
        (head(Connection="keep-alive"), 426),
        (head(Content_Length="5"), 400),
        (head(Transfer_Encoding="chunked"), 400),
        (head(Content_Length="0").replace(b"Host:", b"Content-Length: 5\r\nHost:"), 400),
        (head().replace(b"GET", b"POST"), 405),
        (head("/\u00e9"), 404),
    ],
)
def test_wrong_handshake_is_refused(request_head: bytes, code: int) -> None:
    given = answer(request_head)
    assert not given.is_accepted
    assert int(given.response.split(b" ")[1]) == code


def test_request_without_a_body_may_say_so() -> None:
    assert status(head(Content_Length="0")) == 101


def test_refusal_keeps_nothing_of_the_request_alive() -> None:
    gate = Gate(Config())
    request = request_of(head(Sec_WebSocket_Key=None))
    alive = weakref.ref(request)
    gate.answer(request, PEER)
    del request
    assert alive() is None


@pytest.mark.parametrize(
    ("origin", "code"),
    [
        (None, 101),
        ("http://localhost:8000", 101),
        ("https://club.example", 101),
        ("http://localhost:8001", 403),
        ("null", 403),
    ],
)
def test_origin_is_checked(origin: str | None, code: int) -> None:
    assert status(head(Origin=origin), Config(origin=("https://club.example",))) == code


def test_null_origin_may_be_listed() -> None:
    assert status(head(Origin="null"), Config(origin=("null",))) == 101


def test_two_origins_or_hosts_are_refused() -> None:
    twice = head(Origin="http://localhost:8000").replace(b"Origin:", b"Origin: http://localhost:8000\r\nOrigin:")
    assert status(twice) == 403
    hosts = head(Origin="http://localhost:8000").replace(b"Host:", b"Host: evil.example\r\nHost:")
    assert status(hosts) == 403


def test_forwarded_address_counts_only_behind_a_proxy_of_ours() -> None:
    config = Config(trust_proxy=("10.0.0.0/8",))
    request = head(X_Forwarded_For="203.0.113.9").replace(b"Host:", b"X-Forwarded-For: 198.51.100.1\r\nHost:")
    assert answer(request, config, PROXY).address == "203.0.113.9"
    assert answer(request, config, PEER).address == PEER
    assert answer(request, None, PROXY).address == PROXY


def test_forwarded_address_is_known_even_if_refused() -> None:
    config = Config(trust_proxy=("10.0.0.0/8",))
    assert answer(head("/no", X_Forwarded_For="203.0.113.9"), config, PROXY).address == "203.0.113.9"


def test_forwarded_host_is_ours_only_behind_a_proxy_of_ours() -> None:
    config = Config(trust_proxy=("10.0.0.0/8",))
    request = head(
        Origin="https://fourline.example", X_Forwarded_Host="fourline.example, inner", X_Forwarded_Proto="https"
    )
    assert status(request, config, PROXY) == 101
    assert status(request, config, PEER) == 403
    assert status(head(Origin="http://localhost:8000"), config, PROXY) == 101
