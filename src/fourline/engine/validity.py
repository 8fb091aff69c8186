"""
Which positions the solver takes: those that could stand on a board in the middle or at the end of a game.

Whether an order of moves leads to them isn't asked: their scores make sense all the same.
"""

from __future__ import annotations

from ..errors import BadPosition
from ..rules.position import COLUMNS, ROWS, Cell, Position

__all__ = ["check_position"]

_HEIGHT = ROWS + 1
_BOTTOM = sum(1 << column * _HEIGHT for column in range(COLUMNS))
_FULL = _BOTTOM * ((1 << ROWS) - 1)


def check_position(position: Position) -> None:
    """
    Check that ``position`` makes sense.

    Raises:
        BadPosition: If it doesn't; the message says why.

    """
    mine, mask = position.mine, position.mask
    if not 0 <= mask <= _FULL or mask & ~_FULL:
        raise BadPosition("a disc lies outside the board")
    if mine & ~mask:
        raise BadPosition("a disc of the side to move lies in a free cell")
    # In a column without gaps, one more at the bottom carries through to the first free cell.
    if (mask + _BOTTOM) & mask:
        raise BadPosition("a disc lies above a free cell")
    if mine.bit_count() != position.ply // 2:
        raise BadPosition(f"{mine.bit_count()} of {position.ply} discs are the side to move's, not {position.ply // 2}")
    if Position(mine ^ mask, mask).has_line:
        raise BadPosition("the side to move has four in a row already")
    if position.has_line and not any(_completes_every_line(position, cell) for cell in _tops(mask)):
        raise BadPosition("no single move made these lines: the game was over before the last one")


def _tops(mask: int) -> list[Cell]:
    """Return the highest disc of each column that has one."""
    heights = [Position(0, mask).height(column) for column in range(COLUMNS)]
    return [(column, height - 1) for column, height in enumerate(heights) if height]


def _completes_every_line(position: Position, cell: Cell) -> bool:
    """Tell whether the disc in ``cell`` may have been the last, after which the game was over and before not."""
    bit = 1 << cell[0] * _HEIGHT + cell[1]
    return not position.mine & bit and not Position(position.mine, position.mask ^ bit).has_line
