"""The SQLite store keeps the contract, groups what comes at once, and survives kills, bad disks and second servers."""

from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
import stat
import struct
import subprocess
import sys
from asyncio import Future
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fourline.errors import SeatTaken, StoreLocked, StoreUnavailable, StoreUnusable
from fourline.room.events import GameId, RoomId, Seat, Stamp
from fourline.store.base import Claim, Store
from fourline.store.sqlite import SqliteStore
from tests.contracts.samples import (
    CONTROL,
    GUEST,
    JOINED,
    MATCH,
    OPENED,
    ROOM,
    STAMP,
    STRANGER,
    Opener,
    events_of,
    moves,
    new_room,
    run,
    won_game,
)
from tests.contracts.store import StoreContract

GOLDEN = Path(__file__).parent / "golden"
CRASHING = Path(__file__).with_name("crashing_writer.py")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fourline.db"


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def open_store(self, path: Path) -> Opener:
        return lambda: SqliteStore.open(path)


def run_on(path: Path, scenario: Callable[[Store], Awaitable[None]]) -> None:
    run(lambda: SqliteStore.open(path), scenario)


# Files


def test_files_are_readable_by_their_owner_only(path: Path) -> None:
    async def scenario(store: Store) -> None:
        await store.create_room(new_room(), [OPENED], STAMP)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        names = ("fourline.db", "fourline.db-shm", "fourline.db-wal", "fourline.db.lock")
        assert modes == dict.fromkeys(names, 0o600)

    run_on(path, scenario)


def test_close_writes_the_log_back_and_lets_the_next_one_in(path: Path) -> None:
    async def scenario(store: Store) -> None:
        await store.create_room(new_room(), [OPENED], STAMP)

    run_on(path, scenario)
    assert {file.name for file in path.parent.iterdir()} == {"fourline.db", "fourline.db.lock"}
    run_on(path, lambda store: store.probe())


def test_second_close_is_the_first(path: Path) -> None:
    async def scenario(store: Store) -> None:
        first, second = store.close(), store.close()
        await first
        assert second.done()

    run_on(path, scenario)


def test_second_store_on_the_same_file_is_refused(path: Path) -> None:
    async def scenario(store: Store) -> None:
        with pytest.raises(StoreLocked) as caught:
            SqliteStore.open(path)
        assert str(caught.value).startswith(f"Another Fourline server has {path} open")
        await store.probe()

    run_on(path, scenario)


def test_second_process_on_the_same_file_is_refused(path: Path) -> None:
    async def scenario(store: Store) -> None:
        second = subprocess.run([sys.executable, CRASHING, path, "0"], capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"StoreLocked: Another Fourline server has {path} open" in second.stderr
        await store.create_room(new_room(), [OPENED], STAMP)

    run_on(path, scenario)


def test_refused_open_leaves_the_file_to_others(path: Path) -> None:
    path.write_bytes(b"no database" * 100)
    for _ in range(2):
        with pytest.raises(StoreUnusable) as caught:
            SqliteStore.open(path)
        assert not isinstance(caught.value, StoreLocked)
        assert list(path.parent.iterdir()) == [path]


def test_absent_folder_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match=r"^Cannot write to .*/absent: No such file or directory\.$"):
        SqliteStore.open(tmp_path / "absent" / "fourline.db")


