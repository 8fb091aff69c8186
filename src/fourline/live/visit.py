"""
One connection's conversation, from its first message to its end.

The first message says what it wants: open a room, take a seat, come back to one, or watch. What it sends after that
goes to its room's queue. What one connection may send is limited here.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque

import structlog

from ..engine.bots import level_of
from ..errors import BadMessage, Code, Rejected, StoreUnavailable
from ..net.close_codes import CloseCode
from ..net.connection import Connection
from ..net.limits import Rate
from ..protocol import codec, messages
from ..protocol.asking import Asking, to_command
from ..protocol.encoding import parse_control
from ..protocol.server_messages import Pong
from ..room.commands import Hint, Join
from ..room.events import CommandId, Joined, Opened, Seat
from ..rules.position import Color
from .counts import UNREADABLE, kind_of
from .live_room import LiveRoom
from .lobby import Lobby
from .member import Member
from .rooms import Rooms
from .routing import find_keys, seat_of
from .services import SeatSecret, hash_secret

__all__ = ["Visit"]

log = structlog.get_logger(__name__)


class Visit(Member):
    """A member, and how it came to be one. Implements :class:`~fourline.net.connection.Receiver`."""

    __slots__ = (
        "_counts",
        "_early",
        "_is_entering",
        "_is_in_lobby",
        "_lobby",
        "_malformed",
        "_rate",
        "_refused",
        "_room",
        "_rooms",
    )

    def __init__(self, connection: Connection, rooms: Rooms, lobby: Lobby) -> None:
        super().__init__(connection)
        self._lobby = lobby
        self._is_in_lobby = False
        config = rooms.services.config
        self._counts = rooms.services.counts
        self._rooms = rooms
        self._room: LiveRoom | None = None
        self._is_entering = False
        self._early: deque[str] | None = None
        self._rate = Rate(config.commands, config.command_window_ms)
        self._malformed = 0
        self._refused = 0
        self._expect_init()

    # What the connection calls

    def received(self, text: str) -> None:
        """Take one message; never raises for what is in it."""
        self.heard_at_s = asyncio.get_running_loop().time()
        if self._rate.allow(self.heard_at_s):
            self._refused = 0
            self._take(text)
        else:
            self._slow_down(text)

    def _take(self, text: str) -> None:
        try:
            if self._room is not None:
                self._command(self._room, text)
            elif self._is_in_lobby:
                self._look(text)
            elif self._is_entering:
                self._keep_early(text)
            else:
                self._begin(text)
        except BadMessage as exc:
            self._complain(exc)

    def left(self) -> None:
        """Take note that the connection has ended."""
        self.has_left = True
        self._stop_waiting()
        if self._room is not None:
            self._room.leave(self)
        if self._is_in_lobby:
            self._lobby.leave(self, asyncio.get_running_loop().time())

    # The first message

    def _expect_init(self) -> None:
        self._rooms.beginners.begin(self, asyncio.get_running_loop().time())

    def _stop_waiting(self) -> None:
        self._rooms.beginners.end(self)

    def give_up(self) -> None:
        """Send away who hasn't said in time what it wants."""
        self.connection.close(CloseCode.NO_INIT)

    def _begin(self, text: str) -> None:
        init = codec.decode_init(text)
        self.is_classic = init.version is None
        if self._rooms.is_stopping:
            self._refuse_init(Code.UNAVAILABLE)
            return
        if init.lobby:
            self._stop_waiting()
            self._is_in_lobby = True
            self._lobby.enter(self)
            self._counts.answered("init")
            return
        keys = find_keys(init)
        if not keys and not self._rooms.may_open(self.connection.address):
            self._refuse_init(
                Code.RATE_LIMITED, "Too many games were started from this address; try again in a minute."
            )
            return
        self._stop_waiting()
        self._is_entering = True
        room = self._rooms.get(**keys)
        if room is None:
            self._rooms.spawn(self._fetch(init))
        else:
            self._present(room, init)

    async def _fetch(self, init: messages.Init) -> None:
        """Enter a room that isn't in memory, because it is in the store or doesn't exist yet."""
        try:
            keys = find_keys(init)
            room = await (self._rooms.find(**keys) if keys else self._open(init))
            if room is None:
                self._entered(None, Code.NOT_FOUND)
            elif not self.has_left:
                self._present(room, init)
        except StoreUnavailable:
            self._entered(None, Code.UNAVAILABLE)
        except Exception:
            log.exception("visit_crashed")
            self._counts.crashed("init")
            self.connection.close(CloseCode.INTERNAL_ERROR)

    async def _open(self, init: messages.Init) -> LiveRoom:
        color = secrets.choice(list(Color)) if init.color == "random" else Color(init.color)
        host_hash = None if init.secret is None else hash_secret(SeatSecret(init.secret))
        opened = Opened(color, init.name, parse_control(init.clock), init.moves)
        if init.opponent is None:
            return await self._rooms.open(host_hash, opened)
        bot = level_of(init.opponent.bot)
        # Nobody holds its secret, so nobody can take its seat.
        seat_hash = hash_secret(SeatSecret(secrets.token_urlsafe(16)))
        joined = Joined(Seat.GUEST, f"{bot.name} bot", bot.number)
        return await self._rooms.open(host_hash, opened, guest_hash=seat_hash, guest=joined)

    def _present(self, room: LiveRoom, init: messages.Init) -> None:
        """Enter ``room`` as what the first message entitles to, or queue for the seat."""
        secret_hash = None if init.secret is None else hash_secret(SeatSecret(init.secret))
        seat = seat_of(room, init, secret_hash)
        if seat is None and init.join is not None:
            room.claim(self, secret_hash, Join(init.name), lambda code: self._entered(room, code))
            return
        try:
            room.enter(self, seat, "not_your_seat" if seat is None and init.room is not None else None)
        except Rejected as exc:
            self._entered(None, exc.code)
        else:
            self._entered(room, None)

    def _entered(self, room: LiveRoom | None, code: Code | None) -> None:
        """Go on as a member of ``room``, or say why not."""
        self._is_entering = False
        early, self._early = self._early, None
        if self.has_left:
            return
        if code is None:
            self._counts.answered("init")
            self._room = room
            for text in early or ():
                # One of them may have been one too many.
                if self.connection.is_open:
                    self._take(text)
            return
        self._refuse_init(code)
        if code is Code.NOT_FOUND:
            self.connection.close(CloseCode.NORMAL if self.is_classic else CloseCode.NOT_FOUND)
        elif code is Code.ROOM_FULL:
            self.connection.close(CloseCode.TRY_AGAIN_LATER)
        else:
            self._expect_init()

    def _refuse_init(self, code: Code, detail: str | None = None) -> None:
        self._counts.answered("init", code)
        self.refuse(code, detail=detail)

    def _keep_early(self, text: str) -> None:
        """Keep what a hasty program sends before it was let in."""
        self._early = self._early or deque()
        if len(self._early) < self._rooms.services.config.waiting_commands:
            self._early.append(text)
        else:
            self._refuse_unread(text)

    # The others

    def _command(self, room: LiveRoom, text: str) -> None:
        message = codec.decode(text)
        if self.is_classic and not isinstance(message, messages.Play | messages.Init):
            raise BadMessage(Code.UNKNOWN_TYPE, "The tutorial's dialect has init and play.")
        match message:
            case messages.Ping(t):
                self.send(codec.encode(Pong(t)))
            case messages.Sync():
                room.show_state(self)
            case messages.Say():
                self._say(room, message)
            case messages.Init():
                raise BadMessage(Code.BAD_MESSAGE, "The first message was init already.")
            case messages.Seek() | messages.Unseek() | messages.Take():
                raise BadMessage(Code.UNKNOWN_TYPE, "This belongs in the lobby.")
            case _:
                self._ask(room, message)

    def _look(self, text: str) -> None:
        """Take a message of somebody in the lobby."""
        message = codec.decode(text)
        if isinstance(message, messages.Ping):
            self.send(codec.encode(Pong(message.t)))
        elif self._rooms.is_stopping:
            self._counts.answered(kind_of(message), Code.UNAVAILABLE)
            self.refuse(Code.UNAVAILABLE)
        else:
            self._lobby.received(self, message)

    def _ask(self, room: LiveRoom, message: Asking) -> None:
        command = to_command(message)
        command_id = None if message.id is None else CommandId(message.id)
        if self._rooms.is_stopping:
            self._refuse_message(message, Code.UNAVAILABLE)
        elif self.waiting >= self._rooms.services.config.waiting_commands:
            self._refuse_message(message, Code.RATE_LIMITED)
        elif isinstance(command, Hint):
            room.hint(self, command, command_id)
        else:
            room.submit(self, command, command_id)

    def _say(self, room: LiveRoom, message: messages.Say) -> None:
        if self.seat is None:
            self._refuse_message(message, Code.NOT_A_PLAYER)
        elif room.say(self.seat, message.phrase):
            self._counts.answered("say")
            answer = self.answer_frame(None if message.id is None else CommandId(message.id), room.state.seq)
            if answer is not None:
                self.connection.counts.sent += self.connection.is_open
                self.connection.send(answer)
        else:
            self._refuse_message(message, Code.RATE_LIMITED)

    def _refuse_message(self, message: Asking | messages.Say, code: Code) -> None:
        self._counts.answered(kind_of(message), code)
        self.refuse(code, message.id)

    # Limits

    def _slow_down(self, text: str) -> None:
        """Refuse what comes too fast; close a connection that goes on and on."""
        self._refused += 1
        self._refuse_unread(text)
        if self._refused >= self._rooms.services.config.commands:
            self.connection.close(CloseCode.POLICY)

    def _refuse_unread(self, text: str) -> None:
        """Refuse a message for coming at all, whatever is in it: by its id, if it has one."""
        try:
            message = codec.decode(text)
        except BadMessage as exc:
            kind, command_id = UNREADABLE, exc.id
        else:
            kind, command_id = kind_of(message), getattr(message, "id", None)
        self._counts.answered(kind, Code.RATE_LIMITED)
        self.refuse(Code.RATE_LIMITED, command_id)

    def _complain(self, exc: BadMessage) -> None:
        self._malformed += 1
        self._counts.answered(UNREADABLE, exc.code)
        self.refuse(exc.code, exc.id, exc.detail)
        if self._malformed >= self._rooms.services.config.malformed_messages:
            self.connection.close(CloseCode.POLICY)
