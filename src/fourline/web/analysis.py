"""
The free board: ``/analysis``, and ``/analysis/4453`` for a position.

``/analysis?moves=...`` is its box for games from elsewhere: what can be read leads to the position's own address, and
what can't is told on the page. So it works without scripts, which only the scores need.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..errors import BadNotation
from ..rules.game import NEW_GAME, Game
from ..rules.importing import import_game
from ..rules.notation import format_moves
from .content import NO_CACHE, NO_STORE
from .facts import cells_of
from .pages import Pages

__all__ = ["AnalysisSite"]


class AnalysisSite:
    """The endpoints, and what they need."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._empty = pages.analysis(NO_CACHE, **_facts(NEW_GAME))

    async def analysis(self, request: Request) -> Response:
        """Answer with the empty board, or lead to the position that somebody asks for."""
        typed = request.query_params.get("moves")
        if typed is None:
            return self._empty.respond(request)
        try:
            game = import_game(typed)
        except BadNotation as exc:
            return self._refuse(request, typed, exc)
        return RedirectResponse(_address(game), 303, {"cache-control": NO_STORE})

    async def position(self, request: Request) -> Response:
        """Answer with the board at a position."""
        moves = request.path_params["moves"]
        try:
            game = import_game(moves)
        except BadNotation as exc:
            return self._refuse(request, moves, exc)
        # There are more positions than a search engine should see.
        return self._pages.analysis(NO_CACHE, **_facts(game)).respond(request, headers={"x-robots-tag": "noindex"})

    def _refuse(self, request: Request, typed: str, exc: BadNotation) -> Response:
        facts = {**_facts(NEW_GAME), "typed": typed[:200], "error": f"{str(exc)[:1].upper()}{str(exc)[1:]}."}
        return self._pages.analysis(NO_STORE, **facts).respond(request, 400, {"x-robots-tag": "noindex"})


def _facts(game: Game) -> dict[str, object]:
    cells = cells_of(game.position)
    discs = [(color, *cell) for cell, color in cells.items()]
    return {"moves": format_moves(game.moves), "cells": cells, "discs": discs, "typed": "", "error": ""}


def _address(game: Game) -> str:
    return f"/analysis/{format_moves(game.moves)}" if game.moves else "/analysis"
