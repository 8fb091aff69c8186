"""
One room's log in memory: its state, and the queue of commands that want to change it.

::

    put ──▶ queue ──▶ decide ──▶ store ··· durable ···▶ apply, show, answer
             one at a time                              one synchronous step

Everything here runs on the event loop. While the store writes, the queue waits; nobody else does. When it isn't certain
that memory and store agree (the disk failed, another process was first, we crashed), the log is *in doubt*: it is read
before the next command. Who is in the room, and how things are told to them, :class:`~.live_room.LiveRoom` adds.
"""

from __future__ import annotations

import asyncio
import hmac
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

import structlog

from ..errors import Code, Rejected, SeatTaken, StaleSeq, StoreUnavailable
from ..net.connection import Connection
from ..room.apply import number, replay
from ..room.commands import Command
from ..room.context import Context
from ..room.decide import decide, look_at_ms
from ..room.events import CommandId, Ended, Entry, Event, Seat, Stamp
from ..room.room import Room
from ..store.base import Claim, RoomRecord, SecretHash
from .archive import finished_game
from .services import Services

__all__ = ["Answer", "Job", "Ledger"]

log = structlog.get_logger(__name__)


Answer = tuple[Connection, bytes]
"""A frame, and whom it is for."""


# Not frozen: there is one for each move, and freezing would take as long as all the rest of making it.
@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """A command in the queue, and what to do when it is settled: exactly one of the callbacks is called, once."""

    command: Command
    arrived_ms: int
    """Service time at which it came."""
    seat: Seat | None = None
    command_id: CommandId | None = None
    secret_hash: SecretHash | None = None
    """Whose seat is to be taken; None for a claim without a secret, and for what isn't a claim."""
    lag_ms: int = 0
    on_done: Callable[[int], Answer | None]
    """Called with the seq that answers the command; returns the answer, to be sent after what happened."""
    on_seated: Callable[[Seat], None] | None = None
    """For a claim: called with the seat that it gave."""
    on_refused: Callable[[Code], None]
    on_crash: Callable[[], None]


