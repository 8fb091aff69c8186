"""A room's state: who sits where, which color is whose, and what was answered."""

from __future__ import annotations

import pytest

from fourline.room.commands import Hint, Join, Resign
from fourline.room.events import CommandId, Opened, Seat
from fourline.room.room import Player, Room
from fourline.rules.game import NEW_GAME
from fourline.rules.position import Color
from tests.room.log import STAMP, Log, against_a_bot, two_players

HOST, GUEST = Seat.HOST, Seat.GUEST
RED, YELLOW = Color.RED, Color.YELLOW


def test_opened_room_has_a_host_and_a_game_under_way() -> None:
    room = Log(Opened(RED, "Ada")).room
    assert room == Room(1, HOST, Player(is_seated=True, name="Ada"), Player(), STAMP.wall_ms)
    assert room.game == NEW_GAME
    assert (room.number, room.draws, room.board_seq, room.start_seq) == (1, 0, 0, 0)
    assert (room.outcome, room.game_id, room.clock, room.control) == (None, None, None, None)
    assert not room.is_over
    assert not room.is_full


@pytest.mark.parametrize(("color", "red", "yellow"), [(RED, HOST, GUEST), (YELLOW, GUEST, HOST)])
def test_host_plays_the_color_it_opened_with(color: Color, red: Seat, yellow: Seat) -> None:
    room = Log(Opened(color)).room
    assert (room.seat_of(RED), room.seat_of(YELLOW)) == (red, yellow)
    assert (room.color_of(red), room.color_of(yellow)) == (RED, YELLOW)


def test_player_returns_what_is_known_of_each_seat() -> None:
    room = two_players().room
    assert (room.player(HOST).name, room.player(GUEST).name) == ("Ada", "Ben")
    assert room.is_full


def test_room_is_over_once_its_game_has_an_outcome() -> None:
    log = two_players("44")
    before = log.room
    log.send(HOST, Resign())
    assert (before.is_over, log.room.is_over) == (False, True)
    assert log.room.game.outcome is None, "the board alone doesn't know"


def test_answer_is_known_to_the_seat_that_asked() -> None:
    log = Log()
    log.send(None, Join(), "no-seat")
    log.send(HOST, Resign(), "a")
    assert log.room.answer_to(HOST, CommandId("a")) == 3
    assert log.room.answer_to(GUEST, CommandId("a")) is None
    assert log.room.answer_to(HOST, CommandId("b")) is None


def test_bot_is_in_its_seat_and_a_hint_belongs_to_its_position() -> None:
    assert two_players().room.bot_seat is None
    log = against_a_bot("44")
    assert log.room.bot_seat is GUEST
    log.send(HOST, Hint())
    assert log.room.is_hinted
    assert not log.play("1").room.is_hinted
