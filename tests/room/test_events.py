"""Events are values, and a seat knows the other."""

from __future__ import annotations

from typing import get_args

import pytest

from fourline.room.events import (
    Aborted,
    Declined,
    Ended,
    Entry,
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
    Stamp,
    Started,
    TakenBack,
    Withdrawn,
)
from fourline.rules.game import Reason
from fourline.rules.position import Color

EVENTS: list[Event] = [
    Opened(Color.RED),
    Joined(Seat.GUEST, "Ben"),
    Moved(Color.RED, 3, 0, 1),
    Ended(None, Reason.BOARD_FULL, GameId("g")),
    Aborted(),
    Offered(OfferKind.DRAW, Seat.HOST),
    Declined(OfferKind.DRAW, Seat.GUEST),
    Withdrawn(OfferKind.DRAW, Seat.HOST),
    TakenBack("44"),
    Started(2, Seat.GUEST),
    Hinted(Seat.HOST),
    Renamed(Seat.HOST, "Ada"),
    PrivacySet(True),
    ListingSet(True),
]


def test_other_is_the_other_seat() -> None:
    assert Seat.HOST.other is Seat.GUEST
    assert Seat.GUEST.other is Seat.HOST


def test_every_event_is_tried_here() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_event_and_its_entry_never_change(event: Event) -> None:
    entry = Entry(1, event, Stamp(0, 0))
    for value in (entry, event):
        for name in type(value).__struct_fields__:
            with pytest.raises(AttributeError):
                setattr(value, name, None)
    assert entry == Entry(1, event, Stamp(0, 0))
