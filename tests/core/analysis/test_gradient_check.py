"""The gradient check: correct backward passes pass, and every wrong one is located."""

from __future__ import annotations

import contextlib
import dataclasses
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    SLIPS,
    Dataset,
    Diverged,
    GradientCheck,
    Params,
    Problem,
    RunSpec,
    Trainer,
    build_problem,
    check_gradient,
)
from tests.helpers.strategies import HIDDEN, few_laws, laws, runs, table

Run = tuple[RunSpec, Dataset | None]
WRONG = tuple(name for name in SLIPS if name != "none")


def check(epochs: int = 0, dataset: Dataset | None = None, **changes: Any) -> GradientCheck:
    """Train this many epochs, then check the gradient."""
    trainer = Trainer(RunSpec(**changes), dataset)
    trainer.run_for(600.0, max_epochs=epochs)
    return check_gradient(trainer.problem, trainer.state.params)


def wrong_in(found: GradientCheck) -> set[str]:
    return {array.name for array in found.arrays if not array.right}


# What is right.


@laws
@given(runs(), st.integers(0, 200))
def test_the_right_pass_is_found_right_trained_or_not(run: Run, steps: int) -> None:
    trainer = Trainer(*run)
    with contextlib.suppress(Diverged):  # the weights before that are as good as any
        for _ in range(steps):
            trainer.step_sample()
    found = check_gradient(trainer.problem, trainer.state.params)
    assert found.right or not found.finite, found.verdict
    assert {array.name: array.shape for array in found.arrays} == trainer.network.param_shapes()


@laws
@given(
    runs(), st.floats(-2.0, 3.0), st.floats(-2.0, 4.0), st.integers(0, 10**6),
)  # fmt: skip
def test_inputs_and_weights_may_have_any_size(
    run: Run, weights: float, inputs: float, seed: int
) -> None:
    spec, dataset = run
    if dataset is None:
        luck = np.random.default_rng(seed)
        x, d = luck.normal(size=(5, 3)) * 10.0**inputs, luck.random((5, 1))
        if spec.class_weight != "none":
            d = np.round(d)  # only zeros and ones are classes
        dataset = table(x.tolist(), d.tolist())
    problem = build_problem(spec, dataset)
    params = {name: array * 10.0**weights for name, array in problem.initial_params().items()}
    found = check_gradient(problem, params)
    assert found.right, found.verdict


@pytest.mark.parametrize("loss", ["squared-error", "cross-entropy"])
def test_a_solved_network_is_not_blamed_for_rounding(loss: str) -> None:
    found = check(epochs=20_000, loss=loss)
    assert max(np.nanmax(np.abs(array.analytic)) for array in found.arrays) < 1e-3
    assert found.right


