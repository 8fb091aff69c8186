"""The soak finds what it is there to find."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bench.soak.players import Findings
from bench.soak.server import Sample
from bench.soak.verdict import count_lost, judge

CALM = Sample(at_s=0, rss_mb=60.0, files=2_000, tasks=10, rooms=300, connections=1_990)
EMPTY = Sample(at_s=0, rss_mb=50.0, files=20, tasks=4, rooms=0, connections=0)
LONG = [replace(CALM, at_s=at) for at in range(0, 100, 5)]


def test_what_stays_as_it_is_holds() -> None:
    assert judge(Findings(moves=1), EMPTY, LONG, EMPTY, 0, 0) == []


@pytest.mark.parametrize(("name", "step"), [("rss_mb", 0.6), ("files", 15), ("tasks", 3), ("rooms", 3)])
def test_slow_growth_is_found(name: str, step: float) -> None:
    grown = [replace(sample, **{name: getattr(sample, name) + at * step}) for at, sample in enumerate(LONG)]
    [wrong] = judge(Findings(moves=1), EMPTY, grown, EMPTY, 0, 0)
    assert "grew" in wrong


@pytest.mark.parametrize("left", [{"files": 40}, {"tasks": 10}, {"rooms": 1}, {"connections": 1}])
def test_what_is_left_at_the_end_is_found(left: dict[str, int]) -> None:
    [_] = judge(Findings(moves=1), EMPTY, LONG, replace(EMPTY, **left), 0, 0)


def test_losses_are_found() -> None:
    assert len(judge(Findings(moves=1), EMPTY, LONG, EMPTY, 1, 0)) == 1
    assert len(judge(Findings(moves=1), EMPTY, LONG, EMPTY, 0, 1)) == 1
    assert len(judge(Findings(moves=1, gaps=1), EMPTY, LONG, EMPTY, 0, 0)) == 1
    assert len(judge(Findings(), EMPTY, LONG, EMPTY, 0, 0)) == 1


def test_acknowledged_commands_are_looked_for_in_the_database(tmp_path: Path) -> None:
    database = tmp_path / "soaked.db"
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE events (room, seq, seat, command)")
    rows = [
        (1, 3, "host", "soak-1-h1"),
        # A move and the end that it made.
        (1, 4, "guest", "soak-1-g1"),
        (1, 5, "guest", "soak-1-g1"),
        # Applied twice.
        (2, 3, "host", "soak-2-h1"),
        (2, 9, "host", "soak-2-h1"),
    ]
    with connection:
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
    connection.close()
    assert count_lost(database, {"soak-1-h1": 3, "soak-1-g1": 5}) == (0, 1)
    assert count_lost(database, {"soak-1-h1": 4, "soak-9-h1": 3}) == (2, 1)
