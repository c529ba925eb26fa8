"""Explanations are true: every equation holds, also as printed, and no step is missing."""

from __future__ import annotations

import dataclasses
import inspect
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    ACTIVATIONS,
    FUNCTIONS,
    SLIPS,
    Dataset,
    Equation,
    Floats,
    Matrix,
    Phase,
    RunSpec,
    Trace,
    Trainer,
    build_problem,
    explain,
)
from core.explanation import number
from core.run.update import initial_state, observe
from tests.helpers.equation_values import Interval, exact, interval_of, printed
from tests.helpers.strategies import HIDDEN, few_laws, outcome, runs, specs, table

OPERATIONS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
}

Run = tuple[RunSpec, Dataset | None]

_MOST = 1e6


def trained(
    run: Run, steps: int, look: int | None = None, held: tuple[int, ...] = ()
) -> tuple[Trainer, Trace] | None:
    """Return a run and the update after some steps, or that of one sample; None if it diverges.

    Some weights are frozen before: of all there are, counted through and round again.

    Sums that are about to diverge are left out as well: what the check allows for rounding
    would be more than 1 there, and an exponential makes anything of it.
    """
    trainer = Trainer(*run)
    weights = [
        (name, place)
        for name, array in trainer.initial_params.items()
        for place in np.ndindex(array.shape)
    ]
    for place in held:
        trainer.set_frozen(*weights[place % len(weights)], True)
    taken: list[Trace] = []
    if outcome(lambda: taken.extend(trainer.step_sample() for _ in range(steps))):
        return None
    trace = taken[-1] if look is None else trainer.peek(look % len(trainer.dataset))
    calm = all(
        (np.abs(array) < _MOST).all() for _, array in numbers(trace, trainer.spec)
    )  # NaN is not
    return (trainer, trace) if calm else None


slips = st.sampled_from([*SLIPS, "none"])
updates = st.tuples(
    slips.flatmap(lambda slip: runs(slip=slip, dropout=0.0)),
    st.integers(1, 12),
    st.none() | st.integers(0, 6),
    st.lists(st.integers(0, 200), max_size=4).map(tuple),
).map(lambda drawn: trained(*drawn))


def full(equation: Equation) -> Interval:
    """Evaluate an equation without rounding."""
    text = "".join(
        term if isinstance(term, str) else f"({float(term)!r})" for term in equation.terms
    )
    return interval_of(text, lambda number: exact(float(number)))


def shown(equation: Equation) -> tuple[Interval, Interval]:
    """Evaluate a printed equation; return it with the printed result."""
    text = re.sub(r"\((\d+) more: (\S+)\)", r"(\2)", equation.text())
    for note in ("frozen", "left out"):
        assert text.endswith(f" ({note})") == (equation.note == note)
        text = text.removesuffix(f" ({note})")
    assert text.startswith(f"{equation.left} = ")
    arithmetic, _, result = text.removeprefix(f"{equation.left} = ").rpartition(" = ")
    assert result
    return interval_of(arithmetic or result, printed), interval_of(result, printed)


def phase(phases: tuple[Phase, ...], name: str) -> Phase:
    return next(each for each in phases if each.name == name)


def texts(phases: tuple[Phase, ...], name: str) -> list[str]:
    return [equation.text() for equation in phase(phases, name).equations()]


# laws


@few_laws
@given(updates)
def test_every_equation_adds_up(update: tuple[Trainer, Trace] | None) -> None:
    if update is None:
        return
    for each in explain(update[0].problem, update[1]):
        for equation in each.equations():
            assert full(equation).holds(exact(equation.result)), (equation, full(equation))


@few_laws
@given(updates)
def test_every_equation_adds_up_as_it_is_printed(update: tuple[Trainer, Trace] | None) -> None:
    if update is None:
        return
    for each in explain(update[0].problem, update[1]):
        for equation in each.equations():
            arithmetic, result = shown(equation)
            assert arithmetic.holds(result), (equation.text(), arithmetic)


