"""
How fast the solver is, and how right: beside bitbully, in one run, on the same positions.

::

    python bench/solver.py             # some minutes; prints the section of docs/performance-solver.md
    python bench/solver.py --write     # and writes it there
    python bench/solver.py --positions 20 --checked 200

Times are CPU time of the thread that searches, so that other work on the machine counts as little as it can. Everything
is seeded: the same positions in every run.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from bitbully import BitBully, Board

from fourline.engine.scores import Scores
from fourline.engine.solver import Solver
from fourline.engine.wasm import Core
from fourline.rules.game import NEW_GAME, Game

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance-solver.md"
BEGIN, END = "<!-- measured -->\n", "<!-- /measured -->\n"
PLIES = (0, 4, 8, 12, 14, 16, 20, 28)
SEED = 20_261_125


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--positions", type=int, default=200, help="positions per ply in the table of speed")
    parser.add_argument("--checked", type=int, default=2_000, help="positions whose scores are compared, twice")
    parser.add_argument("--games", type=int, default=50, help="games that are reviewed")
    parser.add_argument("--write", action="store_true", help=f"write the section into {PAGE.name}")
    options = parser.parse_args()
    core, bookless, rival = Core(), Core(has_book=False), Rival()
    section = "\n".join(
        [
            *machine(),
            "",
            *speed(core, rival, options.positions),
            "",
            *correctness(core, bookless, rival, options.checked),
            "",
            *reviews(core, options.games),
            "",
            *company(),
            "",
        ]
    )
    print(section)
    if options.write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text(before + BEGIN + section + END + rest.partition(END)[2], "utf-8")


class Rival:
    """bitbully with its 12-ply book."""

    def __init__(self) -> None:
        self._agent = BitBully()

    def reset(self) -> None:
        self._agent.reset_transposition_table()

    def analyze(self, game: Game) -> Scores:
        board = Board(list(game.moves))
        scores = self._agent.score_all_moves(board)
        return tuple(scores.get(column) for column in range(7))


def random_games(seed: int, plies: Iterable[int]) -> Iterator[Game]:
    """Yield a game of random moves that isn't over for each of ``plies``."""
    chance = random.Random(seed)
    for ply in plies:
        while (game := played(chance, ply)).outcome is not None:
            pass
        yield game


def played(chance: random.Random, plies: int) -> Game:
    game = NEW_GAME
    while game.outcome is None and game.ply < plies:
        game = game.play(chance.choice([column for column in range(7) if game.position.height(column) < 6]))
    return game


def cpu_ms(work: Callable[[], object]) -> float:
    before_s = time.thread_time()
    work()
    return (time.thread_time() - before_s) * 1_000


def speed(core: Core, rival: Rival, count: int) -> Iterator[str]:
    yield "All seven scores, cold, in milliseconds of CPU: median / 95th percentile / most."
    yield ""
    yield f"| ply | positions | Fourline | bitbully {version('bitbully')} |"
    yield "|---|---|---|---|"
    for ply in PLIES:
        ours, theirs = [], []
        games = [NEW_GAME] * 9 if ply == 0 else list(random_games(SEED + ply, [ply] * count))
        for game in games:
            core.reset()
            ours.append(cpu_ms(lambda: core.analyze(game.position)))  # noqa: B023 - called at once
            rival.reset()
            theirs.append(cpu_ms(lambda: rival.analyze(game)))  # noqa: B023
        yield f"| {ply} | {len(games)} | {spread(ours)} | {spread(theirs)} |"


