"""Remedies for a diverged run: valid, not already in force, and effective."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core import Diverged, RunSpec, Trainer, build_problem, load, remedies
from tests.helpers.strategies import table

LINE = RunSpec(activation=("linear",), output="linear", rate=3.0)
RUNS = {
    "linear": LINE,
    "no hidden layer": RunSpec(hidden=(), output="linear", rate=3.0),
    "far too fast": replace(LINE, rate=1e200),
    "relu": replace(LINE, activation=("relu",), hidden=(4, 4), bias=True, rate=1e6, seed=2),
    "momentum": replace(LINE, rule="momentum", rate=1.0),
    "tanh": replace(LINE, activation=("tanh",)),
    "large inputs": RunSpec(
        dataset="plane", samples=50, hidden=(), output="linear", rate=0.1, bias=True
    ),
}


def ended(spec: RunSpec, epochs: int = 2500) -> tuple[Trainer, Diverged | None]:
    trainer = Trainer(spec)
    try:
        for _ in trainer.run(max_epochs=epochs):
            pass
    except Diverged as error:
        return trainer, error
    return trainer, None


@pytest.mark.parametrize("name", RUNS)
def test_a_run_with_all_its_remedies_does_not_diverge(name: str) -> None:
    trainer, error = ended(RUNS[name])
    assert error is not None
    found = remedies(trainer.problem, error)
    assert found[0].field == "rate"
    mended = RUNS[name]
    for remedy in found:
        value: Any = (remedy.value,) if remedy.field == "activation" else remedy.value
        assert getattr(mended, remedy.field) != value, "it is not in force already"
        mended = replace(mended, **{remedy.field: value})
    assert mended.rate < RUNS[name].rate
    assert ended(mended, 500)[1] is None


def test_inputs_are_to_be_scaled_where_they_are_large_and_not_scaled() -> None:
    spec = RUNS["large inputs"]
    fields = {
        scale: [
            r.field
            for r in remedies(build_problem(replace(spec, scale=scale)), Diverged("W1", 1, 1))
        ]
        for scale in ("none", "standard")
    }
    assert np.abs(load(spec).x).max() > 3.0
    assert ("scale" in fields["none"], "scale" in fields["standard"]) == (True, False)
    assert [r.field for r in remedies(build_problem(RunSpec()), Diverged("W1", 1, 1))] == ["rate"]


def test_no_rate_mends_a_network_that_is_infinite_before_any_training() -> None:
    problem = build_problem(RunSpec(output="linear"), table([[1e200]], [[0.0]]))
    assert [r.field for r in remedies(problem, Diverged("mse", 0, 0))] == ["scale"]
