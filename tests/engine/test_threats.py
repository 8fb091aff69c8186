from __future__ import annotations

import pytest
from hypothesis import given

from fourline.engine.threats import blocks, open_columns, reflex, wins
from fourline.rules.game import Game
from fourline.rules.notation import parse_game
from fourline.rules.position import EMPTY

from .positions import games_under_way


@given(games_under_way())
def test_wins_are_the_moves_that_end_the_game_with_a_line(game: Game) -> None:
    ends = {column: game.play(column).outcome for column in open_columns(game.position)}
    assert wins(game.position) == tuple(column for column, end in ends.items() if end is not None and end.lines)


@given(games_under_way(most=40))
def test_blocks_are_what_the_other_side_would_win_in(game: Game) -> None:
    for column in open_columns(game.position):
        after = game.play(column)
        if after.outcome is None:
            # The disc stops the other side there, and changes nothing anywhere else, but on top of itself.
            others = tuple(other for other in wins(after.position) if other != column)
            assert others == tuple(other for other in blocks(game.position) if other != column)


@pytest.mark.parametrize(
    ("moves", "column"),
    [
        ("", None),
        ("112233", 3),  # one's own four
        ("11223", 3),  # the other's
        ("4343437", 2),  # one's own before the other's
        ("33445", 1),  # two at once: the more central one, or of two that are as far the left one
        ("33447755", 1),
    ],
)
def test_reflex(moves: str, column: int | None) -> None:
    assert reflex(parse_game(moves).position) == column


def test_no_column_is_open_on_a_full_board() -> None:
    assert open_columns(EMPTY) == (0, 1, 2, 3, 4, 5, 6)
    assert open_columns(parse_game("444444").position) == (0, 1, 2, 4, 5, 6)
