"""Every job of a batch gets its own outcome, whatever becomes of the others."""

from __future__ import annotations

import asyncio
import sqlite3
from asyncio import Future
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fourline.errors import StaleSeq, StoreUnavailable
from fourline.store import tables
from fourline.store.batch import carry_out
from fourline.store.database import Connection, Database
from fourline.store.writer import Job


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "fourline.db")
    yield database
    database.close()


@pytest.fixture
def future() -> Iterator[Future[Any]]:
    """Give what a job can't be without; batches never touch it."""
    loop = asyncio.new_event_loop()
    yield loop.create_future()
    loop.close()


def set_probe(value: object) -> Callable[[Connection], object]:
    def work(connection: Connection) -> str:
        connection.execute("UPDATE meta SET probe = ?", (value,))
        return "written"

    return work


def get_probe(connection: Connection) -> object:
    return connection.execute("SELECT probe FROM meta").fetchone()[0]


def miss(connection: Connection) -> None:
    raise StaleSeq(3)


def service_ms_of(database: Database) -> int:
    with database.reading() as connection:
        return tables.read_service_ms(connection)


def fill(database: Database) -> None:
    """Let the database grow no more."""
    with database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")


def test_reads_see_the_writes_before_them_and_none_after(database: Database, future: Future[Any]) -> None:
    works = [(get_probe, False), (set_probe(5), True), (get_probe, False), (set_probe(6), True), (get_probe, False)]
    jobs = [Job(future, work, (), writes) for work, writes in works]
    carry_out(database, jobs)
    assert [job.result for job in jobs] == [0, "written", 5, "written", 6]


def test_service_time_of_a_batch_is_that_of_its_latest_change(database: Database, future: Future[Any]) -> None:
    times = [(set_probe(1), 50), (set_probe(2), 70), (set_probe(3), 60), (miss, 90), (lambda _: None, 80)]
    jobs = [Job(future, work, (), True, service_ms) for work, service_ms in times]
    carry_out(database, jobs)
    assert service_ms_of(database) == 70
    carry_out(database, jobs[:1])
    assert service_ms_of(database) == 70


def test_full_disk_fails_all_writes_each_by_itself_and_no_read(database: Database, future: Future[Any]) -> None:
    carry_out(database, [Job(future, set_probe(5), (), True, 50)])
    fill(database)
    jobs = [
        Job(future, set_probe(6), (), True, 60),
        Job(future, get_probe, (), False),
        Job(future, miss, (), True),
        Job(future, set_probe(bytes(100_000)), (), True),
        Job(future, get_probe, (), False),
    ]
    carry_out(database, jobs)
    writes, reads = [jobs[0], jobs[2], jobs[3]], [jobs[1], jobs[4]]
    errors = [job.error for job in writes]
    assert [type(error) for error in errors] == [StoreUnavailable] * 3
    assert len({id(error) for error in errors}) == 3
    assert all(isinstance(error and error.__cause__, sqlite3.OperationalError) for error in errors)
    assert [(job.error, job.result) for job in reads] == [(None, 5), (None, 5)]
    assert service_ms_of(database) == 50


def test_mistake_leaves_the_others_their_own_transactions(database: Database, future: Future[Any]) -> None:
    jobs = [
        Job(future, set_probe(5), (), True, 50),
        Job(future, miss, (), True),
        Job(future, set_probe(None), (), True, 60),
        Job(future, get_probe, (), False),
    ]
    carry_out(database, jobs)
    assert [type(job.error) for job in jobs] == [type(None), StaleSeq, sqlite3.IntegrityError, type(None)]
    assert jobs[3].result == 5
    assert service_ms_of(database) == 50
    assert database.is_available


def test_read_that_cant_be_understood_fails_alone(database: Database, future: Future[Any]) -> None:
    def misunderstand(connection: Connection) -> object:
        raise ValueError("damaged")

    for others in ([], [Job(future, set_probe(5), (), True)]):
        jobs = [*others, Job(future, misunderstand, (), False), Job(future, get_probe, (), False)]
        carry_out(database, jobs)
        assert [str(job.error) for job in jobs] == [*["None"] * len(others), "damaged", "None"]
        assert database.is_available
