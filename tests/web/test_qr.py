"""QR codes: every text gives one or is refused."""

from __future__ import annotations

import asyncio
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from fourline.web.qr import draw_qr, read_text

LINK = "http://192.168.1.5:8000/?join=kT4w_ab-CD34efGH"


def read(
    *messages: Message, limit: int = 10, headers: list[tuple[bytes, bytes]] | None = None, timeout_ms: int = 60_000
) -> str:
    """Read a body that comes in as ``messages``, then waits for ever."""
    incoming = list(messages)

    async def receive() -> Message:
        if not incoming:
            await asyncio.Event().wait()
        return incoming.pop(0)

    request = Request({"type": "http", "headers": headers or []}, receive)
    return asyncio.run(read_text(request, limit, timeout_ms))


def part(body: bytes, *, is_last: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": not is_last}


def refusal(*messages: Message, headers: list[tuple[bytes, bytes]] | None = None, timeout_ms: int = 60_000) -> int:
    with pytest.raises(HTTPException) as caught:
        read(*messages, headers=headers, timeout_ms=timeout_ms)
    return caught.value.status_code


def test_picture_is_black_on_white_without_styles() -> None:
    svg = draw_qr(LINK)
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") is not None
    assert [path.get("fill") or path.get("stroke") for path in root] == ["#fff", "#000"]
    assert b"style" not in svg
    assert b"class" not in svg


def test_picture_depends_on_the_text_alone() -> None:
    assert draw_qr(LINK) == draw_qr(LINK)
    assert draw_qr(LINK) != draw_qr(LINK + "x")


def test_quiet_zone_is_four_modules_wide() -> None:
    root = ET.fromstring(draw_qr("HELLO"))
    assert root.get("viewBox") == "0 0 29 29"  # 21 modules and 4 on each side
    assert root[1].get("d", "").startswith("M4 4.5")


def test_text_beyond_any_qr_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        draw_qr("x" * 2_954)


@given(st.text(min_size=1, max_size=200))
def test_any_text_gives_a_picture(text: str) -> None:
    assert draw_qr(text).startswith(b"<svg ")


def test_body_in_pieces_is_put_together() -> None:
    assert read(part(b"fo"), part(b""), part(b"\xc3"), part(b"\xbcr", is_last=True)) == "foür"


def test_body_of_just_the_limit_is_read() -> None:
    assert read(part(b"0123456789", is_last=True)) == "0123456789"


def test_body_above_the_limit_is_refused_before_its_end() -> None:
    assert refusal(part(b"01234"), part(b"567890")) == 413


@pytest.mark.parametrize("length", [b"11", b"9" * 30, b"9" * 10_000])
def test_announced_body_above_the_limit_is_refused_unread(length: bytes) -> None:
    assert refusal(headers=[(b"content-length", length)]) == 413


@pytest.mark.parametrize("length", [b"", b"x", b"-1", b"\xb2", b"1"])
def test_announced_length_that_says_nothing_is_ignored(length: bytes) -> None:
    assert read(part(b"text", is_last=True), headers=[(b"content-length", length)]) == "text"


def test_empty_body_is_refused() -> None:
    assert refusal(part(b"", is_last=True)) == 400


@pytest.mark.parametrize("body", [b"\xff", b"\xc3", b"\xed\xa0\x80"])
def test_body_that_is_not_utf8_is_refused(body: bytes) -> None:
    assert refusal(part(body, is_last=True)) == 400


def test_body_broken_off_is_refused() -> None:
    assert refusal(part(b"ab"), {"type": "http.disconnect"}) == 400


def test_body_that_never_ends_is_refused_in_time() -> None:
    assert refusal(part(b"ab"), timeout_ms=1) == 408
