"""The same spec gives the same bits, on every machine and in every way: runs that are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from core import ACTIVATIONS, OPTIMIZERS, SCHEDULES, RunSpec, Trainer
from core.compiled import library
from core.data import BUILTIN_DATASETS
from core.nn.losses import LOSSES
from core.run.defaults import FILE, family
from core.run.spec import NAMES, OF_FILE
from tests.helpers.golden_runs import EPOCHS, GoldenRun, golden_runs, trained
from tests.helpers.strategies import outcome

by_run = pytest.mark.parametrize("name", golden_runs())
compiled = pytest.mark.skipif(library.load() is None, reason=library.reason())

OUTSIDE = {*OF_FILE, "header", "missing", "encoding"}
"""Fields that say how a file is read. What is read of one is held by the tests of tables."""


def at_once(trainer: Trainer) -> None:
    """Train all epochs in one call."""
    trainer.run_for(600.0, max_epochs=EPOCHS)


def epoch_by_epoch(trainer: Trainer) -> None:
    """Train with a look at each record."""
    for _ in trainer.run(max_epochs=EPOCHS):
        pass


def one_by_one(trainer: Trainer) -> None:
    """Take the updates of two epochs one at a time, then some epochs, then the rest at once."""
    for _ in range(2 * len(trainer.problem.batches(1)) + 1):
        trainer.step_sample()
    for _ in trainer.run(max_epochs=20):
        pass
    trainer.run_for(600.0, max_epochs=EPOCHS - trainer.record.epoch)


@by_run
def test_the_readable_engine_ends_at_the_bits_that_are_kept(name: str) -> None:
    assert_kept(golden_runs()[name], "readable", one_by_one)


@compiled
@by_run
@pytest.mark.parametrize("way", [at_once, epoch_by_epoch, one_by_one])
def test_the_compiled_engine_ends_at_the_same(name: str, way: Callable[[Trainer], None]) -> None:
    assert_kept(golden_runs()[name], "compiled", way)


def assert_kept(run: GoldenRun, engine: str, way: Callable[[Trainer], None]) -> None:
    trainer = run.start(engine)
    diverged = outcome(lambda: way(trainer))
    assert trained(trainer, diverged) == run.kept


# what the runs have to cover


def specs() -> list[RunSpec]:
    return [run.spec for run in golden_runs().values()]


def test_there_are_many() -> None:
    assert len(golden_runs()) >= 60


@pytest.mark.parametrize("field", sorted(set(NAMES) - OUTSIDE))
def test_every_name_that_a_spec_may_hold_is_in_one(field: str) -> None:
    found: set[str] = set()
    for spec in specs():
        value = getattr(spec, field)
        found |= {value} if isinstance(value, str) else set(value or ())
    assert found >= set(NAMES[field])


def test_every_hidden_activation_meets_batches_and_single_samples() -> None:
    found = {(name, spec.batch == 1) for spec in specs() if spec.hidden for name in spec.activation}
    assert found == {(name, single) for name in ACTIVATIONS for single in (True, False)}


def test_every_output_meets_every_loss_that_it_suits() -> None:
    found = {(spec.loss, spec.output) for spec in specs()}
    assert found == {(name, output) for name, loss in LOSSES.items() for output in loss.outputs}


def test_every_optimizer_meets_every_order_and_every_schedule() -> None:
    assert {(spec.rule, spec.schedule) for spec in specs()} == {
        (rule, schedule) for rule in OPTIMIZERS for schedule in SCHEDULES
    }
    assert {(spec.rule, spec.order) for spec in specs()} == {
        (rule, order) for rule in OPTIMIZERS for order in NAMES["order"]
    }


def test_every_family_of_data_is_there() -> None:
    families = {source.family for source in BUILTIN_DATASETS.values()} | {FILE}
    assert {family(spec) for spec in specs()} == families
    made_up = {source.name for source in BUILTIN_DATASETS.values() if source.made_up}
    noisy = {spec.dataset for spec in specs() if spec.noise > 0.0}
    assert noisy == made_up


def rest() -> Iterator[tuple[str, Callable[[RunSpec], bool]]]:
    """Yield the other choices that have to be made in one or more of the runs."""
    yield "a batch of one", lambda spec: spec.batch == 1
    yield "batches", lambda spec: spec.batch > 1
    yield "one batch of all", lambda spec: spec.batch == 0
    yield "biases", lambda spec: spec.bias
    yield "no biases", lambda spec: not spec.bias
    yield "no hidden layer", lambda spec: not spec.hidden
    yield "three hidden layers", lambda spec: len(spec.hidden) == 3
    yield "more units than a vector has", lambda spec: max(spec.hidden, default=0) > 16
    yield "l1 alone", lambda spec: spec.l1 > 0.0 == spec.l2
    yield "l2 alone", lambda spec: spec.l2 > 0.0 == spec.l1
    yield "both penalties", lambda spec: spec.l1 > 0.0 < spec.l2
    yield "dropout by the row", lambda spec: spec.dropout > 0.0 and spec.batch == 1
    yield "dropout, shuffled", lambda spec: spec.dropout > 0.0 and spec.order == "shuffled"
    yield "balanced classes", lambda spec: spec.class_weight == "balanced"
    yield "weights of classes", lambda spec: not isinstance(spec.class_weight, str)
    yield "a test set", lambda spec: spec.split + spec.validation < 1.0
    yield "a validation set", lambda spec: spec.validation > 0.0
    yield "own rows", lambda spec: spec.rows is not None
    yield "no momentum", lambda spec: spec.momentum == 0.0 and OPTIMIZERS[spec.rule].uses_momentum
    yield "the rate 0", lambda spec: spec.rate == 0.0
    yield "the seed 0", lambda spec: spec.seed == 0
    yield "a seed of 32 bits", lambda spec: 2**31 <= spec.seed < 2**32
    yield "a seed of 64 bits", lambda spec: 2**63 <= spec.seed < 2**64
    yield "a seed of 96 bits", lambda spec: 2**64 <= spec.seed < 2**96
    yield "a seed of more", lambda spec: spec.seed >= 2**96
    yield "another seed of the data", lambda spec: spec.data_seed > 2**64


@pytest.mark.parametrize(("what", "holds"), [pytest.param(*each, id=each[0]) for each in rest()])
def test_every_other_choice_is_made(what: str, holds: Callable[[RunSpec], bool]) -> None:
    assert any(map(holds, specs())), f"no run has {what}"


def test_weights_and_biases_are_held() -> None:
    held = {name[0] for run in golden_runs().values() for name, _ in run.frozen}
    assert held == {"W", "b"}


def test_some_diverge_at_once_and_some_later() -> None:
    ends = [run.kept.diverged for run in golden_runs().values()]
    assert {end[1] == 1 for end in ends if end} == {True, False}
