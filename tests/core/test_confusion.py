"""The confusion matrix against its laws: nothing is lost, and the diagonal is the accuracy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import DataError, Dataset, accuracy, class_names, confusion, has_confusion
from core.datasets.base import kind_of


def data_of(d: np.ndarray) -> Dataset:
    names = tuple(f"c{j}" for j in range(d.shape[1]))
    return Dataset("some", np.zeros((len(d), 1)), d, ("x1",), names, kind_of(d), "")


@st.composite
def answered(draw: st.DrawFn) -> tuple[Dataset, np.ndarray]:
    classes = draw(st.integers(1, 5))
    rows = draw(st.integers(1, 30))
    labels = draw(st.lists(st.integers(0, max(1, classes - 1)), min_size=rows, max_size=rows))
    d = np.array(labels, float)[:, None] if classes == 1 else np.eye(classes)[labels]
    parts = st.floats(0, 1, width=32)
    y = draw(st.lists(parts, min_size=rows * d.shape[1], max_size=rows * d.shape[1]))
    return data_of(d), np.array(y, float).reshape(d.shape)


@given(answered())
def test_the_sum_is_the_rows_and_the_diagonal_is_the_accuracy(case: tuple) -> None:
    dataset, y = case
    table = confusion(dataset, y)
    size = len(class_names(dataset))
    assert table.shape == (size, size)
    assert table.sum() == len(dataset)
    assert np.trace(table) / len(dataset) == pytest.approx(accuracy(dataset, y), abs=1e-12)


@given(answered())
def test_each_row_holds_the_samples_of_its_class(case: tuple) -> None:
    dataset, y = case
    own = dataset.d if dataset.kind == "classes" else np.hstack([1 - dataset.d, dataset.d])
    assert confusion(dataset, y).sum(axis=1).tolist() == own.sum(axis=0).tolist()


def test_a_table_by_hand() -> None:
    d = np.eye(3)[[0, 0, 1, 2]]
    y = np.eye(3)[[0, 2, 1, 1]]
    assert confusion(data_of(d), y).tolist() == [[1, 0, 1], [0, 1, 0], [0, 1, 0]]


def test_numbers_have_no_classes() -> None:
    dataset = data_of(np.array([[0.5], [2.0]]))
    assert not has_confusion(dataset)
    with pytest.raises(DataError, match="not classes"):
        confusion(dataset, dataset.d)