def spread(times_ms: list[float]) -> str:
    ordered = sorted(times_ms)
    return " / ".join(map(figure, [statistics.median(ordered), ordered[len(ordered) * 95 // 100], ordered[-1]]))


def figure(time_ms: float) -> str:
    """Return three digits of a time."""
    return f"{time_ms:.3g}" if time_ms < 1_000 else f"{round(time_ms, -1):,.0f}"


def correctness(core: Core, bookless: Core, rival: Rival, count: int) -> Iterator[str]:
    chance = random.Random(SEED)
    with_book = list(random_games(SEED + 1, [chance.randrange(42) for _ in range(count)]))
    without = list(random_games(SEED + 2, [chance.randrange(12, 42) for _ in range(count)]))
    wrong = sum(core.analyze(game.position) != rival.analyze(game) for game in with_book)
    wrong_without = sum(bookless.analyze(game.position) != rival.analyze(game) for game in without)
    yield f"Of {count:,} random positions of all plies, {count - wrong:,} have the seven scores that bitbully gives;"
    yield f"of {count:,} positions of ply 12 and later, solved without the book, {count - wrong_without:,}."


def reviews(core: Core, count: int) -> Iterator[str]:
    chance = random.Random(SEED)
    games = [played(chance, 42) for _ in range(count)]
    times = []
    for game in games:
        core.reset()
        positions = [Game.replay(game.moves[:ply]).position for ply in range(game.ply)]
        times.append(cpu_ms(lambda: [core.analyze(position) for position in reversed(positions)]))  # noqa: B023
    plies = statistics.median(game.ply for game in games)
    yield f"All positions of a random game ({count} games, {plies:g} plies at the median), from its end to its start:"
    yield f"{spread(times)} ms of CPU."


def company() -> Iterator[str]:
    """Measure what a server would notice, in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "company"], check=True, capture_output=True, text=True)
    yield done.stdout.strip()


async def lags_ms(is_over: Callable[[], bool]) -> str:
    """Return by how much the loop is late, each time that it sleeps a millisecond, until ``is_over``."""
    late_s = []
    while not is_over():
        due_s = time.perf_counter() + 0.001
        await asyncio.sleep(0.001)
        late_s.append(time.perf_counter() - due_s)
    late_s.sort()
    return f"{late_s[len(late_s) * 99 // 100] * 1_000:.1f} ms at the 99th percentile, {late_s[-1] * 1_000:.1f} at worst"


async def lag_beside(solver: Solver) -> str:
    positions = [game.position for game in random_games(SEED + 3, [12, 13, 14, 15, 16] * 20)]
    answers = [solver.submit(position, deadline_s=600) for position in positions]
    return await lags_ms(lambda: all(answer.done() for answer in answers))


def tell_of_company() -> None:
    before = resident_mb()
    solver = Solver(2)
    positions = [game.position for game in random_games(SEED + 4, [9, 10, 11, 12] * 4)]
    for answer in [solver.submit(position, deadline_s=600) for position in positions]:
        answer.result()
    after = resident_mb()
    until_s = time.monotonic() + 3
    alone = asyncio.run(lags_ms(lambda: time.monotonic() >= until_s))
    beside = asyncio.run(lag_beside(solver))
    solver.close()
    print(
        f"Two workers with their books and tables take {after - before:.0f} MB. An event loop in the same process\n"
        f"is late by {beside} while both search,\nand by {alone} while they don't.\n"
        f"The first answer of a process comes after {first_answer_ms():.0f} ms, loading included."
    )


def first_answer_ms() -> float:
    """Return how long a new process takes from the import of the solver to its first answer."""
    code = """
import time; start = time.perf_counter()
from fourline.engine.solver import Solver
from fourline.rules.position import Position
Solver(1).solve(Position().drop(3).drop(3).drop(3).drop(3)); print((time.perf_counter() - start) * 1000)
"""
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def resident_mb() -> float:
    words = Path("/proc/self/status").read_text("ascii").split()
    return int(words[words.index("VmRSS:") + 1]) / 1_024


def machine() -> Iterator[str]:
    info = Path("/proc/cpuinfo").read_text("utf-8")
    model = next(line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name"))
    cores = info.count("processor\t")
    yield f"{model}, {cores} cores; Python {platform.python_version()}, wasmtime {version('wasmtime')}."


if __name__ == "__main__":
    if sys.argv[1:] == ["company"]:
        tell_of_company()
    else:
        main()
