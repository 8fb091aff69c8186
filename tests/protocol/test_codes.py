"""Codes: each says something to people, and three say what the tutorial says."""

from __future__ import annotations

import pytest

from fourline.errors import Code
from fourline.protocol.codes import TEXTS


def test_every_code_has_its_own_text() -> None:
    assert set(TEXTS) == set(Code)
    assert len(set(TEXTS.values())) == len(TEXTS)


@pytest.mark.parametrize("text", TEXTS.values())
def test_text_is_a_short_line_of_sentences(text: str) -> None:
    assert text[0].isupper()
    assert text.endswith(".")
    assert text.isprintable()
    assert len(text) <= 60


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (Code.NOT_YOUR_TURN, "It isn't your turn."),
        (Code.COLUMN_FULL, "This slot is full."),
        (Code.NOT_FOUND, "Game not found."),
        (Code.SEAT_TAKEN, "This seat is taken."),
    ],
)
def test_text_that_classic_pages_show_stays_to_the_letter(code: Code, text: str) -> None:
    assert TEXTS[code] == text


def test_codes_on_the_wire_are_stable() -> None:
    assert sorted(code.value for code in Code) == [
        "bad_message",
        "column_full",
        "game_over",
        "no_opponent",
        "no_such_column",
        "no_such_offer",
        "not_a_player",
        "not_available",
        "not_found",
        "not_your_turn",
        "rate_limited",
        "room_full",
        "seat_taken",
        "seek_gone",
        "stale",
        "too_early",
        "too_many_offers",
        "unavailable",
        "unknown_type",
    ]
