"""
What anybody sees who looks at the board for a moment: a four that can be made now, or must be stopped now.

No search and no solver: one disc is dropped, and that is all. Of whole positions the solver knows.
"""

from __future__ import annotations

from ..rules.position import COLUMNS, ROWS, Position

__all__ = ["blocks", "open_columns", "reflex", "wins"]

CENTER = COLUMNS // 2


def open_columns(position: Position) -> tuple[int, ...]:
    """Return the columns that aren't full."""
    return tuple(column for column in range(COLUMNS) if position.height(column) < ROWS)


def wins(position: Position) -> tuple[int, ...]:
    """Return the columns in which the side to move makes four at once."""
    return tuple(column for column in open_columns(position) if position.drop(column).has_line)


def blocks(position: Position) -> tuple[int, ...]:
    """Return the columns in which the other side would make four at once, were it to move."""
    return wins(Position(position.mine ^ position.mask, position.mask))


def reflex(position: Position) -> int | None:
    """Return the column that needs no thought: one that wins, else one that the other would win in; None if none."""
    urgent = wins(position) or blocks(position)
    # Of several the most central; where the other has two, neither helps.
    return min(urgent, key=lambda column: abs(column - CENTER)) if urgent else None
