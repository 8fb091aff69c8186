"""
A thread of the solver's pool: takes questions and works on them slice by slice with an instance of its own.

A slice is some milliseconds of search, during which the interpreter is free for others. Between two slices it is seen
to deadlines, and to what is urgent before what isn't. The search loses next to nothing by it: what it has learnt stays
in the instance. So a deadline needs no timer and no trap, and a move never waits for a review.

Epoch interruption, wasmtime's own way to stop an instance, was tried: it needs a timer, makes every search some 6 %
slower, and what was learnt is gone with the instance. Slices of this size cost nothing that could be measured.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..errors import SolverClosed, SolverFailed, SolverTimeout
from ..rules.position import CELLS, Position
from .cache import ScoreCache
from .questions import Question, Questions
from .scores import Scores

__all__ = ["Analyzer", "Worker"]

# About 10 ms where a core does 10 million positions a second.
_SLICE_POSITIONS = 100_000

# The longer a search has taken, the longer its slices: each is at least this part of all before it. What was learnt
# doesn't fit into the instance any more if a search is long, and one of equal slices might begin anew for ever.
_GROWTH = 2


class Analyzer(Protocol):
    """What a worker needs of an instance."""

    def analyze(self, position: Position, *, horizon: int, limit: int) -> Scores | None:
        """Return the scores; None if that takes more than ``limit`` positions, and calling again goes on."""


class Worker:
    """
    What one thread does. The instance is made with the first question, and anew after it broke down.

    Args:
        questions: Where to take them.
        cache: Where exact scores are kept.
        make_analyzer: Makes an instance.
        now_s: The clock that deadlines go by, in seconds.

    """

    def __init__(
        self,
        questions: Questions,
        cache: ScoreCache,
        make_analyzer: Callable[[], Analyzer],
        now_s: Callable[[], float],
    ) -> None:
        self._questions = questions
        self._cache = cache
        self._make_analyzer = make_analyzer
        self._now_s = now_s
        self._analyzer: Analyzer | None = None

    def run(self) -> None:
        """Answer questions until the queues are closed."""
        while (question := self._questions.take()) is not None:
            self._answer(question)

    def _answer(self, question: Question) -> None:
        # From here on it can't be cancelled.
        if not question.answer.set_running_or_notify_cancel():
            return
        try:
            scores = self._work_on(question)
        except Exception as exc:  # noqa: BLE001 - the thread goes on, and whoever asked is told
            question.answer.set_exception(exc)
        else:
            if question.horizon >= CELLS - question.position.ply:
                self._cache.put(question.position, scores)
            question.answer.set_result(scores)

    def _work_on(self, question: Question) -> Scores:
        searched = 0
        while True:
            self._see_to_others(question)
            if self._questions.is_closed:
                raise SolverClosed("the solver was closed")
            if question.deadline_at_s <= self._now_s():
                raise SolverTimeout("the deadline struck")
            limit = max(_SLICE_POSITIONS, searched // _GROWTH)
            if (scores := self._search(question, limit)) is not None:
                return scores
            searched += limit

    def _see_to_others(self, question: Question) -> None:
        for late in self._questions.take_late(self._now_s()):
            late.refuse(SolverTimeout("the deadline struck"))
        if not question.is_urgent:
            while (urgent := self._questions.take_urgent()) is not None:
                self._answer(urgent)

    def _search(self, question: Question, limit: int) -> Scores | None:
        """Search for one slice."""
        try:
            if self._analyzer is None:
                self._analyzer = self._make_analyzer()
            return self._analyzer.analyze(question.position, horizon=question.horizon, limit=limit)
        except SolverFailed:
            self._analyzer = None
            raise
