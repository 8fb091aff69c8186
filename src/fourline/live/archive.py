"""How a finished game is written down for later: one row of the archive."""

from __future__ import annotations

from ..room.events import RoomId, Stamp
from ..room.room import Room
from ..rules.notation import format_moves
from ..rules.position import Color
from ..store.base import GameRecord

__all__ = ["finished_game"]


def finished_game(room_id: RoomId, room: Room, stamp: Stamp) -> GameRecord:
    """
    Return the archive's row of the game that has just ended in ``room``.

    Raises:
        ValueError: If it hasn't.

    """
    if room.outcome is None or room.game_id is None:
        raise ValueError("the game isn't over")
    return GameRecord(
        game_id=room.game_id,
        room_id=room_id,
        number=room.number,
        moves=format_moves(room.game.moves),
        red=room.red,
        red_name=room.player(room.seat_of(Color.RED)).name,
        yellow_name=room.player(room.seat_of(Color.YELLOW)).name,
        outcome=room.outcome,
        started_at_ms=room.started_at_ms,
        ended_at_ms=stamp.wall_ms,
        start_ply=room.start_ply,
        control=room.control,
        move_times=room.move_times,
        bot=room.guest.bot,
        hints=room.hints,
    )
