"""
Where strangers meet: open seeks, public games under way, and those who look at them.

::

    seek ──take──▶ a room with both players, who are told and enter it with their own secrets
      └──unseek, or its connection ends and doesn't come back in time

A seek is taken out in the same step that finds it, so it becomes a room at most once however many want it. Everybody is
told what goes on at most once a second, and only when it has changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import BadMessage, Code, StoreUnavailable
from ..net.broadcast import broadcast, text_frame
from ..protocol import codec, messages
from ..protocol.encoding import format_control, parse_control
from ..protocol.server_messages import GameListed, LobbySnapshot, Names, Paired, SeekListed
from ..room.events import Joined, Opened, Seat
from ..rules.notation import format_moves
from ..rules.position import Color
from ..store.base import SecretHash
from .live_room import LiveRoom
from .member import Member
from .presence import round_spectators
from .rooms import Rooms
from .services import SeatSecret, hash_secret, new_id

__all__ = ["GAMES_SHOWN", "SEEKS_SHOWN", "Lobby"]

SEEKS_SHOWN = 50
GAMES_SHOWN = 12

PAIRED_KEPT = 1_000
"""Pairings remembered for seekers that were cut off at that moment."""


@dataclass(slots=True)
class _Seek:
    """An open offer to play."""

    seek_id: str
    secret_hash: SecretHash
    message: messages.Seek
    owner: Member
    gone_at_s: float | None = None
    """Since when its connection has been gone."""


class Lobby:
    """
    The lobby of this process.

    Args:
        rooms: Where pairs go, and where public games are.
        people: Tells how many connections there are in all.

    """

    def __init__(self, rooms: Rooms, people: Callable[[], int]) -> None:
        self._rooms = rooms
        self._people = people
        self._visitors: dict[Member, None] = {}
        self._seeks: dict[str, _Seek] = {}
        self._games: dict[LiveRoom, None] = {}
        self._paired: dict[SecretHash, Paired] = {}
        self._told = b""
        rooms.on_change = self.note

    # Coming and going

    def enter(self, visitor: Member) -> None:
        """Let somebody in and show what goes on."""
        self._visitors[visitor] = None
        visitor.send(self._snapshot())

    def leave(self, visitor: Member, now_s: float) -> None:
        """Forget somebody whose connection has ended; its seek waits a while for it."""
        self._visitors.pop(visitor, None)
        for seek in self._seeks.values():
            if seek.owner is visitor:
                seek.gone_at_s = now_s

    def note(self, room: LiveRoom) -> None:
        """Take note that something happened in a room: it may be one to show."""
        state = room.state
        is_shown = state.is_listed and not state.is_private and not state.is_over and state.is_full
        if is_shown and len(room.audience):
            self._games[room] = None
        else:
            self._games.pop(room, None)

    def tick(self, now_s: float) -> None:
        """Drop seeks whose grace is over and tell what has changed; call it about once a second."""
        grace_s = self._rooms.services.config.seek_grace_ms / 1000
        for seek in list(self._seeks.values()):
            if seek.gone_at_s is not None and now_s - seek.gone_at_s >= grace_s:
                del self._seeks[seek.seek_id]
        if not self._visitors:
            return
        snapshot = self._snapshot()
        if snapshot != self._told:
            self._told = snapshot
            broadcast((visitor.connection for visitor in self._visitors), text_frame(snapshot))

    def _snapshot(self) -> bytes:
        # The latest first: whoever has just come is still there.
        seeks = list(self._seeks.values())[: -SEEKS_SHOWN - 1 : -1]
        games = list(self._games)[: -GAMES_SHOWN - 1 : -1]
        return codec.encode(
            LobbySnapshot(
                round_spectators(self._people()), [_list_seek(seek) for seek in seeks], list(map(_list_game, games))
            )
        )

    # What visitors ask

    def received(self, visitor: Member, message: messages.ClientMessage) -> None:
        """
        Do what a visitor asks.

        Raises:
            BadMessage: If it can't be asked here.

        """
        match message:
            case messages.Seek():
                self._seek(visitor, codec.with_clean_name(message))
            case messages.Unseek():
                self._unseek(visitor)
            case messages.Take():
                self._take(visitor, codec.with_clean_name(message))
            case messages.Sync():
                visitor.send(self._snapshot())
            case _:
                raise BadMessage(Code.UNKNOWN_TYPE, "This belongs in a room.", getattr(message, "id", None))

    def _seek(self, visitor: Member, message: messages.Seek) -> None:
        secret_hash = hash_secret(SeatSecret(message.secret))
        paired = self._paired.get(secret_hash)
        if paired is not None:
            visitor.send(codec.encode(paired))
            return
        seek_id = new_id()
        for seek in list(self._seeks.values()):
            if seek.secret_hash == secret_hash:
                seek_id = seek.seek_id
            if seek.owner is visitor or seek.secret_hash == secret_hash:
                del self._seeks[seek.seek_id]
        if len(self._seeks) >= self._rooms.services.config.seeks:
            visitor.refuse(Code.ROOM_FULL)
            return
        self._seeks[seek_id] = _Seek(seek_id, secret_hash, message, visitor)
        visitor.send(self._snapshot())

    def _unseek(self, visitor: Member) -> None:
        for seek in list(self._seeks.values()):
            if seek.owner is visitor:
                del self._seeks[seek.seek_id]

    def _take(self, visitor: Member, message: messages.Take) -> None:
        seek = self._seeks.get(message.seek)
        secret_hash = hash_secret(SeatSecret(message.secret))
        if seek is None:
            paired = self._paired.get(secret_hash)
            if paired is None:
                visitor.refuse(Code.SEEK_GONE)
            else:
                # Asked again because the answer was lost.
                visitor.send(codec.encode(paired))
        elif seek.owner is visitor or seek.secret_hash == secret_hash:
            visitor.refuse(Code.NOT_AVAILABLE)
        elif not self._rooms.may_open(visitor.connection.address):
            visitor.refuse(Code.RATE_LIMITED)
        else:
            del self._seeks[seek.seek_id]
            self._unseek(visitor)
            self._rooms.spawn(self._pair(seek, visitor, secret_hash, message.name))

    async def _pair(self, seek: _Seek, taker: Member, secret_hash: SecretHash, name: str | None) -> None:
        """Open a room for two and tell them."""
        wish = seek.message.color
        color = secrets.choice(list(Color)) if wish == "random" else Color(wish)
        opened = Opened(color, seek.message.name, parse_control(seek.message.clock), is_listed=True)
        try:
            room = await self._rooms.open(
                seek.secret_hash, opened, guest_hash=secret_hash, guest=Joined(Seat.GUEST, name)
            )
        except StoreUnavailable:
            self._seeks[seek.seek_id] = seek
            taker.refuse(Code.UNAVAILABLE)
            return
        for member, its_hash, seat in (
            (seek.owner, seek.secret_hash, Seat.HOST),
            (taker, secret_hash, Seat.GUEST),
        ):
            paired = Paired(room.record.room_id, seat.value)
            self._remember(its_hash, paired)
            member.send(codec.encode(paired))

    def _remember(self, secret_hash: SecretHash, paired: Paired) -> None:
        self._paired[secret_hash] = paired
        if len(self._paired) > PAIRED_KEPT:
            del self._paired[next(iter(self._paired))]


def _list_seek(seek: _Seek) -> SeekListed:
    message = seek.message
    return SeekListed(seek.seek_id, message.name, message.clock, message.color)


def _list_game(room: LiveRoom) -> GameListed:
    state = room.state
    names = Names(state.host.name, state.guest.name)
    return GameListed(room.record.watch_key, names, format_moves(state.game.moves), format_control(state.control))
