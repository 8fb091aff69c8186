"""
A process that writes until it is killed: appends to several rooms at once and prints what was acknowledged.

::

    python crashing_writer.py DATABASE ROOMS
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from fourline.room.events import Joined, Opened, RoomId, Seat, Stamp
from fourline.rules.position import Color
from fourline.store.base import JoinKey, NewRoom, Store, WatchKey
from fourline.store.sqlite import SqliteStore


async def write(store: Store, room_id: RoomId) -> None:
    """Go on with the room's log, or begin it."""
    seq = len(await store.read(room_id))
    if not seq:
        room = NewRoom(room_id, JoinKey(f"join-{room_id}"), WatchKey(f"watch-{room_id}"), None)
        await store.create_room(room, [Opened(Color.RED)], Stamp(0, 0))
        seq = 1
    while True:
        await store.append(room_id, seq, [Joined(Seat.GUEST)], Stamp(seq, 0))
        seq += 1
        # Past every buffer: once printed, it can't die with the process.
        os.write(1, f"{room_id} {seq}\n".encode())


async def main(path: Path, rooms: int) -> None:
    """Write to ``rooms`` rooms of the store at ``path`` until killed."""
    store = SqliteStore.open(path)
    await asyncio.gather(*[write(store, RoomId(f"room-{number}")) for number in range(rooms)])


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
