"""How long tests wait for what must come: one unit for all, far above what is needed, stretched on slow machines."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

__all__ = ["LOOK_EVERY_S", "PATIENCE_S", "run", "until"]

T = TypeVar("T")

PATIENCE_S: Final = 30.0 * float(os.environ.get("TEST_PATIENCE", "1"))
"""Nothing that must come takes so long; only a failing test ever waits for it."""

LOOK_EVERY_S: Final = 0.005
"""How often a condition that nobody announces is looked at."""


def run(scenario: Coroutine[Any, Any, T]) -> T:
    """Run a test's scenario, which may wait several times."""
    return asyncio.run(asyncio.wait_for(scenario, 4 * PATIENCE_S))


async def until(condition: Callable[[], object]) -> None:
    """
    Wait until ``condition`` gives something true.

    Raises:
        TimeoutError: If it doesn't for too long.

    """
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(LOOK_EVERY_S)
