"""Weights from a file: what is read, and one sentence for whatever is wrong with it."""

from __future__ import annotations

import json
import math
import os
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import RunSpec, SpecError, Trainer, freeze_weights, read_weights
from tests.helpers.strategies import bits, epochs, laws, refused

GOOD = {"W1": [[0.1, -0.2, 3], [1e-3, 5, 6]], "W2": [[0.5, 0.25]]}
FROZEN = (("W1", ((0.1, -0.2, 3.0), (1e-3, 5.0, 6.0))), ("W2", ((0.5, 0.25),)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "weights.json"


@pytest.fixture(scope="module")
def reused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one path for all examples of a hypothesis test."""
    return tmp_path_factory.mktemp("weights") / "random.json"


# What is read.


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(GOOD),
        json.dumps({"weights": GOOD}),
        json.dumps({"spec": {}, "mse": 0.1, "weights": GOOD, "seconds": 1.5}),
        "\ufeff" + json.dumps(GOOD, indent=4),
    ],
    ids=["bare", "under weights", "as run prints it", "with a byte order mark"],
)
def test_a_good_file_is_read(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")
    assert read_weights(file) == FROZEN
    assert read_weights(str(file)) == FROZEN
    hash(read_weights(file))


def test_the_weights_of_a_run_start_another_run_exactly_there(file: Path) -> None:
    first = Trainer(RunSpec(hidden=(3,), bias=True))
    epochs(first, 50)
    plain = {name: array.tolist() for name, array in first.state.params.items()}
    file.write_text(json.dumps({"weights": plain}))
    spec = RunSpec(hidden=(3,), bias=True, init="literal", weights=read_weights(file))
    second = Trainer(spec)
    assert bits(second.state.params) == bits(first.state.params)
    assert second.record.mse == first.record.mse
    epochs(first, 20)
    epochs(second, 20)
    assert bits(second.state.params) == bits(first.state.params)


def test_arrays_can_be_frozen_too() -> None:
    assert freeze_weights({"W1": np.array([[1.0, 2.0]]), "b1": np.array([3])}) == (
        ("W1", ((1.0, 2.0),)),
        ("b1", (3.0,)),
    )


# What is refused.


BAD = [
    ("", "line 1, column 1: this is not JSON"),
    ('{"W1": [[1, 2],\n [3, }', "line 2, column 6: this is not JSON"),
    ("[1, 2]", "must hold an object"),
    ("5", "must hold an object"),
    ("null", "must hold an object"),
    ("{}", "must hold an object"),
    ('{"weights": {}}', "must hold an object"),
    ('{"W1": 5}', "W1 must be a list"),
    ('{"W1": []}', "W1 must be a list"),
    ('{"W1": "12"}', "W1 must be a list"),
    ('{"W1": {"a": 1}}', "W1 must be a list"),
    ('{"W1": [[1, 2], [3]]}', "row 1 of W1"),
    ('{"W1": [[1, 2], 3]}', "row 1 of W1"),
    ('{"W1": [1, [2, 3]]}', "row 0 of W1"),
    ('{"W1": [[1, NaN]]}', "W1[0][1] is nan"),
    ('{"W1": [[1, Infinity]]}', "W1[0][1] is inf"),
    ('{"W1": [[1, 1e999]]}', "W1[0][1] is inf"),
    ('{"b1": [null]}', "b1[0] is None"),
    ('{"b1": [true]}', "b1[0] is True"),
    ('{"b1": ["1"]}', "b1[0] is '1'"),
    ('{"W1": [[[1]]]}', "W1[0][0] is [1]"),
    ('{"b1": [' + "9" * 400 + "]}", "b1[0] is "),
    ('{"b1": [' + "9" * 5000 + "]}", "not JSON that can be read"),
    ('{"b1": [' + "[" * 100_000 + "]}", "not JSON that can be read"),
    ('{"b1": ["' + "x" * 5000 + '"]}', "b1[0] is 'xxx"),
]


@pytest.mark.parametrize(("content", "said"), BAD, ids=[f"{c[:20]} {len(c)}" for c, _ in BAD])
def test_a_bad_file_is_refused_with_its_name_and_the_place(
    file: Path, content: str, said: str
) -> None:
    file.write_text(content, encoding="utf-8")
    message = refused("weights", lambda: read_weights(file))
    assert message.startswith(str(file))
    assert said in message


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'{"W1": [[\xe9]]}', bytes(range(128, 256))])
def test_a_file_that_is_not_utf_8_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert "UTF-8" in refused("weights", lambda: read_weights(file))


def test_a_file_that_cannot_be_opened_is_refused(file: Path, tmp_path: Path) -> None:
    assert "no such file" in refused("weights", lambda: read_weights(file))
    assert "is a directory" in refused("weights", lambda: read_weights(tmp_path))
    assert "Not a directory" in refused("weights", lambda: read_weights(__file__ + "/x"))
    with pytest.raises(SpecError, match="name too long"):
        read_weights("x" * 5000)


def test_weights_may_come_through_a_pipe(file: Path) -> None:
    os.mkfifo(file)
    writing = threading.Thread(target=lambda: file.write_text(json.dumps(GOOD)), daemon=True)
    writing.start()
    assert read_weights(file) == FROZEN
    writing.join()


def test_a_path_with_a_nul_in_it_is_refused() -> None:
    with pytest.raises(SpecError):
        read_weights("weights\0.json")


@pytest.mark.parametrize("depth", [10, 300, 900, 950, 990, 1000, 5_000, 20_000, 60_000])
def test_deep_nesting_is_refused_whatever_its_depth(file: Path, depth: int) -> None:
    file.write_text('{"W1": ' + "[" * depth + "1" + "]" * depth + "}")
    refused("weights", lambda: read_weights(file))


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["W1", "b1", "weights", "", "x"]), inner, max_size=3)
    ),
    max_leaves=15,
)


def read_or_refuse(file: Path) -> None:
    try:
        weights = read_weights(file)
    except SpecError:
        return
    for _, numbers in weights:
        assert np.isfinite(np.array(numbers, dtype=np.float64)).all()


@laws
@given(content=plain)
def test_nested_rubbish_is_read_or_refused_and_nothing_else(reused: Path, content: Any) -> None:
    reused.write_text(json.dumps(content))
    read_or_refuse(reused)


@laws
@given(content=st.text(alphabet='[]{}",:0123456789eE+-.nulltruefasNaNW \n\\', max_size=60))
def test_broken_json_is_refused_and_nothing_else(reused: Path, content: str) -> None:
    reused.write_text(content)
    read_or_refuse(reused)


@laws
@given(content=st.binary(max_size=60))
def test_random_bytes_are_refused_and_nothing_else(reused: Path, content: bytes) -> None:
    reused.write_bytes(content)
    read_or_refuse(reused)


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        pytest.param(10**400, id="401 digits"),
        pytest.param(10**5000, id="5001 digits"),  # longer than Python cares to write out
        True,
        None,
        1j,
    ],
)
def test_what_is_no_finite_number_cannot_be_frozen(value: Any) -> None:
    refused("weights", lambda: freeze_weights({"W1": [[1.0, value]]}))


@pytest.mark.parametrize(
    "content", [r'{"\ud800\u001b[2J\n": ["x"]}', r'{"\u001b[2J\ud800": [0.5]}']
)
def test_names_that_no_terminal_can_show_do_not_reach_the_message(file: Path, content: str) -> None:
    file.write_text(content)
    refused("weights", lambda: Trainer(RunSpec(init="literal", weights=read_weights(file))))


def _no_objects(_text: str) -> object:
    pytest.fail("objects are made of it")


@pytest.mark.parametrize("value", ["[", "0,"], ids=["lists", "numbers"])
def test_a_file_of_too_many_values_is_refused_before_one_is_made(
    file: Path, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.nn.literal_weights.MOST_VALUES", 1000)
    file.write_text('{"W1": [' + value * 1001)
    monkeypatch.setattr(json, "loads", _no_objects)
    assert "1,000 are the most" in refused("weights", lambda: read_weights(file))


def test_a_file_of_weights_that_is_too_large_is_refused(file: Path) -> None:
    file.touch()
    os.truncate(file, (64 << 20) + 1)
    assert "at most 64 MiB are read" in refused("weights", lambda: read_weights(file))
