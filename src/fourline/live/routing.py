"""Where a first message leads: which room it names, and which seat there its secret holds."""

from __future__ import annotations

import hmac
from typing import TypedDict

from ..protocol.messages import Init
from ..room.events import RoomId, Seat
from ..store.base import JoinKey, RoomRecord, SecretHash, WatchKey
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
    """Return the seat that ``init`` may take at once: its secret's, or one that a page without a secret had left."""
    if init.watch is not None:
        return None
    if secret_hash is None:
        return Seat.GUEST if init.version is None and init.join is not None and room.guest_left else None
    return _held_by(room.record, secret_hash)


def _held_by(record: RoomRecord, secret_hash: SecretHash) -> Seat | None:
    for seat, held in ((Seat.HOST, record.host_hash), (Seat.GUEST, record.guest_hash)):
        if held is not None and hmac.compare_digest(held, secret_hash):
            return seat
    return None
