"""Targets outside the range of the output activation: reported where they occur, and only there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ACTIVATIONS, DATASET_NAMES, RunSpec, split, unreachable_targets, with_defaults
from tests.helpers.strategies import few_laws, table

SUMS = np.linspace(-60.0, 60.0, 24001)


@few_laws
@given(st.sampled_from(["sigmoid", "tanh", "relu", "linear"]), st.floats(-3.0, 3.0))
def test_one_target_is_out_of_reach_where_no_sum_comes_near_it(output: str, target: float) -> None:
    y = ACTIVATIONS[output].value(SUMS)
    near = bool(np.abs(y - target).min() < 0.01)
    if not near or y.min() <= target <= y.max():
        said = unreachable_targets(RunSpec(output=output), table([[1.0]], [[target]]))
        assert (said == "") == near, said


@pytest.mark.parametrize("name", DATASET_NAMES)
def test_what_suits_a_data_set_reaches_its_targets(name: str) -> None:
    spec, data = with_defaults(RunSpec(), {"dataset": name})
    assert unreachable_targets(spec, data) == ""


def test_it_names_the_target_its_range_and_what_suits() -> None:
    data = table([[0.0], [1.0]], [[0.5, -2.0], [1.0, 7.0]])
    said = unreachable_targets(RunSpec(), data)
    assert "y2" in said
    assert "-2 to 7" in said
    assert "output linear suits" in said
    said = unreachable_targets(RunSpec(output="softmax"), table([[0.0]], [[1.0, 1.0]]))
    assert "add up to 1" in said


def test_rows_that_are_held_out_count_too() -> None:
    data = split(table([[0.0], [1.0]], [[0.5], [5.0]]), 0.5, 1)
    assert data.test is not None
    assert max(data.d.max(), data.test.d.max()) == 5.0
    assert unreachable_targets(RunSpec(), data)
    assert not unreachable_targets(replace(RunSpec(), output="linear"), data)
