"""
Which discs lie where, and who moves: a bitboard of seven bits a column.

::

     6 13 20 27 34 41 48      always empty: keeps lines from wrapping around
     5 12 19 26 33 40 47      row 5
     4 11 18 25 32 39 46
     3 10 17 24 31 38 45
     2  9 16 23 30 37 44
     1  8 15 22 29 36 43
     0  7 14 21 28 35 42      row 0
    column 0  ...  column 6

``mine`` holds the discs of the side to move, ``mask`` all discs. Adding the two gives a key that is unique per
position: in each column the lowest free bit marks the height.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from ..errors import ColumnFull, NoSuchColumn

__all__ = ["CELLS", "COLUMNS", "EMPTY", "ROWS", "Cell", "Color", "Line", "Position", "check_column"]

COLUMNS = 7
ROWS = 6
CELLS = COLUMNS * ROWS

Cell = tuple[int, int]
"""A column (0-6 from the left) and a row (0-5 from the bottom)."""

Line = tuple[Cell, ...]
"""Four or more neighbouring cells in one direction, from the left (upright: from the bottom)."""

_HEIGHT = ROWS + 1
_BOTTOM = sum(1 << (column * _HEIGHT) for column in range(COLUMNS))
_FULL = _BOTTOM * ((1 << ROWS) - 1)
_COLUMN = (1 << _HEIGHT) - 1

# Upright, level, rising and falling, as distances between neighbouring bits.
_DIRECTIONS = (1, _HEIGHT, _HEIGHT + 1, _HEIGHT - 1)


class Color(Enum):
    """The two sides; red moves first, always."""

    RED = "red"
    YELLOW = "yellow"

    @property
    def other(self) -> Color:
        """Return the opponent's color."""
        return Color.YELLOW if self is Color.RED else Color.RED


class Position(Struct, frozen=True, gc=False):
    """Immutable position; ``Position()`` is the empty board."""

    mine: int = 0
    mask: int = 0

    @property
    def ply(self) -> int:
        """Return the number of moves made."""
        return self.mask.bit_count()

    @property
    def turn(self) -> Color:
        """Return the side to move."""
        return Color.YELLOW if self.ply % 2 else Color.RED

    @property
    def is_full(self) -> bool:
        """Tell whether no move is left."""
        return self.mask == _FULL

    @property
    def key(self) -> int:
        """Return a number unique to this position, less than 2**49."""
        return self.mine + self.mask

    def height(self, column: int) -> int:
        """
        Return the number of discs in ``column``, which is the row where the next one lands.

        Raises:
            NoSuchColumn: If ``column`` isn't 0-6.

        """
        check_column(column)
        return (self.mask >> (column * _HEIGHT) & _COLUMN).bit_count()

    def color_at(self, cell: Cell) -> Color | None:
        """Return the color of the disc in ``cell`` of the board, or None if it is free."""
        bit = 1 << _bit(cell)
        if not self.mask & bit:
            return None
        return self.turn if self.mine & bit else self.turn.other

    def drop(self, column: int) -> Position:
        """
        Return the position after the side to move drops a disc in ``column`` (0-6).

        Raises:
            NoSuchColumn: If ``column`` isn't 0-6.
            ColumnFull: If the column has no free cell.

        """
        if self.height(column) == ROWS:
            raise ColumnFull(f"column {column} is full")
        # Adding one at the bottom of a stack carries into the lowest free cell.
        return Position(self.mine ^ self.mask, self.mask | self.mask + (1 << column * _HEIGHT))

    @property
    def has_line(self) -> bool:
        """Tell whether the side that has just moved has four or more in a row."""
        return _has_four(self.mine ^ self.mask)

    def is_open_to(self, color: Color) -> bool:
        """Tell whether a line of four is left in which ``color`` has or could have all discs, whoever moves when."""
        own = self.mine if color is self.turn else self.mine ^ self.mask
        return _has_four(own | _FULL & ~self.mask)

    def lines_through(self, cell: Cell) -> tuple[Line, ...]:
        """Return all lines of the disc in ``cell``, whole: a line of five is one line of five cells."""
        bit = _bit(cell)
        if not self.mask >> bit & 1:
            return ()
        own = self.mine if self.mine >> bit & 1 else self.mine ^ self.mask
        lines = (_run(own, bit, step) for step in _DIRECTIONS)
        return tuple(line for line in lines if len(line) >= 4)

    def mirror(self) -> Position:
        """Return the position with left and right swapped."""
        return Position(_mirror(self.mine), _mirror(self.mask))


EMPTY = Position()


def check_column(column: int) -> None:
    """
    Check that ``column`` is a whole number from 0 to 6.

    Raises:
        NoSuchColumn: If it is anything else. To Python ``True`` is 1 and ``1.0`` equals it; here they are no columns.

    """
    if type(column) is not int or not 0 <= column < COLUMNS:
        raise NoSuchColumn(f"no column {column!r}")


def _bit(cell: Cell) -> int:
    column, row = cell
    return column * _HEIGHT + row


def _has_four(discs: int) -> bool:
    for step in _DIRECTIONS:
        pairs = discs & discs >> step
        if pairs & pairs >> 2 * step:
            return True
    return False


def _run(discs: int, bit: int, step: int) -> Line:
    """Return the unbroken run of ``discs`` through ``bit`` in one direction."""
    # The empty row on top ends every run inside the board; below bit 0 there is nothing to shift.
    first = bit
    while first >= step and discs >> (first - step) & 1:
        first -= step
    last = bit
    while discs >> (last + step) & 1:
        last += step
    return tuple(divmod(at, _HEIGHT) for at in range(first, last + 1, step))


def _mirror(bits: int) -> int:
    mirrored = 0
    for column in range(COLUMNS):
        mirrored |= (bits >> column * _HEIGHT & _COLUMN) << (COLUMNS - 1 - column) * _HEIGHT
    return mirrored
