"""The dumbest solver there is: it tries everything, as far as it is asked to look."""

from __future__ import annotations

from functools import lru_cache

from fourline.engine.threats import open_columns
from fourline.rules.position import CELLS, Position

OWN_DISCS = CELLS // 2 + 1
"""A win with the n-th own disc is worth this less n."""


def scores_to(position: Position, horizon: int) -> tuple[int | None, ...]:
    """Return the scores of the seven moves, exact if decided within ``horizon`` plies, else 0."""
    columns = open_columns(position)
    return tuple(
        -_value(position.drop(column), horizon - 1) if column in columns and not position.has_line else None
        for column in range(7)
    )


def scores(position: Position) -> tuple[int | None, ...]:
    """Return the exact scores of the seven moves; only near the end of a game is there time for that."""
    return scores_to(position, CELLS)


@lru_cache(maxsize=200_000)
def _value(position: Position, horizon: int) -> int:
    if position.has_line:
        return -(OWN_DISCS - (position.ply + 1) // 2)
    if position.is_full or horizon <= 0:
        return 0
    return max(-_value(position.drop(column), horizon - 1) for column in open_columns(position))
