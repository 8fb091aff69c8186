"""Exact scores that were asked for lately, kept in memory; two mirror images are one entry."""

from __future__ import annotations

import threading
from collections import OrderedDict

from ..rules.position import Position
from .scores import Scores, mirror_scores

__all__ = ["ScoreCache"]


class ScoreCache:
    """The exact scores of the last ``capacity`` positions that were found or put in. May be used from any thread."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._scores: OrderedDict[int, Scores] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, position: Position) -> Scores | None:
        """Return the scores of ``position``, or None if they aren't here."""
        key, is_mirrored = _entry(position)
        with self._lock:
            scores = self._scores.get(key)
            if scores is None:
                return None
            self._scores.move_to_end(key)
        return mirror_scores(scores) if is_mirrored else scores

    def put(self, position: Position, scores: Scores) -> None:
        """Keep the scores of ``position``; what was longest without use goes if there is no room."""
        key, is_mirrored = _entry(position)
        with self._lock:
            self._scores[key] = mirror_scores(scores) if is_mirrored else scores
            self._scores.move_to_end(key)
            if len(self._scores) > self._capacity:
                self._scores.popitem(last=False)


def _entry(position: Position) -> tuple[int, bool]:
    """Return the smaller key of the two mirror images, and whether it is the other one's."""
    own, other = position.key, position.mirror().key
    return min(own, other), other < own
