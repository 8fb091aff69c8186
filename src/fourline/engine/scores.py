"""
What a score says: who wins, how soon, and which moves are best.

A score is for the side to move, with best play of both: 0 is a draw, ``+k`` a win and ``-k`` a loss, where ``k`` is 22
minus the number of discs that the winner has placed when the line is there. The sooner a win, the higher it is.
"""

from __future__ import annotations

from enum import Enum

from ..rules.position import CELLS, COLUMNS

__all__ = [
    "NO_SCORES",
    "Class",
    "Scores",
    "best_columns",
    "best_score",
    "class_of",
    "mirror_scores",
    "moves_to_end",
    "plies_to_end",
    "within",
]

Scores = tuple[int | None, ...]
"""
The score of each of the seven moves, columns 0-6, for the side that makes it; None where the column is full. All seven
are None once the game is over.
"""

NO_SCORES: Scores = (None,) * COLUMNS
"""The scores of a finished game."""

# A line that stands after this many plies would be worth 0.
_WORTHLESS_PLY = CELLS + 2


class Class(Enum):
    """What a position is worth with best play, if only winning counts and not how soon."""

    WIN = "win"
    DRAW = "draw"
    LOSS = "loss"


def class_of(score: int) -> Class:
    """Return the class that ``score`` belongs to."""
    if score == 0:
        return Class.DRAW
    return Class.WIN if score > 0 else Class.LOSS


def best_score(scores: Scores) -> int | None:
    """Return the highest of ``scores``, which is the score of the position; None for a finished game."""
    return max((score for score in scores if score is not None), default=None)


def best_columns(scores: Scores) -> tuple[int, ...]:
    """Return the columns (0-6) whose moves have the highest of ``scores``."""
    best = best_score(scores)
    return tuple(column for column, score in enumerate(scores) if score is not None and score == best)


def plies_to_end(ply: int, score: int) -> int:
    """
    Return how many plies a position at ``ply`` is from its end, if both play their best.

    The last of them completes the line, or fills the board if ``score`` is 0. Give the position's ply and its score for
    the side to move; for a move's score that is the position in which the move is made, and the move counts.

    """
    if score == 0:
        return CELLS - ply
    # Two plies have the same score: the winner's turn tells which is meant. The side to move wins at odd distances.
    last = _WORTHLESS_PLY - 2 * abs(score)
    return last - ply - ((last - ply) % 2 != (score > 0))


def moves_to_end(ply: int, score: int) -> int:
    """
    Return how many moves of the winner are still to come, the winning one included: "wins in 14".

    For a draw these are the moves of the side to move until the board is full.

    """
    plies = plies_to_end(ply, score)
    return plies // 2 if score < 0 else (plies + 1) // 2


def within(scores: Scores, ply: int, horizon: int) -> Scores:
    """Return exact ``scores`` as ``horizon`` plies see them from a position at ``ply``: what is decided later is 0."""
    return tuple(score and (score if plies_to_end(ply, score) <= horizon else 0) for score in scores)


def mirror_scores(scores: Scores) -> Scores:
    """Return the scores of the mirror image."""
    return scores[::-1]
