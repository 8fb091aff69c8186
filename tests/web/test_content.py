"""Bodies in memory: gzip only for those who take it, 304 for those who have it."""

from __future__ import annotations

import gzip

import pytest
from starlette.requests import Request
from starlette.responses import Response

from fourline.web.content import IMMUTABLE, NO_CACHE, NO_STORE, Content, accepts_gzip, make_content

LONG = b"four in a row " * 100


def ask(content: Content, status: int = 200, **headers: str) -> Response:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return content.respond(Request({"type": "http", "headers": raw}), status, {"x-more": "1"})


@pytest.mark.parametrize(
    ("header", "is_accepted"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip, br", True),
        ("gzip;q=0.5", True),
        ("gzip; q=0.001", True),
        ("gzip;q=0", False),
        ("gzip; q = 0", False),
        ("gzip;q=0.000", False),
        ("identity", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("br;q=1, *;q=0", False),
        ("xgzip", False),
        (",;,q=0;;gzip", False),
    ],
)
def test_accept_encoding_is_read_with_its_weights(header: str, is_accepted: bool) -> None:
    assert accepts_gzip(header) is is_accepted


def test_gzip_is_sent_to_those_who_take_it() -> None:
    response = ask(make_content(LONG, "text/css", NO_CACHE), accept_encoding="gzip")
    assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(response.body) == LONG
    assert int(response.headers["content-length"]) == len(response.body) < len(LONG)


def test_plain_is_sent_to_those_who_do_not() -> None:
    response = ask(make_content(LONG, "text/css", NO_CACHE))
    assert "content-encoding" not in response.headers
    assert response.body == LONG


def test_caches_are_told_that_both_forms_exist() -> None:
    content = make_content(LONG, "text/css", NO_CACHE)
    assert ask(content).headers["vary"] == ask(content, accept_encoding="gzip").headers["vary"] == "accept-encoding"


def test_what_gzip_would_make_longer_is_always_plain() -> None:
    response = ask(make_content(b"short", "text/css", NO_CACHE), accept_encoding="gzip")
    assert response.body == b"short"
    assert "vary" not in response.headers


def test_the_same_bytes_are_gzipped_the_same_way() -> None:
    assert make_content(LONG, "text/css", NO_CACHE) == make_content(LONG, "text/css", NO_CACHE)


def test_etag_differs_with_the_bytes() -> None:
    assert make_content(b"a", "text/css", NO_CACHE).etag != make_content(b"b", "text/css", NO_CACHE).etag


@pytest.mark.parametrize("cache_control", [IMMUTABLE, NO_STORE])
def test_what_is_asked_for_once_has_no_etag(cache_control: str) -> None:
    content = make_content(LONG, "text/css", cache_control)
    response = ask(content, if_none_match=content.etag)
    assert response.status_code == 200
    assert "etag" not in response.headers


@pytest.mark.parametrize("form", ["{}", '"x", {}', "W/{}", " {} ", "*", '"x",{},"y"'])
def test_known_etag_is_answered_with_304_and_no_body(form: str) -> None:
    content = make_content(LONG, "text/css", NO_CACHE)
    strong = content.etag.removeprefix("W/")
    response = ask(content, if_none_match=form.format(strong), accept_encoding="gzip")
    assert response.status_code == 304
    assert response.body == b""
    assert response.headers["etag"] == content.etag
    assert response.headers["cache-control"] == NO_CACHE
    assert response.headers["vary"] == "accept-encoding"
    assert response.headers["x-more"] == "1"
    assert "content-length" not in response.headers


@pytest.mark.parametrize("header", ["", '"other"', "W/", '""', ",,", "\xff"])
def test_other_etag_is_answered_with_the_body(header: str) -> None:
    assert ask(make_content(LONG, "text/css", NO_CACHE), if_none_match=header).body == LONG


def test_what_may_not_be_stored_has_no_etag_and_is_always_sent() -> None:
    content = make_content(LONG, "text/html", NO_STORE)
    response = ask(content, if_none_match=content.etag)
    assert (response.status_code, response.body) == (200, LONG)
    assert "etag" not in response.headers


def test_an_error_is_never_answered_with_304() -> None:
    content = make_content(LONG, "text/html", NO_CACHE)
    response = ask(content, 404, if_none_match=content.etag)
    assert (response.status_code, response.body) == (404, LONG)
    assert "etag" not in response.headers
