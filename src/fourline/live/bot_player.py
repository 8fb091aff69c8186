"""
Who sits in a bot's seat: looks at its room whenever something has changed, and asks for what a person there would.

::

    look(room) ──▶ errand ──▶ think: the solver's answer, and not before a person could have moved ──▶ ask(command)
        └── another errand, or none: the thought is given up

What it asks for goes through the room's queue like any other command, with the ``at`` of what it saw; so a takeback
that comes first makes its move stale. It acts while somebody is there to see it, and while its clock runs: a room that
nobody looks at costs nothing.
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from ..engine.bots import Level, Thought, accepts_draw, choose, choose_at_once, pace_ms, think
from ..engine.scores import Scores
from ..errors import SolverError
from ..room.commands import Accept, Asked, Decline, Play
from ..room.events import OfferKind, Seat
from ..room.room import Room
from .services import Services

__all__ = ["BotPlayer", "Errand", "errand_of"]

log = structlog.get_logger(__name__)

TIMES_IN_RESERVE = 8
"""A solver may take this part of what is left on the clock."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What waits for a bot: the answer to an offer, or a move; and since which event."""

    offer: OfferKind | None
    seq: int


def errand_of(room: Room, seat: Seat) -> Errand | None:
    """Return what waits for the player in ``seat``, offers first: a move would end them."""
    for kind, offer in room.offers.items():
        if offer.seat is not seat:
            return Errand(kind, offer.seq)
    if not room.is_over and room.game.turn is room.color_of(seat):
        return Errand(None, room.board_seq)
    return None


class BotPlayer:
    """
    The bot of one room; belongs to a running loop.

    Args:
        seat: Where it sits.
        level: How well it plays.
        services: Solver, chance, time.
        ask: Puts a command of this seat into the room's queue.

    """

    def __init__(self, seat: Seat, level: Level, services: Services, ask: Callable[[Asked], None]) -> None:
        self._seat = seat
        self._level = level
        self._services = services
        self._ask = ask
        self._errand: Errand | None = None
        self._task: asyncio.Task[None] | None = None

    def look(self, room: Room, *, is_watched: bool) -> None:
        """Take note of how the room is now: begin to think, go on, or give up what has become idle."""
        errand = errand_of(room, self._seat)
        if errand == self._errand:
            return
        self.stop()
        has_clock = room.clock is not None and room.clock.running is not None
        if errand is not None and (is_watched or has_clock):
            self._errand = errand
            self._task = asyncio.get_running_loop().create_task(self._run(errand, room))

    def stop(self) -> None:
        """Give up what is thought about; the next look begins anew."""
        self._errand = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self, errand: Errand, room: Room) -> None:
        try:
            command = await self._decide(errand, room)
        except Exception:
            log.exception("bot_crashed", level=self._level.number)
        else:
            # What comes of it may make us look at once, and that mustn't cancel what has just been done.
            self._task = None
            self._ask(command)

    async def _decide(self, errand: Errand, room: Room) -> Asked:
        """Return what to ask for, when it is time to ask."""
        position, left_ms = room.game.position, self._left_ms(room)
        pace_s = pace_ms(self._services.random, left_ms) / 1000
        if errand.offer is None:
            thought = think(self._level, position, self._services.random)
            scores = await self._wait_for(self._question(thought, left_ms), pace_s)
            column = choose_at_once(position) if scores is None else choose(thought, scores, self._services.random)
            return Play(column, at=room.seq)
        if errand.offer is OfferKind.DRAW:
            look_round = Thought(position, (), self._level.horizon)
            scores = await self._wait_for(self._question(look_round, left_ms), pace_s)
            is_own_turn = room.game.turn is room.color_of(self._seat)
            if scores is None or not accepts_draw(scores, is_own_turn=is_own_turn):
                return Decline(errand.offer, at=room.seq)
            return Accept(errand.offer, at=room.seq)
        await asyncio.sleep(pace_s)
        return Accept(errand.offer, at=room.seq)

    def _left_ms(self, room: Room) -> int | None:
        """Return what is left on the bot's clock, if there is one."""
        if room.clock is None:
            return None
        return room.clock.remaining(room.color_of(self._seat), self._services.clock.now_ms())

    def _question(self, thought: Thought, left_ms: int | None) -> Future[Scores]:
        """Ask the solver for what a thought needs; what needs nothing is answered at once."""
        loop, solver = asyncio.get_running_loop(), self._services.solver
        deadline_s = self._services.config.bot_move_ms / 1000
        if left_ms is not None:
            deadline_s = min(deadline_s, left_ms / 1000 / TIMES_IN_RESERVE)
        answer: Future[Scores] = loop.create_future()
        if thought.horizon == 0:
            answer.set_result(())
            return answer
        try:
            if thought.needs_all:
                asked = solver.submit(thought.position, deadline_s=deadline_s, is_urgent=True)
            else:
                asked = solver.submit_to(thought.position, thought.horizon, deadline_s=deadline_s)
        except SolverError as exc:
            answer.set_exception(exc)
            return answer
        return asyncio.wrap_future(asked)

    async def _wait_for(self, question: Future[Scores], pace_s: float) -> Scores | None:
        """Return the answer, but not before ``pace_s``; None if the solver had no time for it."""
        answer, _ = await asyncio.gather(question, asyncio.sleep(pace_s), return_exceptions=True)
        if isinstance(answer, SolverError):
            return None
        if isinstance(answer, BaseException):
            raise answer
        return answer
