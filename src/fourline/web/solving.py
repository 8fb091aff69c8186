"""
Exact scores for any position: ``/api/solve?pos=4453``, JSON for pages and programs alike.

The answer is the one of ``fourline solve --json``, with the outcome of a game that is over. A text that isn't a game is
refused with 400 and the number of moves that were fine; 503 means that it took too long, 429 that this address asked
for too many.
"""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..engine.scores import NO_SCORES, Scores, best_columns, best_score
from ..errors import BadNotation, SolverError
from ..live.reviewer import Solves
from ..rules.game import Game, Outcome
from ..rules.importing import import_game
from ..rules.notation import format_moves
from ..rules.position import Line
from .content import NO_STORE, make_content
from .rates import RequestRates

__all__ = ["SolveSite"]

_FOR_A_DAY: Final = "max-age=86400"
"""A position's scores are true for ever; a browser needn't keep them for that long."""


class OutcomeJson(msgspec.Struct, frozen=True):
    """How a game ended on the board."""

    winner: str | None
    reason: str
    lines: tuple[Line, ...]


class SolveJson(msgspec.Struct, frozen=True, omit_defaults=True):
    """The scores of a position, for the side to move; columns are 1-7."""

    moves: str
    score: int | None
    scores: Scores
    best: tuple[int, ...]
    outcome: OutcomeJson | None = None


class RefusalJson(msgspec.Struct, frozen=True):
    """Why a text isn't a game; the move after ``ply`` fine ones is the culprit."""

    error: str
    ply: int


class SolveSite:
    """The endpoint, and what it needs."""

    def __init__(self, solver: Solves | None, rates: RequestRates, deadline_s: float) -> None:
        self._solver = solver
        self._deadline_s = deadline_s
        self._rates = rates

    async def solve(self, request: Request) -> Response:
        """Answer with the scores of the position that ``pos`` leads to."""
        try:
            game = import_game(request.query_params.get("pos", ""))
        except BadNotation as exc:
            body = msgspec.json.encode(RefusalJson(str(exc), exc.ply))
            return Response(body, 400, {"cache-control": NO_STORE}, "application/json")
        answer = to_solve_json(game, await self._scores(request, game))
        return make_content(msgspec.json.encode(answer), "application/json", _FOR_A_DAY).respond(request)

    async def _scores(self, request: Request, game: Game) -> Scores:
        if game.outcome is not None:
            return NO_SCORES
        if self._solver is None:
            raise HTTPException(503)
        self._rates.check(request)
        try:
            # Bots' moves go before: their clocks run.
            return await asyncio.wrap_future(self._solver.submit(game.position, deadline_s=self._deadline_s))
        except SolverError:
            raise HTTPException(503, headers={"retry-after": "5"}) from None


def to_solve_json(game: Game, scores: Scores) -> SolveJson:
    """Return a position's scores for programs."""
    return SolveJson(
        moves=format_moves(game.moves),
        score=best_score(scores),
        scores=scores,
        best=tuple(column + 1 for column in best_columns(scores)),
        outcome=None if game.outcome is None else _outcome(game.outcome),
    )


def _outcome(outcome: Outcome) -> OutcomeJson:
    winner = None if outcome.winner is None else outcome.winner.value
    return OutcomeJson(winner, outcome.reason.value, outcome.lines)
