"""Ready-made comparisons: runs that start alike and differ in the one compared setting."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import COMPARISONS, Dataset, RunSpec, SpecError, Trainer, build_problem, builtin
from tests.helpers.strategies import bits, laws, refused, runs

VARIED = {
    "batch-sizes": {"batch", "order"},
    "losses": {"loss"},
    "early-return": {"loss", "batch", "order"},
    "rates": {"rate"},
    "momentum": {"rule"},
}
"""What the runs of a comparison may change of the present one."""


@laws
@given(st.sampled_from(sorted(COMPARISONS)), runs())
def test_all_runs_begin_from_the_weights_of_the_present_one(
    name: str, run: tuple[RunSpec, Dataset | None]
) -> None:
    spec, dataset = run
    try:
        present = Trainer(spec, dataset)
        varied = COMPARISONS[name].runs(present.problem)
    except SpecError:
        return
    labels = [label for label, _ in varied]
    assert len(set(labels)) == len({other for _, other in varied}) == len(varied) >= 2
    assert all(len(label) <= 14 for label in labels)
    for _, other in varied:
        trainer = Trainer(other, present.dataset)
        assert bits(trainer.initial_params) == bits(present.initial_params)
        changed = {
            field.name
            for field in dataclasses.fields(spec)
            if getattr(spec, field.name) != getattr(other, field.name)
        }
        assert changed <= VARIED[name]


def labelled(name: str, spec: RunSpec) -> dict[str, RunSpec]:
    return dict(COMPARISONS[name].runs(build_problem(spec)))


def test_they_are_what_their_names_say() -> None:
    spec = RunSpec()
    assert {k: s.batch for k, s in labelled("batch-sizes", spec).items()} == {
        "batch 1": 1, "batch 2": 2, "batch all": 0,
    }  # fmt: skip
    assert [s.loss for s in labelled("losses", spec).values()] == ["squared-error", "cross-entropy"]
    early = labelled("early-return", spec)
    assert [s.order for s in early.values()] == ["sequential", "first-only"]
    assert {s.loss for s in early.values()} == {"cross-entropy"}
    assert [s.rate for s in labelled("rates", spec).values()] == [0.09, 0.9, 9.0]


@pytest.mark.parametrize(
    ("name", "changes", "field"),
    [
        ("losses", {"output": "tanh"}, "loss"),
        ("early-return", {"output": "linear"}, "loss"),
        ("rates", {"rate": 0.0}, "rate"),
        ("rates", {"rate": 1e308}, "rate"),
    ],
)
def test_what_cannot_be_compared_is_refused(name: str, changes: dict[str, Any], field: str) -> None:
    problem = build_problem(dataclasses.replace(RunSpec(), **changes))
    refused(field, lambda: COMPARISONS[name].runs(problem))


def test_batch_sizes_of_two_rows_do_not_differ_enough() -> None:
    gate = builtin("xor")
    two = dataclasses.replace(gate, x=gate.x[:2], d=gate.d[:2])
    refused("batch", lambda: COMPARISONS["batch-sizes"].runs(build_problem(RunSpec(), two)))
