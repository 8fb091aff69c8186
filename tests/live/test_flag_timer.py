from __future__ import annotations

import asyncio

import pytest

from fourline.live.flag_timer import RETRY_S, FlagTimer
from fourline.live.timers import ServiceClock
from tests.live.kit import HandLoop, run


def loop() -> HandLoop:
    running = asyncio.get_running_loop()
    assert isinstance(running, HandLoop)
    return running


class Watch:
    """A timer, service time, and how often it was looked."""

    def __init__(self) -> None:
        self.timer = FlagTimer()
        self.clock = ServiceClock(0, lambda: int(loop().now_s * 1000))
        self.looks = 0

    def look(self) -> None:
        self.looks += 1

    async def looks_after(self, duration_s: float) -> int:
        loop().now_s += duration_s
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return self.looks


def test_it_looks_at_the_instant_and_once() -> None:
    async def scenario() -> None:
        watch = Watch()
        watch.timer.set(10_000, watch.clock, watch.look)
        assert await watch.looks_after(9.99) == 0
        assert await watch.looks_after(0.02) == 1
        assert await watch.looks_after(100) == 1

    run(scenario)


@pytest.mark.parametrize("at_ms", [None, 20_000])
def test_another_instant_takes_the_place_of_the_first(at_ms: int | None) -> None:
    async def scenario() -> None:
        watch = Watch()
        watch.timer.set(10_000, watch.clock, watch.look)
        watch.timer.set(at_ms, watch.clock, watch.look)
        assert await watch.looks_after(15) == 0
        assert await watch.looks_after(15) == (0 if at_ms is None else 1)

    run(scenario)


def test_stopped_timer_looks_no_more() -> None:
    async def scenario() -> None:
        watch = Watch()
        watch.timer.set(10_000, watch.clock, watch.look)
        watch.timer.stop()
        watch.timer.stop()
        assert await watch.looks_after(15) == 0

    run(scenario)


@pytest.mark.parametrize("is_paused", [True, False])
def test_what_is_due_but_can_not_be_called_is_looked_at_again_only_after_a_while(is_paused: bool) -> None:
    async def scenario() -> None:
        watch = Watch()
        await watch.looks_after(1)
        if is_paused:
            # A millisecond that never goes by.
            watch.clock.pause()
        watch.timer.set(watch.clock.now_ms() + (1 if is_paused else 0), watch.clock, watch.look)
        assert await watch.looks_after(RETRY_S - 0.01) == 0
        assert await watch.looks_after(0.02) == 1

    run(scenario)
