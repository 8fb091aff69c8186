"""Values counted by size: each in the first bound that isn't below it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fourline.histogram import DURATIONS_S, NUMBERS, Histogram


def test_new_histogram_is_empty() -> None:
    histogram = Histogram((1, 2))
    assert (len(histogram), histogram.total, histogram.up_to()) == (0, 0, [0, 0, 0])


def test_bound_belongs_to_what_is_counted_up_to_it() -> None:
    histogram = Histogram((1, 2))
    for value in (0.5, 1, 1.5, 2, 2.5, 100):
        histogram.add(value)
    assert (len(histogram), histogram.total) == (6, 107.5)
    assert histogram.up_to() == [2, 4, 6]


@given(st.lists(st.integers(0, 25_000)))
def test_every_bound_counts_what_is_at_most_as_large(values: list[int]) -> None:
    histogram = Histogram(NUMBERS)
    for value in values:
        histogram.add(value)
    assert histogram.up_to() == [*(sum(value <= bound for value in values) for bound in NUMBERS), len(values)]
    assert histogram.total == sum(values)


def test_bounds_ascend() -> None:
    for bounds in (DURATIONS_S, NUMBERS):
        assert list(bounds) == sorted(set(bounds))
