"""
Fourline as served, with a count of what is in it.

``python -m bench.servers.census FILE serve ...`` runs the real command. At SIGUSR1 it writes how many tasks,
connections and rooms there are into FILE, as one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from fourline import app, cli
from fourline.live.rooms import Rooms
from fourline.net.endpoint import Endpoint

__all__ = ["Census"]


class Census:
    """Knows the one set of rooms and the one endpoint of the process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._made: dict[type[Any], Any] = {}

    def keeping(self, kind: type[Any]) -> Any:
        """Return what makes a ``kind`` and keeps it in sight."""

        def make(*args: Any, **options: Any) -> Any:
            self._made[kind] = kind(*args, **options)
            return self._made[kind]

        return make

    def write(self, _number: int, _frame: object) -> None:
        """Write what there is now."""
        try:
            tasks = len(asyncio.all_tasks(asyncio.get_running_loop()))
        except RuntimeError:
            return
        counts = {"tasks": tasks, "rooms": len(self._made[Rooms]), "connections": len(self._made[Endpoint].connections)}
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(counts), encoding="utf-8")
        partial.rename(self._file)


if __name__ == "__main__":
    census = Census(Path(sys.argv[1]))
    vars(app).update(Rooms=census.keeping(Rooms), Endpoint=census.keeping(Endpoint))
    signal.signal(signal.SIGUSR1, census.write)
    cli.main(sys.argv[2:])
