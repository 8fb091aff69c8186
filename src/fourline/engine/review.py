"""
What a game was worth: a label for each move, by exact rules; turning points; how well each side kept what it had.

Pure: scores in, judgements out. What was found out by solving is dear and is stored (see :mod:`.findings`); what it
means is cheap and is worked out here each time, so that a better rule holds for old games too.

=====================  ==============================================================================================
forced                 one legal move, or all but one lose at once
only move ``!``        it alone keeps the class; three or more are legal; neither an immediate win nor a plain block
best, good             the best score; the same class
inaccuracy ``?!``      the same class, but a win within 15 plies made 6 or more slower, or a loss 6 or more faster
mistake ``?``          a win became a draw, or a draw a loss
blunder ``??``         a win became a loss; or the opponent may win at once, which could have been avoided
=====================  ==============================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ..rules.position import EMPTY, Color, Position
from .scores import Class, Scores, best_columns, best_score, class_of, plies_to_end

__all__ = ["Accuracy", "Label", "MoveReview", "Review", "judge", "review_game"]

NEAR_PLIES = 15
SLOWER_PLIES = 6


class Label(Enum):
    """What a move was."""

    FORCED = "forced"
    ONLY = "only"
    BEST = "best"
    GOOD = "good"
    INACCURACY = "inaccuracy"
    MISTAKE = "mistake"
    BLUNDER = "blunder"


@dataclass(frozen=True, slots=True)
class MoveReview:
    """One move and what it was; scores and classes are for the side that made it."""

    ply: int
    """The number of this move: 1 for the first."""
    color: Color
    column: int
    label: Label
    score: int
    best_score: int
    best: tuple[int, ...]
    """The columns that would have given the best score."""
    is_critical: bool
    """Whether the legal moves weren't all worth the same."""

    @property
    def before(self) -> Class:
        """Return what the position was worth."""
        return class_of(self.best_score)

    @property
    def after(self) -> Class:
        """Return what the move left of it."""
        return class_of(self.score)

    @property
    def is_turning_point(self) -> bool:
        """Tell whether the move gave something away."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many critical moves one side made, and how many of them kept what the position was worth."""

    kept: int
    critical: int


@dataclass(frozen=True, slots=True)
class Review:
    """The judgement of each move from the game's start on; None where the position isn't solved yet."""

    moves: tuple[MoveReview | None, ...]

    @property
    def turning_points(self) -> tuple[MoveReview, ...]:
        """Return the moves that gave something away, in their order."""
        return tuple(move for move in self.moves if move is not None and move.is_turning_point)

    def accuracy(self, color: Color) -> Accuracy:
        """Return how well one side kept what it had."""
        critical = [move for move in self.moves if move is not None and move.color is color and move.is_critical]
        return Accuracy(sum(not move.is_turning_point for move in critical), len(critical))


def review_game(moves: Sequence[int], start_ply: int, scores: Sequence[Scores | None]) -> Review:
    """
    Judge the moves of a game (columns 0-6) from ``start_ply`` on; those before were set up.

    ``scores`` are those of the position before each judged move; None where they aren't known, and more are ignored.

    """
    position = EMPTY
    judged: list[MoveReview | None] = []
    for ply, column in enumerate(moves):
        if ply >= start_ply:
            known = scores[ply - start_ply]
            judged.append(None if known is None else judge(position, known, column))
        position = position.drop(column)
    return Review(tuple(judged))


def judge(position: Position, scores: Scores, column: int) -> MoveReview:
    """
    Judge a move in a position whose moves' scores are known.

    Raises:
        ValueError: If the move has no score, so isn't legal.

    """
    score, best = scores[column], best_score(scores)
    if score is None or best is None:
        raise ValueError(f"no score for column {column}")
    return MoveReview(
        ply=position.ply + 1,
        color=position.turn,
        column=column,
        label=_label(position, scores, column, score, best),
        score=score,
        best_score=best,
        best=best_columns(scores),
        is_critical=len({class_of(each) for each in scores if each is not None}) > 1,
    )


def _label(position: Position, scores: Scores, column: int, score: int, best: int) -> Label:
    legal = [each for each in scores if each is not None]
    safe = [each for each in legal if not _loses_at_once(position, each)]
    before, after = class_of(best), class_of(score)
    if _loses_at_once(position, score):
        if safe:
            return Label.BLUNDER
    elif before is not after:
        return Label.BLUNDER if (before, after) == (Class.WIN, Class.LOSS) else Label.MISTAKE
    if len(legal) == 1 or safe == [score]:
        return Label.FORCED
    if len(legal) >= 3 and _is_alone(legal, before) and not _is_plain(position, column, score):
        return Label.ONLY
    if score == best:
        return Label.BEST
    return Label.INACCURACY if _is_inaccurate(position, score, best) else Label.GOOD


def _loses_at_once(position: Position, score: int) -> bool:
    return score < 0 and plies_to_end(position.ply, score) == 2


def _is_alone(legal: Sequence[int], kept: Class) -> bool:
    """Tell whether one legal move alone keeps what the position is worth."""
    return sum(class_of(each) is kept for each in legal) == 1


def _is_plain(position: Position, column: int, score: int) -> bool:
    """Tell whether a move is one that nobody misses: it wins at once, or takes the cell where the opponent would."""
    if score > 0 and plies_to_end(position.ply, score) == 1:
        return True
    theirs = Position(position.mine ^ position.mask, position.mask)
    return theirs.drop(column).has_line


def _is_inaccurate(position: Position, score: int, best: int) -> bool:
    """Tell whether a move of the same class hurries a loss, or delays a win that was near."""
    longer = plies_to_end(position.ply, score) - plies_to_end(position.ply, best)
    if best > 0:
        return plies_to_end(position.ply, best) <= NEAR_PLIES and longer >= SLOWER_PLIES
    return best < 0 and -longer >= SLOWER_PLIES
