"""Notation: round trips, and the exact move that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.errors import BadNotation, ColumnFull, GameOver, IllegalMove, NoSuchColumn
from fourline.rules.game import NEW_GAME, Game
from fourline.rules.notation import format_moves, parse_game
from tests.rules.model import playouts

WON = "1212121"


def test_digits_are_columns_from_one() -> None:
    assert parse_game("4453").moves == (3, 3, 4, 2)
    assert format_moves([3, 3, 4, 2]) == "4453"
    assert format_moves(range(7)) == "1234567"


def test_empty_text_is_a_new_game() -> None:
    assert parse_game("") == NEW_GAME
    assert format_moves([]) == ""


def test_finished_game_keeps_its_outcome() -> None:
    assert parse_game(WON).outcome == Game.replay([0, 1, 0, 1, 0, 1, 0]).outcome is not None


@given(playouts())
def test_game_survives_the_round_trip(moves: list[int]) -> None:
    game = NEW_GAME
    for column in moves:
        if game.outcome is None:
            game = game.play(column)
    assert parse_game(format_moves(game.moves)) == game


@given(st.lists(st.integers(0, 6)))
def test_every_list_of_columns_has_its_digits(moves: list[int]) -> None:
    assert [int(digit) - 1 for digit in format_moves(moves)] == moves


# The digits of other scripts, one in a circle and a superscript: all of them pass str.isdigit.
@pytest.mark.parametrize("digit", ["0", "8", "9", "a", " ", "\n", "-", "٣", "४", "①", "²", "\0", "🙂"])
@pytest.mark.parametrize("before", ["", "4", "4453"])
def test_what_is_no_column_is_rejected_at_its_ply(before: str, digit: str) -> None:
    with pytest.raises(BadNotation) as caught:
        parse_game(f"{before}{digit}1")
    assert caught.value.ply == len(before)
    assert caught.value.reason == f"{digit!r} isn't a column from 1 to 7"
    assert str(caught.value) == f"move {len(before) + 1}: {caught.value.reason}"


@pytest.mark.parametrize(
    ("text", "ply", "cause"), [("4444444", 6, ColumnFull), ("144444441", 7, ColumnFull), (f"{WON}7", 7, GameOver)]
)
def test_move_that_cannot_be_played_is_rejected_at_its_ply(text: str, ply: int, cause: type[IllegalMove]) -> None:
    with pytest.raises(BadNotation) as caught:
        parse_game(text)
    assert caught.value.ply == ply
    assert isinstance(caught.value.__cause__, cause)
    assert caught.value.reason == str(caught.value.__cause__)


@given(st.text(alphabet="01234567", max_size=50))
def test_text_is_a_game_exactly_if_each_digit_can_be_played(text: str) -> None:
    game = NEW_GAME
    for ply, digit in enumerate(text):
        if digit == "0" or game.outcome is not None or game.position.height(int(digit) - 1) == 6:
            with pytest.raises(BadNotation) as caught:
                parse_game(text)
            assert caught.value.ply == ply
            return
        game = game.play(int(digit) - 1)
    assert parse_game(text) == game


@pytest.mark.parametrize("column", [-1, 7, 10, True, 1.0, "1", None], ids=repr)
def test_format_of_what_is_no_column_is_rejected(column: Any) -> None:
    with pytest.raises(NoSuchColumn):
        format_moves([3, column])
