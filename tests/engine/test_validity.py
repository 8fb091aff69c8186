"""Positions that make no sense are refused with a reason; all others are taken."""

from __future__ import annotations

import pytest
from hypothesis import given

from fourline.engine.validity import check_position
from fourline.errors import BadPosition
from fourline.rules.game import NEW_GAME
from fourline.rules.position import Position
from tests.rules.model import playouts

# Columns 0 and 1 with three discs each, the mover's in column 0.
OPEN = Position(0b111, 0b111 | 0b111 << 7)


@given(playouts())
def test_every_position_of_a_game_is_taken(moves: list[int]) -> None:
    game = NEW_GAME
    for column in moves:
        check_position(game.position)
        if game.outcome is not None:
            break
        game = game.play(column)
    check_position(game.position)


@pytest.mark.parametrize(
    ("position", "reason"),
    [
        (Position(0, -1), "a disc lies outside the board"),
        (Position(0, 1 << 6), "a disc lies outside the board"),
        (Position(0, 1 << 49), "a disc lies outside the board"),
        (Position(2, 1), "a disc of the side to move lies in a free cell"),
        (Position(-1, 1), "a disc of the side to move lies in a free cell"),
        (Position(0, 2), "a disc lies above a free cell"),
        (Position(1, 0b1011), "a disc lies above a free cell"),
        (Position(1, 1), "1 of 1 discs are the side to move's, not 0"),
        (Position(0, 3), "0 of 2 discs are the side to move's, not 1"),
        (Position(0b1111, 0b1111 | 0b1111 << 14), "the side to move has four in a row already"),
        (Position(0b1111, 0b1111 | 0b1111 << 7), "the side to move has four in a row already"),
    ],
)
def test_nonsense_is_refused_with_its_reason(position: Position, reason: str) -> None:
    with pytest.raises(BadPosition) as caught:
        check_position(position)
    assert str(caught.value) == reason


def test_buried_line_is_refused() -> None:
    # Yellow's level line lies under other discs, so the game went on after it.
    line = sum(1 << 7 * column for column in range(4))
    theirs = line | 1 << 22
    mine = 0b10 | 0b10 << 7 | 0b10 << 14 | 0b11 << 35
    with pytest.raises(BadPosition, match="before the last one"):
        check_position(Position(mine, mine | theirs))


def test_lines_that_one_disc_completes_are_taken() -> None:
    # The middle disc of a level line of seven.
    theirs = sum(1 << 7 * column for column in range(7))
    mine = 0b10 | 0b10 << 7 | 0b10 << 14 | 0b10 << 28 | 0b10 << 35 | 0b10 << 42
    check_position(Position(mine, mine | theirs))


def test_lines_that_no_one_disc_completes_are_refused() -> None:
    # Two upright lines of the side that has just moved: each was the end of a game.
    theirs = 0b1111 | 0b1111 << 14
    mine = 0b111 << 7 | 0b111 << 28 | 1 << 42
    with pytest.raises(BadPosition, match="before the last one"):
        check_position(Position(mine, mine | theirs))