wide = st.tuples(
    slips,
    st.sampled_from(["squared-error", "cross-entropy"]),
    st.sampled_from(["sigmoid", "softmax"]),
    st.integers(3, 9),
    st.sampled_from([1, 9, 0]),
    st.booleans(),
    st.integers(0, 2),
    st.sampled_from(["none", (("y1", 3.0), ("y2", 0.3))]),
)


@few_laws
@given(wide)
def test_a_long_sum_adds_up_with_its_middle_left_out(
    drawn: tuple[str, str, str, int, int, bool, int, Any],
) -> None:
    slip, loss, output, hidden, batch, bias, epochs, weights = drawn
    d = np.tile(np.eye(9), (2, 1))
    x = np.sin(np.arange(18 * 11, dtype=np.float64)).reshape(18, 11)
    spec = RunSpec(
        slip=slip, loss=loss, output=output, hidden=(hidden,), batch=batch, bias=bias, rate=0.1,
        class_weight=weights,
    )  # fmt: skip
    found = trained((spec, table(x.tolist(), d.tolist())), epochs + 1)
    assert found is not None
    short = 0
    for each in explain(found[0].problem, found[1]):
        for equation in each.equations():
            brief = equation.elided()
            arithmetic, result = shown(brief)
            assert arithmetic.holds(result), brief.text()
            assert brief.text().split(" = ")[-1] == equation.text().split(" = ")[-1]
            left = [int(count) for count in re.findall(r"\((\d+) more: ", brief.text())]
            short += len(left)
            if len(left) == 1 and not re.search(r"ln|\) \+ |\([^()]* \+ ", equation.text()):
                every = equation.text().count(" + ")
                assert brief.text().count(" + ") + left[0] - 1 == every, "each term is counted"
            assert brief.text().count(" + ") <= 30
    assert short > 0


def test_a_short_sum_is_left_as_it_is_and_a_long_one_keeps_both_ends() -> None:
    def summed(count: int) -> str:
        terms: list[str | float] = []
        for i in range(count):
            terms += [" + "] * (i > 0) + [float(i), "*", -2.0]
        return Equation("v", tuple(terms), -float(count * (count - 1))).elided().text()

    assert summed(6).count("*") == 6
    assert summed(60) == "v = 0*(-2) + 1*(-2) + (56 more: -3304) + 58*(-2) + 59*(-2) = -3540"


@few_laws
@given(updates)
def test_every_number_of_the_trace_is_there_in_the_order_of_the_work(
    update: tuple[Trainer, Trace] | None,
) -> None:
    if update is None:
        return
    trainer, trace = update
    found = {
        each.name: [equation.result for equation in each.equations()]
        for each in explain(trainer.problem, trace)
    }
    expected = dict(numbers(trace, trainer.spec))
    assert list(found) == list(expected)
    for name, array in expected.items():
        assert found[name] == array.ravel().tolist(), name


MEMORIES = dict.fromkeys(("momentum", "momentum-reset", "nesterov"), "m")
MEMORIES |= {"sgd": "", "rmsprop": "s", "adam": "ms"}


def numbers(trace: Trace, spec: RunSpec) -> Iterator[tuple[str, Floats]]:
    """Return the numbers of each phase, in order."""
    rule, rated = spec.rule, spec.schedule != "constant"
    depth = len(trace.v)
    yield "x", np.hstack([trace.x, trace.d])
    for k in range(1, depth + 1):
        yield f"v{k}", trace.v[k - 1]
        if trace.phi is not None and k < depth:
            yield f"phi{k}", trace.phi[k - 1]
        yield f"y{k}", trace.y[k - 1]
    yield "e", trace.e[-1]
    yield "E", trace.loss
    yield f"delta{depth}", trace.delta[-1]
    for k in range(depth - 1, 0, -1):
        yield f"e{k}", trace.e[k - 1]
        yield f"delta{k}", trace.delta[k - 1]
    if rated:
        yield "alpha", np.array([trace.rate])
    for name, array in trace.dW.items():
        if trace.penalty is not None and name in trace.penalty:
            yield f"p{name}", trace.penalty[name]
        if trace.penalty is not None or trace.optimizer_after.memories:
            yield f"g{name}", trace.downhill[name]
        for symbol, memory in zip(MEMORIES[rule], trace.optimizer_after.memories, strict=True):
            yield f"{symbol}{name}", memory[name]
        yield f"d{name}", array
    yield from trace.after.items()


