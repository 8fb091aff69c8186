"""
One room in memory: its state, its audience and its queue of commands.

::

    submit / claim ──▶ queue ──▶ decide ──▶ store ··· durable ···▶ apply, broadcast, answer
                        one at a time                              one synchronous step

Everything here runs on the event loop. While the store writes, the queue waits; nobody else does. Because a state
changes in that one step only, and entering is one synchronous step too, a newcomer misses nothing and gets nothing
twice.

When it isn't certain that memory and store agree (the disk failed, another process was first, we crashed), the room is
*in doubt*: it reads its log before the next command.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog

from ..errors import Code, Rejected, SeatTaken, StaleSeq, StoreUnavailable
from ..net.close_codes import CloseCode
from ..protocol import codec
from ..protocol.messages import Notice, Presence
from ..room.commands import Command, Join, Play
from ..room.events import CommandId, Entry, Event, GameId, Seat
from ..room.room import Context, Room, decide, number, replay
from ..store.base import Claim, RoomRecord, SecretHash
from .archive import finished_game
from .audience import Audience
from .entrance import welcome
from .member import Member
from .services import Services, new_id

__all__ = ["Entered", "LiveRoom"]

log = structlog.get_logger(__name__)

Entered = Callable[[Code | None], None]
"""Called when a claim is settled: with None once the member is in the room, playing or not; else with the reason."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A command in the queue; a claim has the secret's hash and somebody who waits to enter."""

    member: Member
    command: Command
    command_id: CommandId | None = None
    secret_hash: SecretHash | None = None
    entered: Entered | None = None


