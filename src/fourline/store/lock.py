"""
The lock that keeps a second process from the same database.

It is a ``flock`` on a file beside the database, not a process id written into one: the kernel gives it back however
the process ends, and no stale file ever has to be judged or removed. The file itself stays.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from ..errors import StoreLocked

__all__ = ["FileLock"]


class FileLock:
    """An exclusive lock, held from :meth:`acquire` to :meth:`release`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, database: Path) -> FileLock:
        """
        Lock ``database`` for this process; never waits.

        Raises:
            StoreLocked: If another process, or another store of this one, has it open.
            OSError: If the file of the lock can't be made.

        """
        path = database.with_name(database.name + ".lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            os.close(descriptor)
            raise StoreLocked(
                f"Another Fourline server has {database} open; stop it or choose another file with --database."
            ) from exc
        except OSError:
            os.close(descriptor)
            raise
        return cls(descriptor)

    def release(self) -> None:
        """Let others have the database."""
        os.close(self._descriptor)
