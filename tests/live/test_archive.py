from __future__ import annotations

import pytest

from fourline.live.archive import finished_game
from fourline.room.commands import Hint, Join
from fourline.room.events import Opened, RoomId, Seat, Stamp
from fourline.rules.position import Color
from fourline.store.base import GameRecord
from tests.room.log import GAME_ID, STAMP, Log, against_a_bot

ROOM = RoomId("room-a")
END = Stamp(service_ms=65_000, wall_ms=1_700_000_060_000)


def finished_log() -> Log:
    """Return a room in which the guest, who is red, has won."""
    log = Log(Opened(Color.YELLOW, "Ada"))
    log.send(None, Join("Bo"))
    return log.play("1212121")


def test_row_has_everything_of_the_game_in_wall_time() -> None:
    room = finished_log().room
    assert room.outcome is not None
    assert finished_game(ROOM, room, END) == GameRecord(
        game_id=GAME_ID,
        room_id=ROOM,
        number=1,
        moves="1212121",
        red=Seat.GUEST,
        red_name="Bo",
        yellow_name="Ada",
        outcome=room.outcome,
        started_at_ms=STAMP.wall_ms,
        ended_at_ms=END.wall_ms,
    )


def test_row_tells_of_a_bot_and_of_hints() -> None:
    log = against_a_bot("12")
    log.send(Seat.HOST, Hint())
    log.play("12121")
    record = finished_game(ROOM, log.room, END)
    assert (record.bot, record.hints, record.yellow_name) == (3, 1, "Casual")


def test_game_that_goes_on_has_no_row() -> None:
    with pytest.raises(ValueError, match="isn't over"):
        finished_game(ROOM, Log().play("1").room, END)
