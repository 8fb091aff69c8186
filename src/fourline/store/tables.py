"""
What the calls of the port do in SQL; each function runs inside a transaction that others share.

So each checks everything before it writes anything: one that raises a miss has left no trace, and the others of its
batch go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest
from typing import Any

from ..errors import SeatTaken, StaleSeq
from ..room.events import CommandId, Entry, Event, GameId, Moved, RoomId, Seat, Stamp
from ..rules.clock import TimeControl
from ..rules.game import Outcome, Reason
from ..rules.position import Color
from .base import Claim, GameRecord, NewRoom, RoomRecord, SecretHash
from .codec import decode_event, decode_lines, decode_times, encode_event, encode_lines, encode_times
from .database import Connection

__all__ = [
    "append",
    "claim_seat",
    "create_room",
    "due",
    "expire_rooms",
    "find_room",
    "probe",
    "read",
    "read_game",
    "read_games",
    "read_review",
    "read_service_ms",
    "save_review",
    "write_service_ms",
]

_RECORD = "SELECT room_id, join_key, watch_key, host_hash, guest_hash FROM rooms"

_GAME = (
    "SELECT game_id, room_id, number, moves, red, red_name, yellow_name, winner, reason, lines, started_at_ms,"
    " ended_at_ms, start_ply, initial_ms, increment_ms, move_times, bot, hints FROM games"
)

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
        "INSERT INTO rooms (room_id, join_key, watch_key, host_hash, guest_hash, created_ms, last_seq, played)"
        " VALUES (?, ?, ?, ?, ?, ?, 0, 0)",
        (room.room_id, room.join_key, room.watch_key, room.host_hash, room.guest_hash, stamp.service_ms),
    )
    _insert_events(connection, cursor.lastrowid, 0, events, stamp, None)
    return RoomRecord(room.room_id, room.join_key, room.watch_key, room.host_hash, room.guest_hash)


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
    deadline_at_ms: int | None,
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
    _insert_events(connection, room, expected_seq, events, stamp, deadline_at_ms)
    return Claim(seat, is_new=True)


def append(
    connection: Connection,
    room_id: RoomId,
    expected_seq: int,
    events: Sequence[Event],
    stamp: Stamp,
    command: tuple[Seat, CommandId] | None,
    deadline_at_ms: int | None,
    finished: GameRecord | None,
) -> None:
    """
    Append events to a room's log and the game they finish to the archive.

    Raises:
        StaleSeq: If the room's log isn't at ``expected_seq``.

    """
    room = _check(connection, room_id, expected_seq)
    _insert_events(connection, room, expected_seq, events, stamp, deadline_at_ms, command)
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
    row = connection.execute(f"{_GAME} WHERE game_id = ?", (game_id,)).fetchone()
    return None if row is None else _game(row)


def read_games(connection: Connection, room_id: RoomId) -> list[GameRecord]:
    """Return the finished games of a room from the archive, in their order."""
    return [_game(row) for row in connection.execute(f"{_GAME} WHERE room_id = ? ORDER BY number", (room_id,))]


def save_review(connection: Connection, game_id: GameId, review: bytes) -> None:
    """Keep the review of a game of the archive, in place of an older one."""
    connection.execute(
        "INSERT INTO reviews (game_id, review) SELECT game_id, ? FROM games WHERE game_id = ?"
        " ON CONFLICT (game_id) DO UPDATE SET review = excluded.review",
        (review, game_id),
    )


def read_review(connection: Connection, game_id: GameId) -> bytes | None:
    """Return the review of a game, as it was saved last."""
    row: tuple[bytes] | None = connection.execute("SELECT review FROM reviews WHERE game_id = ?", (game_id,)).fetchone()
    return None if row is None else row[0]


def due(connection: Connection, now_ms: int, limit: int) -> list[RoomId]:
    """Return the rooms whose deadline isn't after ``now_ms``, the earliest first."""
    rows = connection.execute(
        "SELECT room_id FROM rooms WHERE deadline_at_ms <= ? ORDER BY deadline_at_ms, room LIMIT ?", (now_ms, limit)
    )
    return [room_id for (room_id,) in rows]


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
    deadline_at_ms: int | None,
    command: tuple[Seat, CommandId] | None = None,
) -> None:
    if not events:
        return
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
        "UPDATE rooms SET last_seq = ?, played = played OR ?, deadline_at_ms = ? WHERE room = ?",
        (last_seq + len(events), is_played, deadline_at_ms, room),
    )


def _insert_game(connection: Connection, game: GameRecord) -> None:
    outcome, control = game.outcome, game.control
    initial_ms, increment_ms = (None, None) if control is None else (control.initial_ms, control.increment_ms)
    connection.execute(
        "INSERT INTO games (game_id, room_id, number, moves, red, red_name, yellow_name, winner, reason, lines,"
        " started_at_ms, ended_at_ms, start_ply, initial_ms, increment_ms, move_times, bot, hints)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            game.start_ply,
            initial_ms,
            increment_ms,
            encode_times(game.move_times),
            game.bot,
            game.hints,
        ),
    )


def _game(row: tuple[Any, ...]) -> GameRecord:
    """Return the record of a row that :data:`_GAME` selects."""
    game_id, room_id, number, moves, red, red_name, yellow_name, winner, reason, lines, *rest = row
    started_at_ms, ended_at_ms, start_ply, initial_ms, increment_ms, move_times, bot, hints = rest
    return GameRecord(
        game_id=game_id,
        room_id=room_id,
        number=number,
        moves=moves,
        red=Seat(red),
        red_name=red_name,
        yellow_name=yellow_name,
        outcome=Outcome(winner and Color(winner), Reason(reason), decode_lines(lines)),
        started_at_ms=started_at_ms,
        ended_at_ms=ended_at_ms,
        start_ply=start_ply,
        control=None if initial_ms is None else TimeControl(initial_ms, increment_ms),
        move_times=decode_times(move_times),
        bot=bot,
        hints=hints,
    )
