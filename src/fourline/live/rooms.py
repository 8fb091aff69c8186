"""
The rooms in this process's memory: found or loaded when somebody comes, dropped when nobody has been there for a while.

One load per room is in flight at a time. A room with members, waiting commands or a pending append never leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Protocol

import structlog

from ..errors import StoreUnavailable
from ..net.close_codes import CloseCode
from ..net.deadlines import Deadlines
from ..net.limits import AddressRates
from ..room.apply import replay
from ..room.events import Event, Joined, Opened, RoomId
from ..store.base import JoinKey, NewRoom, RoomRecord, SecretHash, WatchKey
from .live_room import LiveRoom
from .presence import PresenceBoard
from .services import Services, new_id

__all__ = ["Rooms"]

log = structlog.get_logger(__name__)

FAR_FUTURE_MS = 2**62
DUE_AT_ONCE = 100

LOADS_AT_ONCE = 16
"""
Logs that are read at a time. After a restart everybody comes back at once, and a long log takes half a megabyte and
some milliseconds of the store's thread, in which nobody's move is stored.
"""


class Beginner(Protocol):
    """A connection that hasn't said yet what it wants."""

    def give_up(self) -> None:
        """Send it away: it had its time."""
        ...


class Rooms:
    """All live rooms of the process; belongs to one running loop."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.presence = PresenceBoard()
        self.is_stopping = False
        self.on_change: Callable[[LiveRoom], None] = lambda _room: None
        """Called when somebody came to a room or left it, or something happened in it."""
        self.beginners: Deadlines[Beginner] = Deadlines(services.config.init_timeout_ms)
        self._rooms: dict[RoomId, LiveRoom] = {}
        self._by_join: dict[JoinKey, LiveRoom] = {}
        self._by_watch: dict[WatchKey, LiveRoom] = {}
        self._loading: dict[RoomId, asyncio.Future[None]] = {}
        self._loads = asyncio.Semaphore(LOADS_AT_ONCE)
        self._idle_since_s: dict[LiveRoom, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._settled: asyncio.Event | None = None
        self._unreadable: set[RoomId] = set()
        """Rooms whose flag is due, but whose log is nothing that we wrote."""
        self._opened = AddressRates(services.config.rooms_per_minute, 60_000)

    def __len__(self) -> int:
        return len(self._rooms)

    # Finding

    def get(
        self, *, room_id: RoomId | None = None, join_key: JoinKey | None = None, watch_key: WatchKey | None = None
    ) -> LiveRoom | None:
        """Return the room of the one given id or key, if it is in memory."""
        if room_id is not None:
            return self._rooms.get(room_id)
        if join_key is not None:
            return self._by_join.get(join_key)
        return None if watch_key is None else self._by_watch.get(watch_key)

    async def find(
        self, *, room_id: RoomId | None = None, join_key: JoinKey | None = None, watch_key: WatchKey | None = None
    ) -> LiveRoom | None:
        """
        Return the room of the one given id or key, from memory or from the store.

        The room is in memory when this returns, and stays there at least until the caller awaits again.

        Raises:
            StoreUnavailable: If it would have to be loaded and can't be.

        """
        room = self.get(room_id=room_id, join_key=join_key, watch_key=watch_key)
        if room is not None:
            return room
        record = await self.services.store.find_room(room_id=room_id, join_key=join_key, watch_key=watch_key)
        return None if record is None else await self._from(record)

    async def open(
        self,
        host_hash: SecretHash | None,
        opened: Opened,
        *,
        guest_hash: SecretHash | None = None,
        guest: Joined | None = None,
    ) -> LiveRoom:
        """
        Return a new room, or the one that this host's secret has opened before; with its guest, if there is one.

        Raises:
            StoreUnavailable: If it can't be stored.

        """
        new = NewRoom(RoomId(new_id()), JoinKey(new_id()), WatchKey(new_id()), host_hash, guest_hash)
        events: list[Event] = [opened] if guest is None else [opened, guest]
        record = await self.services.store.create_room(new, events, self.services.clock.stamp())
        room = await self._from(record)
        if room is None:
            raise StoreUnavailable("a new room has vanished")
        return room

    def may_open(self, address: str) -> bool:
        """Count one more room for an address; tell whether it may open it."""
        return self._opened.allow(address, asyncio.get_running_loop().time())

    async def _from(self, record: RoomRecord) -> LiveRoom | None:
        while (room := self._rooms.get(record.room_id)) is None:
            loading = self._loading.get(record.room_id)
            if loading is not None:
                # Whoever loads it may fail; then it is our turn to try.
                await asyncio.wait([loading])
            elif not await self._load(record):
                return None
        return room

    async def _load(self, record: RoomRecord) -> bool:
        """Read a room's log into memory; tell whether there is one."""
        loading = self._loading[record.room_id] = asyncio.get_running_loop().create_future()
        try:
            async with self._loads:
                entries = await self.services.store.read(record.room_id)
            if entries:
                self._keep(
                    LiveRoom(
                        record,
                        replay(entries),
                        self.services,
                        on_quiet=self._on_quiet,
                        on_change=self._changed,
                        on_shown=self.presence.shown,
                    )
                )
            return bool(entries)
        finally:
            del self._loading[record.room_id]
            loading.set_result(None)

    def _keep(self, room: LiveRoom) -> None:
        record = room.record
        self._rooms[record.room_id] = room
        self._by_join[record.join_key] = room
        self._by_watch[record.watch_key] = room
        self._on_quiet(room)

    def _changed(self, room: LiveRoom) -> None:
        self.presence.changed(room)
        self.on_change(room)

    # Letting go

    def _on_quiet(self, room: LiveRoom) -> None:
        if room.is_gone:
            self._drop(room)
        elif room.is_idle:
            self._idle_since_s[room] = asyncio.get_running_loop().time()
        if self._settled is not None and not self._busy():
            self._settled.set()

    def _drop(self, room: LiveRoom) -> None:
        if self._rooms.get(room.record.room_id) is room:
            del self._rooms[room.record.room_id]
            del self._by_join[room.record.join_key]
            del self._by_watch[room.record.watch_key]
        room.forget()
        self._idle_since_s.pop(room, None)
        self.presence.forget(room)

    def tick(self, now_s: float) -> None:
        """
        Tell who went silent, send away who says nothing, mend what is in doubt, drop what was idle for long.

        Call it about once a second.

        """
        for beginner in self.beginners.expire(now_s):
            beginner.give_up()
        self.presence.tick(now_s)
        if self.services.store.is_available:
            # Before any of them is mended: that may drop it.
            for room in [room for room in self._rooms.values() if room.is_in_doubt]:
                room.mend()
        idle_s = self.services.config.idle_room_ms / 1000
        for room, since_s in list(self._idle_since_s.items()):
            if not room.is_idle:
                del self._idle_since_s[room]
            elif now_s - since_s >= idle_s:
                self._drop(room)

    async def keep_time(self) -> None:
        """
        Call the flags that are due in rooms that aren't in memory, and let service time outlast us while a clock runs.

        Call it about once a second.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        store, now_ms = self.services.store, self.services.clock.now_ms()
        if not await store.due(FAR_FUTURE_MS, 1):
            return
        await store.keep_time(now_ms)
        # Those that can't be read are the first for ever; they mustn't be the only ones.
        for room_id in await store.due(now_ms, DUE_AT_ONCE + len(self._unreadable)):
            if room_id not in self._unreadable:
                await self._look_at_clock(room_id)

    async def _look_at_clock(self, room_id: RoomId) -> None:
        try:
            room = await self.find(room_id=room_id)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("room_unreadable", room=room_id)
            self._unreadable.add(room_id)
        else:
            if room is not None:
                room.call_flag()

    async def expire(self) -> None:
        """
        Remove rooms that never saw a move and are too old, from the store and from memory.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        age_ms = self.services.config.unplayed_room_hours * 3_600_000
        before_ms = self.services.clock.now_ms() - age_ms
        if before_ms <= 0:
            return
        while expired := await self.services.store.expire_rooms(before_ms, limit=100):
            log.info("rooms_expired", count=len(expired))
            for room_id in expired:
                room = self._rooms.get(room_id)
                if room is not None:
                    room.vanish()
                    self._drop(room)

    # Tasks and the end

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a short task and keep it from being collected; it handles its own errors."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _busy(self) -> bool:
        return any(room.is_busy for room in self._rooms.values())

    async def settle(self) -> None:
        """Take no more commands, and wait until those that were taken are stored, shown and answered."""
        self.is_stopping = True
        for room in self._rooms.values():
            room.dismiss_bot()
        if self._tasks:
            await asyncio.wait(set(self._tasks))
        self._settled = asyncio.Event()
        if self._busy():
            await self._settled.wait()

    def say_bye(self, frames: Iterator[bytes]) -> None:
        """Tell everybody who is in a room when to come back, each the next of ``frames``, and close."""
        for room in list(self._rooms.values()):
            room.audience.tell_each(frames)
            room.audience.close_all(CloseCode.GOING_AWAY)
