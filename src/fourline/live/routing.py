"""Where a first message leads: which room it names, and which seat there its secret holds."""

from __future__ import annotations

from typing import TypedDict

from ..protocol.messages import Init
from ..room.events import RoomId, Seat
from ..store.base import JoinKey, SecretHash, WatchKey
from .live_room import LiveRoom

__all__ = ["Keys", "find_keys", "seat_of"]


class Keys(TypedDict, total=False):
    """The one id or key of a room that a message gives; none for a new room."""

    room_id: RoomId
    join_key: JoinKey
    watch_key: WatchKey


def find_keys(init: Init) -> Keys:
    """Return what names the room that ``init`` wants to enter; nothing if it wants a new one."""
    if init.join is not None:
        return {"join_key": JoinKey(init.join)}
    if init.watch is not None:
        return {"watch_key": WatchKey(init.watch)}
    if init.room is not None:
        return {"room_id": RoomId(init.room)}
    return {}


def seat_of(room: LiveRoom, init: Init, secret_hash: SecretHash | None) -> Seat | None:
    """
    Return the seat that ``init`` may take at once.

    That is the host's for whoever has just opened the room, with a secret or without; else its secret's, or one that a
    page without a secret had left.

    """
    if not find_keys(init):
        return Seat.HOST
    if init.watch is not None:
        return None
    if secret_hash is None:
        return Seat.GUEST if init.version is None and init.join is not None and room.may_guest_return else None
    return room.held_by(secret_hash)
