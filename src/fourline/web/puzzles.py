"""
Puzzles: ``/puzzle`` is today's, the same for everybody; ``/puzzle/<id>`` a certain one; ``/puzzles`` all of them.

A page brings its puzzle's whole answer along, so a try is told right or wrong at once. Nobody is protected from looking
it up: there is nothing to win but what one learns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..engine.puzzles import Puzzle
from ..rules.notation import parse_game
from ..rules.position import Position
from .content import NO_CACHE
from .facts import cells_of
from .pages import Pages
from .themes import Theme, explain

__all__ = ["PuzzleSite", "puzzle_of", "today"]

PAGE: Final = 120
"""Puzzles on one page of the list."""

_STRIDE: Final = 7_919
"""Days take puzzles in steps of that many, so that neighbours are strangers. A prime, so that all have their turn."""

_NOINDEX: Final = {"x-robots-tag": "noindex"}


@dataclass(frozen=True, slots=True)
class CountedTheme:
    """A theme, and how many puzzles have it."""

    name: str
    title: str
    text: str
    count: int


def today() -> date:
    """Return the day it is in Greenwich: a puzzle's day begins everywhere at once."""
    return datetime.now(UTC).date()


def puzzle_of(day: date, puzzles: Sequence[Puzzle]) -> Puzzle:
    """Return the puzzle of a day."""
    return puzzles[day.toordinal() * _STRIDE % len(puzzles)]


class PuzzleSite:
    """
    The endpoints, and what they need.

    Args:
        pages: The templates.
        puzzles: All there are; without any, every address is a 404.
        today: Tells the day.

    """

    def __init__(self, pages: Pages, puzzles: Sequence[Puzzle], today: Callable[[], date] = today) -> None:
        self._pages = pages
        self._today = today
        self._puzzles = sorted(puzzles, key=lambda puzzle: (puzzle.difficulty, puzzle.id))
        self._places = {puzzle.id: place for place, puzzle in enumerate(self._puzzles)}
        counts = Counter(theme for puzzle in puzzles for theme in puzzle.themes)
        self._themes = [_counted(explain(name), counts[name]) for name in sorted(counts)]

    async def of_today(self, request: Request) -> Response:
        """Answer with the puzzle of the day."""
        if not self._puzzles:
            raise HTTPException(404)
        day = self._today()
        return self._answer(request, puzzle_of(day, self._puzzles), day)

    async def puzzle(self, request: Request) -> Response:
        """Answer with one puzzle."""
        place = self._places.get(request.path_params["puzzle_id"])
        if place is None:
            raise HTTPException(404)
        return self._answer(request, self._puzzles[place], None)

    async def puzzles(self, request: Request) -> Response:
        """Answer with the list, or the part of it that has a theme or a level."""
        theme, level = (request.query_params.get(name, "") for name in ("theme", "level"))
        found = [
            puzzle
            for puzzle in self._puzzles
            if (not theme or theme in puzzle.themes) and (not level or level == str(puzzle.difficulty))
        ]
        pages = max(1, -(-len(found) // PAGE))
        page = _page(request.query_params.get("page", ""), pages)
        first = (page - 1) * PAGE
        chosen = {name: value for name, value in (("theme", theme), ("level", level)) if value}
        content = self._pages.puzzles(
            NO_CACHE,
            found=found[first : first + PAGE],
            total=len(found),
            first=first + 1,
            page=page,
            pages=pages,
            theme=theme,
            level=level,
            levels=sorted({str(puzzle.difficulty) for puzzle in self._puzzles}),
            themes=self._themes,
            address=f"/puzzles?{urlencode(chosen)}{'&' if chosen else ''}",
        )
        return content.respond(request, headers=_NOINDEX if request.query_params else None)

    def _answer(self, request: Request, puzzle: Puzzle, day: date | None) -> Response:
        position = parse_game(puzzle.moves).position
        cells = cells_of(position)
        following = self._puzzles[(self._places[puzzle.id] + 1) % len(self._puzzles)]
        content = self._pages.puzzle(
            NO_CACHE,
            puzzle=puzzle,
            title="Today's puzzle" if day else "Puzzle",
            day="" if day is None else day.isoformat(),
            task=_task(puzzle, position),
            color=position.turn.value,
            cells=cells,
            discs=tuple((color, *cell) for cell, color in cells.items()),
            themes=[explain(name) for name in puzzle.themes],
            next=following.id,
        )
        return content.respond(request, headers=None if day else _NOINDEX)


def _task(puzzle: Puzzle, position: Position) -> str:
    color = position.turn.value.capitalize()
    if puzzle.kind == "win":
        return f"{color} to move: win in {(puzzle.plies + 1) // 2}."
    kept = "keeps the win" if "far_win" in puzzle.themes else "doesn't lose"
    return f"{color} to move: only one move {kept}."


def _counted(theme: Theme, count: int) -> CountedTheme:
    return CountedTheme(theme.name, theme.title, theme.text, count)


def _page(text: str, pages: int) -> int:
    """Return a page that exists, whatever the address says."""
    return min(max(int(text), 1), pages) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
