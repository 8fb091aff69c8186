"""The dumbest solver there is: tries everything. Good for positions with some ten cells left."""

from __future__ import annotations

from concurrent.futures import Future
from functools import cache

from fourline.engine.scores import Scores
from fourline.errors import SolverTimeout
from fourline.rules.position import CELLS, COLUMNS, ROWS, Position


def solve(position: Position) -> Scores:
    """Return the exact score of each move."""
    if position.has_line:
        return (None,) * COLUMNS
    return tuple(
        None if position.height(column) == ROWS else -_score(position.drop(column)) for column in range(COLUMNS)
    )


@cache
def _score(position: Position) -> int:
    assert CELLS - position.ply <= 12, "too early in the game for this"
    if position.has_line:
        return (position.ply + 1) // 2 - 22
    return max((score for score in solve(position) if score is not None), default=0)


class ExhaustiveSolver:
    """Solves by trying everything; positions it is told to refuse or to hold stay unsolved."""

    def __init__(self) -> None:
        self.asked: list[Position] = []
        self.deadlines: list[float] = []
        self.refused: set[int] = set()
        self.error: Exception | None = None
        self.held: list[tuple[Future[Scores], Position]] | None = None
        self.was_urgent = False

    def submit(self, position: Position, *, deadline_s: float, is_urgent: bool = False) -> Future[Scores]:
        self.asked.append(position)
        self.deadlines.append(deadline_s)
        self.was_urgent |= is_urgent
        future: Future[Scores] = Future()
        if self.error is not None:
            future.set_exception(self.error)
        elif self.held is not None:
            self.held.append((future, position))
        elif position.ply in self.refused:
            future.set_exception(SolverTimeout("too late"))
        else:
            future.set_result(solve(position))
        return future

    def release(self) -> None:
        held, self.held = self.held or [], None
        for future, position in held:
            if not future.cancelled():
                future.set_result(solve(position))
