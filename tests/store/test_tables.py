"""What is asked again and again finds its rows by an index, however many rooms and games there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fourline.room.events import RoomId
from fourline.store import tables
from fourline.store.database import Connection, Database


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    database = Database.open(tmp_path / "fourline.db")
    with database.reading() as connection:
        yield connection
    database.close()


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda connection: tables.due(connection, 9_000, 10), "rooms_deadline"),
        (lambda connection: tables.read_games(connection, RoomId("room-a")), "games_room"),
    ],
)
def test_question_is_one_search_in_its_index(
    connection: Connection, ask: Callable[[Connection], object], index: str
) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    ask(connection)
    connection.set_trace_callback(None)
    [statement] = statements
    # No second step: neither a sort nor another search.
    [step] = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert step.startswith("SEARCH ")
    assert f" USING INDEX {index} " in step
