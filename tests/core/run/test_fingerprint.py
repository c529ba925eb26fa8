"""The fingerprint of a moment: what it is made of, how it is read, and that a run decides it."""

from __future__ import annotations

import hashlib
import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Dataset, Params, RunSpec, Trainer, fingerprint, read_fingerprint
from tests.helpers.strategies import few_laws, outcome, refused, runs, updates

Run = tuple[RunSpec, Dataset | None]


def longhand(epoch: int, step: int, params: Params) -> str:
    """Make a fingerprint the plain way: bytes one after the other, bits as text."""
    content = epoch.to_bytes(8, "little") + step.to_bytes(8, "little")
    for array in params.values():
        for number in array.flatten().tolist():
            content += struct.pack("<d", 0.0 if number == 0.0 else number)
    digest = hashlib.sha256(content).digest()
    bits = "".join(f"{byte:08b}" for byte in digest[:5])
    letters = [sign for sign in "abcdefghijklmnopqrstuvwxyz" if sign not in "ilou"]
    signs = [*"0123456789", *letters]
    found = "".join(signs[int(bits[i : i + 5], 2)] for i in range(0, 40, 5))
    return found[:4] + "-" + found[4:]


def test_an_example_that_was_worked_out_by_hand() -> None:
    # 01 and seven 00, 04 and seven 00, then 1.0, -2.0 and 0.5 as 00 00 00 00 00 00 f0 3f,
    # 00 00 00 00 00 00 00 c0 and 00 00 00 00 00 00 e0 3f. `sha256sum` says 8f fc 32 28 ba ...:
    # 10001 11111 11110 00011 00100 01010 00101 11010 = 17 31 30 3 4 10 5 26 = h z y 3 4 a 5 t
    params = {"W1": np.array([[1.0, -2.0]]), "b1": np.array([0.5])}
    assert fingerprint(1, 4, params) == "hzy3-4a5t"


numbers = st.floats(allow_nan=False, allow_infinity=False)
tall = st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1, max_size=4)


@given(st.integers(0, 2**63), st.integers(0, 2**63), tall, tall)
def test_it_is_what_its_definition_says(
    epoch: int, step: int, first: list[list[float]], second: list[list[float]]
) -> None:
    params = {"W1": np.array(first), "W2": np.array(second)}
    assert fingerprint(epoch, step, params) == longhand(epoch, step, params)


@given(tall)
def test_how_an_array_lies_in_memory_makes_no_difference(rows: list[list[float]]) -> None:
    array = np.array(rows)
    wide = np.zeros((len(rows), 5))
    wide[:, 1::2] = array
    expected = fingerprint(3, 12, {"W1": array})
    for same in (np.asfortranarray(array), wide[:, 1::2], array.astype(">f8")):
        assert fingerprint(3, 12, {"W1": same}) == expected


def test_a_zero_has_no_sign() -> None:
    plain, negative = np.array([[0.0, 1.0]]), np.array([[-0.0, 1.0]])
    assert fingerprint(1, 1, {"W1": negative}) == fingerprint(1, 1, {"W1": plain})
    assert math.copysign(1.0, negative[0, 0]) == -1.0


def test_the_last_bit_of_a_weight_the_epoch_and_the_update_all_count() -> None:
    params = {"W1": np.array([[0.1, 0.2]])}
    next_to = {"W1": np.array([[0.1, math.nextafter(0.2, 1.0)]])}
    found = {
        fingerprint(1, 4, params),
        fingerprint(2, 4, params),
        fingerprint(1, 5, params),
        fingerprint(1, 4, next_to),
    }
    assert len(found) == 4


@few_laws
@given(runs(), st.integers(1, 6))
def test_the_same_spec_gives_the_same_fingerprint_on_every_way(run: Run, count: int) -> None:
    by_step, by_epoch, by_time, by_run = (Trainer(*run) for _ in range(4))
    ends = {
        outcome(lambda: [by_step.step_sample() for _ in range(count * updates(by_step))]),
        outcome(lambda: [by_epoch.step_epoch() for _ in range(count)]),
        outcome(lambda: by_time.run_for(600.0, max_epochs=count)),
        outcome(lambda: list(by_run.run(max_epochs=count))),
    }
    assert len(ends) == 1
    assert len({way.fingerprint for way in (by_step, by_epoch, by_time, by_run)}) == 1
    state = by_step.state
    assert by_step.fingerprint == longhand(state.epoch, state.step, state.params)


def test_each_moment_has_its_own_also_within_an_epoch_and_keeps_it() -> None:
    trainer = Trainer(RunSpec(seed=3))
    first = [trainer.fingerprint]
    for _ in range(10):
        trainer.step_sample()
        first.append(trainer.fingerprint)
    assert len(set(first)) == 11
    again = []
    for step in range(11):
        trainer.seek(*divmod(step, 4))
        again.append(trainer.fingerprint)
    assert again == first


def test_another_seed_has_another_fingerprint() -> None:
    assert len({Trainer(RunSpec(seed=seed)).fingerprint for seed in range(50)}) == 50


# reading


@given(st.integers(0, 2**40), st.integers(0, 2**40))
def test_what_is_written_is_read_back(epoch: int, step: int) -> None:
    written = fingerprint(epoch, step, {})
    assert read_fingerprint(written) == written


@pytest.mark.parametrize(
    "typed",
    [
        "7k01-9qxa",
        "7K01-9QXA",
        "7k019qxa",
        " 7k01 9qxa ",
        "7k0l 9qxa",
        "7kOI-9qxa",
        "7koi-9qxa",
        "7K0L9QXA",
        "7k-01-9q-xa",
        "7k01–9qxa",
        "7k01—9qxa",
        "7k01−9qxa",  # a minus sign
        "７ｋ０１－９ｑｘａ",  # as a Korean keyboard may type it
    ],
)
def test_it_is_read_however_people_type_it(typed: str) -> None:
    assert read_fingerprint(typed) == "7k01-9qxa"


@pytest.mark.parametrize(
    "typed",
    [
        "", "-", "7k3f", "7k3f-9qx", "7k3f-9qxab", "7k3u-9qxa", "7k3U-9qxa", "7k3f_9qxa",
        "7k3f-9qx!", "7k3f.9qxa", "ㅏ3f7-9qxa", "7k3f-9qx\x1b", "x" * 10_000,
    ],
)  # fmt: skip
def test_what_is_none_is_refused_with_what_is_legal(typed: str) -> None:
    said = refused("fingerprint", lambda: read_fingerprint(typed))
    assert "eight of the signs 0-9 and a-z without i, l, o and u, such as 7k3f-9qxa" in said
