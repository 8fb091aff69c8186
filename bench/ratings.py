"""
Ratings from results: Bradley and Terry's model with a term for the first move, and what chance does to them.

The chance that ``a`` beats ``b`` is that of a logistic curve at the difference of their strengths, plus ``first`` if
``a`` moves first, less if ``b`` does. A draw counts as half a win and half a loss. The fit is Newton's method on
a concave function of a dozen numbers, so it needs no library.

Intervals come from a bootstrap over *pairs* of games, the same opening with the colors swapped: games of a pair aren't
independent, pairs are.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

ELO = 400 / math.log(10)
"""Points of rating for one unit of strength."""

ROUNDS = 60
SMALL = 1e-9
TINY_PRIOR = 1e-3
"""Pulls every strength towards 0, so that who lost everything in a sample has one at all."""


@dataclass(frozen=True, slots=True)
class Game:
    """One result: what red made of it, 1, 0.5 or 0. Games of one ``pair`` had the same opening."""

    red: int
    yellow: int
    points: float
    pair: str


@dataclass(frozen=True, slots=True)
class Ratings:
    """Points above the player number 0, and what the first move is worth."""

    players: tuple[float, ...]
    first: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A value, and where 95 % of the bootstrap's samples lie."""

    value: float
    low: float
    high: float


def rate(games: Iterable[Game], players: int) -> Ratings:
    """Return the most likely ratings of ``players``, numbered from 0."""
    played: Counter[tuple[int, int]] = Counter()
    scored: defaultdict[tuple[int, int], float] = defaultdict(float)
    for game in games:
        played[game.red, game.yellow] += 1
        scored[game.red, game.yellow] += game.points
    strengths = [0.0] * (players + 1)
    for _ in range(ROUNDS):
        step = _newton_step(strengths, played, scored)
        # Far from the top a whole step may lead further away.
        longest = max(map(abs, step))
        factor = min(1.0, 2 / longest) if longest else 0
        strengths = [old + factor * new for old, new in zip(strengths, step, strict=True)]
        if longest < SMALL:
            break
    return Ratings(tuple(ELO * (strength - strengths[0]) for strength in strengths[:players]), ELO * strengths[players])


def rate_with_intervals(
    games: Sequence[Game], players: int, rng: Random, samples: int = 400
) -> tuple[list[Interval], Interval]:
    """Return each player's rating and that of the first move, with 95 % intervals."""
    pairs: dict[str, list[Game]] = {}
    for game in games:
        pairs.setdefault(game.pair, []).append(game)
    drawn = list(pairs.values())
    bootstrap = [
        rate((game for pair in rng.choices(drawn, k=len(drawn)) for game in pair), players) for _ in range(samples)
    ]
    best = rate(games, players)
    return (
        [_interval(best.players[number], [rated.players[number] for rated in bootstrap]) for number in range(players)],
        _interval(best.first, [rated.first for rated in bootstrap]),
    )


def _interval(value: float, samples: list[float]) -> Interval:
    ordered = sorted(samples)
    return Interval(value, ordered[round(0.025 * (len(ordered) - 1))], ordered[round(0.975 * (len(ordered) - 1))])


def _newton_step(
    strengths: list[float], played: Counter[tuple[int, int]], scored: defaultdict[tuple[int, int], float]
) -> list[float]:
    """Return the step towards the top of the likelihood; the last unknown is the first move's worth."""
    size = len(strengths)
    slope = [-TINY_PRIOR * strength for strength in strengths]
    bend = [[TINY_PRIOR if row == column else 0.0 for column in range(size)] for row in range(size)]
    for (red, yellow), count in played.items():
        expected = 1 / (1 + math.exp(strengths[yellow] - strengths[red] - strengths[-1]))
        surprise = scored[red, yellow] - count * expected
        weight = count * expected * (1 - expected)
        signs = ((red, 1), (yellow, -1), (size - 1, 1))
        for row, sign in signs:
            slope[row] += sign * surprise
            for column, other in signs:
                bend[row][column] += sign * other * weight
    return _solve(bend, slope)


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve linear equations by Gauss's elimination; ``matrix`` is symmetric and positive definite, so no pivoting."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at, pivot in enumerate(rows):
        for row in rows[at + 1 :]:
            factor = row[at] / pivot[at]
            for column in range(at, len(pivot)):
                row[column] -= factor * pivot[column]
    solution = [0.0] * len(rows)
    for at in reversed(range(len(rows))):
        known = sum(rows[at][column] * solution[column] for column in range(at + 1, len(rows)))
        solution[at] = (rows[at][-1] - known) / rows[at][at]
    return solution
