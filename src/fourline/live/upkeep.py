"""
What has to be done with the store about once a second although nobody asks for it, one round at a time.

A round may wait for a slow disk for as long as it takes: the next begins when it is over, and nothing else waits.
"""

from __future__ import annotations

import asyncio

import structlog

from ..errors import StoreUnavailable
from .rooms import Rooms

__all__ = ["EXPIRE_EVERY", "Upkeep"]

log = structlog.get_logger(__name__)

EXPIRE_EVERY = 600
"""In how many rounds rooms that never saw a move are removed once; in the first one, too."""


class Upkeep:
    """The rounds of one process; belongs to one running loop."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._services = rooms.services
        self._rounds = 0
        self._round: asyncio.Task[None] | None = None
        self._trouble: str | None = None
        """Why the store is unavailable, as last logged."""

    def tick(self) -> None:
        """Begin a round, unless the last one isn't over; call it about once a second."""
        if self._round is None or self._round.done():
            self._round = asyncio.get_running_loop().create_task(self._go_round())

    def stop(self) -> None:
        """Give up the round that goes on, if any."""
        if self._round is not None:
            self._round.cancel()

    async def _go_round(self) -> None:
        try:
            await self._check_store()
            await self._rooms.keep_time()
            if self._rounds % EXPIRE_EVERY == 0:
                await self._rooms.expire()
        except StoreUnavailable as exc:
            self._report_trouble(str(exc))
        except Exception:
            log.exception("upkeep_crashed")
        self._rounds += 1

    async def _check_store(self) -> None:
        """Let service time stand still while nothing can be stored, and find out when it can be again."""
        was_available = self._services.store.is_available
        if not was_available:
            self._services.clock.pause()
            await self._services.store.probe()
        if not was_available or self._trouble is not None:
            self._trouble = None
            log.info("store_available")
        self._services.clock.resume()

    def _report_trouble(self, reason: str) -> None:
        """Log why nothing can be stored, once for each reason: a full disk may stay full for hours."""
        if reason != self._trouble:
            log.warning("store_unavailable", reason=reason)
        self._trouble = reason
