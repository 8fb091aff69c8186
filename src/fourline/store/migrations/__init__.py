"""
The schema as a row of numbered steps: ``0001_rooms.sql`` and on, each applied once and for all.

A step that was released never changes; the next one goes on from it. Who applies them is the database.
"""

from __future__ import annotations

from importlib import resources

__all__ = ["load_migrations"]


def load_migrations() -> list[str]:
    """Return the SQL of every step in order; the first leads to schema version 1."""
    files = (entry for entry in resources.files(__package__).iterdir() if entry.name.endswith(".sql"))
    return [entry.read_text(encoding="utf-8") for entry in sorted(files, key=lambda entry: entry.name)]
