"""RunSpec: what it refuses, and that it survives a round trip through JSON."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import Dataset, RunSpec, SpecError, Trainer, freeze_weights
from tests.helpers.strategies import fingerprint, laws, refused, runs, specs

LITERAL = (("W1", ((0.1, -0.2, 0.3),)), ("b1", (0.5,)))

finite = st.floats(allow_nan=False, allow_infinity=False)
rows = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(finite, min_size=width, max_size=width), min_size=1, max_size=4)
)
names = st.sampled_from(("W1", "b1", "W2", "b2", "W10", "b9999"))
weights = st.dictionaries(names, rows | st.lists(finite, min_size=1, max_size=4))


# There and back.


@laws
@given(specs())
def test_a_spec_comes_back_from_json_equal(spec: RunSpec) -> None:
    back = RunSpec.from_json(json.loads(json.dumps(spec.to_json(), allow_nan=False)))
    assert back == spec
    assert hash(back) == hash(spec)
    assert repr(back) == repr(spec)


@laws
@given(specs(), st.text(min_size=1), st.lists(st.text(), max_size=3).map(tuple))
def test_a_spec_of_a_file_comes_back_too(spec: RunSpec, file: str, target: tuple[str, ...]) -> None:
    spec = dataclasses.replace(spec, dataset=None, data_file=file, target=target)
    assert RunSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec


@laws
@given(weights.map(freeze_weights))
def test_literal_weights_come_back_to_the_last_bit(given_: Any) -> None:
    spec = RunSpec(init="literal", weights=given_)
    back = RunSpec.from_json(json.loads(json.dumps(spec.to_json(), allow_nan=False)))
    assert back == spec
    assert hash(back) == hash(spec)
    assert repr(back.weights) == repr(spec.weights)


@laws
@given(runs())
def test_the_same_spec_gives_the_same_numbers(run: tuple[RunSpec, Dataset | None]) -> None:
    copy = RunSpec.from_json(json.loads(json.dumps(run[0].to_json())))
    assert fingerprint(Trainer(copy, run[1])) == fingerprint(Trainer(*run))


def test_fields_that_are_missing_take_their_defaults() -> None:
    assert RunSpec.from_json({}) == RunSpec()
    assert RunSpec.from_json({"seed": 5}) == RunSpec(seed=5)


def test_a_whole_number_serves_as_a_rate() -> None:
    assert RunSpec.from_json({"rate": 1}).rate == 1.0
    assert isinstance(RunSpec.from_json({"rate": 1}).rate, float)


def test_every_field_is_in_the_json_and_the_default_run_is_xor() -> None:
    plain = RunSpec().to_json()
    assert list(plain) == [field.name for field in dataclasses.fields(RunSpec)]
    assert (plain["dataset"], plain["hidden"], plain["rate"]) == ("xor", (4,), 0.9)


def test_equal_specs_are_one_key() -> None:
    assert len({RunSpec(), RunSpec(seed=1), RunSpec(seed=2)}) == 2
    assert RunSpec(rate=0.1) != RunSpec(rate=0.2)


# What is not valid.


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("dataset", {"dataset": "xro"}),
        ("dataset", {"dataset": None}),
        ("dataset", {"data_file": "points.csv"}),
        ("target", {"target": ("y",)}),
        ("hidden", {"hidden": (0,)}),
        ("hidden", {"hidden": (4, -1)}),
        ("activation", {"activation": ("sigmoyd",)}),
        ("activation", {"activation": ()}),
        ("activation", {"activation": ("tanh", "tanh")}),
        ("activation", {"hidden": (), "activation": ("tanh", "tanh")}),
        ("activation", {"hidden": (2, 2), "activation": ("tanh", "step")}),
        ("output", {"output": "step"}),
        ("loss", {"loss": "hinge"}),
        ("loss", {"loss": "cross-entropy", "output": "linear"}),
        ("loss", {"loss": "cross-entropy", "output": "tanh"}),
        ("loss", {"loss": "cross-entropy", "output": "relu"}),
        ("loss", {"loss": "cross-entropy", "output": "gelu"}),
        ("rule", {"rule": "adagrad"}),
        ("rate", {"rate": -0.1}),
        ("rate", {"rate": math.inf}),
        ("rate", {"rate": math.nan}),
        ("batch", {"batch": -1}),
        ("order", {"order": "random"}),
        ("init", {"init": "ones"}),
        ("init", {"init": "literal"}),
        ("init", {"weights": LITERAL}),
        ("seed", {"seed": -1}),
    ],
)
def test_what_is_not_legal_is_refused_in_one_sentence(field: str, values: dict[str, Any]) -> None:
    refused(field, lambda: RunSpec(**values))
    plain_values = values | ({"weights": dict(LITERAL)} if "weights" in values else {})
    refused(field, lambda: RunSpec.from_json(RunSpec().to_json() | plain_values))
    refused(field, lambda: dataclasses.replace(RunSpec(), **values))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dataset", 5),
        ("dataset", ["xor"]),
        ("dataset", True),
        ("data_file", 5),
        ("target", "y"),
        ("target", [1]),
        ("hidden", 4),
        ("hidden", "4"),
        ("hidden", [4.0]),
        ("hidden", [True]),
        ("hidden", [[4]]),
        ("activation", "sigmoid"),
        ("activation", [None]),
        ("output", None),
        ("bias", 1),
        ("bias", "yes"),
        ("loss", None),
        ("rule", {}),
        ("rate", "0.9"),
        ("rate", True),
        ("rate", None),
        pytest.param("rate", 10**400, id="rate of 401 digits"),
        ("batch", 1.0),
        ("batch", "all"),
        ("order", 1),
        ("init", None),
        ("seed", 1.5),
        ("seed", True),
        ("weights", [1]),
        ("weights", "W1"),
        ("weights", 5),
        ("weights", {"W1": 5}),
        ("weights", {"W1": [[1], [2, 3]]}),
        ("weights", {"W1": ["x"]}),
        ("weights", {"W1": [[math.nan]]}),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_in_one_sentence(field: str, value: Any) -> None:
    refused(field, lambda: RunSpec.from_json({field: value}))
    if field != "weights":  # those are looked at when they meet their network
        refused(field, lambda: RunSpec(**{field: value}))


def test_lists_and_whole_numbers_take_the_types_of_their_fields() -> None:
    spec = RunSpec(hidden=[3, 2], activation=["tanh"], rate=1)  # type: ignore[arg-type]
    assert spec == RunSpec(hidden=(3, 2), activation=("tanh",), rate=1.0)
    assert repr(spec) == repr(RunSpec(hidden=(3, 2), activation=("tanh",), rate=1.0))
    hash(spec)


def test_a_field_there_is_not_is_refused_with_a_hint() -> None:
    message = refused("spec", lambda: RunSpec.from_json({"ratte": 0.9}))
    assert "'ratte'" in message
    assert "did you mean rate?" in message


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@laws
@given(st.dictionaries(st.sampled_from(sorted(RunSpec().to_json())), plain, max_size=3))
@example({"rate": 10**400})
@example({"weights": []})
def test_rubbish_is_a_spec_or_a_spec_error_and_nothing_else(rubbish: dict[str, Any]) -> None:
    try:
        spec = RunSpec.from_json(rubbish)
    except SpecError:
        return
    assert RunSpec.from_json(spec.to_json()) == spec
    hash(spec)


def test_a_typing_error_gets_a_hint() -> None:
    assert "did you mean xor?" in refused("dataset", lambda: RunSpec(dataset="xorr"))
    assert "did you mean" not in refused("dataset", lambda: RunSpec(dataset="qqqqqq"))
    assert "sequential, shuffled, first-only" in refused("order", lambda: RunSpec(order="x"))


@pytest.mark.parametrize("rate", [0.0, 5e-324, 1e308])
def test_any_finite_rate_is_legal(rate: float) -> None:
    assert RunSpec(rate=rate).rate == rate


def test_a_number_just_outside_a_range_is_shown_with_all_its_digits() -> None:
    assert "split is 1.0000001;" in refused("split", lambda: RunSpec(split=1.0000001))
    assert "noise is 2;" in refused("noise", lambda: RunSpec(noise=2.0))
