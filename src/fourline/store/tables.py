"""
What the calls of the port do in SQL; each function runs inside a transaction that others share.

So each checks everything before it writes anything: one that raises a miss has left no trace, and the others of its
batch go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest

from ..errors import SeatTaken, StaleSeq
from ..room.events import CommandId, Entry, Event, GameId, Moved, RoomId, Seat, Stamp
from ..rules.game import Outcome, Reason
from ..rules.position import Color
from .base import Claim, GameRecord, NewRoom, RoomRecord, SecretHash
from .codec import decode_event, decode_lines, encode_event, encode_lines
from .database import Connection

__all__ = [
    "append",
    "claim_seat",
    "create_room",
    "expire_rooms",
    "find_room",
    "probe",
    "read",
    "read_game",
    "read_service_ms",
    "write_service_ms",
]

_RECORD = "SELECT room_id, join_key, watch_key, host_hash, guest_hash FROM rooms"

_HOLD = {
    Seat.HOST: "UPDATE rooms SET host_hash = ? WHERE room = ?",
    Seat.GUEST: "UPDATE rooms SET guest_hash = ? WHERE room = ?",
}


def create_room(connection: Connection, room: NewRoom, events: Sequence[Event], stamp: Stamp) -> RoomRecord:
    """Insert a room with its first events, or return the one that its host's secret has opened already."""
    if room.host_hash is not None:
        row = connection.execute(f"{_RECORD} WHERE host_hash = ?", (room.host_hash,)).fetchone()
        if row is not None:
            return RoomRecord(*row)
    cursor = connection.execute(
        "INSERT INTO rooms (room_id, join_key, watch_key, host_hash, created_ms, last_seq, played)"
        " VALUES (?, ?, ?, ?, ?, 0, 0)",
        (room.room_id, room.join_key, room.watch_key, room.host_hash, stamp.service_ms),
    )
    _insert_events(connection, cursor.lastrowid, 0, events, stamp)
    return RoomRecord(room.room_id, room.join_key, room.watch_key, room.host_hash, None)


def find_room(connection: Connection, column: str, key: str) -> RoomRecord | None:
    """Return the room whose ``room_id``, ``join_key`` or ``watch_key`` is ``key``."""
    row = connection.execute(f"{_RECORD} WHERE {column} = ?", (key,)).fetchone()
    return None if row is None else RoomRecord(*row)


def claim_seat(
    connection: Connection,
    room_id: RoomId,
    seat: Seat,
    secret_hash: SecretHash | None,
    expected_seq: int,
    events: Sequence[Event],
    stamp: Stamp,
) -> Claim:
    """
    Give a seat to a secret and append the events that say so.

    Raises:
        SeatTaken: If another secret holds it.
        StaleSeq: If the room's log isn't at ``expected_seq``.

    """
    row = connection.execute("SELECT host_hash, guest_hash FROM rooms WHERE room_id = ?", (room_id,)).fetchone()
    if row is None:
        raise StaleSeq(0)
    holders: dict[Seat, bytes | None] = {Seat.HOST: row[0], Seat.GUEST: row[1]}
    if secret_hash is not None:
        for held, holder in holders.items():
            if holder is not None and compare_digest(holder, secret_hash):
                return Claim(held, is_new=False)
    if holders[seat] is not None:
        raise SeatTaken("the seat is held by another secret")
    room = _check(connection, room_id, expected_seq)
    connection.execute(_HOLD[seat], (secret_hash, room))
    _insert_events(connection, room, expected_seq, events, stamp)
    return Claim(seat, is_new=True)


def append(
    connection: Connection,
    room_id: RoomId,
    expected_seq: int,
    events: Sequence[Event],
    stamp: Stamp,
    command: tuple[Seat, CommandId] | None,
    finished: GameRecord | None,
) -> None:
    """
    Append events to a room's log and the game they finish to the archive.

    Raises:
        StaleSeq: If the room's log isn't at ``expected_seq``.

    """
    room = _check(connection, room_id, expected_seq)
    _insert_events(connection, room, expected_seq, events, stamp, command)
    if finished is not None:
        _insert_game(connection, finished)