class LiveRoom:
    """
    A room that connections can be in.

    Args:
        record: What the store knows of the room besides its log.
        state: The log, folded.
        services: What the room needs of the world.
        on_quiet: Called whenever the last waiting command has been answered or the last member has left.
        on_change: Called when somebody came or went.

    """

    def __init__(
        self,
        record: RoomRecord,
        state: Room,
        services: Services,
        *,
        on_quiet: Callable[[LiveRoom], None],
        on_change: Callable[[LiveRoom], None],
    ) -> None:
        self.record = record
        self.state = state
        self.audience = Audience()
        self.is_gone = False
        """The room was removed from the store; nobody can be in it any more."""
        self._services = services
        self._on_quiet = on_quiet
        self._on_change = on_change
        self._queue: deque[_Job] = deque()
        self._running: _Job | None = None
        self._recovery: asyncio.Task[None] | None = None
        self._in_doubt = False
        self._must_resync = False

    @property
    def is_busy(self) -> bool:
        """Tell whether a command is waiting or being stored."""
        return self._running is not None or bool(self._queue) or self._recovery is not None

    @property
    def is_idle(self) -> bool:
        """Tell whether the room can leave memory."""
        return not self.is_busy and not len(self.audience)

    # Coming and going

    def enter(self, member: Member, seat: Seat | None, notice: Notice | None = None) -> None:
        """
        Let a member in and show it everything, in one step and one write.

        Raises:
            Rejected: If there is no room for another spectator.

        """
        config = self._services.config
        if seat is None and self.audience.spectators >= config.spectators_per_room:
            raise Rejected(Code.ROOM_FULL)
        member.seat = seat
        self.audience.add(member)
        try:
            now_s = asyncio.get_running_loop().time()
            member.send(*welcome(self.record, self.state, member, self.presence(now_s), notice))
        except Exception:
            # Its connection doesn't know yet that it is here, so it would never leave.
            self.audience.remove(member)
            raise
        if seat is not None:
            for oldest in self.audience.of_seat(seat)[: -config.connections_per_seat]:
                oldest.connection.close(CloseCode.SEAT_ELSEWHERE)
        self._on_change(self)

    def leave(self, member: Member) -> None:
        """Forget a member whose connection has ended."""
        self.audience.remove(member)
        self._on_change(self)
        if self.is_idle:
            self._on_quiet(self)

    def presence(self, now_s: float) -> Presence:
        """Return who is there at an instant of the loop's time."""
        return self.audience.presence(now_s, self._services.config.silence_ms / 1000)

    def tell_presence(self, presence: Presence) -> None:
        """Say who is there."""
        self.audience.tell(codec.encode(presence))

    def held_by(self, secret_hash: SecretHash) -> Seat | None:
        """Return the seat that a secret holds here."""
        for seat, held in ((Seat.HOST, self.record.host_hash), (Seat.GUEST, self.record.guest_hash)):
            if held is not None and hmac.compare_digest(held, secret_hash):
                return seat
        return None

    @property
    def guest_left(self) -> bool:
        """Tell whether the guest's seat is held without a secret, and nobody is connected to it."""
        return self.state.guest.is_seated and self.record.guest_hash is None and not self.audience.of_seat(Seat.GUEST)

    @property
    def may_guest_return(self) -> bool:
        """Tell whether a page without a secret may just sit down again; else, as any other, it queues for the seat."""
        # Somebody's claim may be on its way to the store, or may be there already.
        return self.guest_left and not self.is_busy and not self._in_doubt

    # Commands

    def submit(self, member: Member, command: Play, command_id: CommandId | None) -> None:
        """Put a member's command in the queue; it will be answered or refused."""
        member.waiting += 1
        self._put(_Job(member, command, command_id))

    def claim(self, member: Member, secret_hash: SecretHash | None, command: Join, entered: Entered) -> None:
        """Try to take the guest's seat and enter with what that gives: the seat, or a spectator's place."""
        self._put(_Job(member, command, secret_hash=secret_hash, entered=entered))

    def mend(self) -> None:
        """Try again to read the log, if that failed when the room came into doubt."""
        if self._in_doubt:
            self._next()

    def _put(self, job: _Job) -> None:
        self._queue.append(job)
        self._next()

    def _next(self) -> None:
        while self._running is None and self._recovery is None:
            if self.is_gone:
                self._refuse_all(Code.NOT_FOUND)
                self._on_quiet(self)
                return
            if self._in_doubt:
                self._recovery = asyncio.get_running_loop().create_task(self._recover())
            elif self._queue:
                self._running = self._queue.popleft()
                self._attempt(self._running)
            else:
                self._on_quiet(self)
                return

    def _attempt(self, job: _Job) -> None:
        try:
            if self._decide(job):
                return
        except Exception:  # noqa: BLE001 - a crash in one room must not touch another
            self._crash(job)
        self._running = None

    def _decide(self, job: _Job) -> bool:
        """Give the events of a command to the store and return True, or answer or refuse it."""
        try:
            if not self._is_settled(job):
                self._store(job, decide(self.state, job.member.seat, job.command, self._context()))
                return True
        except Rejected as exc:
            self._refuse(job, exc.code)
        return False

    def _is_settled(self, job: _Job) -> bool:
        """Answer what was asked before and carried out: a command's id, or a secret that has got its seat meanwhile."""
        seat = job.member.seat
        if job.secret_hash is not None:
            held = self.held_by(job.secret_hash)
            if held is not None:
                self._enter_claimant(job, held)
            return held is not None
        done_at = None if job.command_id is None or seat is None else self.state.answer_to(seat, job.command_id)
        if done_at is not None:
            self._answer(job, done_at)
        return done_at is not None

    def _context(self) -> Context:
        return Context(GameId(new_id()), self.guest_left, self._services.config.events_per_room)

    def _store(self, job: _Job, events: Sequence[Event]) -> None:
        """Ask the store to make ``events`` durable; :meth:`_stored` goes on from there."""
        stamp = self._services.clock.stamp()
        store = self._services.store
        room_id = self.record.room_id
        if job.entered is not None:
            entries = number(self.state, events, stamp, None)
            claimed = store.claim_seat(room_id, Seat.GUEST, job.secret_hash, self.state.seq, events, stamp)
            claimed.add_done_callback(partial(self._stored, job, entries, replay(entries, self.state)))
            return
        seat = job.member.seat
        command = None if job.command_id is None or seat is None else (seat, job.command_id)
        entries = number(self.state, events, stamp, command)
        after = replay(entries, self.state)
        finished = finished_game(room_id, after, stamp) if after.outcome is not None else None
        appended = store.append(room_id, self.state.seq, events, stamp, command=command, finished=finished)
        appended.add_done_callback(partial(self._stored, job, entries, after))

    def _stored(
        self,
        job: _Job,
        entries: Sequence[Entry],
        after: Room,
        future: asyncio.Future[None] | asyncio.Future[Claim],
    ) -> None:
        """Go on when the store has answered."""
        try:
            self._take_up(job, entries, after, future)
        except Exception:  # noqa: BLE001 - the rest of the batch belongs to other rooms
            self._crash(job)
        self._running = None
        self._next()

    def _take_up(
        self,
        job: _Job,
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
            self._in_doubt = True
            self._refuse(job, Code.SEAT_TAKEN)
        except StoreUnavailable:
            self._in_doubt = True
            self._refuse(job, Code.UNAVAILABLE)
        else:
            if claim is None:
                self._show(entries, after)
                self._answer(job, after.seq)
            elif claim.is_new:
                self._show(entries, after)
                self.record = replace(self.record, guest_hash=job.secret_hash)
                self._enter_claimant(job, claim.seat)
            else:
                # The secret holds a seat that memory knows nothing of.
                self._try_again(job)

    def _try_again(self, job: _Job) -> None:
        """Somebody else was first: read what happened, then decide once more."""
        self._in_doubt = True
        self._queue.appendleft(job)

    def _show(self, entries: Sequence[Entry], after: Room) -> None:
        self.state = after
        self.audience.tell_entries(entries)

    @staticmethod
    def _answer(job: _Job, seq: int) -> None:
        job.member.waiting -= 1
        job.member.answer(job.command_id, seq)

    def _refuse(self, job: _Job, code: Code) -> None:
        if job.entered is None:
            job.member.waiting -= 1
            job.member.refuse(code, job.command_id)
            if code is Code.STALE and not job.member.is_classic:
                job.member.send(codec.encode_state(self.state))
        elif code is Code.SEAT_TAKEN:
            self._enter_claimant(job, None, "seat_taken")
        else:
            job.entered(code)

    def _enter_claimant(self, job: _Job, seat: Seat | None, notice: Notice | None = None) -> None:
        if job.entered is None or job.member.has_left:
            return
        try:
            self.enter(job.member, seat, notice)
        except Rejected as exc:
            job.entered(exc.code)
        else:
            job.entered(None)

    # Doubt

    def _crash(self, job: _Job) -> None:
        log.exception("room_crashed", room=self.record.room_id)
        job.member.connection.close(CloseCode.INTERNAL_ERROR)
        self._in_doubt = self._must_resync = True

    async def _recover(self) -> None:
        """Make memory agree with the store again, then go on with the queue."""
        try:
            await self._reload()
            self._in_doubt = self._must_resync = False
        except StoreUnavailable:
            self._refuse_all(Code.UNAVAILABLE)
        except Exception:
            log.exception("room_lost", room=self.record.room_id)
            self.is_gone = True
            waiting, self._queue = self._queue, deque()
            for job in waiting:
                job.member.connection.close(CloseCode.INTERNAL_ERROR)
            self.audience.close_all(CloseCode.INTERNAL_ERROR)
        finally:
            self._recovery = None
        if self._in_doubt and not self.is_gone:
            # The next command tries again, or the next tick.
            self._on_quiet(self)
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
        # What they saw can't be trusted to be what is stored; a tutorial's page has no way to hear of it.
        self.state = after
        self.audience.tell(codec.encode_state(after))
        self.audience.close_classic(CloseCode.INTERNAL_ERROR)

    def vanish(self) -> None:
        """Send everybody away from a room that the store has removed."""
        self.is_gone = True
        self._refuse_all(Code.NOT_FOUND)
        self.audience.tell_error(Code.NOT_FOUND)
        self.audience.close_classic(CloseCode.NORMAL)
        self.audience.close_all(CloseCode.NOT_FOUND)

    def _refuse_all(self, code: Code) -> None:
        waiting, self._queue = self._queue, deque()
        for job in waiting:
            self._refuse(job, code)
