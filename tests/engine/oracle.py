"""
Scores from elsewhere: ``bitbully``, a solver that shares nothing with ours, and the dumbest search there is.

bitbully counts columns from 0 and scores like us. There is no wheel of it for Linux on ARM; everywhere else its absence
is an error and no reason to skip a test.
"""

from __future__ import annotations

import platform
import random
import sys
from collections.abc import Iterator

import pytest

from fourline.engine.scores import Scores, best_score
from fourline.rules.game import NEW_GAME, Game
from fourline.rules.position import Color, Position

needs_bitbully = pytest.mark.skipif(
    sys.platform == "linux" and platform.machine() != "x86_64", reason="bitbully has no wheel for this machine"
)


class Oracle:
    """bitbully, with its own book."""

    def __init__(self) -> None:
        from bitbully import BitBully, Board

        self._board = Board
        self._agent = BitBully()

    def scores_of(self, position: Position) -> Scores:
        """Return the scores of a position, however it came about."""
        numbers = {Color.RED: 1, Color.YELLOW: 2, None: 0}
        cells = [[numbers[position.color_at((column, row))] for row in range(6)] for column in range(7)]
        scores = self._agent.score_all_moves(self._board(cells))
        return tuple(scores.get(column) for column in range(7))

    def scores(self, game: Game) -> Scores:
        scores = self._agent.score_all_moves(self._board(list(game.moves)))
        return tuple(scores.get(column) for column in range(7))


def random_game(chance: random.Random, ply: int) -> Game:
    """Return a game of ``ply`` random moves that isn't over."""
    while True:
        game = NEW_GAME
        while game.outcome is None and game.ply < ply:
            game = game.play(chance.choice(open_columns(game)))
        if game.outcome is None:
            return game


def random_games(seed: int, plies: range, each: int) -> Iterator[Game]:
    """Yield ``each`` games of every length in ``plies``."""
    chance = random.Random(seed)
    for ply in plies:
        for _ in range(each):
            yield random_game(chance, ply)


def open_columns(game: Game) -> list[int]:
    return [column for column in range(7) if game.position.height(column) < 6]


def brute_force(game: Game) -> Scores:
    """Return the scores by playing every game to its end; for the last plies."""
    return tuple(-_worth(game.play(column)) if column in open_columns(game) else None for column in range(7))


def _worth(game: Game) -> int:
    """Return the score for the side to move, or for the one that would be if the game were not over."""
    if game.outcome is None:
        return best_score(brute_force(game)) or 0
    return 0 if game.outcome.winner is None else (game.ply + 1) // 2 - 22
