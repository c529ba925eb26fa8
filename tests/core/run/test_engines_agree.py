"""Whatever the readable engine knows the compiled one knows too, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from core import ACTIVATIONS, OPTIMIZERS, SCHEDULES, Dataset, RunSpec, Trainer
from core.compiled import library
from core.data import kind_of
from core.run.spec import ORDERS
from tests.helpers.strategies import bits

pytestmark = pytest.mark.skipif(library.load() is None, reason=library.reason())


def rows(number: int, *, classes: int = 0) -> Dataset:
    """Return a table of numbers, or of classes."""
    luck = np.random.default_rng(number)
    x = luck.uniform(-1.0, 1.0, (number, 3))
    d = np.eye(classes)[luck.integers(classes, size=number)] if classes else x[:, :1] ** 2
    names = tuple(f"y{i}" for i in range(d.shape[1]))
    return Dataset("t", x, d, ("a", "b", "c"), names, kind_of(d), "")


def assert_same_bits(spec: RunSpec, table: Dataset, epochs: int = 7) -> None:
    readable = Trainer(spec, table, engine="readable")
    compiled = Trainer(spec, table, engine="compiled")
    assert (readable.engine, compiled.engine) == ("readable", "compiled")
    for trainer in (readable, compiled):
        trainer.run_for(600.0, max_epochs=epochs)
    assert readable.record == compiled.record
    for column in readable.history.columns:
        one, other = readable.history.curve(column), compiled.history.curve(column)
        np.testing.assert_array_equal(one.values, other.values)
    own, others = readable.state, compiled.state
    assert own.optimizer_state.count == others.optimizer_state.count
    assert bits(own.params) == bits(others.params)
    assert own.last_step is not None
    assert others.last_step is not None
    assert bits(own.last_step) == bits(others.last_step)
    memories = own.optimizer_state.memories, others.optimizer_state.memories
    for one_memory, other_memory in zip(*memories, strict=True):
        assert bits(one_memory) == bits(other_memory)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch", [1, 4, 0])
def test_every_activation(activation: str, batch: int) -> None:
    hidden = RunSpec(
        hidden=(5, 9), activation=(activation,), output="linear", rate=0.02, batch=batch, bias=True
    )
    assert_same_bits(hidden, rows(11))
    output = RunSpec(hidden=(3,), output=activation, rate=0.02, batch=batch)
    assert_same_bits(output, rows(11, classes=3))


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
@pytest.mark.parametrize("weights", ["none", "balanced"])
def test_cross_entropy(output: str, weights: str) -> None:
    spec = RunSpec(
        hidden=(4,), output=output, loss="cross-entropy", class_weight=weights, batch=3, bias=True
    )
    assert_same_bits(spec, rows(40, classes=4))


@pytest.mark.parametrize("rule", OPTIMIZERS)
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("order", ORDERS)
def test_every_optimizer_schedule_and_order(rule: str, schedule: str, order: str) -> None:
    spec = RunSpec(
        hidden=(4,), activation=("tanh",), output="linear", rule=rule, schedule=schedule,
        order=order, rate=0.03, period=3, batch=2, bias=True, l1=0.001, l2=0.002, seed=2**70 + 5,
    )  # fmt: skip
    assert_same_bits(spec, rows(9), epochs=11)


@pytest.mark.parametrize("dropout", [0.2, 0.5])
@pytest.mark.parametrize("order", ["sequential", "shuffled"])
def test_dropout(dropout: float, order: str) -> None:
    spec = RunSpec(
        hidden=(6, 3), activation=("relu",), output="linear", rate=0.05, batch=4, bias=True,
        dropout=dropout, order=order,
    )  # fmt: skip
    assert_same_bits(spec, rows(10))
