"""Clocks: whole milliseconds in, whole milliseconds out, never less than none."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.rules.clock import Clock, TimeControl, Times
from fourline.rules.position import Color

RED, YELLOW = Color.RED, Color.YELLOW
THREE_TWO = TimeControl(180_000, 2_000)

durations = st.integers(0, 3_600_000)
instants = st.integers(0, 10**13)
clocks = st.builds(Clock, durations, durations, st.sampled_from([RED, YELLOW, None]), instants)


def test_new_clock_stands_still_with_the_full_time_for_both() -> None:
    clock = Clock.new(THREE_TWO)
    assert clock == Clock(180_000, 180_000, None, 0)
    assert (clock.left(RED), clock.left(YELLOW)) == (180_000, 180_000)
    assert clock.flags_at_ms is None
    assert clock.times(10**12) == Times(180_000, 180_000)


def test_clock_at_shows_the_times_and_stands_still_unless_told() -> None:
    assert Clock.at(Times(5, 7)) == Clock(5, 7, None, 0)
    assert Clock.at(Times(5, 7), YELLOW, 100) == Clock(5, 7, YELLOW, 100)
    assert (Clock.at(Times(5, 7)).left(RED), Clock.at(Times(5, 7)).left(YELLOW)) == (5, 7)


@pytest.mark.parametrize(
    ("now_ms", "remaining_ms"),
    [(0, 3_000), (999, 3_000), (1_000, 3_000), (1_001, 2_999), (3_999, 1), (4_000, 0), (4_001, 0), (10**15, 0)],
)
def test_time_passes_for_the_running_color_alone(now_ms: int, remaining_ms: int) -> None:
    for running in Color:
        clock = Clock(3_000, 3_000, running, since_ms=1_000)
        assert clock.remaining(running, now_ms) == remaining_ms
        assert clock.remaining(running.other, now_ms) == 3_000
        times = clock.times(now_ms)
        assert (times.red_ms, times.yellow_ms) == ((remaining_ms, 3_000) if running is RED else (3_000, remaining_ms))


def test_flag_falls_exactly_when_nothing_remains() -> None:
    for running, left_ms, since_ms in product(Color, [0, 1, 2, 1_000], [0, 1, 10**12]):
        clock = Clock(left_ms, left_ms, running, since_ms)
        due_ms = clock.flags_at_ms
        assert due_ms == since_ms + left_ms
        assert clock.remaining(running, due_ms) == 0
        assert clock.remaining(running, due_ms - 1) == min(left_ms, 1)


def test_flag_is_that_of_the_running_color() -> None:
    assert Clock(5, 7, RED, 100).flags_at_ms == 105
    assert Clock(5, 7, YELLOW, 100).flags_at_ms == 107
    assert Clock(5, 7).flags_at_ms is None


@pytest.mark.parametrize(
    ("now_ms", "increment_ms", "credit_ms", "left_ms"),
    [
        (1_000, 0, 0, 3_000),
        (1_000, 2_000, 0, 5_000),
        (2_500, 0, 0, 1_500),
        (2_500, 2_000, 0, 3_500),
        (2_500, 2_000, 300, 3_800),
        (1_100, 0, 300, 3_000),
        (900, 0, 0, 3_000),
        (3_999, 2_000, 0, 2_001),
        (4_000, 2_000, 0, 2_000),
        (4_200, 2_000, 0, 2_000),
        (4_200, 2_000, 300, 2_100),
        (4_300, 0, 300, 0),
        (9_999, 0, 300, 0),
    ],
)
def test_who_moves_pays_its_thinking_and_gets_the_increment(
    now_ms: int, increment_ms: int, credit_ms: int, left_ms: int
) -> None:
    red, yellow = Clock(3_000, 700, RED, 1_000), Clock(700, 3_000, YELLOW, 1_000)
    assert red.pressed(now_ms, increment_ms, credit_ms) == Times(left_ms, 700)
    assert yellow.pressed(now_ms, increment_ms, credit_ms) == Times(700, left_ms)


def test_move_while_the_clock_stands_still_changes_nothing() -> None:
    assert Clock(3_000, 700).pressed(10**12, 2_000, 300) == Times(3_000, 700)


@given(clocks, instants, st.integers(0, 60_000), st.integers(0, 300))
def test_time_is_never_negative_and_never_grows_but_by_the_increment(
    clock: Clock, now_ms: int, increment_ms: int, credit_ms: int
) -> None:
    for color in Color:
        assert 0 <= clock.remaining(color, now_ms) <= clock.left(color)
    after = Clock.at(clock.pressed(now_ms, increment_ms, credit_ms))
    for color in Color:
        gained_ms = increment_ms if color is clock.running else 0
        assert 0 <= after.left(color) <= clock.left(color) + gained_ms


@given(clocks, instants, instants)
def test_remaining_time_falls_as_time_goes_on(clock: Clock, now_ms: int, later_ms: int) -> None:
    now_ms, later_ms = sorted([now_ms, later_ms])
    for color in Color:
        fallen_ms = clock.remaining(color, now_ms) - clock.remaining(color, later_ms)
        assert 0 <= fallen_ms <= later_ms - now_ms


@given(
    st.builds(TimeControl, st.integers(10_000, 3_600_000), st.integers(0, 60_000)),
    st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 300)), max_size=42),
)
def test_what_is_left_is_what_was_given_less_what_was_thought(
    control: TimeControl, moves: list[tuple[int, int]]
) -> None:
    now_ms, clock, mover = 1_000_000, Clock.new(control), RED
    given_ms = dict.fromkeys(Color, control.initial_ms)
    clock = Clock.at(clock.times(now_ms), mover, now_ms)
    for thought_ms, credit_ms in moves:
        now_ms += thought_ms
        if thought_ms - credit_ms > given_ms[mover]:
            break
        clock = Clock.at(clock.pressed(now_ms, control.increment_ms, credit_ms), mover.other, now_ms)
        given_ms[mover] += control.increment_ms - max(0, thought_ms - credit_ms)
        mover = mover.other
    assert (clock.red_ms, clock.yellow_ms) == (given_ms[RED], given_ms[YELLOW])


@pytest.mark.parametrize("value", [THREE_TWO, Times(1, 2), Clock(1, 2)], ids=lambda value: type(value).__name__)
def test_values_never_change(value: Any) -> None:
    with pytest.raises(AttributeError):
        setattr(value, next(iter(type(value).__struct_fields__)), 0)