def test_file_of_release_0_1_is_read_and_played_on(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(GOLDEN.joinpath("0.1.sql").read_text(encoding="utf-8"))
    events, record = won_game("g")
    old = replace(record, yellow_name="Bo")
    rematch = replace(old, game_id=GameId("h"), number=2, control=CONTROL, move_times=(1, 2), start_ply=5)

    async def scenario(store: Store) -> None:
        assert store.service_base_ms == 4_000
        assert await events_of(store) == [OPENED, JOINED, *events]
        assert (await store.read(ROOM))[2].command == (Seat.HOST, "c-1")
        assert await store.read_game(GameId("g")) == old
        assert await store.due(2**62, 10) == []
        assert await store.claim_seat(ROOM, Seat.GUEST, GUEST, 10, [], STAMP) == Claim(Seat.GUEST, is_new=False)
        await store.append(ROOM, 10, MATCH[-2:], STAMP, deadline_at_ms=9_000, finished=rematch)
        assert await store.due(9_000, 10) == [ROOM]
        assert await store.read_games(ROOM) == [old, rematch]
        assert await store.expire_rooms(9_000, 10) == ["room-b"]

    run_on(path, scenario)


# Groups


def commits(path: Path) -> int:
    """Count the transactions in SQLite's log: the frames that say how large the database is after them."""
    log = path.with_name(path.name + "-wal").read_bytes()
    (page_bytes,) = struct.unpack_from(">I", log, 8)
    sizes = (struct.unpack_from(">I", log, at + 4)[0] for at in range(32, len(log), 24 + page_bytes))
    return sum(1 for size in sizes if size)


@contextmanager
def writer_waiting(path: Path) -> Iterator[None]:
    """Let the store's thread wait for a lock inside of its next transaction."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


class CountingLoop(asyncio.SelectorEventLoop):
    """A loop that counts how often other threads wake it up."""

    wake_ups = 0

    def call_soon_threadsafe(self, *args: Any, **kwargs: Any) -> asyncio.Handle:  # type: ignore[override]
        self.wake_ups += 1
        return super().call_soon_threadsafe(*args, **kwargs)


def test_calls_made_at_once_share_a_commit_and_a_wake_up(path: Path) -> None:
    rooms = [new_room(str(number), None) for number in range(200)]

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, CountingLoop)
        store = SqliteStore.open(path)
        await asyncio.gather(*[store.create_room(room, [OPENED], STAMP) for room in rooms])
        before, loop.wake_ups = commits(path), 0
        with writer_waiting(path):
            calls: list[Future[Any]] = []
            for room in rooms:
                calls += [store.append(room.room_id, 1, moves([3]), STAMP), store.read(room.room_id)]
        results = await asyncio.gather(*calls)
        # What the thread had taken before it came to wait is one group; the rest is another, maybe of reads only.
        assert 1 <= commits(path) - before <= loop.wake_ups <= 2
        assert [len(entries) for entries in results[1::2]] == [2] * 200
        await store.close()

    with asyncio.Runner(loop_factory=CountingLoop) as runner:
        runner.run(main())


def test_group_of_misses_and_repeats_writes_nothing(path: Path) -> None:
    async def scenario(store: Store) -> None:
        await store.create_room(new_room(), [OPENED], STAMP)
        await store.claim_seat(ROOM, Seat.GUEST, GUEST, 1, [JOINED], STAMP)
        before = commits(path)
        with pytest.raises(SeatTaken):
            await store.claim_seat(ROOM, Seat.GUEST, STRANGER, 2, [JOINED], STAMP)
        later = Stamp(9_000, 0)
        await store.claim_seat(ROOM, Seat.GUEST, GUEST, 2, [JOINED], later)
        await store.create_room(new_room("b"), [OPENED], later)
        assert commits(path) == before

    run_on(path, scenario)


def test_keeping_time_writes_only_what_is_later(path: Path) -> None:
    async def scenario(store: Store) -> None:
        await store.keep_time(5_000)
        before = commits(path)
        await store.keep_time(5_000)
        await store.keep_time(4_000)
        assert commits(path) == before
        await store.keep_time(6_000)
        assert commits(path) == before + 1

    run_on(path, scenario)


def test_probe_really_writes(path: Path) -> None:
    async def scenario(store: Store) -> None:
        await store.probe()
        before = commits(path)
        await store.probe()
        await store.probe()
        assert commits(path) == before + 2

    run_on(path, scenario)


def test_mistake_in_one_call_touches_no_other_of_its_group(path: Path) -> None:
    events, record = won_game("g")
    rooms = [new_room(name, None) for name in "abc"]

    async def scenario(store: Store) -> None:
        for room in rooms:
            await store.create_room(room, [OPENED], STAMP)
        await store.append(ROOM, 1, events, STAMP, finished=record)
        with writer_waiting(path):
            calls = [
                store.append(RoomId("room-b"), 1, [JOINED], STAMP),
                # The same game twice: the archive refuses, after the events were written.
                store.append(ROOM, 9, [JOINED], STAMP, finished=record),
                store.append(RoomId("room-c"), 1, [JOINED], STAMP),
            ]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(result) for result in results] == [type(None), sqlite3.IntegrityError, type(None)]
        assert await events_of(store) == [OPENED, *events]
        assert await events_of(store, RoomId("room-b")) == [OPENED, JOINED]
        assert await events_of(store, RoomId("room-c")) == [OPENED, JOINED]
        assert store.is_available

    run_on(path, scenario)


# Trouble


@contextmanager
def broken_disk() -> Iterator[None]:
    """Let this process write nothing beyond the first bytes of a file; works for root, too."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_broken_disk_is_unavailable_stores_nothing_and_recovers_by_itself(path: Path) -> None:
    async def scenario(store: Store) -> None:
        await store.create_room(new_room(), [OPENED], STAMP)
        with broken_disk():
            for _ in range(2):
                with pytest.raises(StoreUnavailable):
                    await store.append(ROOM, 1, [JOINED], STAMP)
                with pytest.raises(StoreUnavailable):
                    await store.probe()
            unavailable = not store.is_available
        assert unavailable
        assert await events_of(store) == [OPENED]
        await store.append(ROOM, 1, moves([3]), STAMP)
        assert store.is_available
        assert await events_of(store) == [OPENED, *moves([3])]

    run_on(path, scenario)


def test_failed_group_fails_every_write_even_its_misses(path: Path) -> None:
    async def scenario(store: Store) -> None:
        await store.create_room(new_room(), [OPENED], STAMP)
        with broken_disk():
            with writer_waiting(path):
                calls = [
                    store.append(ROOM, 1, [JOINED], STAMP),
                    # Stale only because of the one before, which isn't stored after all.
                    store.append(ROOM, 1, moves([3]), STAMP),
                ]
            results = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(result) for result in results] == [StoreUnavailable, StoreUnavailable]
        await store.append(ROOM, 1, moves([3]), STAMP)
        assert await events_of(store) == [OPENED, *moves([3])]

    run_on(path, scenario)


