"""Whether it held: what was found, held against the database and against what there was at the beginning."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from .players import Findings
from .server import Sample

__all__ = ["count_lost", "growth", "judge"]

COUNTED: dict[str, Callable[[Sample], float]] = {
    "memory, MB": lambda sample: sample.rss_mb,
    "open files": lambda sample: sample.files,
    "tasks": lambda sample: sample.tasks,
    "rooms": lambda sample: sample.rooms,
}

ALLOWED_SHARE = 0.02
ALLOWED = {"memory, MB": 2.0, "open files": 40.0, "tasks": 10.0, "rooms": 5.0}
"""Growth that is noise: churn makes the numbers swing."""

LEFT = {"open files": 8.0, "tasks": 4.0, "rooms": 0.0}
"""What may be there more than at the start once everybody has gone."""


def growth(samples: Sequence[Sample]) -> dict[str, tuple[float, float]]:
    """Return, for all that is counted, the medians of the second and of the last quarter; the first is warming up."""
    quarter = max(len(samples) // 4, 1)
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    return {name: (median(map(of, early)), median(map(of, late))) for name, of in COUNTED.items()}


def count_lost(database: Path, acknowledged: dict[str, int]) -> tuple[int, int]:
    """Return how many acknowledged commands aren't in the database at the seq of their answer, and how many twice."""
    with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT command, max(seq), count(*), max(seq) - min(seq) FROM events WHERE command LIKE 'soak-%'"
            " GROUP BY room, seat, command"
        ).fetchall()
    stored = {command: last for command, last, _, _ in rows}
    lost = sum(stored.get(command) != seq for command, seq in acknowledged.items())
    # The events of one command follow each other; of one that is applied twice, they don't, or there are too many.
    twice = sum(count != span + 1 or count > 2 for _, _, count, span in rows)
    return lost, twice


def judge(
    findings: Findings, before: Sample, samples: Sequence[Sample], after: Sample, lost: int, twice: int
) -> list[str]:
    """Return what went wrong, one line each; nothing, if all held."""
    wrong = []
    if lost or twice or findings.gaps:
        wrong.append(f"{lost} answered commands lost, {twice} applied twice, {findings.gaps} gaps seen")
    for name, (early, late) in growth(samples).items():
        if late - early > ALLOWED[name] + ALLOWED_SHARE * early:
            wrong.append(f"{name} grew from {early:,.1f} to {late:,.1f}")
    for name, most in LEFT.items():
        of = COUNTED[name]
        if of(after) - of(before) > most:
            wrong.append(f"{name}: {of(before):,.0f} before anybody came, {of(after):,.0f} after all had gone")
    if after.connections:
        wrong.append(f"{after.connections} connections are left after all had gone")
    if not findings.moves:
        wrong.append("not one move was played")
    return wrong
