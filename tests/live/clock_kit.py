"""Rooms whose clock runs, and what it shows."""

from __future__ import annotations

from fourline.room.events import Entry
from tests.live.kit import Message, Page, World

CLOCK = {"initial_ms": 10_000, "increment_ms": 0}
LONG = {"initial_ms": 120_000, "increment_ms": 2_000}


async def running(world: World, clock: Message = CLOCK) -> tuple[Page, Page, Page]:
    """Return host, guest and a spectator; red, the host, has just moved, so yellow's time begins to pass."""
    pages = await world.table(clock=clock)
    pages[0].play(3)
    await world.turns()
    for page in pages:
        page.take()
    return pages


async def times(world: World, page: Page) -> tuple[int, int, str | None]:
    """Return what red and yellow have left now, and whose time passes."""
    page.send(type="sync")
    await world.turns()
    clock = page.last("state")["clock"]
    return clock["red_ms"], clock["yellow_ms"], clock["running"]


def outcomes(entries: list[Entry]) -> list[str]:
    """Return what happened after the first move."""
    return [type(entry.event).__name__ for entry in entries[3:]]
