"""A move that was acknowledged and isn't in the database is found."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bench.games import DRAWN, WON
from bench.players import LostMoves, check_database
from fourline.rules.game import Reason
from fourline.rules.notation import parse_game


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "played.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE rooms (room, room_id)")
    connection.execute("CREATE TABLE events (room, seq, event)")
    columns = {3: 4, 4: 5, 5: 4}
    events = [
        (1, seq, f'{{"type":"moved","column":{columns[seq]}}}' if seq in columns else "{}") for seq in range(1, 7)
    ]
    with connection:
        connection.execute("INSERT INTO rooms VALUES (1, 'R')")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?)", events)
    connection.close()
    return path


def check(database: Path, text: str) -> int:
    file = database.with_suffix(".txt")
    file.write_text(text, encoding="ascii")
    return check_database(database, file)


def test_moves_that_are_stored_are_counted(database: Path) -> None:
    assert check(database, "R 3:4 4:5\n") == 2


def test_last_move_is_answered_with_the_end_that_follows_it(database: Path) -> None:
    assert check(database, "R 3:4 6:4\n") == 2


@pytest.mark.parametrize("moves", ["3:5", "2:4", "7:4", "8:4"])
def test_move_that_is_not_stored_is_found(database: Path, moves: str) -> None:
    with pytest.raises(LostMoves, match="isn't stored"):
        check(database, f"R {moves}\n")


def test_gap_in_a_log_is_found(database: Path) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("DELETE FROM events WHERE seq = 4")
    connection.close()
    with pytest.raises(LostMoves, match="gap"):
        check(database, "R 3:4\n")


@pytest.mark.parametrize("moves", DRAWN)
def test_games_of_the_load_are_drawn_with_their_last_move(moves: str) -> None:
    outcome = parse_game(moves).outcome
    assert outcome is not None
    assert (outcome.winner, outcome.reason, len(moves)) == (None, Reason.BOARD_FULL, 42)


def test_won_game_is_won_with_its_last_move() -> None:
    outcome = parse_game(WON).outcome
    assert outcome is not None
    assert outcome.reason is Reason.LINE
    assert parse_game(WON[:-1]).outcome is None
