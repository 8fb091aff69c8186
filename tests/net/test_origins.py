"""net/origins.py: whose pages may connect."""

from __future__ import annotations

import pytest

from fourline.net.origins import is_allowed_origin

LISTED = frozenset({"https://club.example", "http://localhost:8000"})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, "fourline.example"),
        (None, None),
        ("http://localhost:8001", "localhost:8001"),
        ("HTTP://LocalHost:8001", "localhost:8001"),
        ("http://fourline.example", "fourline.example"),
        ("http://fourline.example", "fourline.example:80"),
        ("http://fourline.example:80", "fourline.example"),
        # TLS ends before us, so the browser's port isn't ours to know.
        ("https://fourline.example", "fourline.example"),
        ("https://fourline.example", "fourline.example:443"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("https://club.example", "fourline.example"),
        ("http://localhost:8000", "localhost:8001"),
    ],
)
def test_own_and_listed_pages_and_programs_may(origin: str | None, host: str | None) -> None:
    assert is_allowed_origin(origin, host, None, LISTED)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8002", "localhost:8001"),
        ("http://evil.example", "fourline.example"),
        ("http://fourline.example.evil.example", "fourline.example"),
        ("http://evil.example/fourline.example", "fourline.example"),
        ("http://fourline.example@evil.example", "fourline.example"),
        ("http://fourline.example", None),
        ("http://fourline.example:8000", "fourline.example"),
        ("http://club.example", "fourline.example"),
        ("null", "fourline.example"),
        ("null", "null"),
        ("", "fourline.example"),
        ("", ""),
        ("http://", ""),
        ("file://", "fourline.example"),
        ("chrome-extension://fourline.example", "fourline.example"),
        ("http://a, http://b", "a"),
        ("fourline.example", "fourline.example"),
    ],
)
def test_pages_of_others_may_not(origin: str, host: str | None) -> None:
    assert not is_allowed_origin(origin, host, None, LISTED)


def test_null_may_if_it_is_listed() -> None:
    assert is_allowed_origin("null", "fourline.example", None, {"null"})


def test_proxy_that_tells_the_scheme_tells_the_port() -> None:
    assert is_allowed_origin("https://fourline.example", "fourline.example", "https", ())
    assert is_allowed_origin("https://fourline.example:8443", "fourline.example:8443", "https", ())
    assert not is_allowed_origin("http://fourline.example", "fourline.example", "https", ())
    assert is_allowed_origin("http://fourline.example", "fourline.example", "nonsense", ())
