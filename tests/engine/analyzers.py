"""Instances that do as they are told: workers and pools are tested without a search, a clock or a race."""

from __future__ import annotations

import threading
from collections.abc import Callable

from fourline.engine.scores import Scores
from fourline.errors import SolverFailed
from fourline.rules.position import Position


def answer_to(position: Position) -> Scores:
    """Return scores that tell one position from another, and from its mirror image."""
    return tuple(position.height(column) for column in range(7))


class Scripted:
    """Needs ``slices`` calls for each answer; ``before`` is called with the position before every one of them."""

    def __init__(self, slices: int = 1, before: Callable[[Position], object] = lambda _position: None) -> None:
        self.slices = slices
        self.before = before
        self.asked: list[Position] = []
        self.horizons: list[int] = []

    def analyze(self, position: Position, *, horizon: int, limit: int) -> Scores | None:
        self.before(position)
        self.asked.append(position)
        self.horizons.append(horizon)
        return answer_to(position) if self.asked.count(position) >= self.slices else None


class Breaking:
    """Breaks down at once."""

    def analyze(self, position: Position, *, horizon: int, limit: int) -> Scores | None:
        raise SolverFailed("wasm trap")


class Gate:
    """Holds whoever comes through until it is opened, and tells when somebody has come."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, _position: Position) -> None:
        self.reached.set()
        assert self.opened.wait(60)
