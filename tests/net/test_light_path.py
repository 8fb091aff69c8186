"""net/light_path.py: which reads are taken apart without a parser."""

from __future__ import annotations

import pytest

from fourline.net.light_path import is_empty_pong, split_texts

from .fakes import BINARY, CONT, PING, PONG, TEXT, frame, text


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 2_047, 2_048])
def test_whole_text_is_unmasked(length: int) -> None:
    assert split_texts(frame(TEXT, b"x" * length), 2_048) == [b"x" * length]


def test_several_texts_are_split() -> None:
    assert split_texts(text("one") + frame(TEXT, b"2" * 200) + text("three"), 2_048) == [b"one", b"2" * 200, b"three"]


def test_payload_may_be_longer_than_126_at_the_longest_limit() -> None:
    assert split_texts(frame(TEXT, b"x" * 65_535), 65_535) == [b"x" * 65_535]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        frame(TEXT, b"x", fin=False),
        frame(CONT, b"x"),
        frame(BINARY, b"x"),
        frame(PING),
        frame(PONG),
        frame(TEXT, b"x", flags=0x40),
        frame(TEXT, b"x" * 2_049),
        frame(TEXT, b"x" * 1_024) + frame(TEXT, b"x" * 1_025),
        text("x") + frame(PING),
        b"\x81\x01x" + b"unmasked",
        b"\x81\x7e\x00\xc8" + b"unmasked" * 30,
        # A length of 5 in two bytes and in eight: allowed, but nobody does it.
        b"\x81\xfe\x00\x05\x00\x00\x00\x00hello",
        b"\x81\xff" + bytes(7) + b"\x05" + b"\x00\x00\x00\x00hello",
        b"GET / HTTP/1.1\r\n\r\n",
    ],
)
def test_anything_else_is_left_alone(data: bytes) -> None:
    assert split_texts(data, 2_048) is None


@pytest.mark.parametrize(
    "whole", [text(""), text("hello"), frame(TEXT, b"x" * 130), text("a") + frame(TEXT, b"b" * 130)]
)
def test_every_cut_within_a_frame_is_left_alone(whole: bytes) -> None:
    ends = {len(text("a"))} if whole.startswith(text("a")) and len(whole) > 130 + 8 else set()
    for cut in set(range(1, len(whole))) - ends:
        assert split_texts(whole[:cut], 2_048) is None


def test_only_an_empty_pong_is_one() -> None:
    assert is_empty_pong(frame(PONG))
    assert not is_empty_pong(frame(PONG, b"x"))
    assert not is_empty_pong(frame(PONG)[:-1])
    assert not is_empty_pong(frame(PING))
