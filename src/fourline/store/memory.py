"""
A store that forgets: for tests, and the plain-spoken reference for the contract.

Like the real one it carries out calls in the order in which they are made, never at once: all calls of one turn of
the loop are one batch, carried out and answered in the next. A test may make it fail (:attr:`MemoryStore.failure`),
make it slow (:meth:`MemoryStore.hold`), or start anew with what it holds (:meth:`MemoryStore.reopen`).
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, TypeVar

from ..errors import SeatTaken, StaleSeq, StoreError, StoreUnavailable
from ..histogram import NUMBERS, Histogram
from ..room.events import CommandId, Entry, Event, GameId, Moved, RoomId, Seat, Stamp
from .base import Claim, GameRecord, JoinKey, NewRoom, RoomRecord, SecretHash, WatchKey

__all__ = ["MemoryStore"]

T = TypeVar("T")


@dataclass(slots=True)
class _Room:
    record: RoomRecord
    created_ms: int
    entries: list[Entry] = field(default_factory=list)
    deadline_at_ms: int | None = None


class MemoryStore:
    """A :class:`~fourline.store.base.Store` in memory."""

    failure: str | None
    """While set, every call fails with :exc:`StoreUnavailable` and this text, as on a broken disk."""

    def __init__(self) -> None:
        self.service_base_ms = 0
        self.is_available = True
        self.failure = None
        self.batches = Histogram(NUMBERS)
        self._rooms: dict[RoomId, _Room] = {}
        self._games: dict[GameId, GameRecord] = {}
        self._reviews: dict[GameId, bytes] = {}
        self._latest_ms = 0
        self._waiting: list[tuple[Future[Any], Callable[[], object], bool]] = []
        self._is_held = False
        self._is_closed = False

    def hold(self) -> None:
        """Let calls wait, as a slow disk does, until :meth:`release`."""
        self._is_held = True

    def release(self) -> None:
        """Carry out what waits, as one batch in the loop's next turn, and go on as usual."""
        self._is_held = False
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._carry_out)

    def reopen(self) -> MemoryStore:
        """Return a new store with what this one holds, as after a restart; this one is done with."""
        store = MemoryStore()
        store._rooms, store._games, store._reviews = self._rooms, self._games, self._reviews
        store._latest_ms = store.service_base_ms = self._latest_ms
        return store

    def create_room(self, room: NewRoom, events: Sequence[Event], stamp: Stamp) -> Future[RoomRecord]:
        """Create a room; see the port."""

        def work() -> RoomRecord:
            for other in self._rooms.values():
                if room.host_hash is not None and other.record.host_hash == room.host_hash:
                    return other.record
            record = RoomRecord(room.room_id, room.join_key, room.watch_key, room.host_hash, room.guest_hash)
            self._rooms[room.room_id] = _Room(record, stamp.service_ms)
            self._add(self._rooms[room.room_id], events, stamp, None)
            return record

        return self._call(work)

    def find_room(
        self, *, room_id: RoomId | None = None, join_key: JoinKey | None = None, watch_key: WatchKey | None = None
    ) -> Future[RoomRecord | None]:
        """Find a room by its id or a key; see the port."""

        def work() -> RoomRecord | None:
            for room in self._rooms.values():
                record = room.record
                if room_id == record.room_id or join_key == record.join_key or watch_key == record.watch_key:
                    return record
            return None

        return self._call(work, writes=False)

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

        def work() -> Claim:
            room = self._rooms.get(room_id)
            if room is None:
                raise StaleSeq(0)
            holders = {Seat.HOST: room.record.host_hash, Seat.GUEST: room.record.guest_hash}
            for held, holder in holders.items():
                if secret_hash is not None and holder == secret_hash:
                    return Claim(held, is_new=False)
            if holders[seat] is not None:
                raise SeatTaken("the seat is held by another secret")
            self._check(room_id, expected_seq)
            holders[seat] = secret_hash
            room.record = replace(room.record, host_hash=holders[Seat.HOST], guest_hash=holders[Seat.GUEST])
            self._add(room, events, stamp, deadline_at_ms)
            return Claim(seat, is_new=True)

        return self._call(work)

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

        def work() -> None:
            room = self._check(room_id, expected_seq)
            self._add(room, events, stamp, deadline_at_ms, command)
            if finished is not None:
                self._games[finished.game_id] = finished

        return self._call(work)

    def read(self, room_id: RoomId, after_seq: int = 0) -> Future[list[Entry]]:
        """Read a room's log; see the port."""

        def work() -> list[Entry]:
            room = self._rooms.get(room_id)
            return [] if room is None else [entry for entry in room.entries if entry.seq > after_seq]

        return self._call(work, writes=False)

    def read_game(self, game_id: GameId) -> Future[GameRecord | None]:
        """Read a finished game; see the port."""
        return self._call(lambda: self._games.get(game_id), writes=False)

    def read_games(self, room_id: RoomId) -> Future[list[GameRecord]]:
        """Read the finished games of a room; see the port."""

        def work() -> list[GameRecord]:
            games = [game for game in self._games.values() if game.room_id == room_id]
            return sorted(games, key=lambda game: game.number)

        return self._call(work, writes=False)

    def save_review(self, game_id: GameId, review: bytes) -> Future[None]:
        """Keep a game's review; see the port."""

        def work() -> None:
            if game_id in self._games:
                self._reviews[game_id] = review

        return self._call(work)

    def read_review(self, game_id: GameId) -> Future[bytes | None]:
        """Read a game's review; see the port."""
        return self._call(lambda: self._reviews.get(game_id), writes=False)

    def due(self, now_ms: int, limit: int) -> Future[list[RoomId]]:
        """Find rooms whose deadline has come; see the port."""

        def work() -> list[RoomId]:
            deadlines = [
                (room.deadline_at_ms, room_id)
                for room_id, room in self._rooms.items()
                if room.deadline_at_ms is not None and room.deadline_at_ms <= now_ms
            ]
            return [room_id for _, room_id in sorted(deadlines, key=itemgetter(0))[:limit]]

        return self._call(work, writes=False)

    def keep_time(self, service_ms: int) -> Future[None]:
        """Store an instant of service time; see the port."""

        def work() -> None:
            self._latest_ms = max(self._latest_ms, service_ms)

        return self._call(work)

    def expire_rooms(self, before_ms: int, limit: int) -> Future[list[RoomId]]:
        """Remove rooms that never saw a move; see the port."""

        def work() -> list[RoomId]:
            old = sorted(
                (room.created_ms, room_id)
                for room_id, room in self._rooms.items()
                if room.created_ms < before_ms and not any(isinstance(entry.event, Moved) for entry in room.entries)
            )
            gone = [room_id for _, room_id in old[:limit]]
            for room_id in gone:
                del self._rooms[room_id]
            return gone

        return self._call(work)

    def probe(self) -> Future[None]:
        """Learn whether the store works; see the port."""
        return self._call(lambda: None)

    def close(self) -> Future[None]:
        """Finish what was asked; see the port."""
        if self._is_held:
            self.release()
        future = self._call(lambda: None, writes=False, even_closed=True)
        self._is_closed = True
        return future

    def _check(self, room_id: RoomId, expected_seq: int) -> _Room:
        room = self._rooms.get(room_id)
        last = 0 if room is None else len(room.entries)
        if room is None or last != expected_seq:
            raise StaleSeq(last)
        return room

    def _add(
        self,
        room: _Room,
        events: Sequence[Event],
        stamp: Stamp,
        deadline_at_ms: int | None,
        command: tuple[Seat, CommandId] | None = None,
    ) -> None:
        for event in events:
            room.entries.append(Entry(len(room.entries) + 1, event, stamp, command))
            room.deadline_at_ms = deadline_at_ms
            self._latest_ms = max(self._latest_ms, stamp.service_ms)

    def _call(self, work: Callable[[], T], *, writes: bool = True, even_closed: bool = False) -> Future[T]:
        loop = asyncio.get_running_loop()
        future: Future[T] = loop.create_future()
        if self._is_closed and not even_closed:
            future.set_exception(StoreUnavailable("the store is closed"))
            return future
        if not self._waiting and not self._is_held:
            loop.call_soon(self._carry_out)
        self._waiting.append((future, work, writes))
        return future

    def _carry_out(self) -> None:
        if self._is_held:
            return
        batch, self._waiting = self._waiting, []
        if written := sum(writes for _, _, writes in batch):
            self.batches.add(written)
        for future, work, writes in batch:
            error, result = self._try(work)
            if isinstance(error, StoreUnavailable):
                self.is_available = False
            elif writes and error is None:
                self.is_available = True
            # Cancelled by its caller, which undoes nothing.
            if future.done():
                continue
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

    def _try(self, work: Callable[[], object]) -> tuple[StoreError | None, object]:
        if self.failure is not None:
            return StoreUnavailable(self.failure), None
        try:
            return None, work()
        except StoreError as miss:
            return miss, None
