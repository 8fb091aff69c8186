"""
The default store: one SQLite file, one connection, one thread.

A call makes a job and a future and returns. The thread (``writer.py``) takes all jobs that have gathered and
carries them out in one transaction (``batch.py``): a group shares one sync of the disk.
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from ..errors import StoreUnavailable, StoreUnusable
from ..histogram import NUMBERS, Histogram
from ..room.events import CommandId, Entry, Event, GameId, RoomId, Seat, Stamp
from . import tables
from .base import Claim, GameRecord, JoinKey, NewRoom, RoomRecord, SecretHash, WatchKey
from .batch import carry_out
from .database import Connection, Database
from .lock import FileLock
from .writer import Job, Writer

__all__ = ["SqliteStore"]

Args = TypeVarTuple("Args")
T = TypeVar("T")


class SqliteStore:
    """A :class:`~fourline.store.base.Store` in a SQLite file; make one with :meth:`open`, end it with ``close()``."""

    def __init__(self, database: Database, lock: FileLock) -> None:
        with database.reading() as connection:
            self.service_base_ms = tables.read_service_ms(connection)
        self.is_available = database.is_available
        self.batches = Histogram(NUMBERS)
        self._database = database
        self._lock = lock
        self._closed: Future[None] | None = None
        self._writer = Writer(self._carry_out, self._clean_up)

    @classmethod
    def open(cls, path: Path) -> SqliteStore:
        """
        Open the store at ``path``, made if absent. Blocks, so call it before the loop runs.

        Calls on the store belong to the loop that runs when they are made. Whoever is refused leaves no file behind
        that wasn't there before.

        Raises:
            StoreLocked: If another process has it open.
            StoreUnusable: If it can't be opened for another reason.

        """
        try:
            lock = FileLock.acquire(path)
        except OSError as exc:
            raise StoreUnusable(f"Cannot write to {path.absolute().parent}: {exc.strerror}.") from exc
        try:
            return cls(Database.open(path), lock)
        except BaseException:
            lock.undo()
            raise

    def create_room(self, room: NewRoom, events: Sequence[Event], stamp: Stamp) -> Future[RoomRecord]:
        """Create a room; see the port."""
        return self._write(stamp, tables.create_room, room, events, stamp)

    def find_room(
        self, *, room_id: RoomId | None = None, join_key: JoinKey | None = None, watch_key: WatchKey | None = None
    ) -> Future[RoomRecord | None]:
        """Find a room by its id or a key; see the port."""
        keys = {"room_id": room_id, "join_key": join_key, "watch_key": watch_key}
        [(column, key)] = [(column, key) for column, key in keys.items() if key is not None]
        return self._read(tables.find_room, column, key)

    def claim_seat(
        self,
        room_id: RoomId,
        seat: Seat,
        secret_hash: SecretHash | None,
        expected_seq: int,
        events: Sequence[Event],
        stamp: Stamp,
        *,
        deadline_at_ms: int | None = None,
    ) -> Future[Claim]:
        """Give a seat to a secret; see the port."""
        return self._write(
            stamp, tables.claim_seat, room_id, seat, secret_hash, expected_seq, events, stamp, deadline_at_ms
        )

    def append(
        self,
        room_id: RoomId,
        expected_seq: int,
        events: Sequence[Event],
        stamp: Stamp,
        *,
        command: tuple[Seat, CommandId] | None = None,
        deadline_at_ms: int | None = None,
        finished: GameRecord | None = None,
    ) -> Future[None]:
        """Append events; see the port."""
        return self._write(
            stamp, tables.append, room_id, expected_seq, events, stamp, command, deadline_at_ms, finished
        )

    def read(self, room_id: RoomId, after_seq: int = 0) -> Future[list[Entry]]:
        """Read a room's log; see the port."""
        return self._read(tables.read, room_id, after_seq)

    def read_game(self, game_id: GameId) -> Future[GameRecord | None]:
        """Read a finished game; see the port."""
        return self._read(tables.read_game, game_id)

    def read_games(self, room_id: RoomId) -> Future[list[GameRecord]]:
        """Read the finished games of a room; see the port."""
        return self._read(tables.read_games, room_id)

    def save_review(self, game_id: GameId, review: bytes) -> Future[None]:
        """Keep a game's review; see the port."""
        return self._write(None, tables.save_review, game_id, review)

    def read_review(self, game_id: GameId) -> Future[bytes | None]:
        """Read a game's review; see the port."""
        return self._read(tables.read_review, game_id)

    def due(self, now_ms: int, limit: int) -> Future[list[RoomId]]:
        """Find rooms whose deadline has come; see the port."""
        return self._read(tables.due, now_ms, limit)

    def keep_time(self, service_ms: int) -> Future[None]:
        """Store an instant of service time; see the port."""
        return self._write(None, tables.write_service_ms, service_ms)

    def expire_rooms(self, before_ms: int, limit: int) -> Future[list[RoomId]]:
        """Remove rooms that never saw a move; see the port."""
        return self._write(None, tables.expire_rooms, before_ms, limit)

    def probe(self) -> Future[None]:
        """Learn whether the disk works; see the port."""
        return self._write(None, tables.probe)

    def close(self) -> Future[None]:
        """Finish what was asked, write the log back, give the file up; see the port."""
        if self._closed is None:
            self._closed = asyncio.get_running_loop().create_future()
            self._writer.stop(self._closed)
        return self._closed

    def _read(self, work: Callable[[Connection, *Args], T], *args: *Args) -> Future[T]:
        return self._submit(Job(asyncio.get_running_loop().create_future(), work, args, writes=False))

    def _write(self, stamp: Stamp | None, work: Callable[[Connection, *Args], T], *args: *Args) -> Future[T]:
        service_ms = 0 if stamp is None else stamp.service_ms
        return self._submit(Job(asyncio.get_running_loop().create_future(), work, args, True, service_ms))

    def _submit(self, job: Job) -> Future[T]:
        if self._closed is None:
            self._writer.submit(job)
        else:
            job.future.set_exception(StoreUnavailable("the store is closed"))
        return job.future

    def _carry_out(self, jobs: Sequence[Job]) -> None:
        """Carry out a batch; on the writer's thread, as is what follows."""
        if written := sum(job.writes for job in jobs):
            self.batches.add(written)
        carry_out(self._database, jobs)
        self.is_available = self._database.is_available

    def _clean_up(self) -> None:
        self._database.close()
        self._lock.release()
