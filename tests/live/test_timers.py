from __future__ import annotations

from fourline.live.timers import ServiceClock, monotonic_ms, wall_ms


class Hands:
    """Two clocks that a test moves."""

    def __init__(self) -> None:
        self.now_ms = 5_000
        self.wall_ms = 1_700_000_000_000

    def clock(self, base_ms: int) -> ServiceClock:
        return ServiceClock(base_ms, lambda: self.now_ms, lambda: self.wall_ms)


def test_clock_begins_at_its_base_whatever_the_machine_says() -> None:
    assert Hands().clock(70).now_ms() == 70


def test_clock_advances_with_monotonic_time_and_not_with_wall_time() -> None:
    hands = Hands()
    clock = hands.clock(0)
    hands.now_ms += 250
    hands.wall_ms -= 3_600_000
    assert clock.now_ms() == 250
    assert clock.stamp().service_ms == 250
    assert clock.stamp().wall_ms == hands.wall_ms


def test_paused_clock_stands_still_and_goes_on_from_there() -> None:
    hands = Hands()
    clock = hands.clock(0)
    hands.now_ms += 100
    clock.pause()
    hands.now_ms += 10_000
    clock.pause()
    assert clock.now_ms() == 100
    clock.resume()
    hands.now_ms += 5
    clock.resume()
    assert clock.now_ms() == 105


def test_the_machines_clocks_tell_milliseconds() -> None:
    first = monotonic_ms()
    assert monotonic_ms() >= first
    # 2020 to 2100.
    assert 1_577_836_800_000 < wall_ms() < 4_102_444_800_000


def test_clock_runs_unless_it_is_paused() -> None:
    clock = Hands().clock(0)
    states = [clock.is_running]
    clock.pause()
    states.append(clock.is_running)
    clock.resume()
    states.append(clock.is_running)
    assert states == [True, False, True]
