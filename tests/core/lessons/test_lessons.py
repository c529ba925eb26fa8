"""Lessons: their claims come true, are not true from the start, and are settled by the evidence."""

from __future__ import annotations

import dataclasses
import math

import pytest

from core import (
    DATASET_NAMES,
    LESSONS,
    Claim,
    ClaimState,
    Evidence,
    Lesson,
    RunSpec,
    SetFrozen,
    SetRule,
    SetWeight,
    Trainer,
    Verdicts,
    forward,
    freeze_weights,
    rows_right,
)
from tests.helpers.strategies import bits

lessons = pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))


def evidence(trainer: Trainer) -> Evidence:
    """Collect the evidence that a claim may use."""
    y = forward(trainer.network, trainer.state.params, trainer.dataset.x).output
    return Evidence(
        epoch=trainer.record.epoch,
        mse=trainer.record.mse,
        solved_since=trainer.record.solved_since,
        d=trainer.dataset.d,
        y=y,
        right=rows_right(trainer.dataset, y),
        initial=trainer.initial_params,
        params=trainer.state.params,
        accuracy=trainer.record.accuracy,
        test=trainer.record.test,
    )


def doubted(lesson: Lesson, trainer: Trainer) -> list[str]:
    """Return the claims that do not hold."""
    seen = evidence(trainer)
    return [claim.text for claim in lesson.claims if not claim.holds(seen)]


@lessons
def test_every_claim_holds_after_its_epochs_of_seed_1(lesson: Lesson) -> None:
    assert lesson.spec.seed == 1
    trainer = Trainer(lesson.spec)
    trainer.run_for(600.0, max_epochs=lesson.epochs)
    assert doubted(lesson, trainer) == []


@lessons
def test_every_claim_is_met_for_good_from_the_epoch_that_settles_it(lesson: Lesson) -> None:
    trainer, verdicts = Trainer(lesson.spec), Verdicts(lesson)
    while (goal := verdicts.next_epoch(trainer.record.epoch)) is not None:
        trainer.run_for(600.0, max_epochs=goal - trainer.record.epoch)
        verdicts.note(trainer)
        seen = evidence(trainer)
        states = verdicts.states(trainer, seen)
        for claim, state in zip(lesson.claims, states, strict=True):
            if claim.by <= goal:
                assert state == "met", (claim.text, goal)
                assert claim.state(dataclasses.replace(seen, epoch=10**6), True) == "met"


@lessons
def test_the_pace_of_a_lesson_shows_it_in_ten_to_sixty_seconds(lesson: Lesson) -> None:
    assert 10.0 <= lesson.epochs / lesson.pace <= 60.0


@lessons
def test_not_every_claim_holds_before_anything_is_learned(lesson: Lesson) -> None:
    assert doubted(lesson, Trainer(lesson.spec)) != []


@pytest.mark.parametrize("seed", [2])
@pytest.mark.parametrize("name", ["delta-rule", "delta-rule-xor", "early-return"])
def test_what_is_said_of_any_start_holds_for_other_seeds(name: str, seed: int) -> None:
    lesson = LESSONS[name]
    trainer = Trainer(dataclasses.replace(lesson.spec, seed=seed))
    trainer.run_for(600.0, max_epochs=10_000)
    assert doubted(lesson, trainer) == []


def test_the_path_is_that_of_the_notes() -> None:
    assert list(LESSONS)[:6] == [
        "forward-pass",
        "delta-rule",
        "delta-rule-xor",
        "backprop-xor",
        "cross-entropy",
        "early-return",
    ]


@lessons
def test_a_lesson_is_filed_under_its_name_and_has_a_twin_to_compare_with(lesson: Lesson) -> None:
    assert LESSONS[lesson.name] is lesson
    assert lesson.twin in LESSONS
    assert lesson.twin != lesson.name
    assert lesson.title
    assert lesson.text
    assert lesson.claims
    for text in (lesson.title, lesson.text, *(claim.text for claim in lesson.claims)):
        assert text == " ".join(text.split())
        assert text.isprintable()


@lessons
def test_a_lesson_is_an_ordinary_run(lesson: Lesson) -> None:
    assert lesson.spec.dataset in DATASET_NAMES
    assert RunSpec.from_json(lesson.spec.to_json()) == lesson.spec


def drawn_from(spec: RunSpec) -> tuple[object, ...]:
    """Return what decides the first weights besides the seed."""
    return spec.dataset, spec.hidden, spec.bias, spec.init


def test_twins_of_the_same_shape_and_data_start_from_the_same_weights() -> None:
    alike = []
    for lesson in LESSONS.values():
        assert lesson.twin is not None
        twin = LESSONS[lesson.twin]
        if drawn_from(lesson.spec) == drawn_from(twin.spec):
            alike.append(lesson.name)
            one, other = Trainer(lesson.spec), Trainer(twin.spec)
            assert bits(one.initial_params) == bits(other.initial_params), lesson.name
    assert {"backprop-xor", "cross-entropy"} <= set(alike)


