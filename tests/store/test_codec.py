"""Stored events come back as they were, from this release and from every one before it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.room.events import Ended, Event, GameId, Joined, Moved, Opened, Seat
from fourline.rules.game import Reason
from fourline.rules.position import Color
from fourline.store.codec import decode_event, decode_lines, encode_event, encode_lines

GOLDEN = Path(__file__).parent / "golden"

LEVEL = ((0, 0), (1, 0), (2, 0), (3, 0), (4, 0))
RISING = ((0, 0), (1, 1), (2, 2), (3, 3))

# What golden/0.1.jsonl holds. Neither it nor the file ever changes; a release that stores more adds its own.
LOG_0_1: list[Event] = [
    Opened(Color.RED),
    Opened(Color.YELLOW, "Ada"),
    Joined(Seat.GUEST),
    Joined(Seat.HOST, 'Zoë "4" 🙂'),
    Moved(Color.RED, 3, 0, 1),
    Moved(Color.YELLOW, 6, 5, 42),
    Ended(Color.RED, Reason.LINE, GameId("Zm91cmxpbmUtMDEw"), (LEVEL, RISING)),
    Ended(None, Reason.BOARD_FULL, GameId("Zm91cmxpbmUtMDEx")),
]

cells = st.tuples(st.integers(0, 6), st.integers(0, 5))
lines = st.lists(st.lists(cells, min_size=4, max_size=7).map(tuple), max_size=4).map(tuple)
names = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=24)
events = st.one_of(
    st.builds(Opened, st.sampled_from(Color), names),
    st.builds(Joined, st.sampled_from(Seat), names),
    st.builds(Moved, st.sampled_from(Color), st.integers(0, 6), st.integers(0, 5), st.integers(1, 42)),
    st.builds(Ended, st.none() | st.sampled_from(Color), st.sampled_from(Reason), st.text("aZ09_-"), lines),
)


def golden(name: str) -> list[str]:
    return (GOLDEN / name).read_text(encoding="utf-8").splitlines()


def test_log_of_release_0_1_is_still_understood() -> None:
    assert [decode_event(line) for line in golden("0.1.jsonl")] == LOG_0_1


def test_what_this_release_stores_is_its_golden_log() -> None:
    assert [encode_event(event) for event in LOG_0_1] == golden("0.1.jsonl")


@given(events)
def test_event_survives_the_round_trip(event: Event) -> None:
    text = encode_event(event)
    assert "\n" not in text
    assert decode_event(text) == event


@given(lines)
def test_lines_survive_the_round_trip(these: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    assert decode_lines(encode_lines(these)) == these


def test_fields_of_a_later_release_are_ignored() -> None:
    assert decode_event('{"type":"joined","seat":"guest","rating":{"elo":1500}}') == Joined(Seat.GUEST)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"type":"flown","seat":"guest"}',
        '{"type":"joined"}',
        '{"type":"joined","seat":"umpire"}',
        '{"type":"moved","color":"red","column":true,"row":0,"ply":1}',
        '{"type":"moved","color":"red","column":"3","row":0,"ply":1}',
    ],
)
def test_what_no_release_stored_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_event(text)