def test_folder_moved_away_is_unavailable_until_it_is_back(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    folder.mkdir()

    async def scenario(store: Store) -> None:
        await store.create_room(new_room(), [OPENED], STAMP)
        folder.rename(elsewhere)
        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                await store.append(ROOM, 1, [JOINED], STAMP)
            with pytest.raises(StoreUnavailable):
                await store.read(ROOM)
        unavailable = not store.is_available
        assert unavailable
        # An empty folder isn't the store: it must not be taken for one without rooms.
        folder.mkdir()
        with pytest.raises(StoreUnavailable):
            await store.find_room(room_id=ROOM)
        folder.rmdir()
        elsewhere.rename(folder)
        await store.append(ROOM, 1, [JOINED], STAMP)
        assert store.is_available
        assert await events_of(store) == [OPENED, JOINED]

    run_on(folder / "fourline.db", scenario)


def test_loop_closed_with_calls_under_way_leaves_the_store_usable(path: Path) -> None:
    store = SqliteStore.open(path)

    async def abandon() -> None:
        store.create_room(new_room(), [OPENED], STAMP)
        store.append(ROOM, 1, [JOINED], STAMP)

    async def come_back() -> None:
        assert await events_of(store) == [OPENED, JOINED]
        await store.close()

    with writer_waiting(path):
        asyncio.run(abandon())
    asyncio.run(come_back())


def test_killed_process_loses_nothing_that_was_acknowledged(path: Path) -> None:
    acknowledged: dict[str, int] = {}
    for lines in (1, 40, 150, 300, 700):
        with subprocess.Popen([sys.executable, CRASHING, path, "20"], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(lines):
                room_id, seq = process.stdout.readline().split()
                acknowledged[room_id] = int(seq)
            process.send_signal(signal.SIGKILL)
            # What it had written before it died counts too.
            for line in process.stdout.read().split("\n")[:-1]:
                room_id, seq = line.split()
                acknowledged[room_id] = int(seq)

        async def check(store: Store) -> None:
            for room_id, seq in acknowledged.items():
                seqs = [entry.seq for entry in await store.read(RoomId(room_id))]
                assert seqs == list(range(1, len(seqs) + 1))
                assert len(seqs) >= seq

        run_on(path, check)
    assert len(acknowledged) == 20