def test_the_numbers_are_those_of_a_plain_central_difference() -> None:
    problem = build_problem(RunSpec(hidden=(3,), bias=True))
    params = problem.initial_params()
    found = {array.name: array for array in check_gradient(problem, params).arrays}

    def loss(name: str, place: tuple[int, ...], move: float) -> float:
        arrays = {key: array.copy() for key, array in params.items()}
        arrays[name][place] += move
        total = 0.0
        for x, d in zip(problem.dataset.x, problem.dataset.d, strict=True):
            y1 = 1 / (1 + np.exp(-(arrays["W1"] @ x + arrays["b1"])))
            y = 1 / (1 + np.exp(-(arrays["W2"] @ y1 + arrays["b2"])))
            total += float(((d - y) ** 2).sum()) / 2
        return total / len(problem.dataset)

    for name, array in found.items():
        for place in np.ndindex(array.shape):
            slope = (loss(name, place, 1e-4) - loss(name, place, -1e-4)) / 2e-4
            assert array.numeric[place] == pytest.approx(slope, rel=1e-5, abs=1e-9)
            assert array.analytic[place] == pytest.approx(slope, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("error", [0.0, 1e-15, 1e-12, 1e-9, 1e-6])
def test_a_network_without_error_is_not_blamed_either(error: float) -> None:
    problem = build_problem(RunSpec(hidden=(), bias=True), table([[1.1]], [[0.6 + error]]))
    v = np.log(0.6 / 0.4)
    found = check_gradient(problem, {"W1": np.array([[v / 2.2]]), "b1": np.array([v / 2])})
    assert found.right, found.verdict


# What is wrong, and where.


WHERE = {
    ("updated-weights", "squared-error"): {"W1", "b1"},
    ("updated-weights", "cross-entropy"): {"W1", "b1"},
    ("slope-of-y", "squared-error"): {"W1", "b1", "W2", "b2"},
    ("slope-of-y", "cross-entropy"): {"W1", "b1"},
    ("no-slope", "squared-error"): {"W1", "b1"},
    ("no-slope", "cross-entropy"): {"W1", "b1"},
    ("sign", "squared-error"): {"W1", "b1", "W2", "b2"},
    ("sign", "cross-entropy"): {"W1", "b1", "W2", "b2"},
}


@pytest.mark.parametrize("epochs", [0, 100])
@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
@pytest.mark.parametrize(("slip", "loss"), WHERE)
def test_a_slip_is_found_where_it_is(slip: str, loss: str, bias: bool, epochs: int) -> None:
    found = check(epochs, slip=slip, loss=loss, bias=bias)
    expected = WHERE[slip, loss]
    assert wrong_in(found) == (expected if bias else expected & {"W1", "W2"})
    assert not found.right
    assert found.verdict.startswith(f"wrong in {', '.join(a.name for a in found.arrays[:1])}")
    assert "may still fall" in found.verdict


def test_in_a_deep_network_all_hidden_layers_are_wrong_and_the_output_is_right() -> None:
    for slip in ("updated-weights", "no-slope"):
        assert wrong_in(check(slip=slip, hidden=(4, 3, 2))) == {"W1", "W2", "W3"}


@few_laws
@given(st.sampled_from(WRONG), st.sampled_from(HIDDEN), st.integers(0, 1000))
def test_where_a_slip_is_missed_it_makes_no_difference(slip: str, hidden: str, seed: int) -> None:
    spec = RunSpec(slip=slip, activation=(hidden,), seed=seed, batch=0)  # as the check has it
    problem = build_problem(spec)
    if not check_gradient(problem, problem.initial_params()).right:
        return
    ways = [Trainer(spec), Trainer(dataclasses.replace(spec, slip="none"))]
    for trainer in ways:
        trainer.step_sample()
    for name, array in ways[0].state.params.items():
        np.testing.assert_allclose(array, ways[1].state.params[name], rtol=1e-4, atol=1e-6)


def test_the_worst_comes_first_with_its_place() -> None:
    found = check(slip="updated-weights")
    assert [array.name for array in found.arrays] == ["W1", "W2"]
    errors = [array.error for array in found.arrays]
    assert errors == sorted(errors, reverse=True)
    for array in found.arrays:
        assert array.worst is not None
        assert array.error == np.nanmax(array.relative)
        assert array.relative[array.worst] == pytest.approx(array.error, rel=1e-6)
        a, n = array.analytic[array.worst], array.numeric[array.worst]
        error = abs(a - n) / max(abs(a), abs(n), array.floor[array.worst])
        assert array.relative[array.worst] == error


@pytest.mark.parametrize(
    ("first", "second", "worst"),
    [(0.01, 0.01 + 1e-10, (0, 1)), (0.01 + 1e-10, 0.01, (0, 1)), (0.01, 0.011, (2, 2))],
)
def test_of_errors_equal_but_for_rounding_the_first_is_named(
    monkeypatch: pytest.MonkeyPatch, first: float, second: float, worst: tuple[int, int]
) -> None:
    problem = build_problem(RunSpec(hidden=(4,), bias=True))
    whole = Problem.backward

    def with_two_wrong(self: Problem, *rest: Any) -> Any:
        back = whole(self, *rest)
        slopes = {name: array.copy() for name, array in back.downhill.items()}
        slopes["W1"][0, 1] *= 1.0 + first
        slopes["W1"][2, 2] *= 1.0 + second
        return dataclasses.replace(back, downhill=slopes)

    monkeypatch.setattr(Problem, "backward", with_two_wrong)
    found = {
        array.name: array for array in check_gradient(problem, problem.initial_params()).arrays
    }
    assert found["W1"].worst == worst


def test_one_wrong_entry_is_found_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = build_problem(RunSpec(hidden=(4,), bias=True))
    whole = Problem.backward

    def with_one_wrong(self: Problem, *rest: Any) -> Any:
        back = whole(self, *rest)
        slopes = {name: array.copy() for name, array in back.downhill.items()}
        slopes["W1"][2, 1] *= 1.0001
        return dataclasses.replace(back, downhill=slopes)

    monkeypatch.setattr(Problem, "backward", with_one_wrong)
    found = check_gradient(problem, problem.initial_params())
    assert wrong_in(found) == {"W1"}
    assert (found.arrays[0].name, found.arrays[0].worst) == ("W1", (2, 1))
    assert found.arrays[0].error == pytest.approx(1e-4, rel=0.5)


# Large arrays, corners, and numbers beyond all bounds.


@pytest.mark.parametrize("per_array", [1, 2, 7, 39, 40, 1000])
def test_of_a_large_array_a_spread_subset_is_checked(per_array: int) -> None:
    problem = build_problem(RunSpec(hidden=(8, 5)))
    for array in check_gradient(problem, problem.initial_params(), per_array=per_array).arrays:
        assert array.checked == min(per_array, array.analytic.size)
        for values in (array.analytic, array.numeric, array.relative):
            assert (~np.isnan(values)).sum() == array.checked
        if 1 < per_array < array.analytic.size:
            chosen = np.flatnonzero(~np.isnan(array.analytic))
            gaps = np.diff(chosen)
            assert (chosen[0], chosen[-1]) == (0, array.analytic.size - 1)
            assert gaps.max() - gaps.min() <= 1


def test_the_same_check_gives_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = build_problem(RunSpec(hidden=(5, 4)))
    params = problem.initial_params()
    at_once = check_gradient(problem, params)
    monkeypatch.setattr("core.analysis.finite_differences._AT_ONCE", 1)  # one weight at a time
    for one, other in zip(check_gradient(problem, params).arrays, at_once.arrays, strict=True):
        np.testing.assert_allclose(one.numeric, other.numeric, rtol=1e-6, atol=1e-10)


def relu(weights: list[list[float]], x: list[list[float]]) -> tuple[Problem, Params]:
    problem = build_problem(
        RunSpec(hidden=(2,), activation=("relu",), output="linear"),
        table(x, [[1.0] for _ in x]),
    )
    return problem, {"W1": np.array(weights), "W2": np.array([[0.7, -0.4]])}


def test_a_corner_of_relu_is_left_out_and_counted() -> None:
    problem, params = relu([[1.0, -1.0], [0.5, 0.3]], [[0.5, 0.5], [0.2, 0.9]])
    found = {array.name: array for array in check_gradient(problem, params).arrays}
    assert found["W1"].corner.tolist() == [[True, True], [False, False]]  # 0.5 - 0.5 = 0
    assert np.isnan(found["W1"].relative[0]).all()
    assert not found["W2"].corner.any()
    whole = check_gradient(problem, params)
    assert whole.right
    assert "4 of 6" in whole.verdict
    assert "2 at a corner of relu" in whole.verdict


def test_where_there_are_only_corners_nothing_is_wrong() -> None:
    problem, params = relu([[0.0, 0.0], [0.0, 0.0]], [[0.5, 0.5]])
    found = {array.name: array for array in check_gradient(problem, params).arrays}
    assert found["W1"].corner.all()
    assert (found["W1"].worst, found["W1"].error, found["W1"].right) == (None, 0.0, True)


def test_away_from_corners_relu_is_judged() -> None:
    problem, params = relu([[1.0, -0.5], [0.5, 0.3]], [[0.5, 0.5], [0.2, 0.9]])
    found = check_gradient(problem, params)
    assert not any(array.corner.any() for array in found.arrays)
    slipped = dataclasses.replace(problem, spec=dataclasses.replace(problem.spec, slip="sign"))
    assert wrong_in(check_gradient(slipped, params)) == {"W1", "W2"}


@pytest.mark.parametrize("size", [1e10, 1e100, 1e155, 1e200, 1e300, 1.7e308])
@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize(
    ("hidden", "output"), [("linear", "linear"), ("tanh", "linear"), ("relu", "sigmoid")]
)
def test_numbers_beyond_all_bounds_are_said_not_to_be_finite(
    size: float, slip: str, hidden: str, output: str
) -> None:
    problem = build_problem(RunSpec(activation=(hidden,), output=output, slip=slip))
    params = {name: array * size for name, array in problem.initial_params().items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = check_gradient(problem, params)
    if hidden == output == "linear" and size >= 1e100:
        assert not found.finite
    if not found.finite:
        assert not found.right
        assert found.verdict.startswith("not finite")
        assert found.arrays[0].error == np.inf


def test_sums_of_which_only_the_difference_is_finite_prove_nothing() -> None:
    problem = build_problem(RunSpec(hidden=(), output="tanh"), table([[1.0, -1.0]], [[0.5]]))
    found = check_gradient(problem, {"W1": np.array([[1e308, 1e308]])})
    assert not found.finite
    assert not found.right


def test_a_dead_network_has_slopes_of_exactly_0() -> None:
    found = check(activation=("relu",), seed=737)
    assert found.right
    for array in found.arrays:
        assert not array.analytic.any()
        assert not array.numeric.any()
        assert array.faint == 0


def test_large_inputs_do_not_carry_a_step_too_far() -> None:
    problem = build_problem(RunSpec(hidden=(), output="tanh"), table([[8000.0]], [[0.2]]))
    assert check_gradient(problem, {"W1": np.array([[1e-4]])}).right


def test_slopes_that_rounding_hides_are_not_passed_over() -> None:
    problem = build_problem(RunSpec(hidden=(), output="linear", dataset="and", bias=True))
    assert "hides" not in check_gradient(problem, problem.initial_params()).verdict
    weights = {"W1": np.array([[0.0, 0.0, 1e12]]), "b1": np.array([-1e12])}
    found = check_gradient(problem, weights)  # d is 0.25 on average, and the sums are 1e12
    assert {array.name: array.faint for array in found.arrays} == {"W1": 2, "b1": 0}
    assert "Rounding hides whether 2 of them are 0." in found.verdict


@pytest.mark.parametrize(
    "values", [{"per_array": 0}, {"step": 0.0}, {"step": -1e-5}, {"step": np.nan}, {"step": np.inf}]
)
def test_what_cannot_be_asked_for(values: dict[str, Any]) -> None:
    problem = build_problem(RunSpec())
    with pytest.raises(ValueError, match="must be"):
        check_gradient(problem, problem.initial_params(), **values)


def test_nothing_of_the_result_can_be_written_to() -> None:
    for array in check(slip="sign").arrays:
        for values in (array.analytic, array.numeric, array.relative, array.corner):
            assert not values.flags.writeable
