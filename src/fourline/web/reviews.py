"""
What finished games were worth: ``/api/games/<id>/review``, JSON for pages and programs alike.

200 is the review, with ``is_complete`` false if something couldn't be solved in time; whoever asks later may get more.
While it is being worked out, the answer is held back for a moment; then it is 202, and ``Retry-After`` says when to ask
again. 503 means that too many games wait, 429 that this address has asked for too many new ones.
"""

from __future__ import annotations

import asyncio
import re
from typing import Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..engine.findings import Findings
from ..engine.review import Accuracy, MoveReview
from ..errors import StoreUnavailable, TooBusy
from ..live.reviewer import Reviewer
from ..room.events import GameId
from ..rules.notation import format_moves, parse_game
from ..rules.position import Color
from ..store.base import GameRecord, Store
from .content import NO_CACHE, NO_STORE, make_content
from .rates import RequestRates

__all__ = ["HOLD_S", "ReviewSite", "to_review_json"]

HOLD_S: Final = 3.0
"""How long an answer is held back while the review is being worked out: most take less than a second."""

_GAME_ID: Final = re.compile(r"[A-Za-z0-9_-]{16}")


class AccuracyJson(msgspec.Struct, frozen=True):
    """Of so many critical moves, how many kept what the position was worth."""

    kept: int
    critical: int


class MoveJson(msgspec.Struct, frozen=True):
    """One move; scores are for the side that made it. Columns are 1-7."""

    ply: int
    color: str
    column: int
    label: str
    before: str
    after: str
    score: int
    best_score: int
    best: str
    """Digits: the columns that were best."""
    is_critical: bool
    line: str | None
    """Digits: best play instead, from before this move on; null where there is nothing to show."""


class ReviewJson(msgspec.Struct, frozen=True):
    """A game's review. ``scores[i]`` are those of the position after ``start_ply + i`` moves, one for each column."""

    game_id: str
    moves: str
    start_ply: int
    is_complete: bool
    scores: tuple[tuple[int | None, ...] | None, ...]
    judged: tuple[MoveJson | None, ...]
    """From move ``start_ply + 1`` on; null where the position isn't solved."""
    turning_points: tuple[int, ...]
    accuracy: dict[str, AccuracyJson]


class ReviewSite:
    """The endpoint, and what it needs."""

    def __init__(self, store: Store, reviewer: Reviewer | None, rates: RequestRates) -> None:
        self._store = store
        self._reviewer = reviewer
        self._rates = rates

    async def review(self, request: Request) -> Response:
        """Answer with the review of a finished game."""
        if _GAME_ID.fullmatch(request.path_params["game_id"]) is None:
            raise HTTPException(404)
        try:
            record = await self._store.read_game(GameId(request.path_params["game_id"]))
            if record is None:
                raise HTTPException(404)
            if self._reviewer is None:
                raise HTTPException(503)
            found = await self._find(request, self._reviewer, record)
        except StoreUnavailable:
            raise HTTPException(503) from None
        if found is None:
            headers = {"retry-after": "1", "cache-control": NO_STORE}
            return Response(b"{}", 202, headers, "application/json")
        answer = to_review_json(record, found)
        cache_control = NO_CACHE if answer.is_complete else NO_STORE
        return make_content(msgspec.json.encode(answer), "application/json", cache_control).respond(request)

    async def _find(self, request: Request, reviewer: Reviewer, record: GameRecord) -> Findings | None:
        """Return what is known, worked out now if need be; None if that takes too long to wait for."""
        known = await reviewer.known(record)
        if known.is_complete(parse_game(record.moves).moves):
            return known
        if not reviewer.is_under_way(record.game_id):
            self._rates.check(request)
        try:
            working = reviewer.begin(record, known)
        except TooBusy:
            raise HTTPException(503, headers={"retry-after": "5"}) from None
        done, _ = await asyncio.wait({working}, timeout=HOLD_S)
        if working.cancelled():
            # The server is about to stop; the next one goes on.
            raise HTTPException(503, headers={"retry-after": "5"})
        return working.result() if done else None


def to_review_json(record: GameRecord, found: Findings) -> ReviewJson:
    """Return what is known about a game for programs."""
    moves = parse_game(record.moves).moves
    review = found.review(moves)
    return ReviewJson(
        game_id=record.game_id,
        moves=record.moves,
        start_ply=record.start_ply,
        is_complete=found.is_complete(moves),
        scores=found.scores,
        judged=tuple(None if move is None else _move(move, found.lines.get(move.ply)) for move in review.moves),
        turning_points=tuple(move.ply for move in review.turning_points),
        accuracy={color.value: _accuracy(review.accuracy(color)) for color in Color},
    )


def _move(move: MoveReview, line: tuple[int, ...] | None) -> MoveJson:
    return MoveJson(
        ply=move.ply,
        color=move.color.value,
        column=move.column + 1,
        label=move.label.value,
        before=move.before.value,
        after=move.after.value,
        score=move.score,
        best_score=move.best_score,
        best=format_moves(move.best),
        is_critical=move.is_critical,
        line=None if line is None else format_moves(line),
    )


def _accuracy(accuracy: Accuracy) -> AccuracyJson:
    return AccuracyJson(accuracy.kept, accuracy.critical)
