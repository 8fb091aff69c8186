"""
The lock that keeps a second process from the same database.

It is a ``flock`` on a file beside the database, not a process id written into one: the kernel gives it back however
the process ends, and no stale file ever has to be judged. The file itself stays, except where the process that has just
made it can't use the database: then nothing is left behind.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from ..errors import StoreLocked

__all__ = ["FileLock"]


class FileLock:
    """An exclusive lock, held from :meth:`acquire` to :meth:`release` or :meth:`undo`."""

    def __init__(self, path: Path, descriptor: int, is_new: bool) -> None:
        self._path = path
        self._descriptor = descriptor
        self._is_new = is_new

    @classmethod
    def acquire(cls, database: Path) -> FileLock:
        """
        Lock ``database`` for this process; never waits.

        Raises:
            StoreLocked: If another process, or another store of this one, has it open.
            OSError: If the file of the lock can't be made.

        """
        path = database.with_name(database.name + ".lock")
        while True:
            lock = cls(path, *_open(path))
            try:
                fcntl.flock(lock._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                lock.release()
                raise StoreLocked(
                    f"Another Fourline server has {database} open; stop it or choose another file with --database."
                ) from exc
            except OSError:
                lock.undo()
                raise
            if lock._is_current():
                return lock
            # Whoever made the file has removed it since we opened it; another process may hold a new one by now.
            lock.release()

    def release(self) -> None:
        """Let others have the database."""
        os.close(self._descriptor)

    def undo(self) -> None:
        """Let others have the database, and remove the file of the lock if it wasn't there before."""
        if self._is_new:
            # While it is still locked: see acquire().
            with suppress(OSError):
                self._path.unlink()
        self.release()

    def _is_current(self) -> bool:
        try:
            return os.path.samestat(self._path.stat(), os.fstat(self._descriptor))
        except FileNotFoundError:
            return False


def _open(path: Path) -> tuple[int, bool]:
    """Open the file at ``path``, made if absent; tell whether it was."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        return os.open(path, flags | os.O_EXCL, 0o600), True
    except FileExistsError:
        return os.open(path, flags, 0o600), False
