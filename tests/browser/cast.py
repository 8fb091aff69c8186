"""Who the scenes are about: Ada, who opened the room, and Ben, in the middle of a game."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .visitor import Visitor
from .visitors import Visitors

__all__ = ["OPENING", "in_the_middle", "players", "press"]

OPENING: Final = (3, 2, 4, 3, 2, 5, 4, 4, 1, 2, 3, 5)
"""Some moves from the middle of which nobody wins."""


def players(visitors: Visitors, base: str | None = None, *, clock: str = "") -> tuple[Visitor, Visitor]:
    """Return Ada, who opened the game and plays red, and Ben, who may always come."""
    ada, ben = visitors(base), visitors()
    ada.open_room(name="Ada", clock=clock)
    ben.remember(name="Ben")
    ben.visit(ada.join_link.replace(ada.base, ben.base))
    return ada, ben


def in_the_middle(
    visitors: Visitors, moves: int = len(OPENING), base: str | None = None, *, clock: str = ""
) -> tuple[Visitor, Visitor]:
    """Return Ada and Ben after some moves."""
    ada, ben = players(visitors, base, clock=clock)
    press(ada, ben, OPENING[:moves])
    ada.sees(OPENING[:moves])
    return ada, ben


def press(red: Visitor, yellow: Visitor, columns: Sequence[int], after: int = 0) -> None:
    """Play moves by digits, each when its turn has come, in a game that has ``after`` moves already."""
    for ply, column in enumerate(columns, after):
        (red, yellow)[ply % 2].press(column)
