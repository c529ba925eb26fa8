"""The session: what a change does, what happens to undone history, and what is announced."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import LESSONS, SLIPS, CoreError, DataError, RunSpec, SetRule, SpecError, Trainer, load
from scratchnet_tui.form import LADDER, next_rate
from scratchnet_tui.session import events as ev
from scratchnet_tui.session.phase_stepper import Inside
from scratchnet_tui.session.session import Session
from tests.helpers.app_driver import same_bits, train_from_start


def begun(spec: RunSpec | None = None, lesson: str | None = None, epochs: int = 0) -> Session:
    spec = spec or (LESSONS[lesson].spec if lesson else RunSpec())
    session = Session(spec, load(spec), lesson)
    train(session, epochs)
    return session


def train(session: Session, epochs: int) -> list[ev.TrainingEvent]:
    """Train exactly so many epochs in small slices, and return what has happened."""
    events: list[ev.TrainingEvent] = []
    while epochs > 0 and not session.diverged:
        piece = session.train(10.0, min(epochs, 97))
        epochs -= piece.epochs
        events += piece.events
    return events


def changed(spec: RunSpec, **changes: Any) -> RunSpec:
    return dataclasses.replace(spec, **changes)


def test_slices_add_up_to_the_run_of_the_core() -> None:
    session, trainer = begun(epochs=250), train_from_start(RunSpec(), 250)
    snapshot = session.snapshot()
    assert same_bits(snapshot.params, trainer.state.params)
    assert snapshot.record == trainer.record
    assert snapshot.curve.values.tolist() == trainer.history.curve().values.tolist()
    assert (session.epoch, snapshot.index, snapshot.diverged) == (250, 0, None)


def test_one_update_back_is_where_the_run_was_before_it() -> None:
    session, trainer = begun(epochs=2), train_from_start(RunSpec(), 2)
    session.stepper.open()
    session.stepper.next_phase()
    for step in range(8, 0, -1):
        assert session.stepper.back_one_update() == ev.UpdateTakenBack(step)
        trainer.undo()
        snapshot = session.snapshot()
        assert same_bits(snapshot.params, trainer.state.params)
        assert snapshot.inside is not None
        assert (snapshot.inside.trace.step, snapshot.inside.at) == (step, 1)
    assert session.stepper.back_one_update() == ev.NoUpdateBefore()
    session.stepper.close()
    assert session.snapshot().inside is None


def inside(session: Session) -> Inside:
    found = session.snapshot().inside
    assert found is not None
    return found


def test_a_change_on_the_way_is_kept_when_an_update_is_taken_back_and_again() -> None:
    session = begun(epochs=1)
    session.stepper.open()
    count = len(inside(session).phases)
    for _ in range(count):
        session.stepper.next_phase()
    session.set_weight("W1", (0, 0), 0.25)
    before = session.snapshot().params
    assert session.stepper.previous_phase() == ev.UpdateTakenBack(5)
    assert inside(session).at == count - 1
    assert session.stepper.next_phase() == ev.PhaseStepped((ev.UpdateTaken(5, False),))
    assert same_bits(session.snapshot().params, before)


def test_the_update_that_solves_the_problem_says_so() -> None:
    session = begun(lesson="backprop-xor", epochs=1364)
    session.stepper.open()
    phases = 4 * len(inside(session).phases)
    events = [session.stepper.next_phase() for _ in range(phases)]
    assert [event for event in events if event][-1] == ev.PhaseStepped(
        (ev.Solved("", 1365, 4, session.trainer.fingerprint),)
    )


def test_another_rate_goes_on_from_here() -> None:
    session = begun(epochs=50)
    weights = session.snapshot().params
    event = session.change(changed(session.spec, rate=0.3))
    change = ev.NamedChange(SetRule("sgd", 0.3, 0.9), RunSpec())
    assert event == ev.RunChanged(change, 50, 0, compared=False, branched=False)
    assert (session.epoch, session.spec.rate) == (50, 0.3)
    assert same_bits(session.snapshot().params, weights)
    train(session, 10)
    trainer = train_from_start(RunSpec(), 50)
    trainer.set_rule(rate=0.3)
    trainer.run_for(10.0, 10)
    assert same_bits(session.snapshot().params, trainer.state.params)


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 9}, {"hidden": (3,)}, {"dataset": "and"}, {"loss": "cross-entropy"},
        {"order": "shuffled"}, {"slip": "sign"}, {"batch": 2}, {"bias": True},
        {"activation": ("tanh",)}, {"output": "tanh"}, {"seed": 9, "rate": 0.1},
    ],
)  # fmt: skip
def test_anything_else_is_a_new_run_from_epoch_0(changes: dict[str, Any]) -> None:
    session = begun(epochs=5)
    assert session.change(changed(session.spec, **changes)) == ev.NewRun("", ())
    spec = changed(RunSpec(), **changes)
    assert (session.epoch, session.spec) == (0, spec)
    assert same_bits(session.snapshot().params, train_from_start(spec, 0).state.params)


def test_the_same_spec_changes_nothing() -> None:
    session = begun(epochs=5)
    assert session.change(RunSpec()) is None
    assert session.epoch == 5


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"output": "softmax"}, SpecError),
        ({"dataset": None, "data_file": "/nowhere.csv"}, DataError),
        ({"init": "literal", "weights": (("W1", ((1.0,),)),)}, SpecError),
    ],
)
def test_a_refused_change_leaves_the_run_as_it_was(
    changes: dict[str, Any], error: type[CoreError]
) -> None:
    session = begun(lesson="backprop-xor", epochs=5)
    weights = session.snapshot().params
    with pytest.raises(error):
        session.change(changed(session.spec, **changes))
    assert session.lesson is LESSONS["backprop-xor"]
    assert (session.epoch, session.spec) == (5, RunSpec())
    train(session, 5)
    assert not same_bits(session.snapshot().params, weights)
    assert same_bits(session.snapshot().params, train_from_start(RunSpec(), 10).state.params)


def test_rewinding_keeps_spec_and_weights_and_forgets_the_rest() -> None:
    session = begun(lesson="backprop-xor", epochs=50)
    session.change(changed(session.spec, rate=0.5))
    session.navigation.rewind()
    snapshot = session.snapshot()
    assert session.lesson is LESSONS["backprop-xor"]
    assert (session.epoch, session.spec.rate) == (0, 0.5)
    assert same_bits(snapshot.params, train_from_start(RunSpec(), 0).state.params)
    assert len(snapshot.curve.epochs) == 1
    assert snapshot.last_step is None


def test_a_new_seed_does_not_read_the_file_again(table: Path) -> None:
    session = begun(RunSpec(dataset=None, data_file=str(table), bias=True))
    table.unlink()
    session.change(changed(session.spec, seed=2))
    session.navigation.rewind()
    train(session, 2)
    assert session.epoch == 2


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"seed": 4}, True), ({"rate": 0.1}, True), ({"hidden": (5,)}, False),
        ({"dataset": "and"}, False), ({"loss": "squared-error"}, False), ({"batch": 4}, False),
    ],
)  # fmt: skip
def test_a_lesson_is_left_when_its_claims_are_about_another_run(
    changes: dict[str, Any], stays: bool
) -> None:
    session = begun(lesson="cross-entropy")
    event = session.change(changed(session.spec, **changes))
    assert (session.lesson is not None) == stays
    if isinstance(event, ev.NewRun):
        assert event.left_lesson == ("" if stays else "cross-entropy")
    assert len(session.snapshot().claims) == (len(LESSONS["cross-entropy"].claims) if stays else 0)


@given(st.sampled_from(sorted(LESSONS)), st.integers(0, 1000))
def test_a_lesson_opens_at_epoch_0_with_the_present_seed(name: str, seed: int) -> None:
    session = begun(RunSpec(seed=seed), epochs=3)
    session.open_lesson(LESSONS[name])
    assert session.lesson is LESSONS[name]
    assert session.spec == changed(LESSONS[name].spec, seed=seed)
    assert session.epoch == 0


def test_it_says_once_that_it_is_solved_and_since_when() -> None:
    session = begun(LESSONS["cross-entropy"].spec)
    events = train(session, 3000)
    since = session.snapshot().record.solved_since
    assert since is not None
    there = train_from_start(LESSONS["cross-entropy"].spec, since).fingerprint
    assert events == [ev.Solved("", since, 4, there)], "the fingerprint is that of the epoch"
    assert session.epoch == 3000, "though it has gone on"
    session.navigation.rewind()
    assert train(session, 3000) == events, "a run from the beginning says so again"


def test_to_name_the_fingerprint_of_the_epoch_that_solved_it_costs_no_training() -> None:
    spec = LESSONS["cross-entropy"].spec
    session = begun(spec)
    piece = session.train(60.0, 3000)
    assert (piece.epochs, session.epoch) == (3000, 3000)
    assert same_bits(session.snapshot().params, train_from_start(spec, 3000).state.params)
    assert session.trainer.end == (3000, 0)


def test_what_is_lost_and_regained_is_dated_anew() -> None:
    session = begun(LESSONS["cross-entropy"].spec)
    while session.snapshot().record.solved_since is None:
        train(session, 1)
    first = session.epoch
    session.change(changed(session.spec, rate=40.0))
    train(session, 1)
    assert session.snapshot().record.solved_since is None
    session.change(changed(session.spec, rate=0.9))
    train(session, 500)
    solved = session.snapshot().record.solved_since
    assert solved is not None
    assert first + 1 < solved < first + 500


def test_a_run_solved_from_the_start_is_not_announced() -> None:
    solved = train_from_start(LESSONS["cross-entropy"].spec, 3000).state.params
    weights = tuple((name, tuple(map(tuple, array.tolist()))) for name, array in solved.items())
    session = begun(RunSpec(init="literal", weights=weights))
    assert train(session, 5) == []
    assert session.snapshot().record.solved_since == 0


def test_a_diverged_run_says_so_and_keeps_the_last_finite_state() -> None:
    spec = RunSpec(activation=("linear",), output="linear", rate=50.0)
    session = begun(spec)
    (event,) = train(session, 10_000)
    assert event == session.diverged
    assert "no longer finite" in event.reason
    snapshot = session.snapshot()
    assert snapshot.diverged == session.diverged
    assert all(math.isfinite(value) for array in snapshot.params.values() for value in array.flat)
    assert math.isfinite(snapshot.record.mse)
    for undo in (
        session.navigation.rewind,
        lambda: session.change(changed(session.spec, rate=1e-6)),
    ):
        session.runs.present.diverged = event
        undo()
        assert session.diverged is None


def test_a_snapshot_does_not_change_when_the_run_goes_on() -> None:
    session = begun(lesson="backprop-xor", epochs=10)
    snapshot = session.snapshot()
    before = json.dumps({name: array.tolist() for name, array in snapshot.params.items()})
    curve, record, output = (
        snapshot.curve.values.copy(),
        snapshot.record,
        snapshot.ahead.output.copy(),
    )
    train(session, 500)
    session.change(changed(session.spec, seed=2))
    assert json.dumps({name: array.tolist() for name, array in snapshot.params.items()}) == before
    assert snapshot.curve.values.tolist() == curve.tolist()
    assert snapshot.record == record
    assert snapshot.ahead.output.tolist() == output.tolist()


# the ladder of rates

RUNGS = [float(f"{digit}e{power}") for power in range(-6, 6) for digit in LADDER]
rates = st.floats(1e-6, 1e6) | st.sampled_from(RUNGS)


@given(rates)
def test_up_is_up_and_down_is_down(rate: float) -> None:
    assert next_rate(rate, up=True) > rate
    assert next_rate(rate, up=False) < rate or rate <= 1e-6 * (1 + 1e-9)


@given(st.sampled_from(RUNGS[1:-1]))
def test_down_undoes_up_on_the_rungs(rate: float) -> None:
    assert next_rate(next_rate(rate, up=True), up=False) == rate
    assert next_rate(next_rate(rate, up=False), up=True) == rate


@given(rates)
def test_between_rungs_the_next_is_the_nearest_and_written_briefly(rate: float) -> None:
    for up in (True, False):
        there = next_rate(rate, up=up)
        between = [rung for rung in RUNGS if min(rate, there) < rung < max(rate, there)]
        assert all(math.isclose(rung, rate, rel_tol=1e-8) for rung in between)
        assert there == rate or len(f"{there:g}") <= 6


def test_the_ladder_has_ends_and_a_way_up_from_0() -> None:
    assert next_rate(0.0, up=True) == 0.1
    assert next_rate(0.0, up=False) == 0.0
    assert next_rate(1e-6, up=False) == 1e-6
    rate = 0.9
    for _ in range(200):
        rate = next_rate(rate, up=True)
    assert 1e6 <= rate < 1e7
    assert [next_rate(rate, up=True) for rate in (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)] == [
        0.2, 0.3, 0.5, 0.7, 0.9, 1.0,
    ]  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_the_gradient_is_the_one_that_the_run_goes_by(slip: str) -> None:
    spec = RunSpec(slip=slip, batch=0, rate=0.5)
    shown = begun(spec).snapshot().gradient
    dW = Trainer(spec).step_sample().dW
    for name, slope in shown.items():
        np.testing.assert_allclose(dW[name], -0.5 * slope, rtol=1e-12, atol=1e-18)
