"""What is in a server's database file, read past the server: the rooms' logs, and what they must have looked like."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .page import Page
from .peer import Message
from .shown import OFFERS, Shown

__all__ = [
    "StoredEvent",
    "check_logs",
    "check_page",
    "database_locked",
    "read_logs",
    "read_service_ms",
    "replay",
    "told",
]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row of a room's log."""

    seq: int
    event: dict[str, Any]
    command: tuple[str, str] | None
    """Seat and id."""
    service_ms: int


def read_logs(database: Path) -> dict[str, list[StoredEvent]]:
    """
    Return the log of each room, by its id.

    The server must not be running. Its files are copied first: opening them would tidy up behind it.

    """
    with _copied(database) as connection:
        rows = connection.execute(
            "SELECT room_id, seq, event, seat, command, service_ms FROM events JOIN rooms USING (room)"
            " ORDER BY room, seq"
        ).fetchall()
    logs: dict[str, list[StoredEvent]] = defaultdict(list)
    for room_id, seq, event, seat, command, service_ms in rows:
        asked = None if command is None else (seat, command)
        logs[room_id].append(StoredEvent(seq, json.loads(event), asked, service_ms))
    return logs


def read_service_ms(database: Path) -> int:
    """Return the service time at which a server, which must not be running any more, would go on."""
    with _copied(database) as connection:
        [service_ms] = connection.execute("SELECT service_ms FROM meta").fetchone()
        return int(service_ms)


@contextmanager
def _copied(database: Path) -> Iterator[sqlite3.Connection]:
    with tempfile.TemporaryDirectory() as folder:
        for file in (database, database.with_name(database.name + "-wal")):
            if file.exists():
                shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / database.name)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            yield connection


def check_logs(logs: dict[str, list[StoredEvent]]) -> None:
    """Assert that no log has a gap, that each obeys the rules, and that no command was carried out twice."""
    for log in logs.values():
        assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
        replay(log)
        given: dict[tuple[str, str], list[StoredEvent]] = defaultdict(list)
        for entry in log:
            if entry.command is not None:
                given[entry.command].append(entry)
        for entries in given.values():
            if len(entries) > 1:
                # One command gives two events only if its move ends the game.
                assert [entry.event["type"] for entry in entries] == ["moved", "ended"]
                assert entries[1].seq == entries[0].seq + 1


def replay(log: list[StoredEvent]) -> dict[int, Message]:
    """Return what has to be shown at each seq of a log; see :attr:`.shown.Shown.facts`."""
    shown = Shown()
    shown.replace(_first_state(log[0].event))
    facts = {1: shown.facts}
    for entry in log[1:]:
        shown.apply(told(entry))
        facts[entry.seq] = shown.facts
    return facts


def check_page(page: Page, log: list[StoredEvent], facts: dict[int, Message]) -> None:
    """Assert that all a page was ever told is in the log of its room: each event, each state, each answer."""
    for seq, event in page.events.items():
        assert told(log[seq - 1]) == event
    for seq, shown in page.history.items():
        assert facts[seq] == shown
    for command_id, seq in page.acknowledged.items():
        assert log[seq - 1].command == (page.role, command_id)
        assert seq == len(log) or log[seq].command != (page.role, command_id)


def told(entry: StoredEvent) -> Message:  # noqa: PLR0911 - one for each
    """Return the message that says what is stored."""
    event = {"seq": entry.seq, **entry.event}
    kind = event.pop("type")
    event.pop("credit_ms", None)
    if "times" in event:
        event["clock"] = event.pop("times")
    match kind:
        case "moved":
            return {"type": "play", "player": event.pop("color"), **event}
        case "ended":
            winner = event.pop("winner")
            return {"type": "draw", **event} if winner is None else {"type": "win", "player": winner, **event}
        case "joined":
            return {"type": "joined", "name": None, **event}
        case "offered":
            return {"type": "offer", **event}
        case "taken_back":
            return {"type": "takeback", **event}
        case "started":
            return {"type": "start", "game": event.pop("number"), "colors": _colors(event.pop("red")), **event}
        case "privacy_set" | "listing_set":
            name = kind.removesuffix("_set")
            return {"type": name, {"privacy": "private", "listing": "listed"}[name]: event.popitem()[1], **event}
        case _:
            return {"type": kind, **event}


def _first_state(opened: dict[str, Any]) -> Message:
    moves = opened.get("moves", "")
    return {
        "seq": 1,
        "game": 1,
        "moves": moves,
        "start_ply": len(moves),
        "colors": _colors("host" if opened["color"] == "red" else "guest"),
        "names": {"host": opened.get("name"), "guest": None},
        "seated": {"host": True, "guest": False},
        "tally": {"host": 0, "guest": 0, "draws": 0},
        "outcome": None,
        "clock": None,
        "offers": dict.fromkeys(OFFERS),
        "private": False,
        "listed": opened.get("is_listed", False),
    }


def _colors(red: str) -> dict[str, str]:
    return {"red": red, "yellow": {"host": "guest", "guest": "host"}[red]}


@contextmanager
def database_locked(database: Path) -> Iterator[None]:
    """Hold up the server's writes, for less than the five seconds after which they fail."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
