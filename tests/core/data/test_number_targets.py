"""Numeric targets: standardised and restored, scored by their spread, shown in their own units."""

from __future__ import annotations

import dataclasses
import math
import statistics
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    Dataset,
    RunSpec,
    Trainer,
    build_problem,
    builtin,
    check_gradient,
    evaluate,
    explain,
    forward,
    load,
    map_plane,
    mean_errors,
    plane_of,
    r_squared,
    raw_targets,
    rows_right,
    split,
    standardised,
    standardised_targets,
    unscaled,
    unscaled_targets,
    weights_in_units,
    with_defaults,
)
from tests.helpers.number_tables import DISTANCES, PRICES, write_numbers
from tests.helpers.strategies import few_laws, fingerprint, refused, table

numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@st.composite
def regressions(draw: st.DrawFn) -> Dataset:
    """Draw a table whose targets are numbers, of very different sizes; some rows are held out."""
    rows, targets = draw(st.integers(3, 12)), draw(st.integers(1, 3))
    luck = np.random.default_rng(draw(st.integers(0, 10**6)))
    size = 10.0 ** draw(st.integers(-4, 6))
    d = np.round(luck.normal(draw(st.integers(-20, 20)), 1.0, (rows, targets)) * size, 8)
    x = luck.normal(3.0, 7.0, (rows, 2))
    data = table(x.tolist(), (d + 0.25).tolist())
    return split(data, draw(st.sampled_from((1.0, 0.5))), draw(st.integers(0, 99)))


SCALED = RunSpec(
    dataset="plane", samples=40, split=0.5, scale="standard", scale_target="standard", bias=True,
    hidden=(3,), activation=("tanh",), output="linear", rate=0.05, batch=4, order="shuffled",
)  # fmt: skip
"""A run on standardised targets with a test set."""


# Scaled and back


@few_laws
@given(regressions())
def test_targets_come_back_and_have_mean_0_and_deviation_1_where_trained_on(data: Dataset) -> None:
    scaled = standardised_targets(data)
    # Rounded to twelve digits of the largest, so a small number beside it keeps fewer.
    least = 1e-11 * np.abs(data.d).max()
    np.testing.assert_allclose(raw_targets(scaled), data.d, rtol=1e-9, atol=least)
    for j in range(len(data.targets)):
        column = data.d[:, j].tolist()
        mean, spread = statistics.fmean(column), statistics.pstdev(column)
        if len(set(column)) == 1:
            spread = 1.0
        expected = [(value - mean) / spread for value in column]
        np.testing.assert_allclose(scaled.d[:, j], expected, atol=1e-6)
        if data.test is not None and scaled.test is not None:
            held_out = [(value - mean) / spread for value in data.test.d[:, j].tolist()]
            np.testing.assert_allclose(scaled.test.d[:, j], held_out, rtol=1e-6, atol=1e-6)
            np.testing.assert_allclose(raw_targets(scaled.test), data.test.d, rtol=1e-9)
    assert scaled.x.tobytes() == data.x.tobytes()


def test_targets_of_a_table_come_back_without_traces_of_rounding() -> None:
    for column in ([163000.0, 187500.0, 402500.0], [0.1, 0.2, 0.7], [-40.0, 0.0, 1e-3]):
        data = table([[0.0]] * 3, [[value] for value in column])
        assert raw_targets(standardised_targets(data)).ravel().tolist() == column


def test_a_constant_target_becomes_0_and_comes_back() -> None:
    data = standardised_targets(table([[0.0], [1.0]], [[7.1, 2.0], [7.1, 3.0]]))
    assert data.d[:, 0].tolist() == [0.0, 0.0]
    assert raw_targets(data).tolist() == [[7.1, 2.0], [7.1, 3.0]]


def test_targets_that_are_no_numbers_or_are_too_large_are_refused() -> None:
    for name in ("xor", "circle", "iris", "seven-segment-to-digit"):
        spec = RunSpec(dataset=name, scale_target="standard")
        message = refused("scale_target", partial(load, spec))
        assert name in message
        assert "none" in message
    far = table([[0.0]] * 3, [[1.7e308], [-1.7e308], [-1.7e308]])
    assert "y1" in refused("scale_target", lambda: standardised_targets(far))
    refused("scale_target", lambda: RunSpec(scale_target="minmax"))


