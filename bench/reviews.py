"""
What the review of a whole game costs: CPU time of the solver that works it out, better lines included; and how late
the server's loop is meanwhile.

::

    python bench/reviews.py            # 100 games, half a minute of one core; then eight, in five new processes

Everything is seeded. The players take what wins at once and else go to the middle more or less: their games are full of
errors, which cost most, as each has a better line to be found. What one game has taught the solver helps with the
next, as on a server; their openings differ soon enough.

The loop's lag is measured where it is worst: in a process that is new, in which the first review has the solver loaded,
and while as many games are under review as may be. An idle loop before it tells what the machine does.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import statistics
import time

from fourline.config import Config
from fourline.engine.findings import Findings, investigate, new_findings
from fourline.engine.scores import Scores
from fourline.engine.solver import Solver
from fourline.engine.wasm import Core
from fourline.live.reviewer import AT_ONCE, Reviewer
from fourline.net.process import loop_factory, prepare_process, spare_collector
from fourline.room.events import GameId, RoomId, Seat
from fourline.rules.game import NEW_GAME, Game
from fourline.rules.notation import format_moves
from fourline.rules.position import COLUMNS, ROWS, Position
from fourline.store.base import GameRecord
from fourline.store.memory import MemoryStore

SEED = 20_261_125

SAMPLE_S = 0.001
LAG_GAMES = 8
LAG_PROCESSES = 5


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


def record(game: Game, number: int) -> GameRecord:
    """Return a finished game as the archive has it."""
    assert game.outcome is not None
    identity = (GameId(f"game-{number}"), RoomId("room"), number, format_moves(game.moves), Seat.HOST)
    return GameRecord(*identity, None, None, game.outcome, 0, 60_000, 0, None, (), None, 0)


async def late_ms(is_over: asyncio.Event) -> list[float]:
    """Return by how much the loop was late each time that it slept, sorted."""
    late = []
    while not is_over.is_set():
        due_s = time.perf_counter() + SAMPLE_S
        await asyncio.sleep(SAMPLE_S)
        late.append((time.perf_counter() - due_s) * 1_000)
    return sorted(late)


async def lag_meanwhile(games: list[Game]) -> tuple[list[float], list[float]]:
    """Return how late the loop was with nothing to do, and while games were reviewed by a solver not yet loaded."""
    solver = Solver()
    reviewer = Reviewer(MemoryStore(), solver, Config())
    is_over = asyncio.Event()
    asyncio.get_running_loop().call_later(2, is_over.set)
    idle = await late_ms(is_over)
    is_over.clear()
    sampling = asyncio.create_task(late_ms(is_over))
    for number, game in enumerate(games):
        reviewer.begin(record(game, number), new_findings(game.moves, 0)).add_done_callback(
            lambda _: None if len(reviewer) else is_over.set()
        )
    busy = await sampling
    solver.close()
    return idle, busy


def lag_of_process(seed: int) -> tuple[list[float], list[float]]:
    """Measure the lag in this process, which is set up like a server's."""
    prepare_process()
    spare_collector()
    rng = random.Random(seed)
    games = [play(rng) for _ in range(LAG_GAMES)]
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(lag_meanwhile(games))


def tell_lag() -> None:
    """Print one line for each new process."""
    print(f"the loop's lag in ms, 99 % and most, {AT_ONCE} of {LAG_GAMES} games at once, the solver loaded meanwhile:")
    for number in range(LAG_PROCESSES):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            idle, busy = pool.apply(lag_of_process, [SEED + number])
        print(
            "; ".join(
                f"{name} {late[len(late) * 99 // 100]:.1f}, {late[-1]:.1f}"
                for name, late in (("idle", idle), ("reviewing", busy))
            )
        )


def main() -> None:
    """Measure, and print some lines."""
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
    tell_lag()


if __name__ == "__main__":
    main()
