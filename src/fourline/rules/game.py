"""
One play-through, from the empty board to its outcome.

A game knows its moves and what they lead to; who plays which color, clocks and offers belong to the room.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from ..errors import GameOver
from .position import EMPTY, Cell, Color, Line, Position

__all__ = ["NEW_GAME", "Game", "Outcome", "Reason"]


class Reason(Enum):
    """Why a game ended. The board knows the first two; the others come from the players and the clock."""

    LINE = "line"
    BOARD_FULL = "board_full"
    RESIGNATION = "resignation"
    TIMEOUT = "timeout"
    AGREEMENT = "agreement"
    ABANDONMENT = "abandonment"
    ABORTED = "aborted"
    """Ended before red's second move: nobody's result."""


class Outcome(Struct, frozen=True, gc=False):
    """Who won, or nobody, and why; ``lines`` only for :attr:`Reason.LINE`."""

    winner: Color | None
    reason: Reason
    lines: tuple[Line, ...] = ()


class Game(Struct, frozen=True, gc=False):
    """Immutable game; ``Game()`` is a new one. Make others with :meth:`play` or :meth:`replay` only."""

    moves: tuple[int, ...] = ()
    position: Position = EMPTY
    outcome: Outcome | None = None

    @classmethod
    def replay(cls, moves: Iterable[int]) -> Game:
        """
        Return the game in which ``moves`` (columns 0-6) were played.

        Raises:
            IllegalMove: At the first move that can't be played.

        """
        game = cls()
        for column in moves:
            game = game.play(column)
        return game

    @property
    def ply(self) -> int:
        """Return the number of moves made."""
        return len(self.moves)

    @property
    def turn(self) -> Color | None:
        """Return the side to move, or None if the game is over."""
        return None if self.outcome else self.position.turn

    @property
    def last_cell(self) -> Cell | None:
        """Return where the last disc lies, or None on the empty board."""
        if not self.moves:
            return None
        column = self.moves[-1]
        return column, self.position.height(column) - 1

    def play(self, column: int) -> Game:
        """
        Return the game after the side to move drops a disc in ``column`` (0-6).

        Raises:
            NoSuchColumn: If ``column`` isn't 0-6; ``self`` is unchanged, as ever.
            ColumnFull: If the column has no free cell.
            GameOver: If the game has an outcome.

        """
        if self.outcome is not None:
            raise GameOver("the game is over")
        position = self.position.drop(column)
        return Game((*self.moves, column), position, _outcome(position, column))


NEW_GAME = Game()


def _outcome(position: Position, column: int) -> Outcome | None:
    """Return what the last move, in ``column``, made of the game."""
    if position.has_line:
        lines = position.lines_through((column, position.height(column) - 1))
        return Outcome(position.turn.other, Reason.LINE, lines)
    if position.is_full:
        return Outcome(None, Reason.BOARD_FULL)
    return None
