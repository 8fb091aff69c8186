"""The real solver, for a loop whose time stands still: the answer is there before the asker waits for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import cache

from fourline.engine.scores import Scores
from fourline.engine.solver import Solver
from fourline.errors import SolverTimeout
from fourline.rules.position import Position

__all__ = ["PromptSolver"]

PATIENCE_S = 60


@cache
def solver() -> Solver:
    """Return the one solver of all tests; its thread is a daemon."""
    return Solver(workers=1)


class PromptSolver:
    """Answers at once, fails as if there was no time, or lets its askers wait."""

    def __init__(self) -> None:
        self.has_time = True
        self.is_slow = False
        self.asked: list[tuple[Position, int | None, float]] = []
        """What was asked: position, horizon and deadline."""
        self._held: list[Callable[[], None]] = []

    def submit(self, position: Position, *, deadline_s: float, is_urgent: bool = False) -> Future[Scores]:
        self.asked.append((position, None, deadline_s))
        return self._answer(solver().submit(position, deadline_s=PATIENCE_S))

    def submit_to(
        self, position: Position, horizon: int, *, deadline_s: float, is_urgent: bool = True
    ) -> Future[Scores]:
        self.asked.append((position, horizon, deadline_s))
        return self._answer(solver().submit_to(position, horizon, deadline_s=PATIENCE_S))

    def answer_all(self) -> None:
        """Give the answers that were held back."""
        held, self._held = self._held, []
        for give in held:
            give()

    def _answer(self, asked: Future[Scores]) -> Future[Scores]:
        scores, answer = asked.result(), Future[Scores]()

        def give() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            if self.has_time:
                answer.set_result(scores)
            else:
                answer.set_exception(SolverTimeout("no time"))

        if self.is_slow:
            self._held.append(give)
        else:
            give()
        return answer
