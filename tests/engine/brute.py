"""The dumbest solver there is: tries everything. Good for positions with some ten cells left."""

from __future__ import annotations

from functools import cache

from fourline.engine.scores import Scores
from fourline.rules.position import CELLS, COLUMNS, ROWS, Position


def solve(position: Position) -> Scores:
    """Return the exact score of each move."""
    if position.has_line:
        return (None,) * COLUMNS
    return tuple(
        None if position.height(column) == ROWS else -_score(position.drop(column)) for column in range(COLUMNS)
    )


@cache
def _score(position: Position) -> int:
    assert CELLS - position.ply <= 12, "too early in the game for this"
    if position.has_line:
        return (position.ply + 1) // 2 - 22
    return max((score for score in solve(position) if score is not None), default=0)
