"""
What solving finds out about a game, and how it is found: the dear part of a review, which is stored with the game.

:func:`investigate` asks for the scores of positions, one at a time, and never solves anything itself: who asks it
decides where that is done and for how long. What couldn't be had is left open, and asked for again another time.

::

    asking = investigate(moves, findings)
    position = next(asking)                    # then again and again:
    position = asking.send(scores or None)     # until StopIteration brings the findings

The end of a game comes first: there it costs nothing, and most is known early.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from ..errors import BadNotation
from ..rules.game import NEW_GAME, Game
from ..rules.notation import format_moves, parse_game
from ..rules.position import COLUMNS, Position
from .review import Label, MoveReview, Review, review_game
from .scores import NO_SCORES, Scores, best_columns

__all__ = ["LINE_PLIES", "Findings", "decode_findings", "encode_findings", "investigate", "new_findings"]

LINE_PLIES = 8
"""How far the best line from a position is followed."""

LINES = 16
"""For how many moves of a game at most a better line is looked for."""

VERSION = 1

_ERRORS = frozenset({Label.INACCURACY, Label.MISTAKE, Label.BLUNDER})

Asking = Generator[Position, Scores | None, "Findings"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known about a game; immutable."""

    start_ply: int
    scores: tuple[Scores | None, ...]
    """Of each position from ``start_ply`` on, the last one included; None where it isn't known yet."""
    lines: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Best play (columns 0-6) instead of a move that was an error, by the number of that move."""

    def review(self, moves: Sequence[int]) -> Review:
        """Return what all this says about the moves of its game."""
        return review_game(moves, self.start_ply, self.scores)

    def is_complete(self, moves: Sequence[int]) -> bool:
        """Tell whether nothing is left open."""
        wanted = {move.ply for move in _errors(self.review(moves))}
        return None not in self.scores and wanted <= self.lines.keys()


class _Stored(msgspec.Struct):
    v: int
    start: int
    scores: list[list[int | None] | None]
    lines: dict[int, str]


def new_findings(moves: Sequence[int], start_ply: int) -> Findings:
    """Return what is known of a game before anything is solved: nothing."""
    return Findings(start_ply, (None,) * (len(moves) - start_ply + 1))


def investigate(moves: Sequence[int], findings: Findings) -> Asking:
    """Ask for what is still open about a game, and return what is known in the end."""
    games = [NEW_GAME]
    for column in moves:
        games.append(games[-1].play(column))
    scores = list(findings.scores)
    for index in reversed(range(len(scores))):
        if scores[index] is None:
            scores[index] = yield from _ask(games[findings.start_ply + index])
    findings = replace(findings, scores=tuple(scores))
    lines = dict(findings.lines)
    for move in _errors(findings.review(moves)):
        if move.ply not in lines:
            line = yield from _follow(games[move.ply - 1], move)
            if line is not None:
                lines[move.ply] = line
    return replace(findings, lines=lines)


def encode_findings(findings: Findings) -> bytes:
    """Return findings as they are stored."""
    scores = [None if each is None else list(each) for each in findings.scores]
    lines = {ply: format_moves(line) for ply, line in findings.lines.items()}
    return msgspec.json.encode(_Stored(VERSION, findings.start_ply, scores, lines))


def decode_findings(data: bytes, moves: Sequence[int], start_ply: int) -> Findings | None:
    """Return what was stored about the game of these moves; None if it is of another version, or makes no sense."""
    try:
        stored = msgspec.json.decode(data, type=_Stored)
    except msgspec.DecodeError:
        return None
    has_all = len(stored.scores) == len(moves) - start_ply + 1
    if stored.v != VERSION or stored.start != start_ply or not has_all:
        return None
    if any(each is not None and len(each) != COLUMNS for each in stored.scores):
        return None
    scores = tuple(None if each is None else tuple(each) for each in stored.scores)
    try:
        lines = {ply: _line(moves, ply, digits) for ply, digits in stored.lines.items()}
    except (BadNotation, ValueError):
        return None
    return Findings(start_ply, scores, lines)


def _line(moves: Sequence[int], ply: int, digits: str) -> tuple[int, ...]:
    if not 1 <= ply <= len(moves):
        raise ValueError(ply)
    return parse_game(format_moves(moves[: ply - 1]) + digits).moves[ply - 1 :]


def _errors(review: Review) -> list[MoveReview]:
    """Return the moves for which a better line is worth showing, what gave most away first."""
    errors = [move for move in review.moves if move is not None and move.label in _ERRORS]
    errors.sort(key=lambda move: (move.label is Label.INACCURACY, move.ply))
    return errors[:LINES]


def _ask(game: Game) -> Generator[Position, Scores | None, Scores | None]:
    """Ask for a position's scores; a game that is over has none, which nobody needs to be asked for."""
    if game.outcome is not None:
        return NO_SCORES
    return (yield game.position)


def _follow(game: Game, move: MoveReview) -> Generator[Position, Scores | None, tuple[int, ...] | None]:
    """Return the best moves of both sides from ``game`` on, in which ``move`` wasn't one; None if some is unknown."""
    line = [_central(move.best)]
    game = game.play(line[0])
    while len(line) < LINE_PLIES and game.outcome is None:
        scores = yield game.position
        if scores is None:
            return None
        line.append(_central(best_columns(scores)))
        game = game.play(line[-1])
    return tuple(line)


def _central(columns: Sequence[int]) -> int:
    """Return the column nearest to the middle; the left one of two."""
    return min(columns, key=lambda column: (abs(column - COLUMNS // 2), column))
