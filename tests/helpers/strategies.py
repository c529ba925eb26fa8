"""Hypothesis strategies for specs and tables, and ways to compare two runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from core import (
    GATE_NAMES,
    OPTIMIZERS,
    SCHEDULES,
    Dataset,
    Diverged,
    Params,
    RunSpec,
    SpecError,
    Trainer,
)
from core.data import kind_of

HIDDEN = ("sigmoid", "tanh", "relu", "leaky-relu", "gelu", "linear", "softmax")
OUTPUTS = {
    "squared-error": ("sigmoid", "tanh", "relu", "leaky-relu", "gelu", "linear", "softmax"),
    "cross-entropy": ("sigmoid", "softmax"),
}

laws = settings(max_examples=120, deadline=None)
few_laws = settings(max_examples=40, deadline=None)

seeds = st.integers(0, 2**40)


PLAIN: dict[str, Any] = {
    "rule": "sgd", "schedule": "constant", "l1": 0.0, "l2": 0.0, "dropout": 0.0,
    "class_weight": "none",
}  # fmt: skip
"""The fields of a run that has no memory, schedule, penalty, dropout or class weights."""


def table(x: list[list[float]], d: list[list[float]]) -> Dataset:
    """Make a data set of literal numbers."""
    inputs, targets = np.array(x, dtype=np.float64), np.array(d, dtype=np.float64)
    features = tuple(f"x{i + 1}" for i in range(inputs.shape[1]))
    names = tuple(f"y{i + 1}" for i in range(targets.shape[1]))
    return Dataset("table", inputs, targets, features, names, kind_of(targets), "Some numbers.")


@st.composite
def tables(draw: st.DrawFn, *, one_hot: bool = False) -> Dataset:
    """Draw a small table of random numbers; targets from 0 to 1, so that every loss suits it."""
    rows, width = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    outputs = draw(st.integers(2 if one_hot else 1, 4))
    luck = np.random.default_rng(draw(st.integers(0, 10**6)))
    x, d = luck.normal(size=(rows, width)), luck.random((rows, outputs))
    if one_hot:
        d = np.eye(outputs)[luck.integers(outputs, size=rows)]
    first, last = (draw(st.integers(0, min(2, (rows - 1) // 2))) for _ in range(2))
    validation, test, trained = (
        table(x[rows].tolist(), d[rows].tolist()) if len(x[rows]) else None
        for rows in (slice(first), slice(first, first + last), slice(first + last, None))
    )
    assert trained is not None
    return dataclasses.replace(trained, validation=validation, test=test)


@st.composite
def specs(draw: st.DrawFn, /, *, output: str | None = None, **fixed: Any) -> RunSpec:
    """Draw any spec that suits a logic gate (or, with a softmax output, a one-hot table)."""
    loss = draw(st.sampled_from(sorted(OUTPUTS)))
    outputs = [name for name in OUTPUTS[loss] if name != "softmax"]
    hidden = tuple(draw(st.lists(st.integers(1, 6), max_size=3)))
    each = draw(st.booleans()) and len(hidden) > 0
    names = st.sampled_from(HIDDEN)
    values: dict[str, Any] = {
        "dataset": draw(st.sampled_from(GATE_NAMES)),
        "hidden": hidden,
        "activation": tuple(draw(names) for _ in range(len(hidden) if each else 1)),
        "output": output or draw(st.sampled_from(outputs)),
        "bias": draw(st.booleans()),
        "loss": loss,
        "class_weight": draw(st.sampled_from(("none", "none", "balanced", (("1", 2.5),)))),
        "rule": draw(st.sampled_from(tuple(OPTIMIZERS))),
        "rate": draw(st.sampled_from((0.0, 0.01, 0.3, 0.9, 3.0))),
        "momentum": draw(st.sampled_from((0.0, 0.5, 0.9))),
        "schedule": draw(st.sampled_from(tuple(SCHEDULES))),
        "period": draw(st.sampled_from((1, 3, 100))),
        "l1": draw(st.sampled_from((0.0, 0.001))),
        "l2": draw(st.sampled_from((0.0, 0.01))),
        "dropout": draw(st.sampled_from((0.0, 0.0, 0.2, 0.5))),
        "batch": draw(st.sampled_from((0, 1, 2, 3))),
        "order": draw(st.sampled_from(("sequential", "shuffled", "first-only"))),
        "seed": draw(seeds),
    }
    return RunSpec(**(values | fixed))


@st.composite
def runs(draw: st.DrawFn, /, **fixed: Any) -> tuple[RunSpec, Dataset | None]:
    """Draw a spec with its data: a gate, a table, or a one-hot table under a softmax."""
    kind = draw(st.sampled_from(("gate", "table", "classes")))
    if kind == "gate":
        return draw(specs(**fixed)), None
    if kind == "table":
        return draw(specs(**{"class_weight": "none"} | fixed)), draw(tables())
    weights = draw(st.sampled_from(("none", "balanced", (("y1", 0.3), ("y2", 4.0)))))
    settings = {"class_weight": weights} | fixed
    return draw(specs(output="softmax", **settings)), draw(tables(one_hot=True))


def epochs(trainer: Trainer, count: int) -> None:
    """Train that many epochs through `Trainer.run`."""
    for _ in trainer.run(max_epochs=count):
        pass


def updates(trainer: Trainer) -> int:
    """Return how many updates an epoch of this run has."""
    return len(trainer.problem.batches(1))


def outcome(train: Callable[[], object]) -> tuple[str, int, int] | None:
    """Train; return None, or the facts of the divergence that ended it."""
    try:
        train()
    except Diverged as end:
        return end.name, end.epoch, end.step
    return None


def bits(arrays: Params) -> tuple[tuple[str, bytes], ...]:
    """Return arrays as bytes, to be compared bit for bit."""
    return tuple((name, array.tobytes()) for name, array in arrays.items())


def fingerprint(trainer: Trainer) -> tuple[object, ...]:
    """Return the whole state of a run, to be compared bit for bit."""
    state, history = trainer.state, trainer.history
    curves = [history.curve(column) for column in history.columns]
    return (
        (state.epoch, state.index, state.step),
        bits(state.params),
        None if trainer.state.last_step is None else bits(trainer.state.last_step),
        trainer.record,
        trainer.history.count,
        [(curve.epochs.tobytes(), curve.values.tobytes()) for curve in curves],
    )


def assert_close(actual: Params, expected: Params, rtol: float = 1e-12) -> None:
    """Compare two sets of arrays: differences are small relative to the largest number."""
    assert list(actual) == list(expected)
    for name, array in expected.items():
        scale = float(np.abs(array).max(initial=0.0))
        np.testing.assert_allclose(actual[name], array, rtol=rtol, atol=rtol * scale, err_msg=name)


def assert_together(a: Trainer, b: Trainer) -> None:
    """Compare two runs, whatever engine has trained them: to the last bit."""
    one, other = a.state, b.state
    assert (one.epoch, one.index, one.step) == (other.epoch, other.index, other.step)
    assert bits(one.params) == bits(other.params)
    memories = one.optimizer_state.memories, other.optimizer_state.memories
    assert list(map(bits, memories[0])) == list(map(bits, memories[1]))
    assert one.optimizer_state.count == other.optimizer_state.count
    assert a.record == b.record
    for column in a.history.columns:
        np.testing.assert_array_equal(
            a.history.curve(column).values, b.history.curve(column).values
        )


def refused(field: str, make: Callable[[], object]) -> str:
    """Return the one-sentence refusal that `make` must raise for a field."""
    with pytest.raises(SpecError) as refusal:
        make()
    message = str(refusal.value)
    assert refusal.value.field == field, message
    assert message
    assert message.isprintable()
    assert message == message.strip()
    assert message.endswith("...") or not message.endswith(".")  # the caller adds that
    assert len(message) < 300
    return message
