"""A room: who may do what, what it changes, and what it doesn't."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest

from fourline.errors import Code
from fourline.room.commands import Join, Play
from fourline.room.events import CommandId, Ended, Entry, Joined, Moved, Opened, Seat, Stamp
from fourline.room.room import Context, Player, Room, apply, decide, number, replay
from fourline.rules.game import NEW_GAME, Outcome, Reason
from fourline.rules.position import Color
from tests.room.log import CONTEXT, GAME_ID, STAMP, Log

HOST, GUEST = Seat.HOST, Seat.GUEST
RED, YELLOW = Color.RED, Color.YELLOW

WIN_IN_SEVEN = "1212121"
DOUBLE_FOUR = "34211432145364"
DRAW = "174166227341672362665415453424277135575133"


# Opening


def test_opened_room_has_a_host_and_a_game_under_way() -> None:
    room = Log(Opened(RED, "Ada")).room
    assert room == Room(1, HOST, Player(is_seated=True, name="Ada"), Player(), STAMP.wall_ms)
    assert room.game == NEW_GAME
    assert (room.number, room.draws, room.board_seq, room.outcome, room.game_id) == (1, 0, 0, None, None)


@pytest.mark.parametrize(("color", "red", "yellow"), [(RED, HOST, GUEST), (YELLOW, GUEST, HOST)])
def test_host_plays_the_color_it_opened_with(color: Color, red: Seat, yellow: Seat) -> None:
    room = Log(Opened(color)).room
    assert (room.seat_of(RED), room.seat_of(YELLOW)) == (red, yellow)
    assert (room.color_of(red), room.color_of(yellow)) == (RED, YELLOW)


def test_player_returns_what_is_known_of_each_seat() -> None:
    log = Log(Opened(RED, "Ada"))
    log.send(None, Join("Ben"))
    assert (log.room.player(HOST).name, log.room.player(GUEST).name) == ("Ada", "Ben")


# Joining


def test_join_takes_the_free_seat() -> None:
    log = Log()
    assert log.send(None, Join("Ben")) == 2
    assert log.entries[1].event == Joined(GUEST, "Ben")
    assert log.room.guest == Player(is_seated=True, name="Ben")
    assert log.room.host == Player(is_seated=True)


def test_join_to_a_taken_seat_is_rejected() -> None:
    log = Log()
    log.send(None, Join("Ben"))
    assert log.refusal(None, Join("Eve")) is Code.SEAT_TAKEN


def test_join_takes_over_from_a_guest_that_left_and_keeps_its_tally() -> None:
    log = Log(Opened(YELLOW))
    log.send(None, Join("Ben"))
    log.play(WIN_IN_SEVEN)
    log.send(None, Join("Eve"), context=replace(CONTEXT, guest_left=True))
    assert log.room.guest == Player(is_seated=True, name="Eve", wins=1)


# Playing


def test_red_may_move_before_the_guest_is_there() -> None:
    log = Log()
    assert log.send(HOST, Play(3)) == 2
    assert log.entries[1].event == Moved(RED, column=3, row=0, ply=1)
    assert log.room.game.moves == (3,)
    assert log.room.board_seq == 2


def test_guest_moves_first_where_the_host_is_yellow() -> None:
    log = Log(Opened(YELLOW))
    log.send(None, Join())
    assert log.refusal(HOST, Play(3)) is Code.NOT_YOUR_TURN
    log.send(GUEST, Play(3))
    assert log.refusal(GUEST, Play(3)) is Code.NOT_YOUR_TURN
    log.send(HOST, Play(3))
    assert log.entries[-1].event == Moved(YELLOW, column=3, row=1, ply=2)


def test_play_out_of_turn_is_rejected() -> None:
    log = Log()
    log.send(None, Join())
    assert log.refusal(GUEST, Play(0)) is Code.NOT_YOUR_TURN
    log.play("4")
    assert log.refusal(HOST, Play(0)) is Code.NOT_YOUR_TURN


@pytest.mark.parametrize("command", [Play(3), Play(3, at=99), Play(-1)], ids=str)
def test_play_without_a_seat_is_rejected(command: Play) -> None:
    assert Log().refusal(None, command) is Code.NOT_A_PLAYER


@pytest.mark.parametrize("column", [-1, 7, 10**30, -(10**30), True, False], ids=repr)
def test_play_in_no_column_is_rejected(column: int) -> None:
    assert Log().play("44").refusal(HOST, Play(column)) is Code.NO_SUCH_COLUMN


def test_play_in_full_column_is_rejected() -> None:
    assert Log().play("444444").refusal(HOST, Play(3)) is Code.COLUMN_FULL


@pytest.mark.parametrize("digits", [WIN_IN_SEVEN, DRAW], ids=["win", "draw"])
@pytest.mark.parametrize("seat", [HOST, GUEST])
def test_play_after_the_end_is_rejected(digits: str, seat: Seat) -> None:
    log = Log().play(digits)
    assert log.refusal(seat, Play(6)) is Code.GAME_OVER
    assert log.refusal(seat, Play(6, at=log.room.seq)) is Code.GAME_OVER


# Ending


@pytest.mark.parametrize(("color", "host_wins", "guest_wins"), [(RED, 1, 0), (YELLOW, 0, 1)])
def test_win_counts_for_the_seat_that_plays_the_color(color: Color, host_wins: int, guest_wins: int) -> None:
    log = Log(Opened(color)).play(WIN_IN_SEVEN)
    line = ((0, 0), (0, 1), (0, 2), (0, 3))
    assert [entry.event for entry in log.entries[-2:]] == [
        Moved(RED, column=0, row=3, ply=7),
        Ended(RED, Reason.LINE, GAME_ID, (line,)),
    ]
    assert log.room.outcome == log.room.game.outcome == Outcome(RED, Reason.LINE, (line,))
    assert log.room.game_id == GAME_ID
    assert (log.room.host.wins, log.room.guest.wins, log.room.draws) == (host_wins, guest_wins, 0)
    assert (log.room.seq, log.room.board_seq) == (9, 8)


def test_double_four_ends_with_both_lines() -> None:
    ended = Log().play(DOUBLE_FOUR).entries[-1].event
    assert isinstance(ended, Ended)
    assert ended.winner is YELLOW
    assert len(ended.lines) == 2


def test_full_board_is_a_draw_for_nobody() -> None:
    log = Log().play(DRAW)
    assert log.entries[-1].event == Ended(None, Reason.BOARD_FULL, GAME_ID)
    assert log.room.outcome == Outcome(None, Reason.BOARD_FULL)
    assert (log.room.host.wins, log.room.guest.wins, log.room.draws) == (0, 0, 1)


# At


def test_play_at_the_last_board_change_or_later_is_carried_out() -> None:
    for at in (2, 3):
        log = Log().play("4")
        log.send(None, Join())
        assert log.send(GUEST, Play(3, at)) == 4


@pytest.mark.parametrize("at", [0, 1, 2, 5, 10**30])
def test_play_at_another_board_or_from_the_future_is_stale(at: int) -> None:
    log = Log().play("44")
    log.send(None, Join())
    assert (log.room.board_seq, log.room.seq) == (3, 4)
    assert log.refusal(HOST, Play(3, at)) is Code.STALE


def test_join_in_between_makes_nothing_stale() -> None:
    log = Log()
    log.send(None, Join())
    assert log.send(HOST, Play(3, at=1)) == 3


def test_stale_move_of_a_finished_game_is_stale_rather_than_over() -> None:
    log = Log().play(WIN_IN_SEVEN)
    assert log.refusal(GUEST, Play(3, at=7)) is Code.STALE
    assert log.refusal(GUEST, Play(3, at=8)) is Code.GAME_OVER


# Ids


def test_repeated_id_gets_the_same_answer_and_is_applied_once() -> None:
    log = Log()
    assert log.send(HOST, Play(3), "a") == 2
    log.play("4")
    assert log.send(HOST, Play(3), "a") == 2
    assert log.room.game.moves == (3, 3)
    assert log.room.answer_to(HOST, CommandId("a")) == 2


def test_ids_of_the_seats_are_independent() -> None:
    log = Log()
    log.send(HOST, Play(3), "a")
    assert log.room.answer_to(GUEST, CommandId("a")) is None
    assert log.send(GUEST, Play(3), "a") == 3
    assert log.room.answer_to(HOST, CommandId("a")) == 2


def test_command_of_two_events_is_answered_with_the_last() -> None:
    log = Log().play(WIN_IN_SEVEN[:-1])
    assert log.send(HOST, Play(0), "last") == log.room.seq == 9
    assert [entry.command for entry in log.entries[-2:]] == [(HOST, "last")] * 2
    assert log.room.answer_to(HOST, CommandId("last")) == 9


def test_refusal_is_not_remembered() -> None:
    log = Log()
    assert log.refusal(GUEST, Play(3)) is Code.NOT_YOUR_TURN
    assert log.room.answer_to(GUEST, CommandId("refused")) is None
    log.play("4")
    assert log.send(GUEST, Play(3), "refused") == 3


def test_command_without_id_is_not_remembered() -> None:
    assert Log().play("4").room.host.answers == {}


def test_seat_remembers_its_last_32_commands_only() -> None:
    # No single game is that long: entries may carry any id, so let every move of one be the host's.
    moves = DRAW[:34]
    entries = [replace(entry, command=(HOST, CommandId(f"id-{entry.seq}"))) for entry in Log().play(moves).entries]
    answers = replay(entries).host.answers
    assert len(entries) == 35
    # Opening isn't a command; of the moves, 2 and 3 are forgotten.
    assert list(answers.items()) == [(f"id-{seq}", seq) for seq in range(4, 36)]


# Limits


def test_full_log_takes_nothing_more() -> None:
    log = Log().play("44")
    full = Context(GAME_ID, max_events=3)
    assert log.refusal(HOST, Play(3), full) is Code.ROOM_FULL
    assert log.refusal(None, Join(), full) is Code.ROOM_FULL
    assert log.send(HOST, Play(3), context=Context(GAME_ID, max_events=4)) == 4


def test_win_that_needs_one_event_too_many_is_rejected_whole() -> None:
    log = Log().play(WIN_IN_SEVEN[:-1])
    almost_full = Context(GAME_ID, max_events=8)
    assert log.refusal(HOST, Play(0), almost_full) is Code.ROOM_FULL
    assert log.send(HOST, Play(6), context=almost_full) == 8


# Entries


def test_number_goes_on_where_the_log_ends() -> None:
    room = Log().play(WIN_IN_SEVEN[:-1]).room
    command = (HOST, CommandId("x"))
    events = decide(room, HOST, Play(0), CONTEXT)
    stamp = Stamp(1, 2)
    assert number(room, events, stamp, command) == [
        Entry(8, events[0], stamp, command),
        Entry(9, events[1], stamp, command),
    ]


def test_replay_from_nothing_or_from_any_seq_gives_the_same_room() -> None:
    log = Log(Opened(YELLOW, "Ada"))
    log.send(None, Join("Ben"))
    log.play(DOUBLE_FOUR)
    for seq in range(1, len(log.entries) + 1):
        assert replay(log.entries[seq:], replay(log.entries[:seq])) == log.room


def test_replay_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with Opened"):
        replay([])


@pytest.mark.parametrize("event", [Joined(GUEST), Moved(RED, 3, 0, 1), Ended(None, Reason.BOARD_FULL, GAME_ID)])
def test_log_that_begins_with_anything_but_opened_is_refused(event: Joined | Moved | Ended) -> None:
    with pytest.raises(ValueError, match="begins with Opened"):
        apply(None, Entry(1, event, STAMP))


@pytest.mark.parametrize("seq", [0, 1, 2, 4, 10_000])
def test_entry_that_is_not_the_next_is_refused(seq: int) -> None:
    room = Log().play("4").room
    before = deepcopy(room)
    with pytest.raises(ValueError, match=f"entry {seq} can't follow 2"):
        apply(room, Entry(seq, Joined(GUEST), STAMP))
    assert room == before


@pytest.mark.parametrize("seq", [0, 2])
def test_log_that_does_not_begin_with_one_is_refused(seq: int) -> None:
    with pytest.raises(ValueError, match=f"entry {seq} can't follow 0"):
        apply(None, Entry(seq, Opened(RED), STAMP))


def test_second_opened_is_refused() -> None:
    with pytest.raises(ValueError, match="opens once"):
        apply(Log().room, Entry(2, Opened(RED), STAMP))


def test_apply_leaves_the_earlier_state_as_it_was() -> None:
    log = Log()
    states = [(log.room, deepcopy(log.room))]
    log.send(None, Join("Ben"))
    states.append((log.room, deepcopy(log.room)))
    for ply, digit in enumerate(DOUBLE_FOUR):
        seat = [HOST, GUEST][ply % 2]
        log.send(seat, Play(int(digit) - 1), f"id-{ply}")
        states.append((log.room, deepcopy(log.room)))
    assert all(kept == copied for kept, copied in states)
