"""
Where strangers meet: open seeks, public games under way, and those who look at them.

A seek that is taken becomes a room with both players, who are told and enter it with their own secrets. Everybody is
told what goes on at most once a second, and only when it has changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import structlog

from ..errors import BadMessage, Code, Rejected, StoreUnavailable
from ..net.broadcast import text_frame
from ..net.close_codes import CloseCode
from ..protocol import codec, messages
from ..protocol.encoding import format_control, parse_control
from ..protocol.server_messages import GameListed, LobbySnapshot, Names, Paired, SeekListed
from ..room.events import Joined, Opened, Seat
from ..rules.notation import format_moves
from ..rules.position import Color
from ..store.base import SecretHash
from .counts import kind_of
from .live_room import LiveRoom
from .member import Member
from .presence import round_spectators
from .rooms import Rooms
from .seeks import Pairing, Seek, Seeks
from .services import SeatSecret, hash_secret

__all__ = ["GAMES_SHOWN", "PAIRED_KEPT", "SEEKS_SHOWN", "Lobby"]

log = structlog.get_logger(__name__)

SEEKS_SHOWN = 50
GAMES_SHOWN = 12

PAIRED_KEPT = 1_000
"""Secrets remembered with their rooms, for those who were cut off when they were paired."""


class Lobby:
    """
    The lobby of this process.

    Args:
        rooms: Where pairs go, and where public games are.
        people: Tells how many connections there are in all.

    """

    def __init__(self, rooms: Rooms, people: Callable[[], int]) -> None:
        self._rooms = rooms
        self._counts = rooms.services.counts
        self._people = people
        self._visitors: dict[Member, None] = {}
        self._seeks = Seeks(rooms.services.config.seeks)
        self._games: dict[LiveRoom, None] = {}
        self._paired: dict[SecretHash, Paired] = {}
        self._told = b""
        """What everybody knows; nothing once somebody was shown something else."""
        rooms.on_change = self.note

    @property
    def visitors(self) -> int:
        """The number of connections that are in the lobby."""
        return len(self._visitors)

    @property
    def seeks(self) -> int:
        """The number of seeks, those included that are being taken."""
        return len(self._seeks)

    @property
    def games(self) -> int:
        """The number of public games under way."""
        return len(self._games)

    # Coming and going

    def enter(self, visitor: Member) -> None:
        """Let somebody in and show what goes on."""
        self._visitors[visitor] = None
        self._show(visitor)

    def leave(self, visitor: Member, now_s: float) -> None:
        """Forget somebody whose connection has ended; its seek waits a while for it."""
        del self._visitors[visitor]
        self._seeks.leave(visitor, now_s)

    def note(self, room: LiveRoom) -> None:
        """Take note that something happened in a room: it may be one to show."""
        state = room.state
        is_shown = state.is_listed and not state.is_private and not state.is_over and state.is_full
        if is_shown and len(room.audience) and not room.is_gone:
            self._games[room] = None
        else:
            self._games.pop(room, None)

    def tick(self, now_s: float) -> None:
        """Drop seeks whose grace is over and tell what has changed; call it about once a second."""
        self._seeks.drop_abandoned(now_s - self._rooms.services.config.seek_grace_ms / 1000)
        if not self._visitors:
            return
        snapshot = self._snapshot()
        if snapshot != self._told:
            self._told = snapshot
            everybody = [visitor.connection for visitor in self._visitors]
            self._rooms.services.broadcaster.send(self, everybody, text_frame(snapshot))

    def say_bye(self, frames: Iterator[bytes]) -> None:
        """Tell everybody when to come back, each the next of ``frames``, and close."""
        self._rooms.services.broadcaster.finish(self)
        for visitor in self._visitors:
            visitor.connection.send(next(frames))
            visitor.connection.close(CloseCode.GOING_AWAY)
        self._counts.net.sent += len(self._visitors)

    def _show(self, visitor: Member) -> None:
        # An older one may be on its way.
        self._rooms.services.broadcaster.catch_up(self, visitor.connection)
        snapshot = self._snapshot()
        if snapshot != self._told:
            # Should it be again as it was by the next tick, this one must hear of that.
            self._told = b""
        visitor.send(snapshot)

    def _snapshot(self) -> bytes:
        seeks = [_list_seek(seek) for seek in self._seeks.listed(SEEKS_SHOWN)]
        games = [_list_game(room) for room in list(self._games)[: -GAMES_SHOWN - 1 : -1]]
        return codec.encode(LobbySnapshot(round_spectators(self._people()), seeks, games))

    # What visitors ask

    def received(self, visitor: Member, message: messages.ClientMessage) -> None:
        """
        Do what a visitor asks.

        Raises:
            BadMessage: If it can't be asked here.

        """
        try:
            match message:
                case messages.Seek():
                    self._seek(visitor, codec.with_clean_name(message))
                case messages.Unseek():
                    self._seeks.withdraw(visitor)
                    self._counts.answered("unseek")
                case messages.Take():
                    self._take(visitor, codec.with_clean_name(message))
                case messages.Sync():
                    self._show(visitor)
                case messages.Init():
                    raise BadMessage(Code.BAD_MESSAGE, "The first message was init already.")
                case _:
                    raise BadMessage(Code.UNKNOWN_TYPE, "This belongs in a room.", getattr(message, "id", None))
        except Rejected as exc:
            self._counts.answered(kind_of(message), exc.code)
            visitor.refuse(exc.code)

    def _seek(self, visitor: Member, message: messages.Seek) -> None:
        secret_hash = hash_secret(SeatSecret(message.secret))
        paired = self._paired.get(secret_hash)
        if paired is not None:
            self._counts.answered("seek")
            visitor.send(codec.encode(paired))
            return
        self._seeks.place(visitor, secret_hash, message)
        self._counts.answered("seek")
        self._show(visitor)

    def _take(self, visitor: Member, message: messages.Take) -> None:
        secret_hash = hash_secret(SeatSecret(message.secret))
        try:
            pairing = self._seeks.take(message.seek, visitor, secret_hash, message.name)
        except Rejected as exc:
            paired = self._paired.get(secret_hash)
            if exc.code is not Code.SEEK_GONE or paired is None:
                raise
            # Asked again because the answer was lost.
            self._counts.answered("take")
            visitor.send(codec.encode(paired))
            return
        if pairing is None:
            return
        if self._rooms.may_open(visitor.connection.address):
            self._rooms.spawn(self._pair(pairing))
        else:
            self._seeks.finish(pairing)
            self._refuse_taker(visitor, Code.RATE_LIMITED)

    def _refuse_taker(self, taker: Member, code: Code) -> None:
        self._counts.answered("take", code)
        taker.refuse(code)

    # Pairing

    async def _pair(self, pairing: Pairing) -> None:
        """Open a room for two and tell them."""
        seek = pairing.seek
        try:
            room = await self._open(pairing)
        except StoreUnavailable:
            self._seeks.finish(pairing)
            self._refuse_taker(pairing.taker, Code.UNAVAILABLE)
        except Exception:
            log.exception("pairing_crashed")
            self._counts.crashed("take")
            self._seeks.finish(pairing, seek)
            for member in (seek.owner, pairing.taker):
                member.connection.close(CloseCode.INTERNAL_ERROR)
        else:
            self._introduce(pairing, room)

    async def _open(self, pairing: Pairing) -> LiveRoom:
        wish = pairing.seek.wish
        color = secrets.choice(list(Color)) if wish.color == "random" else Color(wish.color)
        opened = Opened(color, wish.name, parse_control(wish.clock), is_listed=True)
        guest = Joined(Seat.GUEST, pairing.name)
        return await self._rooms.open(pairing.seek.secret_hash, opened, guest_hash=pairing.taker_hash, guest=guest)

    def _introduce(self, pairing: Pairing, room: LiveRoom) -> None:
        host, guest = (Paired(room.record.room_id, seat.value) for seat in (Seat.HOST, Seat.GUEST))
        self._remember(pairing.seek.secret_hash, host)
        if room.record.guest_hash is not None:
            self._remember(room.record.guest_hash, guest)
        pairing.seek.owner.send(codec.encode(host))
        if room.held_by(pairing.taker_hash) is Seat.GUEST:
            self._seeks.finish(pairing, pairing.seek, pairing.own)
            self._counts.answered("take")
            if pairing.own is not None:
                self._remember(pairing.own.secret_hash, guest)
            for member in pairing.takers:
                member.send(codec.encode(guest))
        else:
            # The seek had come to a room before, with somebody else: the store's answer was lost, or we crashed.
            self._seeks.finish(pairing, pairing.seek)
            self._refuse_taker(pairing.taker, Code.SEEK_GONE)

    def _remember(self, secret_hash: SecretHash, paired: Paired) -> None:
        self._paired[secret_hash] = paired
        if len(self._paired) > PAIRED_KEPT:
            del self._paired[next(iter(self._paired))]


def _list_seek(seek: Seek) -> SeekListed:
    wish = seek.wish
    return SeekListed(seek.seek_id, wish.name, wish.clock, wish.color)


def _list_game(room: LiveRoom) -> GameListed:
    state = room.state
    names = Names(state.host.name, state.guest.name)
    return GameListed(room.record.watch_key, names, format_moves(state.game.moves), format_control(state.control))
