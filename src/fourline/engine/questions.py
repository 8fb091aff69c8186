"""
What is asked and not yet answered: two queues, moves and hints before reviews.

Workers wait here. Nothing in this file answers anything.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

from ..errors import SolverClosed, SolverError
from ..rules.position import Position
from .scores import Scores

__all__ = ["Question", "Questions"]


@dataclass(eq=False, slots=True)
class Question:
    """What is a position worth, as far as ``horizon`` plies see? To be answered until ``deadline_at_s``."""

    position: Position
    horizon: int
    deadline_at_s: float
    is_urgent: bool
    answer: Future[Scores] = field(default_factory=Future)

    def refuse(self, reason: SolverError) -> None:
        """Answer with an error, before anybody has begun to work on it; nothing happens if it was cancelled."""
        if self.answer.set_running_or_notify_cancel():
            self.answer.set_exception(reason)


class Questions:
    """The queues. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._urgent: deque[Question] = deque()
        self._patient: deque[Question] = deque()
        self._changed = threading.Condition()
        self._idle = 0
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Tell whether :meth:`close` was called."""
        return self._is_closed

    def put(self, question: Question) -> bool:
        """
        Queue a question; tell whether more are waiting than there are workers without work.

        Raises:
            SolverClosed: After :meth:`close`.

        """
        with self._changed:
            if self._is_closed:
                raise SolverClosed("the solver is closed")
            (self._urgent if question.is_urgent else self._patient).append(question)
            self._changed.notify()
            return len(self._urgent) + len(self._patient) > self._idle

    def take(self) -> Question | None:
        """Wait for the next question and take it; None once the queues are closed."""
        with self._changed:
            while not self._is_closed and not self._urgent and not self._patient:
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
            if self._is_closed:
                return None
            return (self._urgent or self._patient).popleft()

    def take_urgent(self) -> Question | None:
        """Take the next urgent question, or None if there is none just now."""
        with self._changed:
            return self._urgent.popleft() if self._urgent else None

    def take_late(self, now_s: float) -> list[Question]:
        """Take all whose deadline has struck."""
        late = []
        with self._changed:
            for queue in (self._urgent, self._patient):
                for question in [question for question in queue if question.deadline_at_s <= now_s]:
                    queue.remove(question)
                    late.append(question)
        return late

    def close(self) -> list[Question]:
        """Send the workers home; return what is left."""
        with self._changed:
            self._is_closed = True
            left = [*self._urgent, *self._patient]
            self._urgent.clear()
            self._patient.clear()
            self._changed.notify_all()
        return left
