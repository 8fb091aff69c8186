"""One store has the lock; it is free again when that one gives it back."""

from __future__ import annotations

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


def test_lock_without_a_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileLock.acquire(tmp_path / "absent" / "a.db")
