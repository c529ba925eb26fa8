"""A spec and its data: misfits are refused before any training, in one sentence."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import GATE_NAMES, DataError, Dataset, RunSpec, Trainer, build_problem, builtin, load
from tests.helpers.strategies import refused, table


def literal(shape: tuple[int, ...], bias: bool, **weights: Any) -> RunSpec:
    return RunSpec(hidden=shape, bias=bias, init="literal", weights=tuple(weights.items()))


THREE = ((0.1, 0.2, 0.3),)


# Targets.


@pytest.mark.parametrize("value", [-0.25, 1.5])
def test_cross_entropy_needs_targets_from_0_to_1(value: float) -> None:
    data = table([[1.0], [2.0], [3.0]], [[0.5, 1.0], [0.0, value], [1.0, 1.0]])
    spec = RunSpec(loss="cross-entropy")
    message = refused("loss", lambda: build_problem(spec, data))
    assert "y2 of sample 2" in message
    assert f"{value:g}" in message
    build_problem(RunSpec(), data)  # the squared error takes any target


def test_a_softmax_needs_two_targets() -> None:
    for loss in ("squared-error", "cross-entropy"):
        spec = RunSpec(output="softmax", loss=loss)
        assert "xor has one" in refused("output", partial(Trainer, spec))


def test_a_softmax_with_cross_entropy_needs_targets_that_add_up_to_1() -> None:
    data = table([[1.0], [2.0]], [[0.25, 0.75], [0.5, 0.75]])
    spec = RunSpec(output="softmax", loss="cross-entropy")
    message = refused("output", lambda: build_problem(spec, data))
    assert "sample 2 adds up to 1.25" in message
    build_problem(RunSpec(output="softmax"), data)
    build_problem(spec, table([[1.0], [2.0]], [[0.25, 0.75], [0.5, 0.5]]))


# Literal weights.


@pytest.mark.parametrize(
    ("shape", "bias", "weights", "said"),
    [
        ((), False, {"W1": ((0.1, 0.2),)}, "W1 in the weights is 1 x 2"),
        ((), False, {"W1": ((0.1,), (0.2,), (0.3,))}, "W1 in the weights is 3 x 1"),
        ((), False, {"W1": (0.1, 0.2, 0.3)}, "W1 in the weights is 3"),
        ((), False, {"b1": (0.1,)}, "weights hold b1"),
        ((), False, {}, "weights lack W1, 1 x 3"),
        ((), True, {"W1": THREE}, "weights lack b1, 1 number"),
        ((), True, {"W1": THREE, "b1": ((0.1,),)}, "b1 in the weights is 1 x 1"),
        ((1,), False, {"W1": THREE}, "weights lack W2, 1 x 1"),
        ((1,), False, {"W1": THREE, "W2": ((0.5,),), "W3": ((1.0,),)}, "weights hold W3"),
        ((), False, {"W1": ((),)}, "W1 in the weights is 1 x 0"),
        ((), False, {"w1": THREE}, "w1"),
    ],
)
def test_weights_that_do_not_fit_are_refused_by_name(
    shape: tuple[int, ...], bias: bool, weights: dict[str, Any], said: str
) -> None:
    assert said in refused("weights", lambda: Trainer(literal(shape, bias, **weights)))


@pytest.mark.parametrize(
    "W1",
    [
        pytest.param(((0.1, 0.2, math.nan),), id="nan"),
        pytest.param(((0.1, 0.2, math.inf),), id="inf"),
        pytest.param(((0.1, 0.2, 0.3), (0.1,)), id="ragged"),
        pytest.param((("a", "b", "c"),), id="text"),
    ],
)
def test_weights_that_are_no_table_of_finite_numbers_are_refused(W1: Any) -> None:
    refused("weights", lambda: Trainer(literal((), False, W1=W1)))


def test_weights_that_fit_are_taken_as_they_are() -> None:
    W1, W2 = ((0.1, -0.2, 0.3), (1e300, 5e-324, -0.0)), ((0.5, 0.25),)
    spec = literal((2,), True, b2=(9.0,), W2=W2, b1=(1.0, 2.0), W1=W1)
    params = build_problem(spec).initial_params()
    assert list(params) == ["W1", "b1", "W2", "b2"]
    assert params["W1"].tolist() == [list(row) for row in W1]
    assert params["W2"].tolist() == [list(row) for row in W2]
    assert (params["b1"].tolist(), params["b2"].tolist()) == ([1.0, 2.0], [9.0])


# Sizes.


@pytest.mark.parametrize("hidden", [(10**15,), (10**30,), (1000, 1001)])
def test_a_network_too_large_to_be_small_is_refused(hidden: tuple[int, ...]) -> None:
    refused("hidden", lambda: Trainer(RunSpec(hidden=hidden)))


def test_a_network_has_the_widths_of_its_data_and_its_spec() -> None:
    data = table([[1.0, 2.0]], [[0.0, 1.0, 0.5]])
    spec = RunSpec(hidden=(5, 4), activation=("tanh", "relu"), bias=True, output="linear")
    network = build_problem(spec, data).network
    assert network.shape == "2-5-4-3"
    assert [(layer.units, layer.activation) for layer in network.layers] == [
        (5, "tanh"),
        (4, "relu"),
        (3, "linear"),
    ]
    assert network.param_shapes() == {
        "W1": (5, 2),
        "b1": (5,),
        "W2": (4, 5),
        "b2": (4,),
        "W3": (3, 4),
        "b3": (3,),
    }
    assert network.param_count == 10 + 5 + 20 + 4 + 12 + 3


def test_one_activation_serves_for_every_hidden_layer() -> None:
    network = build_problem(RunSpec(hidden=(2, 3), activation=("relu",))).network
    assert [layer.activation for layer in network.layers] == ["relu", "relu", "sigmoid"]


# The data.


@pytest.mark.parametrize("name", GATE_NAMES)
def test_a_gate_is_a_truth_table_with_a_bias_input(name: str) -> None:
    data = builtin(name)
    assert (data.name, data.kind, data.has_bias_input) == (name, "logic", True)
    assert data.x.tolist() == [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
    truth = {
        "and": [0, 0, 0, 1],
        "or": [0, 1, 1, 1],
        "nand": [1, 1, 1, 0],
        "nor": [1, 0, 0, 0],
        "xor": [0, 1, 1, 0],
        "xnor": [1, 0, 0, 1],
        "first-input": [0, 0, 1, 1],
    }
    assert data.d.ravel().tolist() == truth[name]
    assert load(RunSpec(dataset=name)).d.tolist() == data.d.tolist()


def test_a_file_is_read_when_it_is_named(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("a,b,c\n1,2,0\n3,4,1\n")
    trainer = Trainer(RunSpec(dataset=None, data_file=str(file), target=("b",), output="linear"))
    assert trainer.dataset.x.tolist() == [[1, 0], [3, 1]]
    assert trainer.dataset.d.tolist() == [[2], [4]]
    with pytest.raises(DataError, match="there is no such file"):
        Trainer(RunSpec(dataset=None, data_file=str(tmp_path / "none.csv")))


@pytest.mark.parametrize(
    ("x", "d"),
    [
        (np.zeros((0, 1)), np.zeros((0, 1))),
        (np.zeros((2, 2)), np.zeros((2, 1))),
        (np.zeros((2, 1)), np.zeros((3, 1))),
        (np.zeros(2), np.zeros((2, 1))),
        (np.zeros((2, 1)), np.zeros((2, 0))),
        (np.array([[math.nan]]), np.zeros((1, 1))),
        (np.zeros((1, 1)), np.array([[math.inf]])),
    ],
)
def test_a_table_that_is_none_is_refused(x: Any, d: Any) -> None:
    with pytest.raises(DataError, match="data set bad: "):
        Dataset("bad", x, d, ("x1",), ("y1",), "numbers", "")


def test_cross_entropy_looks_at_the_targets_held_out_too() -> None:
    test = table([[0.0]], [[7.0]])
    data = replace(table([[1.0], [2.0]], [[0.0], [1.0]]), test=test)
    message = refused("loss", lambda: build_problem(RunSpec(loss="cross-entropy"), data))
    assert "y1 of sample 1 of the test set is 7" in message
    build_problem(RunSpec(), data)


def test_more_values_than_memory_is_for_are_refused() -> None:
    made: dict[str, Any] = {"dataset": "circle", "samples": 100_000, "bias": True, "split": 0.5}
    build_problem(RunSpec(**made, hidden=(400, 99)))
    message = refused("hidden", lambda: build_problem(RunSpec(**made, hidden=(400, 100))))
    assert (
        message
        == "100,000 rows through 501 units make 50,100,000 numbers; at most 50,000,000 are allowed"
    )
