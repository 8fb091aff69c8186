"""
Bots of eight strengths, weak in the way people are: they see what is near, and overlook what is far.

::

    think(level, position, rng) ──▶ Thought ── what it wants to know ──▶ solver
                                       └── choose(thought, scores, rng) ──▶ column

A bot looks a number of plies ahead, its *horizon*. What is decided within it, it plays exactly: the quickest win, the
slowest loss. Of what lies beyond it knows, with some chance, which moves keep the win or the draw; else it prefers the
center a little, and chance does the rest. Now and then it doesn't look at all: a lapse. From level 3 on even then it
takes a four and blocks one.

To choose by chances that grow with the exact score looks like a graded strength too, but such a bot passes up an
immediate win every third time, which nobody who plays against it forgives.

Pure: chance and scores come in, a column comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from ..rules.position import CELLS, Position
from .scores import Scores, best_score, plies_to_end
from .threats import CENTER, blocks, open_columns, reflex, wins

__all__ = [
    "LEVELS",
    "Level",
    "Thought",
    "accepts_draw",
    "choose",
    "choose_at_once",
    "level_of",
    "pace_ms",
    "think",
]

PACE_MS: Final = (400, 1_200)
"""How long a bot seems to think about a move, at least and at most: as people do who play fast."""

CENTER_WEIGHT: Final = 0.15
"""What a column nearer to the center is worth, where chance is worth up to 1."""


@dataclass(frozen=True, slots=True)
class Level:
    """How strong a bot is."""

    number: int
    name: str
    about: str
    """What it is like, in a few words for people."""
    horizon: int
    """How many plies ahead it looks; all there are for a bot that never errs."""
    lapse: float
    """Chance of not looking."""
    knowledge: float
    """Chance of knowing what lies beyond the horizon."""
    lapse_horizon: int = 0
    """How far it looks in a lapse."""
    has_reflexes: bool = True
    """Whether it never misses a four, its own or the other's, that one disc makes or stops."""


LEVELS: Final = (
    Level(1, "Newcomer", "knows the rules, overlooks a lot", 1, 0.30, 0, has_reflexes=False),
    Level(2, "Beginner", "makes its four, often forgets yours", 2, 0.25, 0, lapse_horizon=1, has_reflexes=False),
    Level(3, "Casual", "never misses a four, looks 4 moves ahead", 4, 0.10, 0),
    Level(4, "Careful", "looks 8 moves ahead, errs rarely", 8, 0.05, 0),
    Level(5, "Skilled", "looks 14 moves ahead", 14, 0.02, 0.2),
    Level(6, "Strong", "looks 18 moves ahead, and knows half of the rest", 18, 0, 0.5),
    Level(7, "Expert", "looks 24 moves ahead, and knows most of the rest", 24, 0, 0.8),
    Level(8, "Perfect", "never errs", CELLS, 0, 1),
)
"""All levels, weakest first."""


@dataclass(frozen=True, slots=True)
class Thought:
    """How a bot will look at one move."""

    position: Position
    columns: tuple[int, ...]
    """Among which it chooses."""
    horizon: int
    """How far it looks; 0 if it needs to ask nobody."""
    is_knowing: bool = False
    """Whether it knows which moves keep a win or a draw beyond its horizon."""

    @property
    def needs_all(self) -> bool:
        """Tell whether it asks for exact scores; else :attr:`horizon` plies are enough."""
        return self.horizon > 0 and (self.is_knowing or self.horizon >= LEVELS[6].horizon)


def level_of(number: int) -> Level:
    """
    Return the level of a number from 1 to 8.

    Raises:
        ValueError: If there is none.

    """
    if not 1 <= number <= len(LEVELS):
        raise ValueError(f"no level {number}")
    return LEVELS[number - 1]


def think(level: Level, position: Position, rng: Random) -> Thought:
    """Return how a bot will look at its move in ``position``, which isn't the end of a game."""
    has_lapse, is_knowing = rng.random() < level.lapse, rng.random() < level.knowledge
    if level.has_reflexes:
        urgent = wins(position) or blocks(position)
        if urgent:
            # Where there are several blocks, the game is lost; whoever stands before that still stops one of them.
            return Thought(position, urgent, 0)
    if has_lapse:
        return Thought(position, open_columns(position), level.lapse_horizon)
    return Thought(position, open_columns(position), level.horizon, is_knowing)


def choose(thought: Thought, scores: Scores | None, rng: Random) -> int:
    """
    Return the column that a bot plays.

    ``scores`` are what its thought asked for: exact as far as its horizon, 0 beyond, or exact throughout; none where it
    asked for nothing.

    """
    best = best_score(scores) if scores else None
    # One draw for each column, whatever comes of it: the same seed gives the same game.
    whims = {column: rng.random() - CENTER_WEIGHT * abs(column - CENTER) for column in thought.columns}
    return max(thought.columns, key=lambda column: (_worth(thought, scores, best, column), whims[column]))


def choose_at_once(position: Position) -> int:
    """Return the column to play when there is no time: one that wins, else one that blocks, else the most central."""
    urgent = reflex(position)
    return min(open_columns(position), key=lambda column: abs(column - CENTER)) if urgent is None else urgent


def accepts_draw(scores: Scores, *, is_own_turn: bool) -> bool:
    """Tell whether a bot takes a draw: if, as far as it sees, it isn't winning. ``scores`` are the side to move's."""
    best = best_score(scores) or 0
    return (best if is_own_turn else -best) <= 0


def pace_ms(rng: Random, left_ms: int | None = None) -> int:
    """Return how long to think with ``left_ms`` on the clock: never so long that a game couldn't be finished."""
    unhurried_ms = rng.randint(*PACE_MS)
    return unhurried_ms if left_ms is None else min(unhurried_ms, left_ms // CELLS)


def _worth(thought: Thought, scores: Scores | None, best: int | None, column: int) -> tuple[int, int]:
    """Return what a move is worth to a bot: won, undecided or lost as far as it sees; then how well."""
    score = scores[column] if scores else None
    if score is None or best is None:
        return 0, 0
    if score and plies_to_end(thought.position.ply, score) <= thought.horizon:
        return (1 if score > 0 else -1), score
    return 0, int(thought.is_knowing and _class(score) == _class(best))


def _class(score: int) -> int:
    return (score > 0) - (score < 0)