def read(connection: Connection, room_id: RoomId, after_seq: int) -> list[Entry]:
    """Return a room's log after ``after_seq``, in order."""
    rows = connection.execute(
        "SELECT seq, event, service_ms, wall_ms, seat, command FROM events"
        " WHERE room = (SELECT room FROM rooms WHERE room_id = ?) AND seq > ? ORDER BY seq",
        (room_id, after_seq),
    )
    return [
        Entry(seq, decode_event(event), Stamp(service_ms, wall_ms), seat and (Seat(seat), CommandId(command)))
        for seq, event, service_ms, wall_ms, seat, command in rows
    ]


def read_game(connection: Connection, game_id: GameId) -> GameRecord | None:
    """Return a finished game from the archive."""
    row = connection.execute(
        "SELECT room_id, number, moves, red, red_name, yellow_name, winner, reason, lines, started_at_ms, ended_at_ms"
        " FROM games WHERE game_id = ?",
        (game_id,),
    ).fetchone()
    if row is None:
        return None
    room_id, number, moves, red, red_name, yellow_name, winner, reason, lines, started_at_ms, ended_at_ms = row
    outcome = Outcome(winner and Color(winner), Reason(reason), decode_lines(lines))
    return GameRecord(
        game_id, room_id, number, moves, Seat(red), red_name, yellow_name, outcome, started_at_ms, ended_at_ms
    )


def expire_rooms(connection: Connection, before_ms: int, limit: int) -> list[RoomId]:
    """Delete rooms created before ``before_ms`` that never saw a move, the oldest first; return which."""
    rows = connection.execute(
        "SELECT room, room_id FROM rooms WHERE played = 0 AND created_ms < ? ORDER BY created_ms, room_id LIMIT ?",
        (before_ms, limit),
    ).fetchall()
    rooms = [(room,) for room, _ in rows]
    connection.executemany("DELETE FROM events WHERE room = ?", rooms)
    connection.executemany("DELETE FROM rooms WHERE room = ?", rooms)
    return [room_id for _, room_id in rows]


def probe(connection: Connection) -> None:
    """Change one bit."""
    connection.execute("UPDATE meta SET probe = 1 - probe")


def read_service_ms(connection: Connection) -> int:
    """Return the latest service time stored."""
    row: tuple[int] = connection.execute("SELECT service_ms FROM meta").fetchone()
    return row[0]


def write_service_ms(connection: Connection, service_ms: int) -> None:
    """Store service time, which never goes back."""
    connection.execute("UPDATE meta SET service_ms = ? WHERE service_ms < ?", (service_ms, service_ms))


def _check(connection: Connection, room_id: RoomId, expected_seq: int) -> int:
    """Return the number under which the tables know the room, if its log is at ``expected_seq``."""
    row = connection.execute("SELECT room, last_seq FROM rooms WHERE room_id = ?", (room_id,)).fetchone()
    if row is None:
        raise StaleSeq(0)
    room, last_seq = row
    if last_seq != expected_seq:
        raise StaleSeq(last_seq)
    return int(room)


def _insert_events(
    connection: Connection,
    room: int | None,
    last_seq: int,
    events: Sequence[Event],
    stamp: Stamp,
    command: tuple[Seat, CommandId] | None = None,
) -> None:
    seat, command_id = (None, None) if command is None else (command[0].value, command[1])
    connection.executemany(
        "INSERT INTO events (room, seq, event, service_ms, wall_ms, seat, command) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (room, seq, encode_event(event), stamp.service_ms, stamp.wall_ms, seat, command_id)
            for seq, event in enumerate(events, last_seq + 1)
        ],
    )
    is_played = any(isinstance(event, Moved) for event in events)
    connection.execute(
        "UPDATE rooms SET last_seq = ?, played = played OR ? WHERE room = ?",
        (last_seq + len(events), is_played, room),
    )


def _insert_game(connection: Connection, game: GameRecord) -> None:
    outcome = game.outcome
    connection.execute(
        "INSERT INTO games VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            game.game_id,
            game.room_id,
            game.number,
            game.moves,
            game.red.value,
            game.red_name,
            game.yellow_name,
            outcome.winner and outcome.winner.value,
            outcome.reason.value,
            encode_lines(outcome.lines),
            game.started_at_ms,
            game.ended_at_ms,
        ),
    )
