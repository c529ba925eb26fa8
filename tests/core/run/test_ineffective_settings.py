"""Ineffective settings: those reported change nothing, and all others change something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest

from core import Diverged, RunSpec, Stop, Trainer, ineffective_settings, load
from tests.helpers.strategies import bits

OTHERS: Mapping[str, tuple[Any, ...]] = {
    "momentum": (0.3,),
    "period": (2,),
    "dropout": (0.4,),
    "activation": (("relu",), ("tanh",)),
    "seed": (2, 7),
    "data_seed": (3, 5),
    "batch": (2, 3),
    "slip": ("updated-weights", "slope-of-y", "no-slope"),
    "samples": (12,),
    "noise": (0.3,),
}
"""For each field that may be without effect, values that are not the default."""

POINTS = RunSpec(dataset="gauss", samples=8, bias=True, hidden=(3,), rate=0.05)
RUNS: dict[str, RunSpec] = {
    "xor": RunSpec(),
    "shuffled": RunSpec(order="shuffled", rule="adam", schedule="inverse"),
    "no hidden layer": RunSpec(hidden=(), rule="nesterov"),
    "no hidden layer, shuffled": RunSpec(hidden=(), order="shuffled", rule="rmsprop"),
    "linear": RunSpec(activation=("linear",), output="linear", rate=0.05),
    "relu": RunSpec(activation=("relu",), output="linear", rate=0.05),
    "relu under a sigmoid": RunSpec(activation=("relu",)),
    "relu under cross-entropy": RunSpec(activation=("relu",), loss="cross-entropy"),
    "first only": RunSpec(order="first-only", rule="momentum"),
    "zero": RunSpec(init="zero"),
    "zero with dropout": RunSpec(init="zero", dropout=0.2),
    "points": POINTS,
    "points held out": replace(POINTS, split=0.5, schedule="cosine"),
    "rows of their own": replace(POINTS, rows=((0.1, 0.2, 0.0), (0.3, -0.2, 1.0), (1.0, 1.0, 1.0))),
    "gate held out": RunSpec(split=0.5),
}


def learned(spec: RunSpec) -> object:
    """Return the data and the weights after four epochs: all that a setting may change."""
    dataset = load(spec)
    trainer = Trainer(spec, dataset)
    for _ in trainer.run(max_epochs=4):
        pass
    return bits({"x": dataset.x, "d": dataset.d} | dict(trainer.state.params))


@pytest.mark.parametrize("field", OTHERS)
@pytest.mark.parametrize("name", RUNS)
def test_what_is_said_is_so(name: str, field: str) -> None:
    before = learned(RUNS[name])
    for value in OTHERS[field]:
        if field in ("samples", "noise") and RUNS[name].dataset == "xor":
            continue  # refused, not without effect
        spec = replace(RUNS[name], **{field: value})
        if spec == RUNS[name]:
            continue
        said = {idle.field for idle in ineffective_settings(spec, {field})}
        try:
            same = learned(spec) == before
        except Diverged:
            same = False
        assert (field in said) == same, (value, said)


@pytest.mark.parametrize("name", RUNS)
def test_settings_left_at_their_default_are_not_reported(name: str) -> None:
    assert ineffective_settings(RUNS[name], ()) == ()
    fields_of_a_spec = {field.name for field in fields(RunSpec)}
    said = ineffective_settings(RUNS[name], fields_of_a_spec)
    assert {idle.field for idle in said} <= fields_of_a_spec


def test_a_patience_as_long_as_the_run_never_ends_it() -> None:
    def said(stop: Stop) -> list[str]:
        return [idle.field for idle in ineffective_settings(RunSpec(), {"patience"}, stop)]

    assert said(Stop(epochs=5, patience=5)) == ["patience"]
    assert said(Stop(epochs=5, patience=4)) == said(Stop(patience=50)) == []


def test_a_sentence_names_the_option_and_the_reason() -> None:
    (idle,) = ineffective_settings(RunSpec(), {"momentum", "rate"})
    assert idle.of("--momentum").startswith("--momentum has no effect: ")
    assert "sgd" in idle.of("--momentum")
