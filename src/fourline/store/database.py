"""
One SQLite file and the one connection to it; the only place that knows the driver and its errors.

::

    open() ──> connected ──(error)──> disconnected ──(next use, the file is back)──> connected

Whatever SQLite refuses leaves here as :exc:`StoreUnavailable`, after a rollback. The connection is then given up and
opened anew at its next use, since nobody can say what an I/O error left behind; except when the disk is full, which
is known to leave nothing, and where opening anew would need space that isn't there.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from ..errors import StoreUnavailable, StoreUnusable
from .migrations import load_migrations

__all__ = ["Connection", "Database"]

_APPLICATION_ID = 0x464F5552
"""Written into every database of ours ("FOUR"), so that no other program's file is taken for one."""

# What comes of a mistake in a statement or its values; everything else comes of the disk.
_MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)

_PRAGMAS = """
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA cache_size = -4000;
"""


class Database:
    """An open SQLite file. Used by one thread at a time; make one with :meth:`open`."""

    is_available: bool
    """False from an error on, until something was written and committed."""

    def __init__(self, path: Path) -> None:
        self.is_available = True
        self._path = path
        self._connection: Connection | None = None
        self._identity: tuple[int, int] | None = None

    @classmethod
    def open(cls, path: Path) -> Database:
        """
        Open the database at ``path``, made if absent, and bring its schema up to date.

        Raises:
            StoreUnusable: If that can't be done.

        """
        database = cls(path)
        is_new = False
        try:
            is_new = _make(path)
            database._connected()
        except (OSError, sqlite3.Error, StoreUnusable) as exc:
            if is_new:
                _remove(path)
            if isinstance(exc, StoreUnusable):
                raise
            if isinstance(exc, OSError):
                raise StoreUnusable(f"Cannot open {path}: {exc.strerror}.") from exc
            raise StoreUnusable(f"Cannot use {path}: {exc}.") from exc
        return database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """
        Give the connection outside of any transaction.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        with self._errors_wrapped():
            yield self._connected()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """
        Give the connection in a transaction: committed, and durable, at the end; rolled back on any exception.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        with self._errors_wrapped():
            connection = self._connected()
            try:
                changes = connection.total_changes
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
                if connection.total_changes != changes:
                    self.is_available = True
            finally:
                # Some errors have rolled back already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Write the log back into the file and close it. Used again, the database would open anew."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(sqlite3.Error):
                connection.close()

    def _connected(self) -> Connection:
        """Return the connection, opened anew where it was given up."""
        stat = self._path.stat()
        identity = (stat.st_dev, stat.st_ino)
        # SQLite would go on writing to a file that was deleted or moved away: "durable", and gone. And it would take
        # the log of the old file for that of a new one in its place.
        if self._identity not in (None, identity):
            raise StoreUnusable(f"{self._path} isn't the file any more that was opened.")
        if self._connection is None:
            self._connection = _connect(self._path)
            self._identity = identity
        return self._connection

    @contextmanager
    def _errors_wrapped(self) -> Iterator[None]:
        try:
            yield
        except _MISTAKES:
            raise
        except (sqlite3.Error, OSError, StoreUnusable) as exc:
            self.is_available = False
            if getattr(exc, "sqlite_errorcode", None) != sqlite3.SQLITE_FULL:
                self.close()
            raise StoreUnavailable(str(exc)) from exc


def _connect(path: Path) -> Connection:
    # Never created here: a server that has lost its file mustn't go on with an empty one.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    # Used by one thread at a time, but not always by the one that opens it.
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: Connection, path: Path) -> None:
    """
    Set a new connection up.

    Raises:
        StoreUnusable: If the file isn't ours, or not yet known to this release.

    """
    migrations = load_migrations()
    version = _pragma(connection, "user_version")
    is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    if not is_empty and _pragma(connection, "application_id") != _APPLICATION_ID:
        raise StoreUnusable(f"Cannot use {path}: it is another program's database.")
    if version > len(migrations):
        raise StoreUnusable(f"Cannot use {path}: a newer release of Fourline wrote it (schema {version}).")
    if _pragma(connection, "journal_mode = WAL") != "wal":
        raise StoreUnusable(f"Cannot use {path}: its file system has no room for a write-ahead log.")
    connection.executescript(_PRAGMAS)
    for number, sql in enumerate(migrations[version:], version + 1):
        # The step and its record in one transaction: it is either done and known to be, or neither.
        connection.executescript(
            f"BEGIN IMMEDIATE; {sql}; PRAGMA application_id = {_APPLICATION_ID}; PRAGMA user_version = {number}; COMMIT"
        )


def _make(path: Path) -> bool:
    """Make the file at ``path`` if it is absent; tell whether it was."""
    # SQLite gives its own mode to the files beside it. They hold keys: nobody else's business.
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        os.close(os.open(path, flags | os.O_EXCL, 0o600))
    except FileExistsError:
        # May it be written to?
        os.close(os.open(path, flags, 0o600))
        return False
    return True


def _remove(path: Path) -> None:
    """Remove a database that came to nothing, with what SQLite may have put beside it."""
    for beside in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + beside).unlink()


def _pragma(connection: Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]
