"""
Puzzles: positions in which one move is right, and the line that shows why.

They are made from games by :mod:`.puzzle_maker` and shipped as a file of one JSON object a line, ``puzzles.jsonl``; its
first line says how it was made. Columns are digits 1-7 in all of it, as in notation.

Two kinds: *win*, where exactly one move wins, and *save*, where exactly one keeps the draw, or a win far away.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

__all__ = ["THEMES", "Puzzle", "format_puzzle", "load_puzzles", "parse_puzzle"]

Kind = Literal["win", "save"]

THEMES = {
    "double_threat": "Two fours are threatened at once; only one can be stopped.",
    "stacked": "The stop of one four lifts the disc that makes another, on top of it.",
    "zugzwang": "Nothing is threatened, but every move of the other opens a four.",
    "forcing": "Each move threatens a four, so each reply is forced.",
    "quiet": "The first move threatens nothing yet.",
    "vertical": "The four stands upright.",
    "horizontal": "The four lies flat.",
    "diagonal": "The four climbs.",
    "long": "Nine plies or more to the four.",
    "edge": "The first move is in an outer column.",
    "draw": "The only move that doesn't lose.",
    "far_win": "The only move that keeps a win which is still far away.",
    "series": "More only moves follow.",
    "endgame": "Twenty-eight discs or more lie.",
}
"""Every theme, and what it means."""


@dataclass(frozen=True, slots=True)
class Puzzle:
    """
    A position, and how to go on.

    ``answers`` are all right columns at each turn of the solver along ``line``: one, until three plies are left of a
    win; then every one that still wins in time.

    """

    id: str
    """Of the position or its mirror image, which are one puzzle."""
    moves: str
    """The game up to the position; the side to move is to solve it."""
    kind: Kind
    plies: int
    """How long the line is, the last move of the solver included."""
    themes: tuple[str, ...]
    difficulty: int
    """The weakest bot that solves it half the time, 1-8."""
    line: str
    """The main line: the solver's moves, and between them the defence that holds out longest."""
    answers: tuple[str, ...] = ()


def format_puzzle(puzzle: Puzzle) -> str:
    """Return a puzzle as a line of the file."""
    return json.dumps(asdict(puzzle), separators=(",", ":"))


def parse_puzzle(line: str) -> Puzzle:
    """Return the puzzle that a line of the file is."""
    fields = json.loads(line)
    return Puzzle(**{**fields, "themes": tuple(fields["themes"]), "answers": tuple(fields["answers"])})


@cache
def load_puzzles() -> tuple[Puzzle, ...]:
    """Return the puzzles that come with Fourline, in the order of the file."""
    _how, *lines = files(__package__).joinpath("puzzles.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(parse_puzzle(line) for line in lines)
