"""Curves: decimation keeps the extremes, clipping keeps the line."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from scratchnet_tui.chart import decimation


def epochs(count: int) -> np.ndarray:
    return np.arange(count, dtype=np.float64)


@given(st.integers(1, 5000), st.integers(1, 200), st.data())
def test_a_spike_of_one_epoch_survives(count: int, columns: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, count - 1))
    height = data.draw(st.sampled_from([-1e300, -1.0, 3.0, 1e300, np.inf, -np.inf]))
    values = np.full(count, 0.5)
    values[at] = height
    x, y = decimation.thin(epochs(count), values, columns)
    assert (at, height) in set(zip(x.tolist(), y.tolist(), strict=True))


def test_a_spike_among_ten_million_epochs_survives() -> None:
    values = np.full(10_000_000, 0.5)
    values[7_654_321] = 0.9
    x, y = decimation.thin(epochs(10_000_000), values, 64)
    assert x.size <= 128
    assert y[x == 7_654_321.0].tolist() == [0.9]


@given(
    npst.arrays(np.float64, st.integers(1, 300), elements=st.floats(-1e6, 1e6)),
    st.integers(1, 40),
)
def test_every_column_keeps_its_smallest_and_largest(values: np.ndarray, columns: int) -> None:
    x = epochs(values.size)
    kept_x, kept_y = decimation.thin(x, values, columns)
    assert kept_x.size <= max(2 * columns, values.size if values.size <= 2 * columns else 0)
    assert (np.diff(kept_x) > 0).all()
    assert (values[kept_x.astype(int)] == kept_y).all()
    edges = np.linspace(0.0, x[-1], columns + 1)
    for left, right in itertools.pairwise(edges):
        column = values[(x >= left) & (x < right)]
        kept = kept_y[(kept_x >= left) & (kept_x < right)]
        if column.size and right < x[-1]:
            assert (kept.min(), kept.max()) == (column.min(), column.max())


def test_thinning_keeps_numbers_and_the_first_nan_beside_each_other() -> None:
    values = np.full(1000, 0.5)
    values[120:180] = np.nan
    values[150], values[170] = 0.1, 0.9
    x, y = decimation.thin(epochs(1000), values, 5)
    assert {0.1, 0.9} <= set(y.tolist())
    assert x[np.isnan(y)].tolist() == [120.0]


def test_all_nan_stays_nan() -> None:
    _, y = decimation.thin(epochs(1000), np.full(1000, np.nan), 10)
    assert y.size == 10
    assert np.isnan(y).all()


def test_columns_are_those_of_the_screen_not_of_the_data() -> None:
    # 100 of 1000 epochs fill one column of ten, so two points are all there is to see.
    x, _ = decimation.thin(epochs(100), epochs(100), 10, to=1000.0)
    assert x.tolist() == [0.0, 99.0]


def test_clean_puts_in_order_and_drops_what_is_no_epoch() -> None:
    x, y = decimation.clean(
        np.array([3.0, np.nan, 1.0, -1.0, np.inf, 2.0]), np.array([30.0, 0, 10, 0, 0, 20, 99])
    )
    assert x.tolist() == [1.0, 2.0, 3.0]
    assert y.tolist() == [10.0, 20.0, 30.0]


def test_a_line_that_leaves_the_canvas_is_cut_where_it_leaves() -> None:
    x, y = decimation.up_to(
        50.0, np.array([0.0, 40.0, 80.0, 90.0]), np.array([1.0, 1.0, 0.0, 0.0]), 9
    )
    assert x.tolist() == [0.0, 40.0, 80.0]
    x, y = decimation.cut_at_edge(x / 50.0, y)
    assert x.tolist() == [0.0, 0.8, 1.0]
    assert y.tolist() == [1.0, 1.0, 0.75]


def test_a_curve_right_of_the_canvas_is_not_there() -> None:
    x, y = decimation.cut_at_edge(np.array([1.5]), np.array([0.3]))
    assert x.size == y.size == 0


def test_gaps_are_marked_where_they_begin() -> None:
    nan = np.nan
    y = np.array([nan, 1.0, nan, nan, 2.0, nan])
    assert decimation.gaps(epochs(6), y).tolist() == [0.0, 2.0, 5.0]
    assert decimation.runs(y) == [slice(1, 2), slice(4, 5)]


@pytest.mark.parametrize("apart", [1.0, 2.0])
def test_spaced_points_lie_evenly_on_flat_and_on_steep_lines(apart: float) -> None:
    x, y = np.array([0.0, 0.5, 0.5, 1.0]), np.array([0.0, 0.0, 1.0, 1.0])
    at_x, at_y = decimation.spaced_points(x, y, 21, 11, apart)
    steps = np.maximum(np.abs(np.diff(at_x)) * 20, np.abs(np.diff(at_y)) * 10)
    np.testing.assert_allclose(steps, apart)
    assert (at_x[0], at_y[0], at_x[-1], at_y[-1]) == (0.0, 0.0, 1.0, 1.0)


def test_spaced_points_leave_gaps_empty_and_keep_to_their_number() -> None:
    y = np.array([0.0, 1.0, np.nan, 0.0, 1.0, 0.0])
    at_x, _ = decimation.spaced_points(epochs(6) / 5, y, 101, 51, 1.0, most=10)
    assert at_x.size <= 22
    assert not ((at_x > 0.21) & (at_x < 0.59)).any()
    assert decimation.spaced_points(epochs(2), np.full(2, np.nan), 9, 9, 1.0)[0].size == 0
