"""
What the review of a whole game costs: CPU time of the solver that works it out, better lines included.

::

    python bench/reviews.py            # 100 games, half a minute of one core

Everything is seeded. The players take what wins at once and else go to the middle more or less: their games are full of
errors, which cost most, as each has a better line to be found. What one game has taught the solver helps with the
next, as on a server; their openings differ soon enough.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time

from fourline.engine.findings import Findings, investigate, new_findings
from fourline.engine.scores import Scores
from fourline.engine.wasm import Core
from fourline.rules.game import NEW_GAME, Game
from fourline.rules.position import COLUMNS, ROWS, Position

SEED = 20_261_125


def play(rng: random.Random) -> Game:
    """Return a whole game of two such players."""
    game = NEW_GAME
    while game.outcome is None:
        columns = [column for column in range(COLUMNS) if game.position.height(column) < ROWS]
        wins = [column for column in columns if game.position.drop(column).has_line]
        weights = [4 - abs(column - COLUMNS // 2) for column in columns]
        game = game.play(wins[0] if wins else rng.choices(columns, weights)[0])
    return game


class Counting:
    """A solver that counts what it is asked."""

    def __init__(self) -> None:
        self._core = Core()
        self.asked = 0

    def solve(self, position: Position) -> Scores:
        self.asked += 1
        scores = self._core.analyze(position)
        assert scores is not None
        return scores


def review(game: Game, solver: Counting) -> Findings:
    """Work out all there is to know about a game."""
    asking = investigate(game.moves, new_findings(game.moves, 0))
    try:
        position = next(asking)
        while True:
            position = asking.send(solver.solve(position))
    except StopIteration as done:
        found: Findings = done.value
        return found


def main() -> None:
    """Measure, and print one line."""
    parser = argparse.ArgumentParser(description="Measure what reviews cost.")
    parser.add_argument("--games", type=int, default=100)
    count: int = parser.parse_args().games
    rng, solver = random.Random(SEED), Counting()
    seconds, plies = [], []
    for _ in range(count):
        game = play(rng)
        began_s = time.thread_time()
        found = review(game, solver)
        seconds.append(time.thread_time() - began_s)
        plies.append(len(game.moves))
        assert found.is_complete(game.moves)
    seconds.sort()
    print(
        f"{count} games of {statistics.median(plies):.0f} moves (median), {solver.asked / count:.0f} positions each: "
        f"median {statistics.median(seconds):.2f} s, p90 {seconds[count * 9 // 10]:.2f} s, most {seconds[-1]:.2f} s"
    )


if __name__ == "__main__":
    main()
