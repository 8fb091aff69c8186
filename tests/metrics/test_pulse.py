"""Lag and pauses: measured between start and stop, and never below nothing."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

import pytest

from fourline.metrics.pulse import BEAT_S, Pulse
from tests.live.kit import HandLoop, run


@pytest.fixture(autouse=True)
def unchanged_callbacks() -> Iterator[None]:
    before = list(gc.callbacks)
    yield
    assert gc.callbacks == before


async def turn(loop: asyncio.AbstractEventLoop, duration_s: float) -> None:
    """Let time go by at once, and then what is due happen."""
    assert isinstance(loop, HandLoop)
    loop.now_s += duration_s
    for _ in range(3):
        await asyncio.sleep(0)


def test_lag_is_how_late_the_timer_went_off() -> None:
    async def scenario() -> None:
        loop, pulse = asyncio.get_running_loop(), Pulse()
        pulse.start(loop)
        try:
            await turn(loop, BEAT_S)
            assert (len(pulse.lag_s), pulse.lag_s.total) == (1, 0)
            await turn(loop, BEAT_S + 0.5)
            assert len(pulse.lag_s) == 2
            assert pulse.lag_s.total == pytest.approx(0.5)
        finally:
            pulse.stop()
        await turn(loop, 1)
        assert len(pulse.lag_s) == 2

    run(scenario)


def test_collections_are_counted_by_generation_until_the_stop() -> None:
    async def scenario() -> None:
        pulse = Pulse()
        # None but ours.
        gc.disable()
        try:
            pulse.start(asyncio.get_running_loop())
            gc.collect(0)
            gc.collect(2)
            gc.collect(2)
            pulse.stop()
            gc.collect(1)
        finally:
            gc.enable()
        assert [len(pauses_s) for pauses_s in pulse.gc_pauses_s] == [1, 0, 2]
        assert pulse.gc_pauses_s[2].total > 0

    run(scenario)


def test_collection_that_had_begun_before_is_not_counted() -> None:
    pulse = Pulse()
    pulse._on_collection("stop", {"generation": 2})
    assert [len(pauses_s) for pauses_s in pulse.gc_pauses_s] == [0, 0, 0]


def test_stopping_what_was_not_started_does_nothing() -> None:
    async def scenario() -> None:
        pulse = Pulse()
        pulse.stop()
        pulse.start(asyncio.get_running_loop())
        pulse.stop()
        pulse.stop()

    run(scenario)