def test_edited_rows_are_numbers_in_units() -> None:
    rows = tuple((x, y, 100.0 * x + y) for x, y in ((0.0, 1.0), (1.0, 0.0), (2.0, 5.0)))
    data = load(dataclasses.replace(SCALED, split=1.0, rows=rows))
    np.testing.assert_allclose(unscaled(data), [row[:2] for row in rows], atol=1e-12)
    assert raw_targets(data).ravel().tolist() == [row[2] for row in rows]


# Right, R2 and the mean error


@few_laws
@given(regressions(), st.integers(0, 99))
def test_a_row_is_right_within_a_tenth_of_the_spread_scaled_or_not(
    data: Dataset, seed: int
) -> None:
    luck = np.random.default_rng(seed)
    spreads = [statistics.pstdev(column) for column in data.d.T.tolist()]
    if min(spreads) == 0.0:
        return
    scaled = standardised_targets(data)
    for part, other in ((data, scaled), (data.test, scaled.test)):
        if part is None or other is None:
            continue
        errors = luck.normal(0.0, 0.08, part.d.shape)
        errors[np.abs(np.abs(errors) - 0.1) < 1e-3] = 0.0  # none so near that rounding decides
        expected = (np.abs(errors) < 0.1).all(axis=1).tolist()
        assert rows_right(part, part.d + errors * spreads).tolist() == expected
        assert rows_right(other, other.d + errors).tolist() == expected


def test_built_in_numbers_are_judged_by_their_own_spread() -> None:
    for name in ("plane", "multi-gauss"):
        data = builtin(name)
        spread = statistics.pstdev(data.d.ravel().tolist())
        for share, right in ((0.099, True), (0.101, False)):
            assert rows_right(data, data.d + share * spread).all() == right


def longhand_r_squared(d: list[list[float]], y: list[list[float]]) -> float:
    """Compute R2 from sums, target by target."""
    found = []
    for j in range(len(d[0])):
        targets = [row[j] for row in d]
        mean = sum(targets) / len(targets)
        left = sum((row[j] - answer[j]) ** 2 for row, answer in zip(d, y, strict=True))
        found.append(1.0 - left / sum((target - mean) ** 2 for target in targets))
    return sum(found) / len(found)


@few_laws
@given(regressions(), st.integers(0, 99))
def test_r_squared_and_the_mean_error_are_those_of_the_formulas(data: Dataset, seed: int) -> None:
    luck = np.random.default_rng(seed)
    scaled = standardised_targets(data)
    assert scaled.target_scaling is not None
    spread = scaled.target_scaling.deviation
    for part, other in ((data, scaled), (data.test, scaled.test)):
        if part is None or other is None or len({*map(tuple, part.d.tolist())}) == 1:
            continue
        errors = luck.normal(0.0, 0.5, part.d.shape)
        y = part.d + errors * spread
        expected = longhand_r_squared(part.d.tolist(), y.tolist())
        assert r_squared(part, y) == pytest.approx(expected, rel=1e-6, abs=1e-6)
        assert r_squared(other, other.d + errors) == pytest.approx(expected, rel=1e-6, abs=1e-6)
        average = np.abs(errors * spread).mean(axis=0)
        np.testing.assert_allclose(mean_errors(part, y), average, rtol=1e-6)
        np.testing.assert_allclose(mean_errors(other, other.d + errors), average, rtol=1e-6)


def test_r_squared_is_1_at_the_targets_0_at_their_mean_and_below_0_beyond() -> None:
    data = table([[0.0]] * 3, [[1.0], [2.0], [6.0]])
    assert r_squared(data, data.d) == 1.0
    assert r_squared(data, np.full((3, 1), 3.0)) == pytest.approx(0.0, abs=1e-15)
    worse = r_squared(data, np.full((3, 1), 300.0))
    assert worse is not None
    assert worse < -1000.0


