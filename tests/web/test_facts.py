"""What a game's page says."""

from __future__ import annotations

import pytest

from fourline.rules.clock import TimeControl
from fourline.rules.game import Reason
from fourline.rules.position import Color
from fourline.web.facts import OtherGame, format_left, tell

from .archive import DRAWN, WON, finished, game_id


def test_players_are_called_by_their_names() -> None:
    facts = tell(finished())
    assert (facts.title, facts.red, facts.yellow) == ("Ada \N{EN DASH} Ben", "Ada", "Ben")
    assert (facts.headline, facts.because, facts.outcome) == ("Ben won", "Four in a row", "Yellow won, four in a row")
    assert facts.winner == "yellow"


def test_players_without_names_are_called_by_their_colors() -> None:
    facts = tell(finished(names=(None, None)))
    assert (facts.title, facts.headline) == ("Red \N{EN DASH} Yellow", "Yellow won")


def test_draw_has_no_winner() -> None:
    facts = tell(finished(DRAWN))
    assert (facts.headline, facts.because, facts.winner) == ("Draw", "The board is full", "")


def test_day_and_time_are_those_of_the_start_in_utc() -> None:
    facts = tell(finished())
    assert (facts.day, facts.time, facts.instant) == ("12 May 2026", "14:00 UTC", "2026-05-12T14:00Z")


def test_clock_is_told_in_words_and_as_addresses_have_it() -> None:
    facts = tell(finished(control=TimeControl(180_000, 2_000)))
    assert (facts.control, facts.clock, facts.initial) == ("3 min + 2 s", "180+2", "3:00")


def test_game_without_a_clock_says_so() -> None:
    facts = tell(finished())
    assert (facts.control, facts.clock, facts.initial) == ("No clock", "", "")
    assert {move.left for row in facts.rows for move in row if move} == {""}


def test_bot_is_told_of_where_one_played() -> None:
    assert tell(finished(bot=3, hints=1)).bot == "Yellow, level 3 of 8; 1 hint"
    assert tell(finished()).bot == ""


def test_moves_stand_two_by_two() -> None:
    facts = tell(finished("1212121"))
    assert [[move and (move.ply, move.color, move.column) for move in row] for row in facts.rows] == [
        [(1, "red", 1), (2, "yellow", 2)],
        [(3, "red", 1), (4, "yellow", 2)],
        [(5, "red", 1), (6, "yellow", 2)],
        [(7, "red", 1), None],
    ]


def test_left_at_the_end_is_what_the_last_move_of_each_left() -> None:
    control = TimeControl(60_000, 0)
    record = finished("445", reason=Reason.RESIGNATION, control=control, move_times=(60_000, 55_000, 40_000))
    assert tell(record).left == {"red": "0:40", "yellow": "0:55"}


def test_whoever_made_no_move_has_all_left_and_who_ran_out_of_time_has_nothing() -> None:
    control = TimeControl(60_000, 0)
    record = finished("4", reason=Reason.TIMEOUT, winner=Color.RED, control=control, move_times=(59_000,))
    assert tell(record).left == {"red": "0:59", "yellow": "0.0"}
    drawn = finished("4", reason=Reason.AGREEMENT, winner=None, control=control, move_times=(59_000,))
    assert tell(drawn).left == {"red": "0:59", "yellow": "1:00"}


def test_game_without_moves_has_no_rows() -> None:
    assert tell(finished("", reason=Reason.ABANDONMENT)).rows == ()


def test_times_belong_to_the_moves_after_those_set_up() -> None:
    control = TimeControl(60_000, 0)
    record = finished("44534", reason=Reason.RESIGNATION, start_ply=3, control=control, move_times=(60_000, 59_000))
    moves = [move for row in tell(record).rows for move in row if move]
    assert [(move.is_set_up, move.left) for move in moves] == [
        *[(True, "")] * 3,
        (False, "1:00"),
        (False, "0:59"),
    ]


def test_winning_cells_are_rings_each_once() -> None:
    facts = tell(finished())
    assert set(facts.rings) == {(2, 1), (3, 1), (4, 1), (5, 1)}
    assert len(facts.rings) == 4
    assert all(facts.cells[cell] == "yellow" for cell in facts.rings)


def test_cell_of_two_lines_is_one_ring() -> None:
    # The last disc ends a row and a diagonal.
    facts = tell(finished("34447547314456576"))
    assert sorted(facts.rings) == [(2, 1), (3, 1), (3, 3), (4, 1), (4, 2), (5, 1), (6, 0)]


def test_every_disc_is_drawn_once() -> None:
    facts = tell(finished())
    assert len(facts.discs) == len(WON)
    assert ("red", 3, 0) in facts.discs
    assert ("yellow", 3, 1) in facts.discs


@pytest.mark.parametrize(
    ("moves", "reason", "is_open"),
    [(WON, None, False), (DRAWN, None, False), (WON[:-1], Reason.RESIGNATION, True), ("", Reason.AGREEMENT, True)],
)
def test_position_is_open_unless_the_board_has_ended_it(moves: str, reason: Reason | None, is_open: bool) -> None:
    assert tell(finished(moves, reason=reason)).is_open is is_open


def test_only_running_out_of_time_is_a_flag() -> None:
    assert tell(finished("44", reason=Reason.TIMEOUT)).is_flagged
    assert not tell(finished("44", reason=Reason.ABANDONMENT)).is_flagged


def test_other_games_of_the_room_are_told_with_their_winner() -> None:
    first, second, third = (
        finished(),
        finished("1212121", 2, (None, "Ada")),
        finished("44", 3, ("Ada", "Ben"), None, Reason.AGREEMENT),
    )
    assert tell(second, [first, second, third]).others == (
        OtherGame(game_id(1), 1, "Ben won", False),
        OtherGame(game_id(2), 2, "Red won", True),
        OtherGame(game_id(3), 3, "Draw", False),
    )


@pytest.mark.parametrize(
    ("left_ms", "text"),
    [
        (-5, "0.0"),
        (0, "0.0"),
        (9_449, "9.4"),
        (19_999, "19.9"),
        (20_000, "0:20"),
        (60_999, "1:00"),
        (3_599_999, "59:59"),
        (3_600_000, "60:00"),
        (3_725_000, "62:05"),
    ],
)
def test_time_left_as_clocks_show_it(left_ms: int, text: str) -> None:
    assert format_left(left_ms) == text


def test_names_say_nothing_about_who_holds_which_color() -> None:
    facts = tell(finished("44", winner=Color.RED, reason=Reason.RESIGNATION, names=("Same", "Same")))
    assert (facts.headline, facts.winner) == ("Same won", "red")
