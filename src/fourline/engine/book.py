"""
The opening book of ``bitbully-databases``: every position of 12 discs, with its distance from the end.

Five bytes a record, sorted; what they mean is told where they are read, in ``solver.c``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bitbully_databases import BitBullyDatabases

__all__ = ["RECORD_BYTES", "read_book"]

RECORD_BYTES = 5


def read_book(chunk_bytes: int) -> Iterator[bytes]:
    """Yield the book's records in their order, as many at a time as go into ``chunk_bytes``."""
    with Path(BitBullyDatabases.get_database_path("12-ply-dist")).open("rb") as book:
        while chunk := book.read(chunk_bytes // RECORD_BYTES * RECORD_BYTES):
            yield chunk
