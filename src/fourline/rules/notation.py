"""
The field's common notation: one digit a move, columns 1-7 from the left.

``4453`` is red in the middle, yellow on top of it, red right of the middle, yellow left of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import BadNotation, IllegalMove
from .game import NEW_GAME, Game
from .position import check_column

__all__ = ["format_moves", "parse_game"]

_DIGITS = "1234567"


def format_moves(moves: Iterable[int]) -> str:
    """
    Return ``moves`` (columns 0-6) as digits 1-7, legal in a game or not.

    Raises:
        NoSuchColumn: At the first that isn't a column.

    """
    return "".join(_digit(column) for column in moves)


def parse_game(text: str) -> Game:
    """
    Return the game that ``text`` (digits 1-7, nothing else) describes.

    Raises:
        BadNotation: At the first digit that isn't a column or can't be played.

    """
    game = NEW_GAME
    for ply, digit in enumerate(text):
        # str.isdigit would let through digits of other scripts.
        if digit not in _DIGITS:
            raise BadNotation(f"{digit!r} isn't a column from 1 to 7", ply)
        try:
            game = game.play(int(digit) - 1)
        except IllegalMove as exc:
            raise BadNotation(str(exc), ply) from exc
    return game


def _digit(column: int) -> str:
    check_column(column)
    return _DIGITS[column]