class Ledger(ABC):
    """
    The log of one room; ``state`` is what it comes to, and changes in :meth:`_stored` and :meth:`_reload` only.

    A base class and not a part of the room: two objects that know each other would wait for the garbage collector.

    """

    def __init__(self, record: RoomRecord, state: Room, services: Services) -> None:
        self.record = record
        """What the store knows of the room besides its log."""
        self.state = state
        self.is_gone = False
        """Nothing is taken any more: nobody can be in the room."""
        self._services = services
        self.is_in_doubt = False
        """It isn't certain that the store has the same; the log is read before the next command."""
        # It holds a few at most; an empty deque takes 760 bytes, in every idle room.
        self._queue: list[Job] = []
        self._running: Job | None = None
        self._recovery: asyncio.Task[None] | None = None
        self._must_resync = False

    @property
    def is_busy(self) -> bool:
        """Tell whether a command is waiting or being stored."""
        return self._running is not None or bool(self._queue) or self._recovery is not None

    def held_by(self, secret_hash: SecretHash) -> Seat | None:
        """Return the seat that a secret holds here."""
        for seat, held in ((Seat.HOST, self.record.host_hash), (Seat.GUEST, self.record.guest_hash)):
            if held is not None and hmac.compare_digest(held, secret_hash):
                return seat
        return None

    def mend(self) -> None:
        """Try again to read the log, if that failed when it came into doubt."""
        if self.is_in_doubt:
            self._next()

    def put(self, job: Job) -> None:
        """Take a command; it may be settled before this returns."""
        self._queue.append(job)
        self._next()

    # The room around the log

    @abstractmethod
    def _context(self, job: Job) -> Context:
        """Return the circumstances of a command that is decided now."""

    @abstractmethod
    def _tell(self, entries: Sequence[Entry], answer: Answer | None) -> None:
        """Tell everybody what has just happened, then give the answer; the state is the one after it."""

    @abstractmethod
    def _resync(self) -> None:
        """Give everybody the state, since what they were told can't be trusted."""

    @abstractmethod
    def vanish(self) -> None:
        """Send everybody away: the store has no such room any more."""

    @abstractmethod
    def _break_down(self) -> None:
        """Send everybody away to come back: memory and store can't be made to agree."""

    @abstractmethod
    def _rest(self) -> None:
        """Learn that no command is waiting any more."""

    # One after the other

    def _next(self) -> None:
        while self._running is None and self._recovery is None:
            if self.is_gone:
                self._refuse_all(Code.NOT_FOUND)
                self._rest()
                return
            if self.is_in_doubt:
                self._recovery = asyncio.get_running_loop().create_task(self._recover())
            elif self._queue:
                self._running = self._queue.pop(0)
                self._attempt(self._running)
            else:
                self._rest()
                return

    def _attempt(self, job: Job) -> None:
        try:
            if self._decide(job):
                return
        except Exception:  # noqa: BLE001 - a crash in one room must not touch another
            self._crash(job)
        self._running = None

    def _decide(self, job: Job) -> bool:
        """Give the events of a command to the store and return True, or answer or refuse it."""
        try:
            if not self._is_settled(job):
                self._store(job, decide(self.state, job.seat, job.command, self._context(job)))
                return True
        except Rejected as exc:
            job.on_refused(exc.code)
        return False

    def _is_settled(self, job: Job) -> bool:
        """Answer what was asked before and carried out: a command's id, or a secret that has got its seat meanwhile."""
        if job.on_seated is not None:
            held = None if job.secret_hash is None else self.held_by(job.secret_hash)
            if held is not None:
                job.on_seated(held)
            return held is not None
        if job.command_id is None or job.seat is None:
            return False
        done_at = self.state.answer_to(job.seat, job.command_id)
        if done_at is None:
            return False
        self._send(job.on_done(done_at))
        return True

    def _send(self, answer: Answer | None) -> None:
        """Give an answer by itself, as nothing has happened."""
        if answer is not None:
            connection, frame = answer
            connection.counts.sent += connection.is_open
            connection.send(frame)

    def _store(self, job: Job, events: Sequence[Event]) -> None:
        """Ask the store to make ``events`` durable; :meth:`_stored` goes on from there."""
        stamp = self._services.clock.stamp()
        command = None if job.command_id is None or job.seat is None else (job.seat, job.command_id)
        entries = number(self.state, events, stamp, command)
        after = replay(entries, self.state)
        future: asyncio.Future[None] | asyncio.Future[Claim]
        if job.on_seated is None:
            future = self._append(after, events, stamp, command)
        else:
            future = self._claim(job, after, events, stamp)
        future.add_done_callback(partial(self._stored, job, entries, after, perf_counter()))

    def _append(
        self, after: Room, events: Sequence[Event], stamp: Stamp, command: tuple[Seat, CommandId] | None
    ) -> asyncio.Future[None]:
        is_archived = any(isinstance(event, Ended) for event in events)
        return self._services.store.append(
            self.record.room_id,
            self.state.seq,
            events,
            stamp,
            command=command,
            deadline_at_ms=look_at_ms(after),
            finished=finished_game(self.record.room_id, after, stamp) if is_archived else None,
        )

    def _claim(self, job: Job, after: Room, events: Sequence[Event], stamp: Stamp) -> asyncio.Future[Claim]:
        return self._services.store.claim_seat(
            self.record.room_id,
            Seat.GUEST,
            job.secret_hash,
            self.state.seq,
            events,
            stamp,
            deadline_at_ms=look_at_ms(after),
        )

    def _stored(
        self,
        job: Job,
        entries: Sequence[Entry],
        after: Room,
        begun_s: float,
        future: asyncio.Future[None] | asyncio.Future[Claim],
    ) -> None:
        """Go on when the store has answered."""
        self._services.counts.append_s.add(perf_counter() - begun_s)
        try:
            self._take_up(job, entries, after, future)
        except Exception:  # noqa: BLE001 - the rest of the batch belongs to other rooms
            self._crash(job)
        self._running = None
        self._next()

    def _take_up(
        self,
        job: Job,
        entries: Sequence[Entry],
        after: Room,
        future: asyncio.Future[None] | asyncio.Future[Claim],
    ) -> None:
        """Apply, broadcast, answer: the one place where the state changes."""
        try:
            claim = future.result()
        except StaleSeq:
            self._try_again(job)
        except SeatTaken:
            self.is_in_doubt = True
            job.on_refused(Code.SEAT_TAKEN)
        except StoreUnavailable:
            self.is_in_doubt = True
            self._services.clock.pause()
            job.on_refused(Code.UNAVAILABLE)
        else:
            if claim is None or job.on_seated is None:
                self._show(entries, after, job.on_done(after.seq))
            elif claim.is_new:
                self._show(entries, after)
                self.record = replace(self.record, guest_hash=job.secret_hash)
                job.on_seated(claim.seat)
            else:
                # The secret holds a seat that memory knows nothing of.
                self._try_again(job)

    def _try_again(self, job: Job) -> None:
        """Somebody else was first: read what happened, then decide once more."""
        self.is_in_doubt = True
        self._queue.insert(0, job)

    def _show(self, entries: Sequence[Entry], after: Room, answer: Answer | None = None) -> None:
        self.state = after
        self._tell(entries, answer)

    # Doubt

    def _crash(self, job: Job) -> None:
        log.exception("room_crashed", room=self.record.room_id)
        self.is_in_doubt = self._must_resync = True
        job.on_crash()

    async def _recover(self) -> None:
        """Make memory agree with the store again, then go on with the queue."""
        try:
            await self._reload()
            self.is_in_doubt = self._must_resync = False
        except StoreUnavailable:
            self._services.clock.pause()
            self._refuse_all(Code.UNAVAILABLE)
        except Exception:
            log.exception("room_lost", room=self.record.room_id)
            self.is_gone = True
            waiting, self._queue = self._queue, []
            for job in waiting:
                job.on_crash()
            self._break_down()
        finally:
            self._recovery = None
        if self.is_in_doubt and not self.is_gone:
            # The next command tries again, or the next tick.
            self._rest()
        else:
            self._next()

    async def _reload(self) -> None:
        store = self._services.store
        record = await store.find_room(room_id=self.record.room_id)
        entries = await store.read(self.record.room_id)
        if record is None or not entries:
            self.vanish()
            return
        self.record = record
        known = self.state.seq
        after = replay(entries)
        if after.seq >= known and not self._must_resync:
            self._show(entries[known:], after)
            return
        self.state = after
        self._resync()

    def _refuse_all(self, code: Code) -> None:
        waiting, self._queue = self._queue, []
        for job in waiting:
            job.on_refused(code)
