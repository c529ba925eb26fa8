"""Axes: steps, ticks, and the position of a value."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchnet_tui.chart import axes

NAN, INF = float("nan"), float("inf")
anything = st.floats(allow_nan=True, allow_infinity=True)
maybe = st.none() | anything


def labels(axis: axes.Axis) -> list[str]:
    return [label for _, label in axis.ticks]


@pytest.mark.parametrize(
    ("last", "limit"),
    [
        (0, 10), (10, 10), (10.5, 12), (13, 15), (21, 25), (100, 100), (101, 120), (201, 250),
        (501, 600), (1_000_000, 1_000_000), (1_000_001, 1_200_000), (1e300, 1e300),
    ],
)  # fmt: skip
def test_the_right_limit_climbs_in_round_steps(last: float, limit: float) -> None:
    assert axes.x_limit(last) == limit


@pytest.mark.parametrize("last", [10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 3000])
def test_both_ends_of_a_wide_axis_of_epochs_and_its_parts_are_labelled(last: float) -> None:
    places = [at for at, _ in axes.x_axis(axes.x_limit(last), 64).ticks]
    assert (places[0], places[-1]) == (0.0, 1.0)
    assert len(places) > 3


@given(st.floats(10.0, 1e300))
def test_the_right_limit_leaves_less_than_a_third_empty(last: float) -> None:
    assert last <= axes.x_limit(last) <= last / 0.7


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), -5.0, 0.0, 5e-324])
def test_a_right_limit_that_cannot_be_one_is_ignored(nonsense: float) -> None:
    assert axes.x_limit(16.0, nonsense) == 20.0
    assert axes.x_limit(16.0, 12.0) == 12.0


def limits(values: Sequence[float], log: bool) -> tuple[float, float]:
    axis = axes.y_axis(np.array(values), 14, log=log)
    return axis.low, axis.high


@given(st.lists(st.floats(1e-9, 1e9), min_size=2, max_size=8), st.booleans())
def test_values_that_differ_take_most_of_the_axis(values: list[float], log: bool) -> None:
    ends = min(values), max(values)
    if ends[1] < ends[0] * (1 + 2 * axes.FLAT) or ends[1] - ends[0] < 2 * axes.TINY:
        return
    low, high = limits(values, log)
    first, last = np.log10(ends) if log else ends
    assert low <= first + 1e-9 * abs(first)
    assert last - 1e-9 * abs(last) <= high
    assert last - first >= 0.7 * (high - low)


@given(st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=8), st.booleans())
def test_axes_never_shrink_while_a_run_grows(losses: list[float], log: bool) -> None:
    seen = [limits(losses[:n], log) for n in range(1, len(losses) + 1)]
    for n, (before, after) in enumerate(itertools.pairwise(seen), start=1):
        old = losses[:n]
        if min(old) <= losses[n] <= max(old):
            assert after == before  # where nothing reached further, nothing moved
        elif max(old) >= min(old) * (1 + 2 * axes.FLAT):  # all but flat ones have their own axis
            assert after[0] <= before[0]
            assert before[1] <= after[1]


@pytest.mark.parametrize("log", [False, True])
def test_a_falling_loss_moves_the_ends_of_its_axis_seldom(log: bool) -> None:
    losses = 0.25 / (1 + np.arange(10_000) / 300) + 1e-4
    seen = [limits(losses[:n].tolist(), log) for n in range(1, 10_001, 5)]
    assert sum(a != b for a, b in itertools.pairwise(seen)) < 40


@pytest.mark.parametrize("log", [False, True])
def test_values_all_but_alike_are_a_flat_line_on_the_axis_of_one_value(log: bool) -> None:
    assert limits([0.25, 0.25 * (1 - axes.FLAT / 2)], log) == limits([0.25], log)
    assert limits([0.25], log) == ((-1.0, 0.0) if log else (0.0, 0.3))


@pytest.mark.parametrize(
    ("top", "rows", "expected"),
    [
        (0.28, 6, ["0.3", "0.0"]),
        (0.28, 9, ["0.30", "0.15", "0.00"]),
        (0.28, 14, ["0.3", "0.2", "0.1", "0.0"]),
        (0.28, 28, ["0.30", "0.25", "0.20", "0.15", "0.10", "0.05", "0.00"]),
        (1.0, 7, ["1.0", "0.5", "0.0"]),
        (1.2, 9, ["1.2", "0.6", "0.0"]),
        (7e-6, 13, ["7e-6", "3.5e-6", "0"]),
        (9e6, 8, ["10M", "5M", "0"]),
        (0.0, 7, ["1.0", "0.5", "0.0"]),
    ],
)
def test_y_ticks_are_few_and_tidy(top: float, rows: int, expected: list[str]) -> None:
    assert labels(axes.y_axis(np.array([0.0, top]), rows))[::-1] == expected


@pytest.mark.parametrize(
    ("low", "high", "rows", "expected"),
    [
        (0.1824, 0.2514, 14, ["0.26", "0.24", "0.22", "0.20", "0.18"]),
        (0.1824, 0.2514, 6, ["0.26", "0.18"]),
        (0.07, 0.2514, 14, ["0.26", "0.20", "0.10", "0.05"]),
        (0.93, 1.0, 14, ["1.00", "0.98", "0.96", "0.93"]),
        (12_345.0, 12_400.0, 14, ["12.4k", "12.38k", "12.36k", "12.34k"]),
        (2.9e-5, 3e-5, 6, ["3e-5", "2.9e-5"]),
        (-0.1, 0.17, 9, ["0.2", "0.0", "-0.1"]),
    ],
)
def test_an_axis_away_from_zero_has_its_ends_labelled(
    low: float, high: float, rows: int, expected: list[str]
) -> None:
    assert labels(axes.y_axis(np.array([low, high]), rows))[::-1] == expected


@pytest.mark.parametrize(
    ("values", "rows", "expected"),
    [
        ([0.25, 0.0004], 14, ["0.1", "0.01", "0.001"]),
        ([0.25, 0.0004], 9, ["0.1", "0.001"]),
        ([0.25, 0.07], 14, ["0.07", "0.10", "0.20", "0.30"]),
        ([0.2514, 0.1824], 14, ["0.18", "0.20", "0.22", "0.24", "0.26"]),
        ([0.25, 2e-7], 23, ["1e0", "1e-2", "1e-4", "1e-6"]),
        ([0.001], 9, ["0.001", "0.0001"]),
        ([300.0, 2.0], 9, ["100", "1"]),
        ([], 9, ["1", "0.1", "0.01"]),
        ([5e-324, 1e300], 9, ["1e300", "1e-200"]),
        ([5e-324, 1e300], 3, ["1e300", "1e-324"]),
        ([0.25, 0.0004], 3, ["0.1", "0.001"]),
    ],
)
def test_log_ticks_are_round(values: list[float], rows: int, expected: list[str]) -> None:
    assert labels(axes.y_axis(np.array(values), rows, log=True)) == expected


@pytest.mark.parametrize("log", [False, True])
def test_without_room_for_round_numbers_the_ends_are_labelled(log: bool) -> None:
    axis = axes.y_axis(np.array([0.3]), 3, log=log, y_from=0.21, y_to=0.57)
    assert axis.ticks == ((0.0, "0.21"), (1.0, "0.57"))


@pytest.mark.parametrize(
    ("high", "columns", "expected"),
    [
        (10, 64, ["0", "2", "4", "6", "8", "10"]),
        (1000, 24, ["0", "500", "1k"]),
        (1000, 150, ["0", "200", "400", "600", "800", "1k"]),
        (5e4, 64, ["0", "10k", "20k", "30k", "40k", "50k"]),
        (2e6, 64, ["0", "500k", "1M", "1.5M", "2M"]),
        (812, 64, ["0", "200", "400", "600", "800"]),
        (3, 64, ["0", "1", "2", "3"]),
        (1e18, 24, ["0", "5e17", "1e18"]),
    ],
)
def test_epoch_ticks_are_whole_and_short(high: float, columns: int, expected: list[str]) -> None:
    assert labels(axes.x_axis(high, columns)) == expected


def test_what_lies_outside_is_moved_to_the_nearer_edge() -> None:
    axis = axes.Axis(0.0, 2.0, ())
    values = np.array([np.inf, 1e300, 2.0, 1.0, 0.0, -1e300, -np.inf, np.nan])
    placed = axis.place(values)
    assert placed[:-1].tolist() == [1.0, 1.0, 1.0, 0.5, 0.0, 0.0, 0.0]
    assert np.isnan(placed[-1])


def test_on_a_log_axis_zero_and_below_lie_at_the_bottom() -> None:
    axis = axes.Axis(-2.0, 0.0, (), log=True)
    values = np.array([1.0, 0.1, 0.01, 5e-324, 0.0, -0.0, -3.0, -np.inf, np.inf, np.nan])
    placed = axis.place(values)
    np.testing.assert_allclose(placed[:-1], [1, 0.5, 0, 0, 0, 0, 0, 0, 1], atol=1e-12)
    assert np.isnan(placed[-1])


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    ("y_from", "y_to"),
    [(NAN, INF), (1.0, 1.0), (2.0, 1.0), (0.3, 0.3 + 1e-13), (0.0, 5e-324), (-INF, 1e301)],
)
def test_limits_that_make_no_sense_are_ignored(log: bool, y_from: float, y_to: float) -> None:
    values = np.array([0.002, 0.25])
    asked = axes.y_axis(values, 9, log=log, y_from=y_from, y_to=y_to)
    assert asked == axes.y_axis(values, 9, log=log)


@given(st.lists(anything, max_size=5), st.integers(2, 40), st.booleans(), maybe, maybe)
def test_any_values_and_any_limits_give_a_usable_axis(
    values: list[float], rows: int, log: bool, y_from: float | None, y_to: float | None
) -> None:
    axis = axes.y_axis(np.array(values, float), rows, log=log, y_from=y_from, y_to=y_to)
    assert np.isfinite([axis.low, axis.high]).all()
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 8
    assert all(0.0 <= at <= 1.0 and label for at, label in axis.ticks)
    placed = axis.place(np.array(values, float))
    assert (np.isnan(placed) == np.isnan(values)).all()
    assert ((placed >= 0.0) & (placed <= 1.0) | np.isnan(placed)).all()


@given(st.lists(anything, max_size=5), st.integers(2, 40), st.booleans())
def test_labels_differ_and_stay_short(values: list[float], rows: int, log: bool) -> None:
    axis = axes.y_axis(np.array(values, float), rows, log=log)
    assert len(set(labels(axis))) == len(axis.ticks)
    assert 4 <= axis.label_width <= 9
