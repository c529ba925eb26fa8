"""Preparing data: editing rows, adding inputs, holding out rows, scaling columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    EXTRAS,
    Dataset,
    RunSpec,
    builtin,
    edited,
    encode,
    load,
    raw_inputs,
    split,
    standardised,
    with_extra,
)
from core.data.transforms import parts
from tests.helpers.call_counts import count_opcodes
from tests.helpers.strategies import few_laws, refused, seeds, table, tables


def test_edited_rows_keep_the_names_and_the_kind_follows_the_numbers() -> None:
    xor = builtin("xor")
    other = edited(xor, [(0, 1, 1, 1), (1, 1, 1, 1)])
    assert (other.kind, other.has_bias_input, other.features) == ("logic", True, xor.features)
    assert other.d.tolist() == [[1], [1]]
    assert edited(xor, [(0.5, 1, 1, 1)]).kind == "binary"
    assert edited(xor, [(0, 1, 1, 7)]).kind == "numbers"
    assert not edited(xor, [(0, 1, 0, 1)]).has_bias_input
    message = refused("rows", lambda: edited(xor, [(0, 1, 1, 1), (1, 1)]))
    assert "row 2" in message
    assert "has 2 numbers" in message
    assert "needs 4" in message


@few_laws
@given(tables(), st.floats(0.05, 0.95), seeds)
def test_a_split_parts_the_rows(data: Dataset, share: float, seed: int) -> None:
    if len(data) == 1 or data.test is not None:
        refused("split", lambda: split(data, share, seed))
        return
    parted = split(data, share, seed)
    assert parted.test is not None

    def rows(part: Dataset) -> list[tuple[float, ...]]:
        return sorted(map(tuple, np.hstack([part.x, part.d]).tolist()))

    assert sorted(rows(parted) + rows(parted.test)) == rows(data)
    assert len(parted) == min(max(round(share * len(data)), 1), len(data) - 1)
    again = split(data, share, seed)
    assert again.x.tobytes() == parted.x.tobytes()
    refused("split", lambda: split(parted, share, seed))


@few_laws
@given(st.lists(st.integers(0, 2), min_size=2, max_size=40), st.floats(0.1, 0.9), seeds)
def test_each_class_keeps_its_share(classes: list[int], share: float, seed: int) -> None:
    data = table([[float(i)] for i in range(len(classes))], np.eye(3)[classes].tolist())
    parted = split(data, share, seed)
    exact = data.d.sum(axis=0) * len(parted) / len(data)
    assert (np.abs(parted.d.sum(axis=0) - exact) < 1.0).all()


@few_laws
@given(st.floats(0.1, 0.8), st.floats(0.05, 0.9), seeds)
def test_a_validation_set_is_taken_from_the_rows_that_were_held_out(
    share: float, of_the_rest: float, seed: int
) -> None:
    data = table([[float(i)] for i in range(8)], [[0.5]] * 8)
    without, parted = (split(data, share, seed, part) for part in (0.0, (1 - share) * of_the_rest))
    assert without.test is not None
    assert parted.validation is not None
    assert parted.test is not None
    if len(without.test) > 1:  # else there is no row to spare for a third part
        assert parted.x.tolist() == without.x.tolist()
    held_out = [*parted.validation.x.ravel(), *parted.test.x.ravel()]
    assert sorted([*parted.x.ravel(), *held_out]) == list(range(8))
    wanted = 8 * (1.0 - share) * of_the_rest
    assert abs(len(parted.validation) - wanted) <= 1.5  # half a row is rounded, one is for the test


@given(st.lists(st.integers(0, 2), min_size=9, max_size=60), st.floats(0.2, 0.7), seeds)
def test_each_class_keeps_its_share_of_the_rows_for_validation(
    classes: list[int], share: float, seed: int
) -> None:
    data = table([[float(i)] for i in range(len(classes))], np.eye(3)[classes].tolist())
    parted = split(data, share, seed, 0.2)
    assert parted.validation is not None
    rest = data.d.sum(axis=0) - parted.d.sum(axis=0)
    exact = rest * len(parted.validation) / rest.sum()
    assert (np.abs(parted.validation.d.sum(axis=0) - exact) < 1.0).all()


def test_the_parts_of_a_split_are_known_before_it_is_made() -> None:
    data = builtin("iris")
    part_of = parts(data, 0.6, 0.2, seed=3)
    parted = split(data, 0.6, 3, 0.2)
    for part, rows in zip(range(3), (parted, parted.validation, parted.test), strict=True):
        assert rows is not None
        assert data.x[part_of == part].tolist() == rows.x.tolist()
    assert np.bincount(part_of).tolist() == [90, 30, 30]


def test_shares_that_add_up_to_1_leave_no_test_set() -> None:
    parted = split(builtin("iris"), 0.7, 1, 0.3)  # 0.7 + 0.3 is 1 but for rounding
    assert parted.test is None
    assert parted.validation is not None
    assert (len(parted), len(parted.validation)) == (105, 45)
    parted = split(builtin("iris"), 0.1, 1, 0.9)
    assert (parted.test, len(parted)) == (None, 15)


def test_a_test_set_that_the_data_bring_stays_beside_a_validation_set() -> None:
    data = builtin("digits-5x5")
    parted = split(data, 0.6, 1, 0.4)
    assert data.test is not None
    assert parted.test is not None
    assert parted.test.x.tolist() == data.test.x.tolist()
    assert parted.validation is not None
    assert len(parted) + len(parted.validation) == len(data)
    assert "add up to 1" in refused("split", lambda: split(data, 0.6, 1, 0.2))


def test_every_part_has_a_row_or_is_refused() -> None:
    def of(rows: int) -> Dataset:
        return table([[float(i)] for i in range(rows)], [[0.5]] * rows)

    tiny = split(of(3), 0.9, 1, 0.05)
    assert [len(part) for part in (tiny, *tiny.held_out.values())] == [1, 1, 1]
    assert "2 rows" in refused("split", lambda: split(of(2), 0.5, 1, 0.2))
    assert "one row" in refused("split", lambda: split(of(1), 0.5, 1, 0.5))


def test_what_is_done_to_the_rows_is_done_to_every_part() -> None:
    spec = RunSpec(dataset="gauss", extra=("x1^2",), split=0.6, validation=0.2, scale="standard")
    data, plain = load(spec), load(RunSpec(dataset="gauss", split=0.6, validation=0.2))
    assert list(data.held_out) == ["validation", "test"]
    for part, before in zip(data.held_out.values(), plain.held_out.values(), strict=True):
        np.testing.assert_allclose(raw_inputs(part), before.x, atol=1e-12)
        np.testing.assert_allclose(encode(data, before.x), part.x, atol=1e-12)


def test_another_seed_holds_out_other_rows() -> None:
    data = builtin("circle")
    assert len({split(data, 0.5, seed).x.tobytes() for seed in range(5)}) == 5


def test_extra_inputs_are_made_of_the_first_two() -> None:
    data = with_extra(table([[2.0, 3.0, 9.0]], [[0.0]]), EXTRAS)
    assert data.features == ("x1", "x2", "x3", *EXTRAS)
    assert data.extra == EXTRAS
    assert data.x[0].tolist() == [2, 3, 9, 4, 9, 6, np.sin(2.0), np.sin(3.0)]
    assert "bias" in refused("extra", lambda: with_extra(builtin("xor"), EXTRAS))
    assert "has only one" in refused("extra", lambda: with_extra(table([[1.0]], [[1.0]]), EXTRAS))


@few_laws
@given(tables())
def test_standardised_columns_have_mean_0_and_deviation_1(data: Dataset) -> None:
    x = standardised(data).x
    np.testing.assert_allclose(x.mean(axis=0), 0.0, atol=1e-9)
    expected = 0.0 if len(data) == 1 else 1.0
    np.testing.assert_allclose(x.std(axis=0), expected, atol=1e-9)


def test_what_is_constant_becomes_0_and_the_bias_stays() -> None:
    assert standardised(table([[0.1], [0.1], [0.1]], [[0.0]] * 3)).x.ravel().tolist() == [0, 0, 0]
    assert standardised(builtin("xor")).x[:, -1].tolist() == [1] * 4


@pytest.mark.parametrize("extra", [(), ("x1^2", "sin x2")])
def test_raw_inputs_and_encode_are_the_way_back_and_forth(extra: tuple[str, ...]) -> None:
    spec = RunSpec(dataset="gauss", extra=extra, split=0.6, scale="standard")
    data, plain = load(spec), load(RunSpec(dataset="gauss", split=0.6))
    assert data.test is not None
    assert plain.test is not None
    np.testing.assert_allclose(data.x.mean(axis=0), 0.0, atol=1e-12)
    for part, before in ((data, plain), (data.test, plain.test)):
        np.testing.assert_allclose(raw_inputs(part), before.x, atol=1e-12)
        np.testing.assert_allclose(encode(data, before.x), part.x, atol=1e-12)


def test_given_data_refuse_samples_and_noise() -> None:
    refused("samples", lambda: load(RunSpec(samples=10)))
    refused("noise", lambda: load(RunSpec(noise=0.5)))
    file = {"dataset": None, "data_file": "points.csv"}
    refused("samples", lambda: load(RunSpec.from_json(file | {"samples": 10})))


def test_numbers_too_large_to_be_made_ready_name_what_was_asked_for() -> None:
    data = table([[1.0, 2.0], [1e200, 2.0]], [[0.0], [1.0]])
    message = refused("extra", lambda: with_extra(data, ("x2^2", "x1^2")))
    assert message == "x1^2 of row 2 of table is not finite; the inputs are too large for it"
    far = table([[1.7e308], [-1.7e308], [-1.7e308]], [[0.0], [1.0], [1.0]])
    message = refused("scale", lambda: standardised(far))
    assert message == "x1 of table cannot be scaled: its numbers are too large"
    near = replace(table([[0.0], [1e-300]], [[0.0], [1.0]]), test=table([[1e30]], [[0.0]]))
    assert "cannot be scaled" in refused("scale", lambda: standardised(near))


def test_a_deviation_too_small_to_be_a_number_leaves_its_column_as_it_is() -> None:
    tiny = 5e-324  # half of it, the deviation of the column, is no number any more
    data = table([[0.0, 1.0], [tiny, 3.0]], [[0.0], [1.0]])
    scaled = standardised(data)
    assert scaled.scaling is not None
    assert scaled.scaling.deviation.tolist() == [1.0, 1.0]
    assert scaled.x[:, 0].tolist() in ([0.0, tiny], [-tiny, 0.0])
    assert scaled.x[:, 1].tolist() == [-1.0, 1.0]


def test_the_work_of_a_split_does_not_grow_with_the_number_of_classes() -> None:
    def work(classes: int) -> int:
        number = np.arange(1024) % classes
        d = ((number[:, None] >> np.arange(10)) & 1).astype(np.float64)
        data = Dataset("t", d, d, tuple("abcdefghij"), tuple("klmnopqrst"), "binary", "")
        return count_opcodes(lambda: split(data, 0.5, 1))

    assert work(1024) <= 1.5 * work(2)
