"""The dumbest board there is: seven lists of colors, searched cell by cell, sharing nothing with what it judges."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from fourline.rules.position import Cell, Color, Line

RIGHT, UP, RISING, FALLING = (1, 0), (0, 1), (1, 1), (1, -1)


def all_lines() -> set[frozenset[Cell]]:
    """Return the 69 lines of four, walked from every cell in every direction."""
    lines = set()
    for column in range(7):
        for row in range(6):
            for right, up in (RIGHT, UP, RISING, FALLING):
                cells = [(column + step * right, row + step * up) for step in range(4)]
                if all(0 <= c <= 6 and 0 <= r <= 5 for c, r in cells):
                    lines.add(frozenset(cells))
    return lines


class Board:
    """Seven lists of colors, each from the bottom; grows in place."""

    def __init__(self) -> None:
        self.columns: list[list[Color]] = [[] for _ in range(7)]
        self.moves: list[int] = []

    @property
    def turn(self) -> Color:
        return [Color.RED, Color.YELLOW][len(self.moves) % 2]

    def drop(self, column: int) -> Cell:
        """Drop a disc of the side to move; return where it lies."""
        self.columns[column].append(self.turn)
        self.moves.append(column)
        return column, len(self.columns[column]) - 1

    def open_columns(self) -> list[int]:
        return [column for column in range(7) if len(self.columns[column]) < 6]

    def at(self, cell: Cell) -> Color | None:
        column, row = cell
        if not (0 <= column <= 6 and 0 <= row < len(self.columns[column])):
            return None
        return self.columns[column][row]

    def lines_through(self, cell: Cell) -> set[Line]:
        """Return the lines of the disc in ``cell``, whole."""
        runs = (self._run(cell, *direction) for direction in (RIGHT, UP, RISING, FALLING))
        return {run for run in runs if len(run) >= 4}

    def _run(self, cell: Cell, right: int, up: int) -> Line:
        color = self.at(cell)
        column, row = cell
        while color is not None and self.at((column - right, row - up)) is color:
            column, row = column - right, row - up
        run = []
        while color is not None and self.at((column, row)) is color:
            run.append((column, row))
            column, row = column + right, row + up
        return tuple(run)


@st.composite
def playouts(draw: st.DrawFn) -> list[int]:
    """Draw moves that are legal but for the end of the game: they may go on after a line."""
    board = Board()
    for choice in draw(st.lists(st.integers(0, 6), max_size=42)):
        open_columns = board.open_columns()
        board.drop(open_columns[choice % len(open_columns)])
    return board.moves


def board_of(moves: Sequence[int]) -> Board:
    """Return the board on which ``moves`` were made."""
    board = Board()
    for column in moves:
        board.drop(column)
    return board
