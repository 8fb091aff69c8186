"""
One room in memory: its log, and the people in it.

The log changes in one synchronous step: apply, broadcast, answer. Entering is one synchronous step too. So a newcomer
misses nothing and gets nothing twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from typing_extensions import override

from ..errors import Code, Rejected
from ..net.close_codes import CloseCode
from ..net.limits import Rate
from ..protocol import codec, encoding
from ..protocol.messages import Phrase
from ..protocol.server_messages import Notice, Presence, Said
from ..room.commands import Asked, Claim, Flag, Join
from ..room.context import Context
from ..room.decide import FIRM_PLY, flag_at_ms
from ..room.events import CommandId, Entry, GameId, Moved, PrivacySet, Seat, Started, TakenBack
from ..room.room import Room
from ..store.base import RoomRecord, SecretHash
from .audience import Audience
from .counts import KINDS
from .engine_room import EngineRoom
from .entrance import welcome
from .flag_timer import FlagTimer
from .ledger import Answer, Job
from .member import Member
from .services import Services, new_id

__all__ = ["Entered", "LiveRoom"]

SAY_EVERY_MS = 3_000

Entered = Callable[[Code | None], None]
"""Called when a claim is settled: with None once the member is in the room, playing or not; else with the reason."""


class LiveRoom(EngineRoom):
    """
    A room that connections can be in.

    Args:
        record: What the store knows of the room besides its log.
        state: The log, folded.
        services: What the room needs of the world.
        on_quiet: Called whenever the last waiting command has been answered or the last member has left.
        on_change: Called when somebody came or went, or something happened.
        on_shown: Called with who is there, as a newcomer was shown it.

    """

    def __init__(
        self,
        record: RoomRecord,
        state: Room,
        services: Services,
        *,
        on_quiet: Callable[[LiveRoom], None],
        on_change: Callable[[LiveRoom], None],
        on_shown: Callable[[LiveRoom, Presence], None],
    ) -> None:
        super().__init__(record, state, services)
        self.audience = Audience(
            asyncio.get_running_loop().time(), services.counts.net, services.broadcaster, state.bot_seat
        )
        self._on_quiet = on_quiet
        self._on_change = on_change
        self._on_shown = on_shown
        self._talk: dict[Seat, Rate] = {}
        """For those who have said something."""
        self._flag = FlagTimer()
        self._set_flag_timer()
        self._seat_bot()

    @property
    def is_idle(self) -> bool:
        """Tell whether the room can leave memory."""
        return not self.is_busy and not len(self.audience)

    @property
    def guest_left(self) -> bool:
        """Tell whether the guest's seat is held without a secret, and nobody is connected to it."""
        return self.state.guest.is_seated and self.record.guest_hash is None and not self.audience.of_seat(Seat.GUEST)

    @property
    def may_guest_return(self) -> bool:
        """Tell whether a page without a secret may just sit down again; else, as any other, it queues for the seat."""
        # Somebody's claim may be on its way to the store, or may be there already.
        return self.guest_left and not self.is_busy and not self.is_in_doubt

    def encode_state(self) -> bytes:
        """Return the snapshot as of now."""
        return encoding.encode_state(self.state, self._services.clock.now_ms())

    def show_state(self, member: Member) -> None:
        """Send a member the snapshot, after what is on its way to it."""
        self.audience.catch_up(member)
        member.send(self.encode_state())

    # Coming and going

    def enter(self, member: Member, seat: Seat | None, notice: Notice | None = None) -> None:
        """
        Let a member in and show it everything, in one step and one write.

        Raises:
            Rejected: If spectators aren't let in, or there is no room for another one.

        """
        config = self._services.config
        if seat is None:
            if self.state.is_private:
                raise Rejected(Code.NOT_FOUND)
            if self.audience.spectators >= config.spectators_per_room:
                raise Rejected(Code.ROOM_FULL)
        member.seat = seat
        self.audience.add(member)
        try:
            presence = self.presence(asyncio.get_running_loop().time())
            member.send(*welcome(self.record, self.state, member, self.encode_state(), presence, notice))
        except Exception:
            # Its connection doesn't know yet that it is here, so it would never leave.
            self.audience.remove(member, asyncio.get_running_loop().time())
            raise
        self._on_shown(self, presence)
        self._services.counts.entered(member)
        if seat is not None:
            member.connection.ping()
            for oldest in self.audience.of_seat(seat)[: -config.connections_per_seat]:
                oldest.connection.close(CloseCode.SEAT_ELSEWHERE)
        self._on_change(self)
        self._let_bot_look()

    def leave(self, member: Member) -> None:
        """Forget a member whose connection has ended."""
        self.audience.remove(member, asyncio.get_running_loop().time())
        self._services.counts.left(member)
        self._on_change(self)
        if self.is_idle:
            self._on_quiet(self)

    def presence(self, now_s: float) -> Presence:
        """Return who is there at an instant of the loop's time."""
        config = self._services.config
        claim_after_s = config.claim_after_ms / 1000 if self._can_be_claimed() else None
        return self.audience.presence(now_s, config.silence_ms / 1000, claim_after_s)

    def steady_until_s(self, now_s: float) -> float:
        """Return until when that stays so unless somebody comes, goes or plays."""
        return self.audience.steady_until_s(now_s, self._services.config.silence_ms / 1000)

    def tell_presence(self, presence: Presence) -> None:
        """Say who is there."""
        self.audience.tell(codec.encode(presence))

    def say(self, seat: Seat, phrase: Phrase) -> bool:
        """Let a player say something, which isn't kept; tell whether it isn't too soon after the last time."""
        rate = self._talk.setdefault(seat, Rate(1, SAY_EVERY_MS))
        may_speak = rate.allow(asyncio.get_running_loop().time())
        if may_speak:
            self.audience.tell(codec.encode(Said(seat.value, phrase)))
        return may_speak

    def _can_be_claimed(self) -> bool:
        state = self.state
        # A bot never leaves, and doesn't mind waiting.
        is_between_people = state.is_full and state.bot_seat is None
        return is_between_people and not state.is_over and state.game.ply - state.start_ply >= FIRM_PLY

    # Commands

    def submit(self, member: Member, command: Asked, command_id: CommandId | None) -> None:
        """Put a member's command in the queue; it will be answered or refused."""
        member.waiting += 1
        kind = KINDS[type(command)]
        self.put(
            Job(
                command=command,
                arrived_ms=self._services.clock.now_ms(),
                seat=member.seat,
                command_id=command_id,
                lag_ms=0 if self.state.clock is None else member.connection.lag_ms,
                on_done=partial(self._answer, member, kind, command_id),
                on_refused=partial(self._refuse, member, kind, command_id),
                on_crash=partial(self._give_up, member, kind),
            )
        )

    def claim(self, member: Member, secret_hash: SecretHash | None, command: Join, entered: Entered) -> None:
        """Try to take the guest's seat and enter with what that gives: the seat, or a spectator's place."""

        def refused(code: Code) -> None:
            if code is Code.SEAT_TAKEN:
                self._enter_claimant(member, None, "seat_taken", entered)
            else:
                entered(code)

        self.put(
            Job(
                command=command,
                arrived_ms=self._services.clock.now_ms(),
                secret_hash=secret_hash,
                on_done=lambda _seq: None,
                on_seated=lambda seat: self._enter_claimant(member, seat, None, entered),
                on_refused=refused,
                on_crash=partial(self._give_up, member, "init"),
            )
        )

    def call_flag(self) -> None:
        """Look whether somebody is out of time, in the queue like any other command."""
        counts = self._services.counts

        def refused(code: Code) -> None:
            counts.answered("flag", code)
            # Too early after all, for service time may have stood still; or the disk fails: look again.
            self._set_flag_timer()

        self.put(
            Job(
                command=Flag(),
                arrived_ms=self._services.clock.now_ms(),
                on_done=lambda _seq: counts.answered("flag"),
                on_refused=refused,
                on_crash=partial(counts.crashed, "flag"),
            )
        )

    @property
    @override
    def _is_watched(self) -> bool:
        return len(self.audience) > 0

    @override
    def _answer(self, member: Member, kind: str, command_id: CommandId | None, seq: int) -> Answer | None:
        self._services.counts.answered(kind)
        member.waiting -= 1
        frame = member.answer_frame(command_id, seq)
        return None if frame is None else (member.connection, frame)

    @override
    def _refuse(self, member: Member, kind: str, command_id: CommandId | None, code: Code) -> None:
        self._services.counts.answered(kind, code)
        member.waiting -= 1
        member.refuse(code, command_id)
        if code is Code.STALE and not member.is_classic:
            self.show_state(member)

    @override
    def _give_up(self, member: Member, kind: str) -> None:
        self._services.counts.crashed(kind)
        member.connection.close(CloseCode.INTERNAL_ERROR)

    def _enter_claimant(self, member: Member, seat: Seat | None, notice: Notice | None, entered: Entered) -> None:
        if member.has_left:
            return
        try:
            self.enter(member, seat, notice)
        except Rejected as exc:
            entered(exc.code)
        else:
            entered(None)

    # What the log asks for

    @override
    def _context(self, job: Job) -> Context:
        """Return the circumstances of a command that is decided now."""
        config = self._services.config
        gone_s = None
        # Nothing else asks how long.
        if job.seat is not None and isinstance(job.command, Claim):
            now_s = asyncio.get_running_loop().time()
            gone_s = self.audience.gone_s(job.seat.other, now_s, config.silence_ms / 1000)
        return Context(
            game_id=GameId(new_id()),
            now_ms=job.arrived_ms,
            lag_ms=job.lag_ms,
            gone_ms=None if gone_s is None else round(gone_s * 1000),
            guest_left=isinstance(job.command, Join) and self.guest_left,
            has_classic_player=self.audience.has_classic_player,
            claim_after_ms=config.claim_after_ms,
            max_offers=config.offers_per_game,
            max_events=config.events_per_room,
        )

    @override
    def _tell(self, entries: Sequence[Entry], answer: Answer | None) -> None:
        self.audience.tell_entries(entries, answer)
        for entry in entries:
            if isinstance(entry.event, TakenBack | Started):
                # A tutorial's page can neither un-play a disc nor clear its board.
                self.audience.close_classic(CloseCode.NORMAL)
            elif entry.event == PrivacySet(is_private=True):
                self.audience.dismiss_spectators()
        self._set_flag_timer()
        if not self._is_only_a_move(entries):
            self._on_change(self)
        self._let_bot_look()

    def _is_only_a_move(self, entries: Sequence[Entry]) -> bool:
        """Tell whether nobody needs to look who is there: a move changes that where a claim becomes possible."""
        state = self.state
        is_move = len(entries) == 1 and isinstance(entries[0].event, Moved)
        return is_move and state.game.ply - state.start_ply != FIRM_PLY

    @override
    def _resync(self) -> None:
        self.audience.tell(self.encode_state())
        # A tutorial's page has no way to hear of it.
        self.audience.close_classic(CloseCode.INTERNAL_ERROR)
        if self.state.is_private:
            self.audience.dismiss_spectators()
        self._set_flag_timer()
        self._on_change(self)
        self._let_bot_look()

    @override
    def vanish(self) -> None:
        """Send everybody away from a room that the store has removed."""
        self.is_gone = True
        self._refuse_all(Code.NOT_FOUND)
        self.forget()
        self.audience.tell_error(Code.NOT_FOUND)
        self.audience.close_classic(CloseCode.NORMAL)
        self.audience.close_all(CloseCode.NOT_FOUND)

    @override
    def _break_down(self) -> None:
        self.forget()
        self.audience.close_all(CloseCode.INTERNAL_ERROR)

    @override
    def _rest(self) -> None:
        self._on_quiet(self)

    # The flag

    def _set_flag_timer(self) -> None:
        self._flag.set(None if self.is_gone else flag_at_ms(self.state), self._services.clock, self.call_flag)

    def forget(self) -> None:
        """Stop what is still to come; called when the room leaves memory."""
        self._flag.stop()
        self.dismiss_bot()
