"""Games: outcomes, turns, and moves that leave no trace when they are refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.errors import ColumnFull, GameOver, IllegalMove, NoSuchColumn
from fourline.rules.game import NEW_GAME, Game, Outcome, Reason
from fourline.rules.position import EMPTY, Color
from tests.rules.model import Board, playouts

DRAW = "174166227341672362665415453424277135575133"
LINE_ON_LAST_DISC = "533551172714257375353237116174664466224426"


def game_of(digits: str) -> Game:
    return Game.replay(int(digit) - 1 for digit in digits)


def test_new_game_has_nothing_in_it() -> None:
    assert Game() == NEW_GAME == Game.replay([])
    assert NEW_GAME.moves == ()
    assert NEW_GAME.position == EMPTY
    assert NEW_GAME.ply == 0
    assert NEW_GAME.turn is Color.RED
    assert NEW_GAME.outcome is None
    assert NEW_GAME.last_cell is None


def test_play_gives_the_turn_to_the_other_side() -> None:
    game = NEW_GAME.play(3)
    assert game.turn is Color.YELLOW
    assert game.last_cell == (3, 0)
    game = game.play(3)
    assert game.turn is Color.RED
    assert game.last_cell == (3, 1)
    assert game.moves == (3, 3)
    assert game.ply == 2


@given(playouts())
def test_game_agrees_with_model(moves: list[int]) -> None:
    game, board = NEW_GAME, Board()
    for column in moves:
        mover = board.turn
        assert game.turn is mover
        cell = board.drop(column)
        game = game.play(column)
        assert game.last_cell == cell
        assert game.moves == tuple(board.moves)
        lines = board.lines_through(cell)
        if lines:
            assert game.outcome is not None
            assert (game.outcome.winner, game.outcome.reason) == (mover, Reason.LINE)
            assert set(game.outcome.lines) == lines
            assert len(game.outcome.lines) == len(lines)
            assert game.turn is None
            return
        full = len(board.moves) == 42
        assert game.outcome == (Outcome(None, Reason.BOARD_FULL) if full else None)


@pytest.mark.parametrize(
    ("digits", "winner", "lines"),
    [
        ("1212121", Color.RED, [[(0, 0), (0, 1), (0, 2), (0, 3)]]),
        ("71212121", Color.YELLOW, None),
        ("1122334", Color.RED, [[(0, 0), (1, 0), (2, 0), (3, 0)]]),
        ("12233434474", Color.RED, [[(0, 0), (1, 1), (2, 2), (3, 3)]]),
        ("76655454414", Color.RED, [[(3, 3), (4, 2), (5, 1), (6, 0)]]),
    ],
)
def test_line_in_each_direction_wins(digits: str, winner: Color, lines: Any) -> None:
    game = game_of(digits)
    assert game.outcome is not None
    assert (game.outcome.winner, game.outcome.reason) == (winner, Reason.LINE)
    if lines:
        assert [list(line) for line in game.outcome.lines] == lines
    assert game.turn is None


def test_double_four_has_both_lines() -> None:
    outcome = game_of("34211432145364").outcome
    assert outcome is not None
    assert len(outcome.lines) == 2
    assert {len(line) for line in outcome.lines} == {4}


def test_triple_four_has_all_three_lines() -> None:
    outcome = game_of("51622132362662342353514").outcome
    assert outcome is not None
    assert len(outcome.lines) == 3


@pytest.mark.parametrize(
    ("digits", "length"),
    [("775731356377524", 5), ("313515767662527425344", 6), ("73366377615316532571113421754", 7)],
)
def test_line_of_more_than_four_is_one_line(digits: str, length: int) -> None:
    outcome = game_of(digits).outcome
    assert outcome is not None
    assert length in {len(line) for line in outcome.lines}


def test_full_board_without_line_is_a_draw() -> None:
    assert game_of(DRAW[:-1]).outcome is None
    game = game_of(DRAW)
    assert game.ply == 42
    assert game.outcome == Outcome(winner=None, reason=Reason.BOARD_FULL, lines=())
    assert game.turn is None


def test_line_on_the_last_disc_is_a_win_and_no_draw() -> None:
    assert game_of(LINE_ON_LAST_DISC[:-1]).outcome is None
    game = game_of(LINE_ON_LAST_DISC)
    assert game.position.is_full
    assert game.outcome is not None
    assert (game.outcome.winner, game.outcome.reason) == (Color.YELLOW, Reason.LINE)


@pytest.mark.parametrize("digits", ["1212121", DRAW])
@pytest.mark.parametrize("column", range(7))
def test_play_after_the_end_is_rejected(digits: str, column: int) -> None:
    game = game_of(digits)
    with pytest.raises(GameOver):
        game.play(column)
    assert game == game_of(digits)


@pytest.mark.parametrize("column", [-1, 7, True, False, 3.0, "3", None], ids=repr)
def test_play_in_no_column_is_rejected(column: Any) -> None:
    game = game_of("4453")
    with pytest.raises(NoSuchColumn):
        game.play(column)
    assert game == game_of("4453")


def test_play_in_full_column_is_rejected() -> None:
    game = game_of("444444")
    with pytest.raises(ColumnFull):
        game.play(3)
    assert game == game_of("444444")
    assert game.turn is Color.RED


@given(st.lists(st.integers(-1, 7), max_size=60))
def test_replay_stops_where_play_would(columns: list[int]) -> None:
    game = NEW_GAME
    try:
        for column in columns:
            game = game.play(column)
    except IllegalMove as exc:
        with pytest.raises(type(exc)):
            Game.replay(columns)
        assert game == Game.replay(game.moves)
    else:
        assert Game.replay(columns) == game