def test_there_is_no_r_squared_without_numbers_that_differ() -> None:
    y = np.zeros((4, 1))
    assert r_squared(builtin("xor"), y) is None
    assert r_squared(table([[0.0]] * 4, [[7.0]] * 4), y) is None
    assert r_squared(table([[0.0]] * 2, [[7.0, 1.0], [7.0, 2.0]]), np.zeros((2, 2))) is None
    some = table([[0.0]] * 4, [[7.0], [8.0], [1.0], [2.0]])
    assert r_squared(some, np.full((4, 1), math.inf)) is None
    assert r_squared(some, np.full((4, 1), math.nan)) is None
    far = table([[0.0]] * 2, [[1e300], [-1e300]])
    assert r_squared(far, np.zeros((2, 1))) == pytest.approx(0.0, abs=1e-12)


# The run


def test_the_engines_agree_and_seeking_repeats_a_run_on_standardised_targets() -> None:
    quick, readable = Trainer(SCALED), Trainer(SCALED)
    quick.run_for(60.0, max_epochs=30)
    for _ in range(30):
        readable.step_epoch()
    assert quick.record.mse == pytest.approx(readable.record.mse, rel=1e-12)
    before = fingerprint(quick)
    quick.seek(7)
    quick.seek(30)
    assert fingerprint(quick) == before
    assert check_gradient(quick.problem, quick.state.params).right


def test_a_line_is_learned_as_longhand_on_targets_standardised_longhand() -> None:
    x, d = [0.5, -1.0, 1.5, 0.0, 2.0], [41000.0, 18000.0, 70500.0, 30000.0, 77000.0]
    spec = RunSpec(hidden=(), output="linear", bias=True, rate=0.1)
    bare = table([[value] for value in x], [[value] for value in d])
    trainer = Trainer(spec, standardised_targets(bare))
    w, b = float(trainer.initial_params["W1"][0, 0]), float(trainer.initial_params["b1"][0])
    mean, spread = statistics.fmean(d), statistics.pstdev(d)
    for _ in range(20):
        for one, target in zip(x, d, strict=True):
            e = (target - mean) / spread - (w * one + b)
            w, b = w + 0.1 * e * one, b + 0.1 * e
    trainer.run_for(60.0, max_epochs=20)
    y = unscaled_targets(trainer.dataset, evaluate(trainer.problem, trainer.state.params)[0].output)
    expected = [(w * one + b) * spread + mean for one in x]
    np.testing.assert_allclose(y.ravel(), expected, rtol=1e-12)


def test_a_run_is_solved_when_the_units_say_so_in_either_engine() -> None:
    # y = x exactly, from weights that miss it by a little more or less than a tenth of the spread.
    d = [[float(value)] for value in (0, 1000, 2000, 5000)]
    data = standardised(standardised_targets(table(d, d)))
    assert data.target_scaling is not None
    for miss, solved in ((0.09, True), (0.11, False)):
        weights = (("W1", ((1.0,),)), ("b1", (miss,)))
        spec = RunSpec(
            hidden=(), output="linear", bias=True, init="literal", weights=weights, rate=0.0
        )
        trainer = Trainer(spec, data)
        trainer.run_for(60.0, max_epochs=2)
        assert (trainer.record.solved_since is not None) == solved
        y = unscaled_targets(data, evaluate(trainer.problem, trainer.state.params)[0].output)
        far = np.abs(y - np.array(d)).max() / statistics.pstdev([row[0] for row in d])
        assert far == pytest.approx(miss)


@pytest.mark.parametrize("miss", [(0.09, -0.09), (0.11, 0.0), (0.0, -0.11)])
def test_one_row_that_misses_by_more_than_a_tenth_is_enough(miss: tuple[float, float]) -> None:
    d = np.array([[float(i), 1000.0 * i * i] for i in range(9)])
    x = d.copy()
    x[4] += np.array(miss) * d.std(axis=0)
    same = (("W1", ((1.0, 0.0), (0.0, 1.0))),)
    spec = RunSpec(hidden=(), output="linear", init="literal", weights=same, rate=0.0)
    trainer = Trainer(spec, table(x.tolist(), d.tolist()))
    trainer.run_for(60.0, max_epochs=1)
    right = max(map(abs, miss)) < 0.1
    assert (trainer.record.solved_since is not None) == right
    assert rows_right(trainer.dataset, x).tolist() == [right or i != 4 for i in range(9)]


