"""
What perfect play does in a room: the bot in its seat, and hints for who plays against it.

Both ask the solver and wait for it outside the room's queue; what they make of the answer goes through the queue like
any other command. A step between the log and the people who are in the room.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from functools import partial

from ..engine.bots import level_of
from ..errors import Code
from ..net.broadcast import text_frame
from ..protocol import codec
from ..protocol import server_messages as messages
from ..room.commands import Asked, Hint
from ..room.events import CommandId, Seat
from ..room.room import Room
from ..store.base import RoomRecord
from .bot_player import BotPlayer
from .counts import KINDS
from .flag_timer import RETRY_S
from .hints import find_hint, is_hint_due
from .ledger import Answer, Job, Ledger
from .member import Member
from .services import Services

__all__ = ["EngineRoom"]

HINT = KINDS[Hint]
NO_TIME = "There was no time to find the best move; please try again."


class EngineRoom(Ledger):
    """A log with a bot that may play in it, and hints."""

    def __init__(self, record: RoomRecord, state: Room, services: Services) -> None:
        super().__init__(record, state, services)
        self._bot: BotPlayer | None = None

    @property
    @abstractmethod
    def _is_watched(self) -> bool:
        """Whether anybody is in the room."""

    @abstractmethod
    def _answer(self, member: Member, kind: str, command_id: CommandId | None, seq: int) -> Answer | None:
        """Return what tells a member that its command is carried out, and count it."""

    @abstractmethod
    def _refuse(self, member: Member, kind: str, command_id: CommandId | None, code: Code) -> None:
        """Tell a member that its command isn't, and count it."""

    @abstractmethod
    def _give_up(self, member: Member, kind: str) -> None:
        """Send a member away on whose command we crashed, and count it."""

    # The bot

    def dismiss_bot(self) -> None:
        """Let the bot, if there is one, ask for nothing any more."""
        if self._bot is not None:
            self._bot.stop()
            self._bot = None

    def _seat_bot(self) -> None:
        """Seat the bot, if the room has one, and let it look."""
        for seat in Seat:
            level = self.state.player(seat).bot
            if level is not None:
                self._bot = BotPlayer(seat, level_of(level), self._services, partial(self._ask_for_bot, seat))
        self._let_bot_look()

    def _let_bot_look(self) -> None:
        if self._bot is not None:
            self._bot.look(self.state, is_watched=self._is_watched)

    def _ask_for_bot(self, seat: Seat, command: Asked) -> None:
        """Put a bot's command in the queue."""
        self.put(
            Job(
                command=command,
                arrived_ms=self._services.clock.now_ms(),
                seat=seat,
                on_done=lambda _seq: None,
                on_refused=self._bot_refused,
                on_crash=self._bot_crashed,
            )
        )

    def _bot_crashed(self) -> None:
        """Let the bot begin anew when the room has been read again."""
        if self._bot is not None:
            self._bot.stop()

    def _bot_refused(self, code: Code) -> None:
        """Let the bot try again while the disk fails; anything else means that the room has gone on."""
        if code is Code.UNAVAILABLE and self._bot is not None:
            self._bot.stop()
            asyncio.get_running_loop().call_later(RETRY_S, self._let_bot_look)

    # Hints

    def hint(self, member: Member, command: Hint, command_id: CommandId | None) -> None:
        """Find the best moves for a member; once the hint is recorded, tell them."""
        member.waiting += 1
        state = self.state
        if is_hint_due(state, member.seat, command.at):
            find_hint(self._services, state, partial(self._hint_found, member, state, command_id))
        else:
            # It is refused, or was answered before.
            self._record_hint(member, command, command_id, None)

    def _hint_found(
        self, member: Member, state: Room, command_id: CommandId | None, hint: messages.Hint | None
    ) -> None:
        if member.has_left:
            return
        if hint is None:
            self._services.counts.answered(HINT, Code.UNAVAILABLE)
            member.waiting -= 1
            member.refuse(Code.UNAVAILABLE, command_id, NO_TIME)
        elif self.state.is_hinted and self.state.board_seq == state.board_seq:
            # Told again, and counted once.
            self._send(self._hint_answer(member, command_id, hint, self.state.hint_seq))
        else:
            self._record_hint(member, Hint(at=state.seq), command_id, hint)

    def _record_hint(
        self, member: Member, command: Hint, command_id: CommandId | None, hint: messages.Hint | None
    ) -> None:
        self.put(
            Job(
                command=command,
                arrived_ms=self._services.clock.now_ms(),
                seat=member.seat,
                command_id=command_id,
                on_done=partial(self._hint_answer, member, command_id, hint),
                on_refused=partial(self._refuse, member, HINT, command_id),
                on_crash=partial(self._give_up, member, HINT),
            )
        )

    def _hint_answer(
        self, member: Member, command_id: CommandId | None, hint: messages.Hint | None, seq: int
    ) -> Answer | None:
        """Return what tells a member that its hint is recorded, and the hint."""
        answer = self._answer(member, HINT, command_id, seq)
        # A command that was answered before may have been about another position.
        if hint is None or seq <= self.state.board_seq:
            return answer
        frame = text_frame(codec.encode(hint))
        if answer is None:
            return member.connection, frame
        # Two messages, but one answer.
        member.connection.counts.sent += member.connection.is_open
        return member.connection, answer[1] + frame
