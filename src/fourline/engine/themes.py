"""What a puzzle is about: seen from its line, in the words of :data:`.puzzles.THEMES`."""

from __future__ import annotations

from ..rules.position import COLUMNS, Position
from .puzzles import Kind
from .threats import blocks

__all__ = ["themes_of"]

LONG_PLIES = 9
ENDGAME_PLIES = 28


def themes_of(kind: Kind, position: Position, line: str, *, is_won: bool = True) -> tuple[str, ...]:
    """
    Return the themes of a puzzle that begins in ``position``; ``line`` are the digits of its main line.

    ``is_won`` tells whether the solver wins with best play; in a *save* it may be a draw.

    """
    positions = [position]
    for digit in line:
        positions.append(positions[-1].drop(int(digit) - 1))
    if kind == "win":
        themes = _of_win(positions, line)
    else:
        themes = ["far_win" if is_won else "draw"]
        if len(line) > 1:
            themes.append("series")
    if not blocks(positions[1]):
        themes.append("quiet")
    if line[0] in {"1", str(COLUMNS)}:
        themes.append("edge")
    if position.ply >= ENDGAME_PLIES:
        themes.append("endgame")
    return tuple(themes)


def _of_win(positions: list[Position], line: str) -> list[str]:
    # After the solver's last move but one: what the other has to stop.
    threats = blocks(positions[-3])
    themes = []
    if len(threats) > 1:
        themes.append("double_threat")
    elif not threats:
        themes.append("zugzwang")
    elif line[-1] == line[-2]:
        themes.append("stacked")
    # After each of the solver's moves but the last.
    if all(blocks(after) for after in positions[1:-1:2]):
        themes.append("forcing")
    column = int(line[-1]) - 1
    shapes = set()
    for cells in positions[-1].lines_through((column, positions[-1].height(column) - 1)):
        (first_column, first_row), (second_column, second_row) = cells[:2]
        if first_column == second_column:
            shapes.add("vertical")
        else:
            shapes.add("horizontal" if first_row == second_row else "diagonal")
    themes += sorted(shapes)
    if len(line) >= LONG_PLIES:
        themes.append("long")
    return themes