def test_an_update_explains_the_numbers_of_the_network_and_says_what_was_done() -> None:
    trainer = Trainer(SCALED)
    phases = explain(trainer.problem, trainer.preview())
    assert "standardised" in phases[0].note
    (row,) = (i for i in [trainer.preview().samples[0]])
    shown = [eq.result for eq in phases[0].equations() if eq.left.startswith("d")]
    assert shown[0] == trainer.dataset.d[row, 0]
    plain = Trainer(dataclasses.replace(SCALED, scale_target="none"))
    assert "standardised" not in explain(plain.problem, plain.preview())[0].note


def test_the_map_tells_answers_in_the_units_of_the_targets() -> None:
    problem = build_problem(SCALED)
    params = Trainer(SCALED).initial_params
    plane = plane_of(problem.dataset, 0, 1)
    *hidden, answers = map_plane(problem, params, plane, 3, 4)
    inputs = problem.dataset.scaling
    assert inputs is not None
    points = (plane.points(3, 4) - inputs.mean) / inputs.deviation
    expected = forward(problem.network, params, points)
    scaling = problem.dataset.target_scaling
    assert scaling is not None
    in_units = expected.output * scaling.deviation + scaling.mean
    np.testing.assert_allclose(answers.reshape(12, 1), in_units, rtol=1e-12)
    np.testing.assert_allclose(hidden[0].reshape(12, 3), expected.y[0], rtol=1e-12)


# Weights in the units of the file


@few_laws
@given(regressions(), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 99))
def test_weights_in_units_answer_as_the_network_does(
    data: Dataset, inputs: bool, targets: bool, bias: bool, seed: int
) -> None:
    made = standardised(data) if inputs else data
    made = standardised_targets(made) if targets else made
    trainer = Trainer(RunSpec(hidden=(), output="linear", bias=bias, seed=seed), made)
    params = trainer.state.params
    found = weights_in_units(trainer.problem, params)
    assert found is not None
    W, b = (array.tolist() for array in found)
    y = unscaled_targets(made, evaluate(trainer.problem, params)[0].output)
    for row, answers in zip(data.x.tolist(), y.tolist(), strict=True):
        for k, answer in enumerate(answers):
            own = b[k] + sum(w * x for w, x in zip(W[k], row, strict=True))
            assert own == pytest.approx(answer, rel=1e-9, abs=1e-9)


def test_only_a_single_linear_layer_has_weights_in_units() -> None:
    for spec in (SCALED, RunSpec(hidden=(), output="sigmoid")):
        trainer = Trainer(spec)
        assert weights_in_units(trainer.problem, trainer.state.params) is None


# What is chosen for a file


def file_of(folder: Path, column: list[float], head: str = "y") -> str:
    path = folder / "table.csv"
    lines = [f"x,{head}", *(f"{i / 10},{value!r}" for i, value in enumerate(column))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("column", "chosen"),
    [
        ([-1.0, 1.0, -1.0, 1.0], "none"),  # the deviation is 1, and the mean 0
        ([-2.9, 2.9], "none"),
        ([-3.1, 3.1], "standard"),
        ([-0.31, 0.31], "none"),
        ([-0.29, 0.29], "standard"),
        ([1.9, 3.9], "none"),  # the mean is 2.9 deviations
        ([2.1, 4.1], "standard"),
        ([-4.1, -2.1], "standard"),
        ([500.0, 500.0], "standard"),
        ([0.0, 1.0, 1.0], "none"),  # no numbers, but zeros and ones
    ],
)
def test_targets_of_a_file_are_standardised_where_they_are_far_from_1(
    tmp_path: Path, column: list[float], chosen: str
) -> None:
    asked = {"data_file": file_of(tmp_path, column)}
    spec, data = with_defaults(RunSpec(), asked)
    assert spec.scale_target == chosen
    assert (data.target_scaling is not None) == (chosen == "standard")
    for own in ("none", "standard"):
        if data.kind == "numbers":
            assert with_defaults(RunSpec(), asked | {"scale_target": own})[0].scale_target == own


def test_an_output_that_was_chosen_keeps_its_targets(tmp_path: Path) -> None:
    asked = {"data_file": file_of(tmp_path, [0.4, 0.5, 0.45, 0.6])}
    assert with_defaults(RunSpec(), asked)[0].scale_target == "standard"
    for more in ({"output": "sigmoid"}, {"loss": "cross-entropy"}, {"output": "tanh"}):
        spec, data = with_defaults(RunSpec(), asked | more)
        assert (spec.scale_target, data.target_scaling) == ("none", None)


