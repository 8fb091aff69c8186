"""
Reviews of finished games: each is worked out once, in the background, when somebody asks for it, and kept.

Pages ask the moment a game ends, so a review is there while they look; games that nobody looks at cost nothing. What
couldn't be solved in time stays open until somebody asks again. Solving happens on the solver's threads, behind what
is urgent; the loop only passes positions and scores on.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
from typing import Final, Protocol

import structlog

from ..config import Config
from ..engine.findings import Asking, Findings, decode_findings, encode_findings, investigate, new_findings
from ..engine.scores import Scores
from ..errors import SolverError, StoreUnavailable, TooBusy
from ..room.events import GameId
from ..rules.notation import parse_game
from ..rules.position import Position
from ..store.base import GameRecord, Store

__all__ = ["Reviewer", "Solves"]

log = structlog.get_logger(__name__)

AT_ONCE: Final = 2
"""Games under review at a time: enough to keep a few solver threads busy, and each is done sooner."""


class Solves(Protocol):
    """What is needed of a solver."""

    def submit(
        self, position: Position, *, deadline_s: float, is_urgent: bool = False
    ) -> concurrent.futures.Future[Scores]:
        """Begin to solve a position; the future fails with :exc:`SolverError` if that can't be done in time."""
        ...


class Reviewer:
    """
    All reviews of the process; belongs to one running loop.

    Args:
        store: Where games are, and their reviews.
        solver: What solves positions.
        config: How many games may be under way or wait, and how long anything may take.

    """

    def __init__(self, store: Store, solver: Solves, config: Config) -> None:
        self._store = store
        self._solver = solver
        self._max_games = config.waiting_reviews
        self._position_s = config.solve_ms / 1000
        self._game_s = config.review_ms / 1000
        self._under_way: dict[GameId, asyncio.Task[Findings]] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._is_stopping = False

    def __len__(self) -> int:
        return len(self._under_way)

    async def known(self, record: GameRecord) -> Findings:
        """
        Return what is stored about a game, which may be nothing.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        data = await self._store.read_review(record.game_id)
        moves = parse_game(record.moves).moves
        found = None if data is None else decode_findings(data, moves, record.start_ply)
        return found or new_findings(moves, record.start_ply)

    def is_under_way(self, game_id: GameId) -> bool:
        """Tell whether a game is being worked on."""
        return game_id in self._under_way

    def begin(self, record: GameRecord, known: Findings) -> asyncio.Task[Findings]:
        """
        Work out what isn't ``known`` about a game, or join whoever does already. Don't cancel it: others may wait too.

        Raises:
            TooBusy: If too many games wait, or the server is about to stop.

        """
        task = self._under_way.get(record.game_id)
        if task is None:
            if self._is_stopping or len(self._under_way) >= self._max_games:
                raise TooBusy("too many games wait for their review")
            task = asyncio.get_running_loop().create_task(self._work(record, known))
            self._under_way[record.game_id] = task
            task.add_done_callback(lambda _: self._under_way.pop(record.game_id, None))
        return task

    def stop(self) -> None:
        """Give up what is under way, and take no more."""
        self._is_stopping = True
        for task in self._under_way.values():
            task.cancel()

    async def _work(self, record: GameRecord, known: Findings) -> Findings:
        async with self._turn:
            found = await self._solve(investigate(parse_game(record.moves).moves, known))
        if found != known:
            try:
                await self._store.save_review(record.game_id, encode_findings(found))
            except StoreUnavailable:
                # Whoever waits gets it nevertheless; the next who asks has it worked out anew.
                log.warning("review_not_kept", game=record.game_id)
        return found

    async def _solve(self, asking: Asking) -> Findings:
        loop = asyncio.get_running_loop()
        ends_at_s = loop.time() + self._game_s
        try:
            position = next(asking)
            while True:
                left_s = min(self._position_s, ends_at_s - loop.time())
                position = asking.send(await self._scores(position, left_s))
        except StopIteration as done:
            found: Findings = done.value
            return found

    async def _scores(self, position: Position, deadline_s: float) -> Scores | None:
        if deadline_s <= 0:
            return None
        try:
            return await asyncio.wrap_future(self._solver.submit(position, deadline_s=deadline_s))
        except SolverError:
            return None
