"""The lessons: what they claim comes true, and is not true from the start."""

from __future__ import annotations

import dataclasses
import math

import pytest

from core import DATASET_NAMES, LESSONS, Evidence, Lesson, RunSpec, Trainer, forward, freeze_weights

lessons = pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))


def evidence(trainer: Trainer) -> Evidence:
    """Gather what a claim may look at."""
    return Evidence(
        epoch=trainer.record.epoch,
        mse=trainer.record.mse,
        solved_since=trainer.record.solved_since,
        d=trainer.dataset.d,
        y=forward(trainer.network, trainer.state.params, trainer.dataset.x).output,
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


def test_twins_of_two_layers_start_from_the_same_weights() -> None:
    for lesson in LESSONS.values():
        assert lesson.twin is not None
        twin = LESSONS[lesson.twin]
        ours, theirs = (drawn_from(each.spec) for each in (lesson, twin))
        if ours == theirs:
            one, other = Trainer(lesson.spec), Trainer(twin.spec)
            for name, array in one.initial_params.items():
                assert array.tobytes() == other.initial_params[name].tobytes()


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