def test_other_targets_of_the_file_are_judged_anew(tmp_path: Path) -> None:
    path = tmp_path / "cars.csv"
    path.write_text("a,kind,price\n0.5,red,9000\n0.1,red,7000\n0.9,blue,3000\n0.2,blue,4000\n")
    spec, data = with_defaults(RunSpec(), {"data_file": str(path)})
    assert spec.scale_target == "standard"
    classes, _ = with_defaults(spec, {"target": ("kind",)}, data.table)
    assert classes.scale_target == "none"
    back, _ = with_defaults(classes, {"target": ("price",)}, data.table)
    assert back.scale_target == "standard"
    rate, _ = with_defaults(
        dataclasses.replace(spec, scale_target="none"), {"rate": 0.3}, data.table
    )
    assert rate.scale_target == "none", "what somebody chose stays while the targets are the same"


def test_built_in_data_keep_their_targets() -> None:
    for name in ("plane", "multi-gauss"):
        assert with_defaults(RunSpec(), {"dataset": name})[0].scale_target == "none"


@pytest.mark.parametrize("rows", [PRICES, DISTANCES], ids=["prices", "distances"])
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_defaults_reach_half_of_what_is_possible_in_500_epochs(
    tmp_path: Path, rows: tuple[tuple[float, float], ...], seed: int
) -> None:
    spec, data = with_defaults(RunSpec(seed=seed), {"data_file": write_numbers(tmp_path, rows)})
    trainer = Trainer(spec, data)
    trainer.run_for(60.0, max_epochs=500)
    reached = r_squared(data, evaluate(trainer.problem, trainer.state.params)[0].output)
    # No function of x does better than the mean of the targets at each x.
    means = {x: statistics.fmean(d for other, d in rows if other == x) for x, _ in rows}
    possible = longhand_r_squared([[d] for _, d in rows], [[means[x]] for x, _ in rows])
    assert reached is not None
    assert reached >= 0.5 * possible


@pytest.fixture
def flats(tmp_path: Path) -> str:
    """A table whose targets and inputs are far from 1; a few rows lack a number."""
    rows = [f"{i / 100},{20_000 + 9000 * i},{10 + (i * 7) % 10},{1000 + 50 * i}" for i in range(30)]
    rows[3] = "0.03,,11,1150"
    path = tmp_path / "flats.csv"
    path.write_text("a,b,c,price\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "chosen",
    [{"ignore": ("a",)}, {"strict": True, "ignore": ("b",)}, {"missing": "drop"}, {"keep": ("a",)}],
    ids=str,
)
@pytest.mark.parametrize("scales", [("none", "none"), ("standard", "standard")])
def test_other_inputs_or_rows_keep_the_scales_that_were_chosen(
    flats: str, chosen: dict[str, object], scales: tuple[str, str]
) -> None:
    mine = dict(zip(("scale", "scale_target"), scales, strict=True))
    spec, data = with_defaults(RunSpec(), {"data_file": flats, **mine})
    after, _ = with_defaults(spec, chosen, data.table)
    assert after.scale_target == mine["scale_target"]
    assert after.scale == mine["scale"]


def test_the_scale_follows_the_inputs_where_other_ones_need_another(flats: str) -> None:
    spec, data = with_defaults(RunSpec(), {"data_file": flats})
    assert (spec.scale, spec.scale_target) == ("standard", "standard")
    small, _ = with_defaults(spec, {"ignore": ("b", "c")}, data.table)
    assert small.scale == "none"
    large, _ = with_defaults(small, {"ignore": ()}, data.table)
    assert large.scale == "standard"
    assert with_defaults(small, {"ignore": (), "scale": "none"}, data.table)[0].scale == "none"


def test_a_target_read_as_words_or_again_as_numbers_is_another_target(flats: str) -> None:
    spec, data = with_defaults(
        RunSpec(), {"data_file": flats, "target": ("c",), "scale_target": "none"}
    )
    classes, _ = with_defaults(spec, {"target": ("class:c",)}, data.table)
    assert classes.scale_target == "none"
    numbers, _ = with_defaults(classes, {"target": ("c",)}, data.table)
    assert numbers.scale_target == "standard"
