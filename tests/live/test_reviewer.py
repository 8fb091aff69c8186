from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest

from fourline.config import Config
from fourline.engine.findings import Findings, new_findings
from fourline.errors import StoreUnavailable, TooBusy
from fourline.live import reviewer as reviewer_module
from fourline.live.reviewer import Reviewer
from fourline.room.events import GameId
from fourline.rules.notation import parse_game
from fourline.store.base import GameRecord
from fourline.store.memory import MemoryStore
from tests.engine.exhaustive import ExhaustiveSolver
from tests.web.archive import DRAWN, finished, store_with

START = 32
MOVES = parse_game(DRAWN).moves


class Bench:
    """A reviewer with all it needs, and some drawn games to review."""

    def __init__(self, **settings: int) -> None:
        self.records = [finished(DRAWN, number, winner=None, start_ply=START) for number in range(1, 5)]
        self.store: MemoryStore = store_with(*self.records)
        self.solver = ExhaustiveSolver()
        self.config = Config(**cast(dict[str, Any], settings))

    def run(self, scenario: Callable[[Reviewer], Coroutine[Any, Any, None]]) -> None:
        async def main() -> None:
            await scenario(Reviewer(self.store, self.solver, self.config))

        asyncio.run(main())

    @property
    def record(self) -> GameRecord:
        return self.records[0]


def unknown() -> Findings:
    return new_findings(MOVES, START)


async def review(reviewer: Reviewer, record: GameRecord) -> Findings:
    return await reviewer.begin(record, await reviewer.known(record))


def test_review_is_worked_out_kept_and_never_again() -> None:
    bench = Bench()

    async def scenario(reviewer: Reviewer) -> None:
        assert await reviewer.known(bench.record) == unknown()
        found = await review(reviewer, bench.record)
        assert found.is_complete(MOVES)
        assert len(reviewer) == 0
        assert await reviewer.known(bench.record) == found
        assert await Reviewer(bench.store, bench.solver, bench.config).known(bench.record) == found
        asked = len(bench.solver.asked)
        assert await review(reviewer, bench.record) == found
        assert len(bench.solver.asked) == asked

    bench.run(scenario)
    assert not bench.solver.was_urgent
    assert max(bench.solver.deadlines) <= 5


def test_those_who_ask_at_the_same_time_share_one_computation() -> None:
    bench = Bench(waiting_reviews=1)
    bench.solver.held = []

    async def scenario(reviewer: Reviewer) -> None:
        first, second = (reviewer.begin(bench.record, unknown()) for _ in range(2))
        assert first is second
        assert reviewer.is_under_way(bench.record.game_id)
        assert not reviewer.is_under_way(GameId("another"))
        await turn()
        bench.solver.release()
        assert (await first).is_complete(MOVES)
        assert not reviewer.is_under_way(bench.record.game_id)

    bench.run(scenario)


async def turn() -> None:
    """Let everything that can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_few_games_are_under_review_at_once_and_few_may_wait() -> None:
    bench = Bench(waiting_reviews=3)
    bench.solver.held = []

    async def scenario(reviewer: Reviewer) -> None:
        tasks = [reviewer.begin(record, unknown()) for record in bench.records[:3]]
        with pytest.raises(TooBusy):
            reviewer.begin(bench.records[3], unknown())
        await turn()
        assert len(bench.solver.asked) == reviewer_module.AT_ONCE
        bench.solver.release()
        for task in tasks:
            assert (await task).is_complete(MOVES)
        assert (await review(reviewer, bench.records[3])).is_complete(MOVES)

    bench.run(scenario)


def test_what_cant_be_had_in_time_is_left_open_and_tried_again() -> None:
    bench = Bench()
    bench.solver.refused = {START, START + 3}

    async def scenario(reviewer: Reviewer) -> None:
        half = await review(reviewer, bench.record)
        assert [index for index, scores in enumerate(half.scores) if scores is None] == [0, 3]
        assert await reviewer.known(bench.record) == half
        bench.solver.refused.clear()
        bench.solver.asked.clear()
        assert (await review(reviewer, bench.record)).is_complete(MOVES)
        assert {position.ply for position in bench.solver.asked[:2]} == {START, START + 3}

    bench.run(scenario)


def test_game_that_takes_too_long_is_left_open() -> None:
    bench = Bench(review_ms=0)

    async def scenario(reviewer: Reviewer) -> None:
        found = await review(reviewer, bench.record)
        # The full board is known without solving.
        assert found.scores == (*unknown().scores[:-1], (None,) * 7)

    bench.run(scenario)
    assert bench.solver.asked == []


def test_disk_that_refuses_keeps_nothing_but_the_review_is_told() -> None:
    bench = Bench()

    async def scenario(reviewer: Reviewer) -> None:
        bench.store.failure = "no space left"
        found = await reviewer.begin(bench.record, unknown())
        assert found.is_complete(MOVES)
        with pytest.raises(StoreUnavailable):
            await reviewer.known(bench.record)
        bench.store.failure = None
        assert await reviewer.known(bench.record) == unknown()

    bench.run(scenario)


def test_what_the_store_holds_but_nobody_understands_counts_as_unknown() -> None:
    bench = Bench()

    async def scenario(reviewer: Reviewer) -> None:
        await bench.store.save_review(bench.record.game_id, b"from the future")
        assert await reviewer.known(bench.record) == unknown()

    bench.run(scenario)


def test_broken_solver_is_told_to_whoever_asked_and_stops_nobody_else() -> None:
    bench = Bench()
    bench.solver.error = RuntimeError("a trap")

    async def scenario(reviewer: Reviewer) -> None:
        with pytest.raises(RuntimeError, match="a trap"):
            await review(reviewer, bench.record)
        assert len(reviewer) == 0
        bench.solver.error = None
        assert (await review(reviewer, bench.record)).is_complete(MOVES)

    bench.run(scenario)


def test_stop_gives_up_what_is_under_way_and_takes_no_more() -> None:
    bench = Bench()
    bench.solver.held = []

    async def scenario(reviewer: Reviewer) -> None:
        tasks = [reviewer.begin(record, unknown()) for record in bench.records]
        await turn()
        reviewer.stop()
        assert all(isinstance(result, asyncio.CancelledError) for result in await gather(tasks))
        assert all(future.cancelled() for future, _ in bench.solver.held or [])
        with pytest.raises(TooBusy):
            reviewer.begin(bench.record, unknown())

    bench.run(scenario)


async def gather(tasks: list[asyncio.Task[Findings]]) -> list[Findings | BaseException]:
    return await asyncio.gather(*tasks, return_exceptions=True)
