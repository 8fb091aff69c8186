"""Stored events come back as they were, from this release and from every one before it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

from fourline.room.events import (
    Aborted,
    Declined,
    Ended,
    Event,
    GameId,
    Hinted,
    Joined,
    ListingSet,
    Moved,
    Offered,
    OfferKind,
    Opened,
    PrivacySet,
    Renamed,
    Seat,
    Started,
    TakenBack,
    Withdrawn,
)
from fourline.rules.clock import TimeControl, Times
from fourline.rules.game import Reason
from fourline.rules.position import Color
from fourline.store.codec import (
    decode_event,
    decode_lines,
    decode_times,
    encode_event,
    encode_lines,
    encode_times,
)

GOLDEN = Path(__file__).parent / "golden"

LEVEL = ((0, 0), (1, 0), (2, 0), (3, 0), (4, 0))
RISING = ((0, 0), (1, 1), (2, 2), (3, 3))

# What golden/0.1.jsonl holds, and below what the later ones do. Neither these lists nor the files ever change; a
# release that stores more adds its own.
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

LOG_0_2: list[Event] = [
    Opened(Color.YELLOW, "Ada", TimeControl(300_000, 5_000), "4453", is_listed=True),
    Opened(Color.RED, moves="4"),
    Joined(Seat.GUEST, "Bo"),
    Moved(Color.RED, 3, 1, 5, Times(299_150, 300_000), credit_ms=120),
    Moved(Color.YELLOW, 0, 0, 6, Times(299_150, 0)),
    TakenBack("4453", Times(299_150, 298_001)),
    TakenBack(""),
    *[
        event(kind, seat)
        for event in (Offered, Declined, Withdrawn)
        for kind in (OfferKind.DRAW, OfferKind.TAKEBACK, OfferKind.REMATCH)
        for seat in (Seat.HOST, Seat.GUEST)
    ],
    Renamed(Seat.HOST, "Zoë"),
    Renamed(Seat.GUEST, None),
    PrivacySet(is_private=True),
    PrivacySet(is_private=False),
    ListingSet(is_listed=True),
    ListingSet(is_listed=False),
    Aborted(),
    Started(2, Seat.GUEST, Times(60_000, 60_000)),
    Started(3, Seat.HOST),
    Ended(Color.YELLOW, Reason.LINE, GameId("Zm91cmxpbmUtMDIw"), (RISING,), Times(1, 2)),
    Ended(None, Reason.BOARD_FULL, GameId("Zm91cmxpbmUtMDIx")),
    Ended(Color.RED, Reason.RESIGNATION, GameId("Zm91cmxpbmUtMDIy")),
    Ended(Color.RED, Reason.TIMEOUT, GameId("Zm91cmxpbmUtMDIz"), times=Times(17, 0)),
    Ended(None, Reason.TIMEOUT, GameId("Zm91cmxpbmUtMDI0"), times=Times(0, 17)),
    Ended(None, Reason.AGREEMENT, GameId("Zm91cmxpbmUtMDI1")),
    Ended(Color.YELLOW, Reason.ABANDONMENT, GameId("Zm91cmxpbmUtMDI2")),
]

LOG_0_3: list[Event] = [
    Joined(Seat.GUEST, "Casual", bot=3),
    Hinted(Seat.HOST),
    Hinted(Seat.GUEST),
]

GOLDEN_LOGS = [("0.1.jsonl", LOG_0_1), ("0.2.jsonl", LOG_0_2), ("0.3.jsonl", LOG_0_3)]

cells = st.tuples(st.integers(0, 6), st.integers(0, 5))
lines = st.lists(st.lists(cells, min_size=4, max_size=7).map(tuple), max_size=4).map(tuple)
names = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=24)
ids = st.text("aZ09_-")
notation = st.text("1234567", max_size=42)
milliseconds = st.integers(0, 2**53)
controls = st.none() | st.builds(TimeControl, milliseconds, milliseconds)
times = st.none() | st.builds(Times, milliseconds, milliseconds)
colors, seats, kinds = st.sampled_from(Color), st.sampled_from(Seat), st.sampled_from(OfferKind)
columns, rows, plies = st.integers(0, 6), st.integers(0, 5), st.integers(1, 42)
events = st.one_of(
    st.builds(Opened, colors, names, controls, notation, st.booleans()),
    st.builds(Joined, seats, names, st.none() | st.integers(1, 8)),
    st.builds(Moved, colors, columns, rows, plies, times, milliseconds),
    st.builds(Ended, st.none() | colors, st.sampled_from(Reason), ids, lines, times),
    st.builds(Aborted),
    st.builds(Offered, kinds, seats),
    st.builds(Declined, kinds, seats),
    st.builds(Withdrawn, kinds, seats),
    st.builds(TakenBack, notation, times),
    st.builds(Started, st.integers(2, 10_000), seats, times),
    st.builds(Hinted, seats),
    st.builds(Renamed, seats, names),
    st.builds(PrivacySet, st.booleans()),
    st.builds(ListingSet, st.booleans()),
)


def golden(name: str) -> list[str]:
    return (GOLDEN / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("name", "log"), GOLDEN_LOGS)
def test_log_of_every_release_is_understood(name: str, log: list[Event]) -> None:
    assert [decode_event(line) for line in golden(name)] == log


@pytest.mark.parametrize(("name", "log"), GOLDEN_LOGS)
def test_what_this_release_stores_is_its_golden_log(name: str, log: list[Event]) -> None:
    assert [encode_event(event) for event in log] == golden(name)


@pytest.mark.parametrize("kind", get_args(Event))
def test_golden_logs_hold_every_field_of_every_event(kind: type[Event]) -> None:
    stored = [event for event in LOG_0_1 + LOG_0_2 + LOG_0_3 if type(event) is kind]
    assert stored
    for field in fields(kind):
        values = {getattr(event, field.name) for event in stored}
        # A field that always has its default isn't written, so nothing would show how it is called.
        assert values - {field.default}


@given(events)
def test_event_survives_the_round_trip(event: Event) -> None:
    text = encode_event(event)
    assert "\n" not in text
    assert decode_event(text) == event


@given(lines)
def test_lines_survive_the_round_trip(these: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    assert decode_lines(encode_lines(these)) == these


@given(st.lists(milliseconds, max_size=42).map(tuple))
def test_times_survive_the_round_trip(move_times: tuple[int, ...]) -> None:
    assert decode_times(encode_times(move_times)) == move_times


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
        '{"type":"moved","color":"red","column":3,"row":0,"ply":1,"times":{"red_ms":1}}',
        '{"type":"offered","offer":"cake","seat":"host"}',
        '{"type":"started","number":2,"red":"yellow"}',
        '{"type":"listing_set","is_listed":1}',
        '{"type":"renamed","seat":"host"}',
    ],
)
def test_what_no_release_stored_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_event(text)
