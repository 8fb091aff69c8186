"""
How strong the bots are: everybody against everybody, and a ladder of it.

::

    nice -n 19 python -m bench.bots --games 60 --log bots.jsonl     plays; goes on where it was stopped
    python -m bench.bots --games 0 --log bots.jsonl --write         writes docs/bots.md anew from what was played

Every game is a line of the log. It depends on the seed, the two players and its number alone, not on the machine: the
solver has all the time it wants. Player 0 moves at random and is the ladder's foot.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random

from fourline.engine.bots import LEVELS, choose, think
from fourline.engine.scores import best_score
from fourline.engine.solver import Solver
from fourline.engine.threats import open_columns, wins
from fourline.rules.game import NEW_GAME, Game
from fourline.rules.notation import format_moves
from fourline.rules.position import Color

from .ladder import write_ladder

OPENING_PLIES = (2, 3, 4)
PLAYERS = len(LEVELS) + 1

PATIENCE_S = 3_600
"""At the lowest priority on a busy machine, a minute may go by without a second of work."""


def draw_opening(solver: Solver, rng: Random) -> Game:
    """Return a game of two to four moves after which best play is a draw."""
    while True:
        game = NEW_GAME
        for _ in range(rng.choice(OPENING_PLIES)):
            game = game.play(rng.choice(open_columns(game.position)))
        if best_score(solver.solve(game.position, deadline_s=PATIENCE_S)) == 0:
            return game


def pick(solver: Solver, player: int, game: Game, rng: Random) -> int:
    """Return the move of a player, which is a level or 0."""
    if player == 0:
        return rng.choice(open_columns(game.position))
    thought = think(LEVELS[player - 1], game.position, rng)
    if thought.horizon == 0:
        return choose(thought, None, rng)
    if thought.needs_all:
        return choose(thought, solver.solve(game.position, deadline_s=PATIENCE_S), rng)
    return choose(thought, solver.submit_to(game.position, thought.horizon, deadline_s=PATIENCE_S).result(), rng)


def play(solver: Solver, red: int, yellow: int, opening: Game, rng: Random) -> dict[str, object]:
    """Return one game as a line of the log."""
    game, chances, missed = opening, Counter[int](), Counter[int]()
    while game.outcome is None:
        player = red if game.turn is Color.RED else yellow
        column = pick(solver, player, game, rng)
        winning = wins(game.position)
        chances[player] += bool(winning)
        missed[player] += bool(winning) and column not in winning
        game = game.play(column)
    winner = game.outcome.winner
    points = 0.5 if winner is None else float(winner is Color.RED)
    facts = {"red": red, "yellow": yellow, "points": points, "opening": opening.ply, "moves": format_moves(game.moves)}
    return facts | {"chances": dict(chances), "missed": dict(missed)}


def fixtures(games: int) -> Iterator[tuple[int, int, int]]:
    """Yield who meets whom for the how-manieth time, all pairs in turn: so a run that is cut short is fair as well."""
    for number in range(games // 2):
        for first, second in combinations(range(PLAYERS), 2):
            yield first, second, number


def run(seed: int, games: int, log: Path) -> None:
    """Play what the log doesn't have yet."""
    done = {json.loads(line)["pair"] for line in log.read_text().splitlines()} if log.exists() else set()
    solver = Solver(workers=1)
    began_s = time.monotonic()
    for first, second, number in fixtures(games):
        pair = f"{first}-{second}-{number}"
        if pair in done:
            continue
        opening = draw_opening(solver, Random(f"{seed}/{number}"))
        lines = [
            play(solver, red, yellow, opening, Random(f"{seed}/{pair}/{red}"))
            for red, yellow in ((first, second), (second, first))
        ]
        # Both or none: the second game of a pair makes up for the first.
        with log.open("a") as file:
            file.writelines(json.dumps({"pair": pair, "seed": seed, **line}) + "\n" for line in lines)
    print(f"played until there were {games} games a pair, {time.monotonic() - began_s:.0f} s")
    solver.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--games", type=int, default=60, help="games of each pair; even")
    parser.add_argument("--log", type=Path, default=Path("bots.jsonl"))
    parser.add_argument("--write", action="store_true", help="write the ladder into docs/bots.md")
    options = parser.parse_args()
    run(options.seed, options.games, options.log)
    write_ladder(options.log, options.seed, is_kept=options.write)


if __name__ == "__main__":
    main()
