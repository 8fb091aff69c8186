"""
The thread that owns the database, and how work gets to it and back.

::

    loop     submit(job) ... submit(job) ──> end of its turn  deliver: every future of the batch
                                                   │             ▲
                                                   ▼             │ one call_soon_threadsafe
    thread    drain the queue ──> carry out the batch ───────────┘ ──> drain again ...

What one turn of the loop asks for comes to the thread together: handed over one by one, the first would go alone, and
nine of ten batches would be of one job (measured with 1,000 rooms; each has a sync of the disk). And while one batch is
carried out the next one gathers: the slower the disk, the larger the groups. No timer is involved, and a lone job waits
for nobody.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

__all__ = ["BATCH_JOBS", "HANDED_JOBS", "Job", "Writer"]

T = TypeVar("T")

BATCH_JOBS = 1_024
"""Most jobs of one batch, so that delivering it doesn't hold up the loop."""

HANDED_JOBS = 256
"""Most jobs handed over at once: a batch takes all or none of them."""


@dataclass(slots=True, eq=False)
class Job:
    """One call of the store on its way: what to do, then what came of it."""

    future: Future[Any]
    work: Callable[..., object]
    """Called with the connection and :attr:`args`."""
    args: tuple[object, ...]
    writes: bool
    service_ms: int = 0
    """When it was asked for, where that is to be stored."""
    result: object = None
    error: Exception | None = None

    def resolve(self) -> None:
        """Hand the outcome to whoever waits; in the loop's thread."""
        # Cancelled by its caller, which undoes nothing.
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """
    A thread that carries out jobs in the order in which they were submitted, in batches.

    ``carry_out`` is called on the thread with every batch and leaves each job's outcome in it; ``clean_up`` once,
    after the last batch.

    """

    def __init__(self, carry_out: Callable[[Sequence[Job]], None], clean_up: Callable[[], None]) -> None:
        self._carry_out = carry_out
        self._clean_up = clean_up
        self._gathered: list[Job] = []
        """What the loop has asked for in this turn."""
        self._turning: AbstractEventLoop | None = None
        """The loop whose turn it is; outside of tests there is only one."""
        # A future in it ends the thread.
        self._queue: SimpleQueue[list[Job] | Future[None]] = SimpleQueue()
        # A process that ends without stop() mustn't hang; what isn't committed was promised to nobody.
        self._thread = Thread(target=self._run, name="fourline-store", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue ``job``, with all others of this turn of its future's loop, in whose thread we are; never blocks."""
        loop = job.future.get_loop()
        if not self._gathered or loop is not self._turning:
            self._turning = loop
            loop.call_soon(self._hand_over)
        self._gathered.append(job)

    def _hand_over(self) -> None:
        gathered, self._gathered = self._gathered, []
        for start in range(0, len(gathered), HANDED_JOBS):
            self._queue.put(gathered[start : start + HANDED_JOBS])

    def stop(self, stopped: Future[None]) -> None:
        """Carry out what is queued, clean up, end the thread, then resolve ``stopped``; nothing may be queued after."""
        self._hand_over()
        self._queue.put(stopped)

    def _run(self) -> None:
        stopped: Future[None] | None = None
        while stopped is None:
            jobs, stopped = self._next_batch()
            try:
                self._carry_out(jobs)
            except Exception as exc:  # noqa: BLE001 - the top of the thread: it must outlive whatever a job does
                for job in jobs:
                    job.error = exc
            _deliver(jobs)
        self._clean_up()
        _call_soon(stopped.get_loop(), self._end, stopped)

    def _next_batch(self) -> tuple[list[Job], Future[None] | None]:
        """Wait for the next jobs and return all there are, and what ends the thread, if it is among them."""
        jobs: list[Job] = []
        item = self._queue.get()
        while isinstance(item, list):
            jobs += item
            if len(jobs) > BATCH_JOBS - HANDED_JOBS:
                return jobs, None
            try:
                item = self._queue.get_nowait()
            except Empty:
                return jobs, None
        return jobs, item

    def _end(self, stopped: Future[None]) -> None:
        # Its last act was to schedule this, so it doesn't keep the loop waiting.
        self._thread.join()
        if not stopped.done():
            stopped.set_result(None)


def _deliver(jobs: Sequence[Job]) -> None:
    """Wake each loop once (there is one, outside of tests) for all its jobs."""
    loops: dict[AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        loops.setdefault(job.future.get_loop(), []).append(job)
    for loop, own in loops.items():
        _call_soon(loop, _resolve, own)


def _resolve(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.resolve()


def _call_soon(loop: AbstractEventLoop, callback: Callable[[T], None], argument: T) -> None:
    # A loop that was closed meanwhile refuses: nobody waits any more.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(callback, argument)
