"""The file is ours, up to date and reachable, or there is a sentence that says why not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fourline.errors import StoreUnavailable, StoreUnusable
from fourline.store.database import Connection, Database
from fourline.store.migrations import load_migrations

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fourline.db"


def number_of_pages(database: Database) -> int:
    with database.reading() as connection:
        pages: tuple[int] = connection.execute("PRAGMA page_count").fetchone()
    return pages[0]


def store_service_ms(database: Database, service_ms: int) -> None:
    with database.writing() as connection:
        connection.execute("UPDATE meta SET service_ms = ?", (service_ms,))


def store_too_much(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("UPDATE meta SET service_ms = 8")
        connection.execute("UPDATE meta SET probe = zeroblob(100000)")


def make_a_mistake(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("UPDATE meta SET service_ms = 7")
        connection.execute("UPDATE meta SET service_ms = NULL")


def is_available(database: Database) -> bool:
    return database.is_available


def service_ms_of(database: Database) -> int:
    with database.reading() as connection:
        row: tuple[int] = connection.execute("SELECT service_ms FROM meta").fetchone()
    return row[0]


def test_new_file_gets_every_migration_and_durable_settings(path: Path) -> None:
    database = Database.open(path)
    with database.reading() as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("user_version", "journal_mode", "synchronous")
        }
    database.close()
    assert settings == {"user_version": len(load_migrations()), "journal_mode": "wal", "synchronous": 2}


def test_reopened_file_keeps_what_was_written(path: Path) -> None:
    database = Database.open(path)
    store_service_ms(database, 7)
    database.close()
    database = Database.open(path)
    assert service_ms_of(database) == 7
    database.close()


def write_garbage(path: Path) -> None:
    path.write_bytes(b"no database" * 100)


def write_other_programs_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def write_later_schema(path: Path) -> None:
    Database.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(load_migrations()) + 1}")


def make_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (write_garbage, "Cannot use {path}: file is not a database."),
        (write_other_programs_tables, "Cannot use {path}: it is another program's database."),
        (
            write_later_schema,
            f"Cannot use {{path}}: a newer release of Fourline wrote it (schema {len(load_migrations()) + 1}).",
        ),
        (make_folder, "Cannot open {path}: Is a directory."),
    ],
)
def test_file_that_isnt_ours_is_unusable_and_stays_as_it_is(
    path: Path, prepare: Callable[[Path], None], sentence: str
) -> None:
    prepare(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreUnusable) as caught:
        Database.open(path)
    assert str(caught.value) == sentence.format(path=path)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_new_file_that_comes_to_nothing_is_removed(tmp_path: Path, path: Path) -> None:
    # Where SQLite wants to put its log.
    in_the_way = path.with_name(path.name + "-wal")
    in_the_way.mkdir()
    with pytest.raises(StoreUnusable, match=r"^Cannot use "):
        Database.open(path)
    assert list(tmp_path.iterdir()) == [in_the_way]


def schema_of(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_file_of_release_0_1_gets_the_schema_of_a_new_one(tmp_path: Path, path: Path) -> None:
    old = tmp_path / "old.db"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(GOLDEN.joinpath("0.1.sql").read_text(encoding="utf-8"))
    Database.open(path).close()
    for _ in range(2):
        Database.open(old).close()
        assert schema_of(old) == schema_of(path)


def test_file_of_release_0_1_stays_as_it_is_if_it_cant_be_migrated(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(GOLDEN.joinpath("0.1.sql").read_text(encoding="utf-8"))
        # In the way of the second step's last statement.
        connection.execute("CREATE TABLE games_room (other)")
    before = schema_of(path)
    with pytest.raises(StoreUnusable, match="games_room"):
        Database.open(path)
    assert schema_of(path) == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_failed_migration_leaves_nothing_and_is_done_again(path: Path) -> None:
    # A table that the first step wants to make, in a file that is ours already.
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE meta (other)")
        connection.execute(f"PRAGMA application_id = {0x464F5552}")
    with pytest.raises(StoreUnusable, match="table meta already exists"):
        Database.open(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("meta",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)
        connection.execute("DROP TABLE meta")
    database = Database.open(path)
    assert service_ms_of(database) == 0
    database.close()


def test_mistake_is_rolled_back_and_not_blamed_on_the_disk(path: Path) -> None:
    database = Database.open(path)
    with pytest.raises(sqlite3.IntegrityError):
        make_a_mistake(database)
    assert is_available(database)
    assert service_ms_of(database) == 0
    database.close()


def test_full_database_is_unavailable_and_stays_readable(path: Path) -> None:
    database = Database.open(path)
    store_service_ms(database, 7)
    with database.reading() as connection:
        connection.execute(f"PRAGMA max_page_count = {number_of_pages(database)}")
    with pytest.raises(StoreUnavailable, match="database or disk is full"):
        store_too_much(database)
    assert not is_available(database)
    assert service_ms_of(database) == 7
    assert not is_available(database)
    # The connection is the same: its limit still holds, and what fits into it is written.
    store_service_ms(database, 9)
    assert is_available(database)
    with pytest.raises(StoreUnavailable):
        store_too_much(database)
    assert service_ms_of(database) == 9
    database.close()


def test_refusing_connection_is_given_up_and_opened_anew(path: Path) -> None:
    database = Database.open(path)
    with database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable, match="readonly"):
        store_service_ms(database, 7)
    assert not is_available(database)
    store_service_ms(database, 8)
    assert is_available(database)
    assert service_ms_of(database) == 8
    database.close()


def test_commit_without_a_change_doesnt_prove_the_disk_works(path: Path) -> None:
    database = Database.open(path)
    with database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable):
        store_service_ms(database, 7)
    with database.writing():
        pass
    assert not is_available(database)
    database.close()


def test_deleted_file_is_unavailable_and_never_made_anew(path: Path) -> None:
    database = Database.open(path)
    kept: Connection
    with database.reading() as kept:
        pass
    path.unlink()
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="No such file"):
            store_service_ms(database, 7)
    assert not path.exists()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        kept.execute("SELECT 1")


def test_other_file_in_its_place_is_unavailable_and_stays_as_it_is(tmp_path: Path, path: Path) -> None:
    other, aside = tmp_path / "other.db", tmp_path / "aside.db"
    write_other_programs_tables(other)
    content = other.read_bytes()
    database = Database.open(path)
    store_service_ms(database, 7)
    path.rename(aside)
    other.rename(path)
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match=r"isn't the file any more that was opened"):
            service_ms_of(database)
    assert path.read_bytes() == content
    aside.replace(path)
    assert service_ms_of(database) == 7
    database.close()
