"""Runs in lock step: each is the run it would be alone; seeking and stopping move all of them."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import COMPARISONS, LESSONS, RunSpec, SpecError, Trainer, load
from scratchnet_tui.session import events as ev
from scratchnet_tui.session import run_group
from scratchnet_tui.session.live_run import LiveRun
from scratchnet_tui.session.pinned_run import MOST
from scratchnet_tui.session.session import Session
from tests.helpers.app_driver import same_bits, train_from_start

SMALL = RunSpec(hidden=(3,))


def begun(spec: RunSpec = SMALL, comparison: str | None = None, epochs: int = 0) -> Session:
    session = Session(spec, load(spec))
    if comparison:
        session.compare(COMPARISONS[comparison])
    train(session, epochs)
    return session


def train(session: Session, epochs: int, slices: int = 97) -> list[ev.TrainingEvent]:
    """Train exactly so many epochs, and return what has happened."""
    events: list[ev.TrainingEvent] = []
    while epochs > 0 and not session.diverged:
        piece = session.train(10.0, min(epochs, slices))
        epochs -= piece.epochs
        events += piece.events
    return events


def changed(spec: RunSpec, **changes: Any) -> RunSpec:
    return dataclasses.replace(spec, **changes)


def trainers(session: Session) -> dict[str, Trainer]:
    return {run.name: run.trainer for run in session.runs}


def assert_as_if_alone(session: Session, comparison: str, epochs: int, spec: RunSpec) -> None:
    """Compare every run of a comparison with a fresh run of its spec, bit for bit."""
    specs = dict(COMPARISONS[comparison].runs(Trainer(spec).problem))
    assert set(trainers(session)) == set(specs)
    for name, trainer in trainers(session).items():
        alone = train_from_start(specs[name], epochs)
        assert (trainer.state.epoch, trainer.state.index) == (epochs, 0), name
        assert same_bits(trainer.state.params, alone.state.params), name
        assert trainer.record == alone.record, name


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(sorted(COMPARISONS)),
    st.integers(0, 60),
    st.integers(1, 40),
    st.integers(0, 1000),
)
def test_every_run_is_as_if_it_were_alone(name: str, epochs: int, slices: int, seed: int) -> None:
    spec = changed(SMALL, seed=seed)
    session = begun(spec, name)
    train(session, epochs, slices)
    assert_as_if_alone(session, name, epochs, spec)


def test_slices_too_short_for_a_round_still_come_to_the_goal() -> None:
    session = begun(comparison="batch-sizes")
    for _ in range(1000):
        session.train(1e-9, 7 - session.epoch)
        epochs = [trainer.state.epoch for trainer in trainers(session).values()]
        assert session.epoch == min(epochs), "what the present run has completed, all have"
        assert max(epochs) <= session.epoch + 1
        if session.epoch == 7:
            break
    assert_as_if_alone(session, "batch-sizes", 7, SMALL)


def test_a_slice_at_a_pace_of_its_own_leaves_all_at_one_epoch() -> None:
    session = begun(comparison="losses")
    while session.epoch < 500:
        session.train(0.01, None)
    session.train(10.0, 1)
    assert_as_if_alone(session, "losses", session.epoch, SMALL)


def test_after_every_slice_all_are_at_the_end_of_one_epoch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = iter(range(10**7))
    monkeypatch.setattr(time, "perf_counter", lambda: next(ticks) * 1e-4)
    session = begun(comparison="losses")
    for _ in range(50):
        before = session.epoch
        session.train(0.03, None)
        assert {trainer.state.epoch for trainer in trainers(session).values()} == {session.epoch}
        assert session.epoch > before + 1, "many epochs at a time"


def test_going_back_and_forth_takes_all_along() -> None:
    session = begun(comparison="batch-sizes", epochs=80)
    for go, epoch in (
        (lambda: session.navigation.seek(33), 33),
        (lambda: session.navigation.back(3), 30),
        (lambda: session.navigation.seek(1000), 80),
        (session.navigation.rewind, 0),
        (lambda: train(session, 12), 12),
        (lambda: session.navigation.seek(80), 80),
        (lambda: train(session, 5), 85),
    ):
        go()
        assert_as_if_alone(session, "batch-sizes", epoch, SMALL)


def test_a_change_concerns_the_present_run_alone() -> None:
    session = begun(comparison="losses", epochs=20)
    session.change(changed(session.spec, rate=0.1))
    train(session, 10)
    present, other = trainers(session).values()
    assert (present.spec.rate, other.spec.rate) == (0.1, 0.9)
    assert same_bits(other.state.params, train_from_start(other.spec, 30).state.params)
    session.navigation.undo_change()
    assert {trainer.state.epoch for trainer in trainers(session).values()} == {20}
    card, (pin,) = session.snapshot().card, session.snapshot().pins
    assert (card.changes, pin.changes) == (0, 0)
    session.navigation.redo_change()
    assert session.snapshot().card.changes == 1
    assert session.snapshot().card.spec.rate == 0.9, "the spec it began with"


def test_a_rate_set_before_the_first_update_is_the_rate_it_began_with() -> None:
    session = begun()
    session.change(changed(session.spec, rate=0.3))
    train(session, 3)
    card = session.snapshot().card
    assert (card.spec.rate, card.changes) == (0.3, 0)


def test_a_companion_that_diverges_says_so_and_the_others_go_on() -> None:
    spec = RunSpec(activation=("linear",), output="linear", rate=0.05)
    session = begun(spec, "rates")
    session.change(changed(session.spec, rate=1e-3))
    events = train(session, 3000)
    assert session.epoch == 3000
    assert not session.diverged
    name = "rate 0.5"
    (event,) = [event for event in events if isinstance(event, ev.RunDiverged)]
    assert event.run == name
    pins = {pin.name: pin for pin in session.snapshot().pins}
    assert pins[name].diverged
    assert pins[name].epochs < 3000
    assert not pins["rate 0.05"].diverged
    assert pins["rate 0.05"].epochs == 3000
    session.navigation.rewind()
    assert not any(pin.diverged for pin in session.snapshot().pins)
    assert {pin.epochs for pin in session.snapshot().pins} == {0}


TOO_FAST = RunSpec(activation=("linear",), output="linear", rate=0.05)
"""Ten times this rate diverges within few epochs, a tenth of it does not."""


def diverging(epochs: int) -> tuple[Session, LiveRun]:
    """Compare rates of which the last is too high, and train on past its end."""
    session = begun(TOO_FAST, "rates")
    train(session, epochs)
    run = next(run for run in session.runs if run.name == "rate 0.5")
    assert run.diverged
    return session, run


def place(run: LiveRun) -> tuple[int, int]:
    return run.epoch, run.trainer.state.index


def test_a_run_that_diverged_stays_there_while_the_others_go_back_and_forth() -> None:
    session, run = diverging(500)
    there = place(run)
    assert there[1], "within an epoch"
    assert 2 < there[0] + 2 < 499
    for go in (
        lambda: session.navigation.back(1),
        lambda: session.navigation.seek(300),
        lambda: session.navigation.seek(500),
        lambda: session.change(changed(session.spec, rate=0.004)),
        lambda: session.navigation.undo_change(),
        lambda: session.navigation.back(2),
    ):
        go()
        assert (place(run), bool(run.diverged)) == (there, True)
        assert not any(isinstance(each, ev.RunDiverged) for each in train(session, 1)), "told once"
    session.navigation.seek(there[0] - 1)
    assert (place(run), run.diverged) == ((there[0] - 1, 0), None), "before it happened"
    session.navigation.seek(400)
    assert (place(run), bool(run.diverged)) == (there, True)
    session.navigation.seek(0)
    (event,) = train(session, there[0] + 1)
    assert event == run.diverged, "trained again, it is told again"


def test_a_diverged_run_that_is_shown_says_why_nothing_happens() -> None:
    session, run = diverging(50)
    assert session.show(run.name) == ev.RunShown("rate 0.5", True, "")
    assert {each.epoch for each in session.runs if each is not run} == {50}, "these wait"
    assert session.train(1.0, 1).events == (run.diverged,)
    assert session.diverged is not None
    assert "no longer finite" in session.diverged.reason
    session.show("rate 0.05")
    assert session.epoch == 50
    assert train(session, 5) == []
    session.show(run.name)
    session.change(changed(session.spec, rate=0.01))
    assert {each.epoch for each in session.runs} == {run.epoch}
    train(session, 3)
    assert len({each.epoch for each in session.runs}) == 1


def test_when_the_present_run_diverges_the_others_stop_at_its_last_epoch() -> None:
    session, run = diverging(50)
    session.navigation.rewind()
    session.show(run.name)
    assert session.train(60.0, 1000).events == (run.diverged,)
    assert {each.epoch for each in session.runs} == {run.epoch}
    assert [each.trainer.state.index for each in session.runs if each is not run] == [0, 0]


def test_taking_the_last_update_of_an_epoch_inside_takes_all_along() -> None:
    session = begun(comparison="early-return", epochs=2)
    session.stepper.open()
    while session.epoch == 2:
        assert {trainer.state.epoch for trainer in trainers(session).values()} == {2}
        event = session.stepper.next_phase()
    assert event == ev.PhaseStepped((ev.UpdateTaken(12, branched=False),))
    assert_as_if_alone(session, "early-return", 3, SMALL)
    session.stepper.previous_phase()
    assert {trainer.state.epoch for trainer in trainers(session).values()} == {2}


def test_what_happens_to_a_companion_during_phases_is_announced() -> None:
    session = begun(changed(TOO_FAST, batch=0, rate=1.0), "rates")
    session.stepper.open()
    steps = [event for _ in range(200) if (event := session.stepper.next_phase())]
    stepped = [event for event in steps if isinstance(event, ev.PhaseStepped)]
    (events,) = [event.events for event in stepped if len(event.events) > 1]
    taken, diverged = events
    assert isinstance(taken, ev.UpdateTaken)
    assert isinstance(diverged, ev.RunDiverged)
    assert diverged.run == "rate 10"


def test_a_companion_that_has_never_come_so_far_is_trained() -> None:
    session = begun(comparison="losses", epochs=40)
    session.show("cross entropy")
    session.navigation.seek(10)
    session.change(changed(session.spec, rate=0.3))
    session.show("squared error")
    session.navigation.seek(40)
    present, other = trainers(session).values()
    assert (present.state.epoch, other.state.epoch) == (40, 40)
    assert other.spec.rate == 0.3


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(sorted(COMPARISONS)), st.integers(0, 8))
def test_weights_edited_before_the_first_update_are_taken_over(name: str, epochs: int) -> None:
    session = begun()
    session.set_weight("W1", (0, 1), 0.5)
    session.toggle_frozen("W1", (0, 1))
    session.toggle_frozen("W2", (0, 2))
    train(session, epochs)
    if epochs:
        session.set_weight("W2", (0, 0), 7.0)  # later, so it is no part of the beginning
    specs = dict(COMPARISONS[name].runs(session.trainer.problem))
    held = float(session.trainer.initial_params["W2"][0, 2])
    assert session.compare(COMPARISONS[name]).refused == ()
    train(session, 5)
    for label, trainer in trainers(session).items():
        alone = Trainer(specs[label])
        alone.set_weight("W1", (0, 1), 0.5)
        alone.set_frozen("W1", (0, 1), True)
        alone.set_frozen("W2", (0, 2), True)
        alone.run_for(60.0, 5)
        assert same_bits(trainer.state.params, alone.state.params)
        params = trainer.state.params
        assert (params["W1"][0, 1], params["W2"][0, 2]) == (0.5, held)


def test_a_companion_whose_change_was_taken_back_comes_along() -> None:
    session = begun(comparison="losses", epochs=4)
    session.show("cross entropy")
    session.navigation.seek(1)
    session.change(changed(session.spec, rate=0.3))
    train(session, 9)
    session.navigation.undo_change()
    session.show("squared error")
    session.navigation.seek(4)
    assert {run.epoch for run in session.runs} == {4}
    other = trainers(session)["cross entropy"]
    assert same_bits(other.state.params, train_from_start(other.start_spec, 4).state.params)


def test_what_was_frozen_later_and_kept_by_a_rewind_is_taken_over() -> None:
    session = begun(epochs=4)
    session.toggle_frozen("W1", (0, 0))
    session.navigation.rewind()
    session.compare(COMPARISONS["losses"])
    assert all(trainer.state.frozen["W1"][0, 0] for trainer in trainers(session).values())


def test_an_edit_that_one_run_cannot_take_over_is_named() -> None:
    session = begun()
    session.set_weight("W2", (0, 1), 1.7e308)
    (refused,) = session.compare(COMPARISONS["losses"]).refused
    assert (refused.run, refused.change.weight) == ("cross entropy", "W2[y,h2]")
    assert refused.reason.startswith("with that weight")
    held = {name: float(each.state.params["W2"][0, 1]) for name, each in trainers(session).items()}
    assert held["squared error"] == 1.7e308 != held["cross entropy"]


def test_the_runs_of_a_comparison_share_the_memory_of_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run_group, "MEMORY", 300_000)
    session = begun(changed(SMALL, hidden=(32,)))
    session.compare(COMPARISONS["batch-sizes"])
    train(session, 600)
    sizes = [
        sum(each.nbytes for frame in trainer.keyframes for each in frame.state.params.values())
        for trainer in trainers(session).values()
    ]
    assert len(sizes) == 3
    assert 0 < max(sizes) < 100_000
    session.navigation.seek(101)
    specs = [trainer.spec for trainer in trainers(session).values()]
    for spec, trainer in zip(specs, trainers(session).values(), strict=True):
        assert same_bits(trainer.state.params, train_from_start(spec, 101).state.params)


def test_each_says_once_that_it_is_solved() -> None:
    session = begun(RunSpec(), "losses")
    assert train(session, 1500) == [
        ev.Solved("cross entropy", 539, 4),
        ev.Solved("squared error", 1365, 4),
    ]


@pytest.mark.parametrize("how", ["seed", "lesson"])
def test_another_run_ends_the_comparison_and_the_curves_stay(how: str) -> None:
    session = begun(comparison="batch-sizes", epochs=40)
    before = {run.name: run for run in (session.snapshot().card, *session.snapshot().pins)}
    if how == "seed":
        session.change(changed(session.spec, seed=5))
    else:
        session.open_lesson(LESSONS["delta-rule"])
    pins = {pin.name: pin for pin in session.snapshot().pins}
    assert list(pins) == list(before)
    assert len({pin.look for pin in pins.values()}) == 3
    train(session, 10)
    assert len(trainers(session)) == 1
    assert session.snapshot().card.name == "now"
    for name, pin in {pin.name: pin for pin in session.snapshot().pins}.items():
        assert not pin.live
        assert (pin.epochs, pin.mse) == (40, before[name].mse)
        assert pin.curve.values.tolist() == before[name].curve.values.tolist()


def test_what_was_not_trained_is_not_kept() -> None:
    session = begun(comparison="losses")
    session.change(changed(session.spec, seed=5))
    assert session.snapshot().pins == ()


def test_a_refused_comparison_leaves_everything_as_it_was() -> None:
    session = begun(changed(SMALL, output="tanh"), epochs=5)
    session.runs.pin()
    with pytest.raises(SpecError, match="needs an output of sigmoid or softmax"):
        session.compare(COMPARISONS["losses"])
    assert session.epoch == 5
    assert [pin.name for pin in session.snapshot().pins] == ["A"]


def test_a_companion_has_no_undone_curve() -> None:
    session = begun(comparison="batch-sizes", epochs=100)
    session.navigation.seek(50)
    snapshot = session.snapshot()
    assert {pin.curve.epochs[-1] for pin in snapshot.pins} == {50.0}
    assert [pin.curve.values[-1] for pin in snapshot.pins] == [pin.mse for pin in snapshot.pins]
    assert snapshot.curve.epochs[-1] == 100.0, "that of the present run is drawn faint"
    session.change(changed(session.spec, rate=0.1))
    train(session, 3)
    assert {pin.curve.epochs[-1] for pin in session.snapshot().pins} == {53.0}


def test_a_curve_ends_where_the_run_stands_though_epochs_share_a_point() -> None:
    session = begun(comparison="losses", epochs=5000)
    for epoch in (3001, 3002, 3003, 3004, 3005):
        session.navigation.seek(epoch)
        (pin,) = session.snapshot().pins
        assert (pin.curve.epochs[-1], pin.curve.values[-1]) == (epoch, pin.mse)
        assert (np.diff(pin.curve.epochs) > 0).all()
        assert len(pin.curve.epochs) == len(pin.curve.values)


def test_what_is_tried_at_one_moment_is_one_change() -> None:
    session = begun(epochs=5)
    for rate in (0.1, 0.2, 0.3):
        session.change(changed(session.spec, rate=rate))
    assert session.snapshot().card.changes == 1
    train(session, 1)
    session.set_weight("W1", (0, 0), 0.5)
    assert session.snapshot().card.changes == 2
    session.navigation.rewind()
    session.set_weight("W1", (0, 0), 0.5)
    session.change(changed(session.spec, rate=0.4))
    card = session.snapshot().card
    assert (card.changes, card.spec.rate) == (1, 0.4)


# pins


def test_a_pin_is_the_run_as_it_stands() -> None:
    session = begun(epochs=30)
    assert session.runs.pin() == ev.Pinned("A", 30)
    curve = session.snapshot().curve.values.tolist()
    train(session, 20)
    (pin,) = session.snapshot().pins
    assert (pin.name, pin.epochs, pin.live, pin.spec) == ("A", 30, False, SMALL)
    assert pin.curve.values.tolist() == curve
    assert pin.mse == curve[-1]
    assert pin.seconds > 0.0


def test_a_run_that_has_gone_back_is_pinned_up_to_there() -> None:
    session = begun(epochs=30)
    session.navigation.seek(12)
    session.runs.pin()
    (pin,) = session.snapshot().pins
    assert (pin.epochs, len(pin.curve.values)) == (12, 13)
    assert pin.mse == pin.curve.values[-1] == session.snapshot().record.mse


def test_the_same_run_is_not_pinned_twice_nor_an_untrained_one() -> None:
    session = begun()
    assert session.runs.pin() == ev.NothingToPin()
    train(session, 5)
    session.runs.pin()
    assert session.runs.pin() == ev.AlreadyPinned("A")
    session.navigation.rewind()
    train(session, 5)
    assert session.runs.pin() == ev.AlreadyPinned("A"), "the same numbers once more"
    train(session, 1)
    assert session.runs.pin() == ev.Pinned("B", 6)


def test_six_and_no_more_each_with_a_marker_of_its_own() -> None:
    session = begun()
    for _ in range(MOST):
        train(session, 1)
        assert isinstance(session.runs.pin(), ev.Pinned)
    train(session, 1)
    assert session.runs.pin() == ev.NoRoomToPin(MOST)
    pins = session.snapshot().pins
    assert [pin.name for pin in pins] == list("ABCDEF")
    assert len({pin.look for pin in pins}) == MOST
    assert session.runs.unpin("C") == ev.Unpinned("C")
    assert session.runs.unpin("C") == ev.NotPinned("C")
    assert session.runs.pin() == ev.Pinned("C", 7), "the letter and the marker are free again"
    assert {pin.look for pin in session.snapshot().pins} == set(range(MOST))


def test_the_oldest_make_room_for_a_comparison_with_a_word() -> None:
    session = begun()
    for _ in range(5):
        train(session, 1)
        session.runs.pin()
    event = session.compare(COMPARISONS["batch-sizes"])
    assert event.dropped == (ev.PinsDropped(("A",), MOST),)
    assert [pin.name for pin in session.snapshot().pins] == [
        "batch 2", "batch all", "B", "C", "D", "E",
    ]  # fmt: skip
    train(session, 9)
    assert session.runs.pin() == ev.NoRoomToPin(MOST)
    event = session.compare(COMPARISONS["losses"])
    assert event.dropped == (ev.PinsDropped(("B",), MOST), ev.PinsDropped(("C",), MOST))
    pins = session.snapshot().pins
    assert len(pins) == len({pin.look for pin in pins}) == MOST


def test_the_same_comparison_again_has_other_names() -> None:
    session = begun(comparison="losses", epochs=3)
    session.compare(COMPARISONS["losses"])
    names = [session.snapshot().card.name, *(pin.name for pin in session.snapshot().pins)]
    assert len(set(names)) == 4
    assert names[:2] == ["squared error 2", "cross entropy 2"]


def test_a_companion_can_be_shown_instead() -> None:
    session = begun(comparison="losses", epochs=9)
    (look,) = [pin.look for pin in session.snapshot().pins]
    assert session.show("cross entropy") == ev.RunShown("cross entropy", False, "")
    snapshot = session.snapshot()
    assert snapshot.spec.loss == "cross-entropy"
    assert (snapshot.card.name, snapshot.card.look) == ("cross entropy", None)
    assert [(pin.name, pin.look) for pin in snapshot.pins] == [("squared error", look)]
    train(session, 6)
    assert_as_if_alone(session, "losses", 15, SMALL)
    session.runs.pin()
    assert session.show("A") == ev.NotTraining("A")
    assert session.spec.loss == "cross-entropy"


def test_a_companion_taken_off_is_no_longer_trained() -> None:
    session = begun(comparison="batch-sizes", epochs=4)
    session.runs.unpin("batch all")
    train(session, 4)
    assert set(trainers(session)) == {"batch 1", "batch 2"}


def test_a_lesson_goes_on_only_where_it_covers_the_runs() -> None:
    session = Session(LESSONS["cross-entropy"].spec, load(RunSpec()), "cross-entropy")
    assert session.compare(COMPARISONS["early-return"]).left_lesson == ""
    assert session.lesson is LESSONS["cross-entropy"]
    assert session.show("early return") == ev.RunShown("early return", False, "cross-entropy")
    assert session.lesson is None


def test_the_time_is_that_of_the_way_to_where_the_run_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = iter(range(10**6))
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(ticks)))
    session = begun()
    while session.epoch < 10:
        session.train(1e9, 10 - session.epoch)
    whole = session.snapshot().card.seconds
    assert whole > 0.0
    session.navigation.seek(5)
    assert session.snapshot().card.seconds == pytest.approx(whole / 2)
    session.navigation.seek(10)
    assert session.snapshot().card.seconds == whole
