"""
Exact scores for many askers: a pool of threads, one instance of the solver each, and a cache in front.

::

    submit() ──known──▶ done                 urgent: moves and hints, which somebody waits for
        └──▶ two queues ──▶ worker ──▶ the question's future

Making a solver is cheap. Threads, instances and their books come with the first questions.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from ..errors import SolverClosed
from ..rules.position import CELLS, Position
from .cache import ScoreCache
from .questions import Question, Questions
from .scores import NO_SCORES, Scores, within
from .validity import check_position
from .worker import Analyzer, Worker

__all__ = ["Scores", "Solver"]

# A few megabytes.
_CACHED_POSITIONS = 20_000


def _make_core() -> Analyzer:
    # Loaded with the first question: a server that is asked none shouldn't wait for it at its start.
    from .wasm import Core  # noqa: PLC0415

    return Core()


class Solver:
    """
    A pool of workers that answer questions about positions. All methods may be called from any thread.

    Args:
        workers: How many threads at most; by default one less than there are cores, and at least one.
        make_analyzer: Makes an instance for one worker.
        now_s: The clock that deadlines go by, in seconds.

    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        make_analyzer: Callable[[], Analyzer] = _make_core,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = max(1, (os.cpu_count() or 1) - 1) if workers is None else workers
        self._make_analyzer = make_analyzer
        self._now_s = now_s
        self._cache = ScoreCache(_CACHED_POSITIONS)
        self._questions = Questions()
        self._threads: list[threading.Thread] = []
        self._hiring = threading.Lock()

    def submit(self, position: Position, *, deadline_s: float, is_urgent: bool = False) -> Future[Scores]:
        """
        Ask for the exact score of every move.

        The future gets it, or :exc:`SolverTimeout` if it took more than ``deadline_s`` seconds from now, waiting
        included, or :exc:`SolverFailed`. It can be cancelled as long as nobody works on it. Its callbacks run in a
        worker's thread.

        Raises:
            BadPosition: If the position makes no sense.
            SolverClosed: After :meth:`close`.

        """
        return self.submit_to(position, CELLS, deadline_s=deadline_s, is_urgent=is_urgent)

    def submit_to(
        self, position: Position, horizon: int, *, deadline_s: float, is_urgent: bool = True
    ) -> Future[Scores]:
        """Ask like :meth:`submit`, but what isn't decided within ``horizon`` plies (at least 1) counts as 0."""
        check_position(position)
        question = Question(position, horizon, self._now_s() + deadline_s, is_urgent)
        known = self._known(position)
        if known is not None:
            question.answer.set_result(within(known, position.ply, horizon))
        elif self._questions.put(question):
            self._hire()
        return question.answer

    def solve(self, position: Position, *, deadline_s: float = 60) -> Scores:
        """
        Return the exact score of every move; blocks until it is found.

        Raises:
            BadPosition: If the position makes no sense.
            SolverTimeout: If it takes more than ``deadline_s`` seconds.

        """
        return self.submit(position, deadline_s=deadline_s).result()

    def close(self) -> None:
        """End the workers, within a slice. What isn't answered by then gets :exc:`SolverClosed`."""
        for question in self._questions.close():
            question.refuse(SolverClosed("the solver was closed"))
        with self._hiring:
            threads = tuple(self._threads)
        for thread in threads:
            # Who closes it in a callback does so in a worker's thread.
            if thread is not threading.current_thread():
                thread.join()

    def _known(self, position: Position) -> Scores | None:
        if position.has_line or position.is_full:
            return NO_SCORES
        return self._cache.find(position)

    def _hire(self) -> None:
        """Start one more worker, if there may be."""
        with self._hiring:
            if len(self._threads) == self._most or self._questions.is_closed:
                return
            worker = Worker(self._questions, self._cache, self._make_analyzer, self._now_s)
            # A daemon: who forgets to close a solver can leave all the same.
            thread = threading.Thread(target=worker.run, name=f"solver-{len(self._threads) + 1}", daemon=True)
            thread.start()
            self._threads.append(thread)
