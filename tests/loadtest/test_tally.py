from __future__ import annotations

from random import Random

import pytest

from fourline.loadtest.tally import Tally, Times


def test_no_times_have_no_percentiles() -> None:
    times = Times()
    assert (len(times), times.percentile_s(0.5), times.most_s) == (0, 0.0, 0.0)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95, 0.99, 1.0])
def test_percentiles_are_those_of_a_sorted_list_but_for_three_percent(share: float) -> None:
    random = Random(1)
    durations = sorted(10 ** random.uniform(-4.5, 1) for _ in range(2_000))
    times = Times()
    for duration_s in durations:
        times.add(duration_s)
    exact = durations[max(0, round(share * len(durations)) - 1)]
    assert exact <= times.percentile_s(share) <= exact * 1.03
    assert times.most_s == durations[-1]


def test_no_percentile_is_above_the_longest() -> None:
    times = Times()
    times.add(0.001)
    assert times.percentile_s(0.99) == times.most_s == 0.001


def test_shorter_than_can_be_told_counts_as_the_least() -> None:
    times = Times()
    times.add(0.0)
    times.add(0.5)
    assert times.percentile_s(0.5) == 1e-5


def test_losses_are_all_that_should_have_come() -> None:
    assert Tally(moves=9, gaps=1, missing=2, unanswered=3, late=4).losses == 6
