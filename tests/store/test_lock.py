"""One store has the lock; it is free again when that one gives it back."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from fourline.errors import StoreLocked
from fourline.store.lock import FileLock


def test_lock_is_refused_until_released(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    lock = FileLock.acquire(path)
    with pytest.raises(StoreLocked):
        FileLock.acquire(path)
    FileLock.acquire(tmp_path / "b.db").release()
    lock.release()
    FileLock.acquire(path).release()


def test_undone_lock_leaves_no_file(tmp_path: Path) -> None:
    FileLock.acquire(tmp_path / "a.db").undo()
    assert list(tmp_path.iterdir()) == []


def test_undone_lock_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    FileLock.acquire(path).release()
    FileLock.acquire(path).undo()
    assert [file.name for file in tmp_path.iterdir()] == ["a.db.lock"]
    FileLock.acquire(path).release()


def test_refused_lock_leaves_the_file_of_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    held = FileLock.acquire(path)
    with pytest.raises(StoreLocked):
        FileLock.acquire(path)
    assert [file.name for file in tmp_path.iterdir()] == ["a.db.lock"]
    held.release()


def test_lock_on_a_file_that_was_removed_meanwhile_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    first = FileLock.acquire(path)
    flock = fcntl.flock

    def flock_after_its_end(descriptor: int, operation: int) -> None:
        """Lock as the kernel does, right after the first one has gone with its file."""
        monkeypatch.setattr(fcntl, "flock", flock)
        first.undo()
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", flock_after_its_end)
    second = FileLock.acquire(path)
    with pytest.raises(StoreLocked):
        FileLock.acquire(path)
    second.undo()
    assert list(tmp_path.iterdir()) == []


def test_lock_without_a_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileLock.acquire(tmp_path / "absent" / "a.db")
