"""What a newcomer is shown: who it is here, and everything that has happened."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from ..errors import Code
from ..protocol import classic, codec
from ..protocol import server_messages as messages
from ..room.events import Seat
from ..room.room import Room
from ..store.base import RoomRecord
from .member import Member

__all__ = ["welcome"]


def welcome(
    record: RoomRecord,
    room: Room,
    member: Member,
    state: bytes,
    presence: messages.Presence,
    notice: messages.Notice | None,
) -> Iterator[bytes]:
    """Return the messages for a member that enters, in its dialect; ``notice`` says why it has no seat."""
    if member.is_classic:
        yield from _welcome_classic(record, room, member, notice)
        return
    yield codec.encode(
        messages.Welcome(
            version=codec.VERSION,
            room=record.room_id,
            role="spectator" if member.seat is None else member.seat.value,
            watch=record.watch_key,
            join=record.join_key if member.seat is Seat.HOST else UNSET,
            notice=UNSET if notice is None else notice,
        )
    )
    yield state
    yield codec.encode(presence)


def _welcome_classic(record: RoomRecord, room: Room, member: Member, notice: messages.Notice | None) -> Iterator[bytes]:
    if member.seat is Seat.HOST:
        yield classic.encode_init(record.join_key, record.watch_key)
    if notice == "seat_taken":
        yield classic.encode_error(Code.SEAT_TAKEN)
    yield from classic.replay(room)