@few_laws
@given(updates)
def test_a_phase_says_what_it_is_and_touches(update: tuple[Trainer, Trace] | None) -> None:
    if update is None:
        return
    trainer, trace = update
    for each in explain(trainer.problem, trace):
        assert set(each.params) <= set(trace.before)
        assert set(each.layers) <= set(range(len(trace.v) + 1))
        assert list(each.layers) == sorted(set(each.layers))
        assert each.layers
        for words in (each.title, each.formula, each.note):
            assert words == words.strip()
            assert words.isprintable()
            assert words
            assert "{" not in words
        assert each.note.endswith(".")
        function, snippet = each.code
        assert snippet in inspect.getsource(FUNCTIONS[function])
        lefts = [equation.left for equation in each.equations()]
        assert len(set(lefts)) == len(lefts) == each.count


@few_laws
@given(updates)
def test_a_picture_is_true(update: tuple[Trainer, Trace] | None) -> None:
    """The two sides of a matrix equation agree."""
    if update is None:
        return
    trainer, trace = update
    for each in explain(trainer.problem, trace):
        parts = [part for part in each.picture if isinstance(part, Matrix)]
        for part in parts:
            assert part.values.shape == (len(part.rows), len(part.columns)), part.name
        if len(each.picture) < 2 or not str(each.picture[-2]).startswith("="):
            continue
        result = parts[-1].values
        assert sorted(result.ravel()) == sorted(equation.result for equation in each.equations())
        left, held = drawn(each.picture[:-2], trace.rate), trace.frozen.get(each.name[1:])
        if each.name[0] == "d" and held is not None and held.any():
            assert each.picture[-2] == "= or 0"
            left = np.where(held.reshape(left.shape), 0.0, left)
        else:
            assert each.picture[-2] == "="
        np.testing.assert_allclose(left, result, rtol=1e-9, atol=1e-12)


def drawn(picture: tuple[Matrix | str, ...], rate: float) -> Floats:
    """Evaluate the left side of a matrix equation."""

    def scale(text: str) -> float:
        """Return the factor that stands in front: 0.9, or 0.9 / 3."""
        factor, _, count = text.partition(" * ")[0].partition(" / ")
        return (rate if factor == number(rate) else float(factor)) / float(count or 1)

    match picture:
        case (Matrix() as a,):
            return a.values
        case (Matrix() as a, Matrix() as b):
            return a.values @ b.values
        case (Matrix() as a, Matrix() as b, "+" | "*" as sign, Matrix() as c):
            operation = OPERATIONS[sign]
            return np.asarray(operation(a.values @ b.values, c.values))
        case (Matrix() as a, "+" | "-" | "*" as sign, Matrix() as b):
            operation = OPERATIONS[sign]
            return np.asarray(operation(a.values, b.values))
        case (Matrix() as a, "*", Matrix() as b, "*", Matrix() as c):
            return np.asarray(a.values * b.values * c.values)
        case (str() as name, Matrix() as a) if name in ACTIVATIONS:
            return np.asarray(ACTIVATIONS[name].value(a.values.T)).T
        case (str() as p, Matrix() as a, "+", str() as q, Matrix() as b):
            return np.asarray(scale(p) * a.values + scale(q) * b.values)
        case (str() as alpha, Matrix() as a, "/", Matrix() as b):
            return np.asarray(scale(alpha) * a.values / b.values)
        case (str() as alpha, Matrix() as a, Matrix() as b, "+", Matrix() as c):
            return np.asarray(scale(alpha) * a.values @ b.values + c.values)
        case (str() as alpha, Matrix() as a, Matrix() as b):
            return np.asarray(scale(alpha) * a.values @ b.values)
        case (str() as alpha, Matrix() as a) if "sum over" in alpha:
            return np.asarray(scale(alpha) * a.values.sum(axis=1, keepdims=True))
        case (str() as alpha, Matrix() as a):
            return np.asarray(scale(alpha) * a.values)
    raise AssertionError(f"a picture of {picture}")


