"""Everything handed out is read-only: nobody can change a run by writing into its arrays."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Dataset, Floats, History, RunSpec, Trace, Trainer
from core.nn.optimizers import OptimizerState
from tests.helpers.strategies import bits, epochs, laws, outcome, runs, table

Run = tuple[RunSpec, Dataset | None]


def arrays(handed_out: object) -> Iterator[Floats]:
    """Return every array in arrays, tuples and mappings of arrays, and optimizer states."""
    if isinstance(handed_out, np.ndarray):
        yield handed_out
    elif isinstance(handed_out, Mapping):
        for value in handed_out.values():
            yield from arrays(value)
    elif isinstance(handed_out, OptimizerState):
        yield from arrays(handed_out.memories)
    elif isinstance(handed_out, tuple):
        for value in handed_out:
            yield from arrays(value)
    elif dataclasses.is_dataclass(handed_out):
        for field in dataclasses.fields(handed_out):
            yield from arrays(getattr(handed_out, field.name))


def hold_read_only(handed_out: object) -> None:
    found = list(arrays(handed_out))
    assert found
    for array in found:
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def trained(readable: bool) -> Trainer:
    trainer = Trainer(RunSpec(hidden=(3, 2), bias=True, batch=3))
    if readable:
        trainer.step_epoch()
    else:
        epochs(trainer, 2)
    return trainer


HANDED_OUT: dict[str, Callable[[Trainer], object]] = {
    "state.params": lambda t: t.state.params,
    "initial_params": lambda t: t.initial_params,
    "problem.initial_params()": lambda t: t.problem.initial_params(),
    "dataset.x": lambda t: t.dataset.x,
    "dataset.d": lambda t: t.dataset.d,
    "history, mse": lambda t: (t.history.curve("mse").epochs, t.history.curve("mse").values),
    "history, loss": lambda t: (t.history.curve("loss").epochs, t.history.curve("loss").values),
    "last_step": lambda t: t.state.last_step,
    "problem.batches()": lambda t: t.problem.batches(1),
}


@pytest.mark.parametrize("engine", ["readable", "fast"])
@pytest.mark.parametrize("name", HANDED_OUT)
def test_arrays_of_a_run_cannot_be_written_to(name: str, engine: str) -> None:
    hold_read_only(HANDED_OUT[name](trained(engine == "readable")))


def test_literal_weights_cannot_be_written_to() -> None:
    weights = (("W1", ((0.1, 0.2, 0.3),)),)
    trainer = Trainer(RunSpec(hidden=(), init="literal", weights=weights))
    hold_read_only(trainer.initial_params)


OF_ARRAYS = {
    field.name
    for field in dataclasses.fields(Trace)
    if field.name not in ("epoch", "step", "samples", "rate", "t")
}


def rich() -> Trainer:
    """Return a run whose trace has everything that a trace can have."""
    spec = RunSpec(
        hidden=(3, 2), bias=True, batch=3, rule="momentum", l2=0.01, dropout=0.5,
        class_weight="balanced",
    )  # fmt: skip
    trainer = Trainer(spec)
    trainer.set_frozen("W1", (0, 0), True)
    trainer.step_sample()
    return trainer


@pytest.mark.parametrize("name", sorted({*OF_ARRAYS, "dW"}))
def test_arrays_of_a_trace_cannot_be_written_to(name: str) -> None:
    trainer = rich()
    hold_read_only(getattr(trainer.step_sample(), name))
    hold_read_only(getattr(trainer.peek(0), name))


def test_writing_over_the_names_of_weights_is_refused() -> None:
    for readable in (True, False):
        trainer = trained(readable)
        with pytest.raises(TypeError):
            trainer.state.params["W1"] = np.zeros((3, 3))  # type: ignore[index]


@laws
@given(runs(), st.integers(0, 3), st.integers(1, 3))
def test_what_was_handed_out_stays_as_it_was_while_training_goes_on(
    run: Run, by_hand: int, count: int
) -> None:
    trainer = Trainer(*run)
    kept: list[tuple[object, object]] = []

    def keep() -> None:
        state, last = trainer.state, trainer.state.last_step
        kept.append((state.params, bits(state.params)))
        kept.append((state, (state.epoch, state.index, state.step)))
        if last is not None:
            kept.append((last, bits(last)))

    def train() -> None:
        keep()
        epochs(trainer, count)
        keep()
        for _ in range(by_hand):
            trainer.step_sample()
            keep()
        for _ in range(3):
            trainer.run_for(0.0)
            keep()
        epochs(trainer, count)
        keep()

    outcome(train)
    for thing, was in kept:
        if isinstance(thing, Mapping):
            assert bits(thing) == was
        else:
            assert (thing.epoch, thing.index, thing.step) == was  # type: ignore[attr-defined]
    assert bits(trainer.initial_params) == bits(trainer.problem.initial_params())


@pytest.mark.parametrize("count", [5, 2100])
def test_a_curve_that_was_handed_out_stays_as_it_was(count: int) -> None:
    history = History()
    for epoch in range(count):
        history.append(1.0 / (epoch + 1), 0.0)
    curve = history.curve()
    was = curve.epochs.copy(), curve.values.copy()
    for _ in range(5000):  # enough for buckets to be merged
        history.append(0.0, 0.0)
    np.testing.assert_array_equal(curve.epochs, was[0])
    np.testing.assert_array_equal(curve.values, was[1])


def test_a_spec_and_a_state_cannot_be_changed() -> None:
    trainer = Trainer(RunSpec())
    for thing, name in (
        (trainer.spec, "rate"),
        (trainer.state, "epoch"),
        (trainer.peek(0), "step"),
    ):
        with pytest.raises(AttributeError):
            setattr(thing, name, 5)
    with pytest.raises(AttributeError):
        trainer.record.mse = 0.0  # type: ignore[misc]


def test_data_of_whole_numbers_train_like_data_of_floats() -> None:
    # Floats are asked for; but numpy makes integers of `[[0], [1]]`, and that must not blow up.
    x, d = np.array([[0, 1], [1, 1]]), np.array([[0], [1]])
    whole = Dataset("whole", x, d, ("x1", "b"), ("y",), "binary", "")
    floats = table(x.tolist(), d.tolist())
    one, other = Trainer(RunSpec(), whole), Trainer(RunSpec(), floats)
    for trainer in (one, other):
        trainer.step_epoch()
        epochs(trainer, 5)
    assert bits(one.state.params) == bits(other.state.params)
