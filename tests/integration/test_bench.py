"""``fourline bench`` against the real server: what it counts is what the server stored."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from pathlib import Path

from .patience import PATIENCE_S
from .server import COMMAND, Server, environment


def bench(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "bench", *args], env=environment(), capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


def test_load_is_counted_and_nothing_is_lost(tmp_path: Path) -> None:
    with Server(tmp_path / "fourline.db") as server:
        ended = bench(f"http://127.0.0.1:{server.port}", "--rooms=3", "--spectators=5", "--rate=30", "--duration=1")
    assert ended.returncode == 0, ended
    assert "rooms playing         3 of 3" in ended.stdout
    assert "spectators            5 of 5" in ended.stdout
    assert "0 gaps, 0 events missing, 0 moves unanswered" in ended.stdout
    counted = re.search(r"^moves +([0-9,]+) in", ended.stdout, re.MULTILINE)
    assert counted is not None
    with sqlite3.connect(server.database) as connection:
        [[stored]] = connection.execute("SELECT count(*) FROM events WHERE event LIKE '%\"column\"%'")
    connection.close()
    assert int(counted[1].replace(",", "")) == stored > 0


def test_rooms_that_the_server_refuses_are_told(tmp_path: Path) -> None:
    with Server(tmp_path / "fourline.db", "--rooms-per-minute=1") as server:
        ended = bench(f"http://127.0.0.1:{server.port}", "--rooms=2", "--spectators=0", "--rate=5", "--duration=1")
    assert ended.returncode == 0, ended
    assert "rooms playing         1 of 2" in ended.stdout
    assert "1 x rate_limited" in ended.stdout


def test_server_of_others_is_left_alone() -> None:
    ended = bench("http://192.0.2.1:8000")
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "--yes-i-run-this-server" in ended.stderr


def test_nobody_there_is_told_in_one_line(tmp_path: Path) -> None:
    with Server(tmp_path / "fourline.db") as server:
        pass
    ended = bench(f"http://127.0.0.1:{server.port}", "--rooms=1", "--duration=1")
    assert ended.returncode == 2
    assert "not one room could be opened" in ended.stderr.splitlines()[-1]