@lessons
def test_a_lesson_covers_its_run_from_other_weights_and_at_other_rates(lesson: Lesson) -> None:
    spec = lesson.spec
    assert lesson.covers(spec)
    assert lesson.covers(dataclasses.replace(spec, seed=42, rate=0.1))
    drawn = {name: array.tolist() for name, array in Trainer(spec).initial_params.items()}
    weights = freeze_weights(drawn)
    assert lesson.covers(dataclasses.replace(spec, init="literal", weights=weights))
    for other in LESSONS.values():
        if other.spec != spec:
            alike = dataclasses.replace(other.spec, rate=spec.rate) == spec
            assert lesson.covers(other.spec) == alike  # a few differ in the rate alone


def test_a_run_that_breaks_a_claim_is_seen() -> None:
    lesson = LESSONS["backprop-xor"]
    trainer = Trainer(lesson.spec)
    seen = dataclasses.replace(evidence(trainer), epoch=10_000, mse=math.inf)
    assert not any(claim.holds(seen) for claim in lesson.claims)


# what settles a claim

_BELOW = Claim("The mse is below 0.2.", lambda seen: seen.mse < 0.2, 100)
_ABOVE = Claim("The mse is above 0.2.", lambda seen: seen.mse > 0.2, 100)


@pytest.mark.parametrize("claim", [_BELOW, _ABOVE])
def test_a_claim_is_open_until_the_epoch_that_settles_it_and_then_missed(claim: Claim) -> None:
    seen = evidence(Trainer(RunSpec()))
    mse = {_BELOW.text: 0.3, _ABOVE.text: 0.1}[claim.text]
    for epoch, then, state in ((0, None, "open"), (99, None, "open"), (100, False, "missed")):
        assert claim.state(dataclasses.replace(seen, epoch=epoch, mse=mse), then) == state
    held = dataclasses.replace(seen, epoch=100_000, mse=mse)
    assert claim.state(held, True) == "met", "what was so at epoch 100 stays met"
    late = dataclasses.replace(seen, epoch=101, mse=0.4 - mse)
    assert claim.state(late, False) == "met", "late, but it has come true"
    assert claim.state(dataclasses.replace(late, epoch=7), None) == "met"


def follow(trainer: Trainer, verdicts: Verdicts, epoch: int) -> tuple[ClaimState, ...]:
    """Train up to an epoch as the app does, and return the state of the claims."""
    while trainer.record.epoch < epoch:
        goal = min(epoch, verdicts.next_epoch(trainer.record.epoch) or epoch)
        trainer.run_for(600.0, max_epochs=goal - trainer.record.epoch)
        verdicts.note(trainer)
    return verdicts.states(trainer, evidence(trainer))


def lesson_of(*claims: Claim) -> Lesson:
    return dataclasses.replace(LESSONS["backprop-xor"], claims=claims)


def test_a_verdict_comes_and_goes_with_the_moment_and_not_with_the_pace() -> None:
    """The mse of XOR is above 0.2 at epoch 100 and below it at 2,000."""
    verdicts = Verdicts(lesson_of(_BELOW, _ABOVE))
    trainer = Trainer(RunSpec())
    assert follow(trainer, verdicts, 0) == ("open", "met")
    assert follow(trainer, verdicts, 100) == ("missed", "met")
    assert follow(trainer, verdicts, 2000) == ("met", "met")
    trainer.seek(50)
    assert verdicts.states(trainer, evidence(trainer)) == ("open", "met")
    trainer.seek(150)
    assert verdicts.states(trainer, evidence(trainer)) == ("missed", "met")
    assert Verdicts(lesson_of(_BELOW)).next_epoch(100) is None


def test_a_change_before_the_verdict_takes_it_back_and_one_after_it_does_not() -> None:
    verdicts = Verdicts(lesson_of(_ABOVE))
    trainer = Trainer(RunSpec())
    follow(trainer, verdicts, 100)
    trainer.change(SetWeight("W1", (0, 0), 3.0))  # at the very moment: the verdict is out
    assert follow(trainer, verdicts, 2000) == ("met",)
    trainer.seek(40)
    trainer.change(SetRule("momentum", 0.9))  # solves XOR before epoch 100
    assert follow(trainer, verdicts, 100) == ("missed",)
    trainer.seek(0)
    trainer.change(SetFrozen("W2", (0, 0), True))
    assert follow(trainer, verdicts, 99) == ("met",)


def test_each_run_has_its_own_verdicts() -> None:
    verdicts = Verdicts(lesson_of(_ABOVE))
    slow, fast = Trainer(RunSpec()), Trainer(RunSpec(rule="momentum"))
    assert follow(slow, verdicts, 150) == ("met",)
    assert follow(fast, verdicts, 150) == ("missed",)
    assert verdicts.states(slow, dataclasses.replace(evidence(slow), mse=0.0)) == ("met",)
