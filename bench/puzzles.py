"""
Makes puzzles from games of bots against each other, and proves them.

::

    nice -n 19 python -m bench.puzzles --seed 1 --count 1000 --output src/fourline/engine/puzzles.jsonl

The same seed and count give the same file. Whatever is in it follows from exact scores; only the difficulty is what
bots made of it by chance.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from fourline.engine.bots import LEVELS
from fourline.engine.puzzle_maker import difficulty_of, find_puzzle
from fourline.engine.puzzles import Puzzle, format_puzzle
from fourline.engine.scores import Scores
from fourline.engine.solver import Solver
from fourline.engine.threats import open_columns
from fourline.rules.game import NEW_GAME, Game
from fourline.rules.position import Color, Position

from .bots import PATIENCE_S, pick

OPENING_PLIES = range(9)
PLAYERS = range(1, 6)
"""Whoever sees more seldom gives away what is near, and takes longer to do so."""

FIRST_PLY = 15
"""Before it exact scores take twenty times as long, and a puzzle is a page of reading."""

MOST = {"draw": 0.25, "far_win": 0.15, 1: 0.1, 2: 0.12}
"""Which part of all may have a theme or a difficulty, of which there would be more than people like."""


class Known:
    """The solver, and what it has said about this game: a line is walked more than once."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._scores: dict[Position, Scores] = {}

    def __call__(self, position: Position) -> Scores:
        scores = self._scores.get(position)
        if scores is None:
            scores = self._scores[position] = self._solver.solve(position, deadline_s=PATIENCE_S)
        return scores


def play(solver: Solver, rng: Random) -> Game:
    """Return a whole game of two bots from a random opening."""
    game = NEW_GAME
    for _ in range(rng.choice(OPENING_PLIES)):
        if game.outcome is None:
            game = game.play(rng.choice(open_columns(game.position)))
    players = {color: rng.choice(PLAYERS) for color in Color}
    while game.turn is not None:
        game = game.play(pick(solver, players[game.turn], game, rng))
    return game


def puzzles_in(game: Game, solver: Solver, rng: Random) -> Iterator[Puzzle]:
    """Yield the puzzles of a game, in its order."""
    known = Known(solver)
    for ply in range(FIRST_PLY, game.ply):
        puzzle = find_puzzle(Game.replay(game.moves[:ply]), known)
        if puzzle is not None:
            yield replace(puzzle, difficulty=difficulty_of(puzzle, known, rng))


def make(seed: int, count: int) -> tuple[list[Puzzle], int]:
    """Return ``count`` puzzles and the number of games they come from."""
    solver = Solver(workers=1)
    found: dict[str, Puzzle] = {}
    shares: Counter[object] = Counter()
    games = 0
    while len(found) < count:
        games += 1
        rng = Random(f"{seed}/{games}")
        for puzzle in puzzles_in(play(solver, rng), solver, rng):
            marks = [*puzzle.themes, puzzle.difficulty]
            is_common = any(shares[mark] >= MOST.get(mark, 1) * count for mark in marks)
            if puzzle.id in found or is_common or len(found) >= count:
                continue
            found[puzzle.id] = puzzle
            shares.update(marks)
        if games % 50 == 0:
            print(f"{games} games, {len(found)} puzzles", flush=True)
    solver.close()
    return list(found.values()), games


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    began_s = time.monotonic()
    puzzles, games = make(options.seed, options.count)
    how = {
        "made_by": f"python -m bench.puzzles --seed {options.seed} --count {options.count}",
        "games": games,
        "levels": f"{PLAYERS[0]}-{PLAYERS[-1]} of {len(LEVELS)}",
    }
    options.output.write_text("\n".join([json.dumps(how), *map(format_puzzle, puzzles)]) + "\n")
    print(f"{len(puzzles)} puzzles of {games} games, {time.monotonic() - began_s:.0f} s")
    for told in ("kind", "difficulty", "plies"):
        print(told, sorted(Counter(getattr(puzzle, told) for puzzle in puzzles).items()))
    print("themes", Counter(theme for puzzle in puzzles for theme in puzzle.themes).most_common())


if __name__ == "__main__":
    main()
