"""The thread carries out batches in order, wakes the loop, and outlives what goes wrong."""

from __future__ import annotations

import asyncio
import threading
from asyncio import Future
from collections.abc import Sequence
from typing import Any

import pytest

from fourline.store.database import Connection
from fourline.store.writer import BATCH_JOBS, HANDED_JOBS, Job, Writer


class Recorder:
    """What the writer calls: records batches, and lets a test hold the thread in the first."""

    def __init__(self, *, failing: bool = False) -> None:
        self.batches: list[list[Job]] = []
        self.go_on = threading.Event()
        self.threads: set[int] = set()
        self.cleaned_up = 0
        self.failing = failing

    def carry_out(self, jobs: Sequence[Job]) -> None:
        self.go_on.wait()
        self.threads.add(threading.get_ident())
        self.batches.append(list(jobs))
        if self.failing:
            raise RuntimeError("a mistake")
        for job in jobs:
            job.result = len(self.batches)

    def clean_up(self) -> None:
        self.threads.add(threading.get_ident())
        self.cleaned_up += 1


def nothing(connection: Connection) -> None:
    raise AssertionError


def new_job() -> Job:
    return Job(asyncio.get_running_loop().create_future(), nothing, (), writes=True)


async def stop(writer: Writer) -> None:
    stopped: Future[None] = asyncio.get_running_loop().create_future()
    writer.stop(stopped)
    await stopped


def test_what_gathers_meanwhile_is_one_batch_of_bounded_size() -> None:
    async def main() -> None:
        recorder = Recorder()
        writer = Writer(recorder.carry_out, recorder.clean_up)
        jobs = [new_job() for _ in range(2 * BATCH_JOBS + 7)]
        for job in jobs:
            writer.submit(job)
        # The end of our turn.
        await asyncio.sleep(0)
        recorder.go_on.set()
        await asyncio.gather(*[job.future for job in jobs])
        await stop(writer)
        assert [job for batch in recorder.batches for job in batch] == jobs
        # The first batch is what the thread found when it began.
        assert len(recorder.batches) <= 4
        assert max(len(batch) for batch in recorder.batches) <= BATCH_JOBS

    asyncio.run(main())


def test_what_one_turn_asks_for_is_one_batch() -> None:
    async def main() -> None:
        recorder = Recorder()
        recorder.go_on.set()
        writer = Writer(recorder.carry_out, recorder.clean_up)
        for size in (1, 3, HANDED_JOBS):
            jobs = [new_job() for _ in range(size)]
            for job in jobs:
                writer.submit(job)
            await asyncio.gather(*[job.future for job in jobs])
            assert recorder.batches.pop() == jobs
            assert recorder.batches == []
        await stop(writer)

    asyncio.run(main())


def test_all_runs_on_one_thread_that_is_gone_when_stopped() -> None:
    async def main() -> None:
        recorder = Recorder()
        writer = Writer(recorder.carry_out, recorder.clean_up)
        before = set(threading.enumerate())
        job = new_job()
        writer.submit(job)
        recorder.go_on.set()
        assert await job.future == 1
        await stop(writer)
        assert recorder.cleaned_up == 1
        assert len(recorder.threads) == 1
        assert recorder.threads == {thread.ident for thread in before - set(threading.enumerate())}

    asyncio.run(main())


def test_cancelled_future_is_left_alone() -> None:
    async def main() -> None:
        recorder = Recorder()
        writer = Writer(recorder.carry_out, recorder.clean_up)
        first, second = new_job(), new_job()
        writer.submit(first)
        writer.submit(second)
        first.future.cancel()
        recorder.go_on.set()
        await second.future
        assert first.future.cancelled()
        await stop(writer)

    asyncio.run(main())


def test_mistake_in_carrying_out_fails_the_batch_and_not_the_thread() -> None:
    async def main() -> None:
        recorder = Recorder(failing=True)
        recorder.go_on.set()
        writer = Writer(recorder.carry_out, recorder.clean_up)
        for _ in range(2):
            job = new_job()
            writer.submit(job)
            with pytest.raises(RuntimeError, match="a mistake"):
                await job.future
        await stop(writer)

    asyncio.run(main())


def test_closed_loop_is_passed_over_and_others_are_served() -> None:
    recorder = Recorder()
    writer = Writer(recorder.carry_out, recorder.clean_up)
    abandoned: list[Job] = []

    async def abandon() -> None:
        abandoned.append(new_job())
        writer.submit(abandoned[0])

    async def come_back() -> Any:
        job = new_job()
        writer.submit(job)
        recorder.go_on.set()
        result = await job.future
        await stop(writer)
        return result

    asyncio.run(abandon())
    assert asyncio.run(come_back()) in (1, 2)
    assert not abandoned[0].future.done()


def test_stop_waits_for_what_is_queued_even_if_nobody_waits_for_it() -> None:
    async def main() -> None:
        recorder = Recorder()
        writer = Writer(recorder.carry_out, recorder.clean_up)
        job = new_job()
        writer.submit(job)
        stopped: Future[None] = asyncio.get_running_loop().create_future()
        writer.stop(stopped)
        stopped.cancel()
        recorder.go_on.set()
        assert await job.future == 1
        while recorder.cleaned_up == 0:
            await asyncio.sleep(0)

    asyncio.run(main())
