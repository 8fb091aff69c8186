"""The best moves of a position, asked of the solver for somebody who waits for them."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Callable
from functools import partial

import structlog

from ..engine.scores import Scores, best_columns, best_score
from ..errors import SolverError
from ..protocol.server_messages import Hint
from ..room.events import Seat
from ..room.room import Room
from .services import Services

__all__ = ["find_hint", "is_hint_due"]

log = structlog.get_logger(__name__)


def is_hint_due(room: Room, seat: Seat | None, at: int | None) -> bool:
    """Tell whether it is worth asking the solver; whether the hint may be given, the room decides in its queue."""
    is_turn = seat is not None and room.bot_seat is seat.other and room.game.turn is room.color_of(seat)
    return is_turn and not room.is_over and (at is None or room.board_seq <= at <= room.seq)


def find_hint(services: Services, room: Room, found: Callable[[Hint | None], None]) -> None:
    """Find the best moves of the position on the board, then call ``found``, with None if there was no time."""
    position, deadline_s = room.game.position, services.config.bot_move_ms / 1000
    try:
        asked = services.solver.submit(position, deadline_s=deadline_s, is_urgent=True)
    except SolverError:
        found(None)
        return
    asyncio.wrap_future(asked).add_done_callback(partial(_found, position.ply, found))


def _found(ply: int, found: Callable[[Hint | None], None], future: Future[Scores]) -> None:
    if future.cancelled() or isinstance(future.exception(), SolverError):
        found(None)
        return
    scores = future.result()
    found(Hint(ply, best_columns(scores), best_score(scores) or 0))
