"""What is in a server's database file, read past the server: the rooms' logs."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["StoredEvent", "check_logs", "database_locked", "read_logs"]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of a room's log."""

    seq: int
    event: dict[str, Any]
    command: tuple[str, str] | None
    """Seat and id."""


def read_logs(database: Path) -> dict[str, list[StoredEvent]]:
    """
    Return the log of each room, by its id.

    The server must not be running. Its files are copied first: opening them would tidy up behind it.

    """
    with tempfile.TemporaryDirectory() as folder:
        for file in (database, database.with_name(database.name + "-wal")):
            if file.exists():
                shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / database.name)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            rows = connection.execute(
                "SELECT room_id, seq, event, seat, command FROM events JOIN rooms USING (room) ORDER BY room, seq"
            ).fetchall()
    logs: dict[str, list[StoredEvent]] = defaultdict(list)
    for room_id, seq, event, seat, command in rows:
        logs[room_id].append(StoredEvent(seq, json.loads(event), None if command is None else (seat, command)))
    return logs


def check_logs(logs: dict[str, list[StoredEvent]]) -> None:
    """Assert that no log has a gap, and that no command made more than one move."""
    for log in logs.values():
        assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
        moved = Counter(entry.command for entry in log if entry.event["type"] == "moved" and entry.command is not None)
        assert set(moved.values()) <= {1}, moved


@contextmanager
def database_locked(database: Path) -> Iterator[None]:
    """Hold up the server's writes, for less than the five seconds after which they fail."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