@few_laws
@given(specs(dropout=0.0))
def test_units_are_called_the_same_in_a_problem_and_an_explanation(spec: RunSpec) -> None:
    trainer = Trainer(spec)
    problem, trace = trainer.problem, trainer.peek(0)
    phases = explain(problem, trace)
    for k, layer in enumerate(problem.network.layers, start=1):
        names = problem.unit_names(k)
        assert len(names) == layer.units
        lefts = [equation.left for equation in phase(phases, f"v{k}").equations()]
        assert lefts == [f"v{k}[{name}]" for name in names]
        weights = phase(phases, f"dW{k}").equations()
        assert [equation.left for equation in weights] == [
            f"dW{k}[{row},{column}]" for row in names for column in problem.unit_names(k - 1)
        ]


# numbers at the edge


@pytest.mark.parametrize("size", [1e-9, 1.0, 30.0, 45.0, 60.0, 690.0, 800.0, 1e5])
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("target", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(
    ("output", "loss"),
    [
        ("sigmoid", "squared-error"),
        ("sigmoid", "cross-entropy"),
        ("softmax", "squared-error"),
        ("softmax", "cross-entropy"),
        ("tanh", "squared-error"),
    ],
)
def test_numbers_of_any_size_add_up(
    output: str, loss: str, target: float, sign: float, size: float
) -> None:
    weights = (("W1", ((sign * size,), (0.5,))),)
    spec = RunSpec(hidden=(), output=output, loss=loss, init="literal", weights=weights)
    trainer = Trainer(spec, table([[1.0]], [[target, 1.0 - target]]))
    for each in explain(trainer.problem, trainer.peek(0)):
        for equation in each.equations():
            assert full(equation).holds(exact(equation.result)), equation
            arithmetic, result = shown(equation)
            assert arithmetic.holds(result), equation.text()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-12.0, "-12"),
        (0.9, "0.9"),
        (-0.19999999999999998, "-0.2000"),
        (0.00123, "0.0012"),
        (1.234e-5, "1.2e-05"),
        (123456.789, "123456.789"),
        (123456.78901, "123456.7890"),
        (12345678.901234, "1.2346e+07"),
        (123456789.5, "123456789.5"),
        (1.2345678912345e9, "1234567891.2345"),
        (1.23456789e16, "1.2346e+16"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_a_number_is_as_short_as_it_can_be_and_shows_that_it_is_rounded(
    value: float, text: str
) -> None:
    assert Equation("a", (value,), value).text() == f"a = {text}"


def test_negative_numbers_behind_a_sign_stand_in_parentheses() -> None:
    terms = (-0.5, "*", -1.0, " - ", -2.0, " + max(", -3.0, ", ", -4.0, ")")
    assert Equation("a", terms, -0.5).text() == "a = -0.5*(-1) - (-2) + max(-3, -4) = -0.5"


def test_more_decimals_show_more() -> None:
    assert Equation("a", (1.0, " / ", 3.0), 1.0 / 3.0).text(8) == "a = 1 / 3 = 0.33333333"


def test_what_is_not_finite_is_shown_as_it_is() -> None:
    weights = (("W1", ((1e308,),)), ("W2", ((1e308,),)))
    spec = RunSpec(
        hidden=(1,), activation=("linear",), output="sigmoid", init="literal", weights=weights
    )
    trainer = Trainer(spec, table([[100.0]], [[1.0]]))
    assert texts(explain(trainer.problem, trainer.peek(0)), "v1") == [
        "v1[h1] = 1.0000e+308*100 = inf"
    ]


@pytest.mark.parametrize("activation", HIDDEN)
@pytest.mark.parametrize("loss", ["squared-error", "cross-entropy"])
def test_an_update_that_is_not_finite_is_explained_as_well(activation: str, loss: str) -> None:
    weights = (("W1", ((1e308,), (-1e308,))), ("W2", ((1e308, 1.0), (1e308, 1e308))))
    for output in ("sigmoid", "softmax"):
        spec = RunSpec(
            hidden=(2,), activation=(activation,), output=output, loss=loss, init="literal",
            weights=weights,
        )  # fmt: skip
        calm = Trainer(RunSpec(hidden=(2,)), table([[100.0]], [[1.0, 0.0]]))
        problem = dataclasses.replace(
            calm.problem, spec=spec, network=build_problem(spec, calm.dataset).network
        )
        trace = observe(problem, initial_state(problem), np.array([0]))
        for each in explain(problem, trace):
            assert all(equation.text() for equation in each.equations())


# what is told apart


def test_a_frozen_weight_takes_no_step() -> None:
    trainer = Trainer(RunSpec(hidden=(2,)))
    trainer.set_frozen("W1", (1, 2), True)
    trace = trainer.peek(1)
    phases = explain(trainer.problem, trace)
    assert trace.after["W1"][1, 2] == trace.before["W1"][1, 2]
    assert (trace.after["W1"] != trace.before["W1"]).sum() == 3, "sample 1 has no x1"
    assert texts(phases, "dW1")[5] == "dW1[h2,b] = 0 (frozen)"
    assert [each.note for each in phase(phases, "dW1").equations()] == [""] * 5 + ["frozen"]
    assert "frozen" in phase(phases, "dW1").note
    assert "frozen" not in phase(phases, "dW2").note
    trainer.set_frozen("W1", (1, 2), False)
    phases = explain(trainer.problem, trainer.peek(1))
    assert "frozen" not in phase(phases, "dW1").note
    assert "frozen" not in " ".join(texts(phases, "dW1"))


def test_a_flat_slope_is_pointed_out() -> None:
    weights = (("W1", ((5.0,), (0.1,))), ("W2", ((1.0, 1.0),)))
    flat = {
        "sigmoid": ["h1 it is only 0.0066"] * 2,
        "leaky-relu": ["", "At h1 it is only 0.01: nearly flat, so little error passes."],
        "gelu": ["", "At h1 it is only -7.1e-06: nearly flat, so little error passes."],
        "relu": ["", "At h1 it is 0: no error passes."],
    }
    for activation, words in flat.items():
        spec = RunSpec(
            hidden=(2,), activation=(activation,), init="literal", weights=weights, output="linear"
        )
        trainer = Trainer(spec, table([[1.0], [-1.0]], [[1.0], [0.0]]))
        notes = [
            phase(explain(trainer.problem, trainer.peek(row)), "delta1").note for row in (0, 1)
        ]
        for note, said in zip(notes, words, strict=True):
            assert said in note
            assert ("it is" in note) == bool(said), "what is not flat is not called so"
    spec = dataclasses.replace(spec, batch=0)
    note = phase(
        explain(trainer.problem, Trainer(spec, trainer.dataset).step_sample()), "delta1"
    ).note
    assert "At h1 row 2 it is 0" in note


def test_a_phase_has_as_many_equations_as_it_counts() -> None:
    trainer = Trainer(RunSpec(hidden=(2,)))
    first = explain(trainer.problem, trainer.peek(0))[0]
    assert first.equation(0).left == "x[x1]"
    assert first.equation(first.count - 1).left == "d[y]"
    for i in (-1, first.count):
        with pytest.raises(IndexError, match="x has 4"):
            first.equation(i)


def test_equations_are_made_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def counted(*parts: Any) -> Equation:
        made.append(parts)
        return Equation(*parts)

    monkeypatch.setattr(
        "core.explanation.labelled_trace.Equation",
        counted,
    )
    trainer = Trainer(RunSpec(hidden=(64, 32)))
    phases = explain(trainer.problem, trainer.peek(0))
    step = phase(phases, "dW2")
    assert (step.count, made) == (2048, [])
    assert step.equation(2047).left == "dW2[h2.32,h1.64]"
    assert len(made) == 1
