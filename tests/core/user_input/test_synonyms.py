"""Synonyms for names: one meaning each, only valid names in a spec, and sensible suggestions."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from core import LESSONS, RunSpec
from core.run.spec import NAMES
from core.user_input.synonyms import OTHER, SAME, key
from core.user_input.validation import closest, valid_name
from tests.helpers.strategies import refused

EVERY = [(field, name) for field, names in NAMES.items() for name in names]


def test_a_synonym_stands_for_something_legal() -> None:
    for field, table in SAME.items():
        assert set(table.values()) <= set(NAMES[field])
    for field, others in OTHER.items():
        assert {near.name for near in others.values()} <= set(NAMES[field])


def test_no_name_has_two_meanings() -> None:
    for field, names in NAMES.items():
        known = [*names, *SAME.get(field, {}), *OTHER.get(field, {})]
        keys = list(map(key, known))
        assert len(set(keys)) == len(keys), field


@pytest.mark.parametrize(("field", "name"), EVERY)
def test_case_and_separators_make_no_difference(field: str, name: str) -> None:
    words = (name.upper(), name.title(), name.replace("-", "_"), name.replace("-", ""), f" {name} ")
    assert {valid_name(field, written, NAMES[field]) for written in words} == {name}


@pytest.mark.parametrize(
    ("field", "written", "name"),
    [
        ("activation", "ReLU", "relu"), ("activation", "LeakyReLU", "leaky-relu"),
        ("output", "identity", "linear"), ("output", "Logistic", "sigmoid"),
        ("loss", "MSE", "squared-error"), ("loss", "mean_squared_error", "squared-error"),
        ("loss", "bce", "cross-entropy"), ("loss", "binary_crossentropy", "cross-entropy"),
        ("loss", "categorical_crossentropy", "cross-entropy"),
        ("loss", "log-loss", "cross-entropy"), ("loss", "CrossEntropyLoss", "cross-entropy"),
        ("rule", "SGD", "sgd"),
        ("rule", "Adam", "adam"), ("rule", "RMSprop", "rmsprop"), ("rule", "NAG", "nesterov"),
        ("init", "xavier_uniform", "xavier"), ("init", "glorot", "xavier"),
        ("init", "kaiming", "he"), ("order", "shuffle", "shuffled"),
        ("schedule", "StepLR", "step"), ("scale", "StandardScaler", "standard"),
        ("dataset", "XOR", "xor"), ("dataset", "make_moons", "moons"),
    ],
)  # fmt: skip
def test_a_spec_holds_the_legal_name_of_what_was_written(
    field: str, written: str, name: str
) -> None:
    settings: dict[str, Any] = {field: (written,) if field == "activation" else written}
    spec = RunSpec(**settings)
    assert getattr(spec, field) == ((name,) if field == "activation" else name)
    assert spec == RunSpec.from_json(json.loads(json.dumps(spec.to_json())))
    assert f'"{written}"' not in json.dumps(spec.to_json()), "JSON has the valid name alone"


@pytest.mark.parametrize("field", sorted(OTHER))
def test_what_is_not_exactly_the_same_is_refused_with_what_there_is(field: str) -> None:
    for written, near in OTHER[field].items():
        value = (written,) if field in ("activation", "extra") else written
        message = refused(field, partial(replace, RunSpec(), **{field: value}))
        assert near.name in message
        assert near.difference in message


def test_a_field_of_a_spec_in_json_has_one_spelling() -> None:
    assert "rate" in refused("spec", lambda: RunSpec.from_json({"Rate": 0.5}))


CLOSE = [
    ("rule", "adma", "adam"), ("activation", "tahn", "tanh"), ("activation", "rleu", "relu"),
    ("dataset", "spirl", "spiral"), ("dataset", "irsi", "iris"), ("dataset", "xorr", "xor"),
    ("dataset", "parity", "parity-2"), ("schedule", "cosin", "cosine"),
]  # fmt: skip
FAR = [
    ("dataset", "mnist"), ("dataset", "imdb"), ("dataset", "not"), ("dataset", "house-prices"),
    ("rule", "newton"), ("rule", "lbfgs"), ("loss", "hinge"), ("activation", "maxout"),
    ("init", "orthogonal"), ("order", "sorted"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "written", "meant"), CLOSE)
def test_a_typing_error_is_recognised(field: str, written: str, meant: str) -> None:
    assert closest(written, NAMES[field]) == meant


@pytest.mark.parametrize(("field", "written"), FAR)
def test_another_word_is_not_taken_for_a_typing_error(field: str, written: str) -> None:
    assert closest(written, NAMES[field]) is None
    assert "did you mean" not in refused(field, lambda: valid_name(field, written, NAMES[field]))


def test_a_lesson_is_found_in_any_case() -> None:
    assert valid_name("lesson", "Delta_Rule_XOR", LESSONS) == "delta-rule-xor"
