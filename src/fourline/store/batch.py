"""
One batch of jobs, carried out in order in **one** transaction and answered after its commit.

So many calls share one sync of the disk, and what a read among them shows is durable by the time it is shown. A miss
is its own job's answer. When the disk refuses, all writes of the batch fail, as nobody knows more; its reads are tried
again by themselves. A mistake of ours in one job is rolled back, and each job gets a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import SeatTaken, StaleSeq, StoreUnavailable
from . import tables
from .database import Connection, Database
from .writer import Job

__all__ = ["carry_out"]


def carry_out(database: Database, jobs: Sequence[Job]) -> None:
    """Leave an outcome in every job, whatever happens."""
    if not any(job.writes for job in jobs):
        for job in jobs:
            _read(database, job)
        return
    try:
        _write(database, jobs)
    except StoreUnavailable as exc:
        for job in jobs:
            if job.writes:
                job.error = _copy(exc)
            else:
                _read(database, job)
    except Exception as exc:  # noqa: BLE001 - handed to whoever asked; it must not touch the other jobs
        if len(jobs) == 1:
            jobs[0].error = exc
        else:
            for job in jobs:
                carry_out(database, [job])


def _write(database: Database, jobs: Sequence[Job]) -> None:
    service_ms = 0
    with database.writing() as connection:
        for job in jobs:
            changes = connection.total_changes
            _run(connection, job)
            if connection.total_changes != changes:
                service_ms = max(service_ms, job.service_ms)
        # Where nothing was stored nothing is written here either, so that such a batch needs no sync.
        if service_ms:
            tables.write_service_ms(connection, service_ms)


def _read(database: Database, job: Job) -> None:
    try:
        with database.reading() as connection:
            _run(connection, job)
    except Exception as exc:  # noqa: BLE001 - as above
        job.error = exc


def _run(connection: Connection, job: Job) -> None:
    job.error = None
    try:
        job.result = job.work(connection, *job.args)
    except (StaleSeq, SeatTaken) as miss:
        job.error = miss


def _copy(exc: StoreUnavailable) -> StoreUnavailable:
    """Return an exception of its own for one future: each that is raised gathers a traceback."""
    copy = StoreUnavailable(*exc.args)
    copy.__cause__ = exc.__cause__
    return copy
