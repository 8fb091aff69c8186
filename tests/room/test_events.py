"""Events are values, and a seat knows the other."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from fourline.room.events import Ended, Entry, GameId, Joined, Moved, Opened, Seat, Stamp
from fourline.rules.game import Reason
from fourline.rules.position import Color

EVENTS = [
    Opened(Color.RED),
    Joined(Seat.GUEST, "Ben"),
    Moved(Color.RED, 3, 0, 1),
    Ended(None, Reason.BOARD_FULL, GameId("g")),
]


def test_other_is_the_other_seat() -> None:
    assert Seat.HOST.other is Seat.GUEST
    assert Seat.GUEST.other is Seat.HOST


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_event_and_its_entry_never_change(event: Opened | Joined | Moved | Ended) -> None:
    entry = Entry(1, event, Stamp(0, 0))
    for value, name in ((entry, "seq"), (event, next(iter(type(event).__slots__)))):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)
    assert entry == Entry(1, event, Stamp(0, 0))
