"""Properties of the confusion matrix: it counts every row, and its diagonal is the accuracy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    DataError,
    Dataset,
    Floats,
    accuracy,
    balanced_accuracy,
    class_names,
    class_of,
    class_scores,
    confusion,
    has_confusion,
    uneven,
)
from core.data.dataset import kind_of


def data_of(d: Floats) -> Dataset:
    names = tuple(f"c{j}" for j in range(d.shape[1]))
    return Dataset("some", np.zeros((len(d), 1)), d, ("x1",), names, kind_of(d), "")


@st.composite
def answered(draw: st.DrawFn) -> tuple[Dataset, Floats]:
    classes = draw(st.integers(1, 5))
    rows = draw(st.integers(1, 30))
    labels = draw(st.lists(st.integers(0, max(1, classes - 1)), min_size=rows, max_size=rows))
    d = np.array(labels, float)[:, None] if classes == 1 else np.eye(classes)[labels]
    parts = st.floats(0, 1, width=32)
    y = draw(st.lists(parts, min_size=rows * d.shape[1], max_size=rows * d.shape[1]))
    return data_of(d), np.array(y, float).reshape(d.shape)


Answered = tuple[Dataset, Floats]


@given(answered())
def test_the_sum_is_the_rows_and_the_diagonal_is_the_accuracy(case: Answered) -> None:
    dataset, y = case
    table = confusion(dataset, y)
    size = len(class_names(dataset))
    assert table.shape == (size, size)
    assert table.sum() == len(dataset)
    assert np.trace(table) / len(dataset) == pytest.approx(accuracy(dataset, y), abs=1e-12)


@given(answered())
def test_each_row_holds_the_samples_of_its_class(case: Answered) -> None:
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


@given(answered())
def test_precision_recall_and_f1_are_what_counting_the_rows_gives(case: Answered) -> None:
    dataset, y = case
    pairs = list(zip(class_of(dataset, dataset.d), class_of(dataset, y), strict=True))
    recalls: list[float] = []
    for number, score in enumerate(class_scores(confusion(dataset, y))):
        right = sum(d == number == answer for d, answer in pairs)
        missed = sum(d == number != answer for d, answer in pairs)
        wrongly = sum(answer == number != d for d, answer in pairs)
        assert score.rows == right + missed
        assert score.precision == (right / (right + wrongly) if right + wrongly else None)
        assert score.recall == (right / (right + missed) if right + missed else None)
        if right:
            assert score.precision is not None
            assert score.recall is not None
            mean = 2 / (1 / score.precision + 1 / score.recall)
            assert score.f1 == pytest.approx(mean, rel=1e-12)
        else:
            assert score.f1 == (0.0 if missed or wrongly else None)
        recalls += [] if score.recall is None else [score.recall]
    balanced = balanced_accuracy(confusion(dataset, y))
    assert balanced == pytest.approx(np.mean(recalls), rel=1e-12)


def test_always_answering_the_larger_class_is_half_right_when_balanced() -> None:
    table = np.array([[98, 0], [2, 0]])
    assert balanced_accuracy(table) == 0.5
    assert [score.precision for score in class_scores(table)] == [0.98, None]
    assert [score.f1 for score in class_scores(table)] == [pytest.approx(0.98990, abs=1e-5), 0.0]


def test_classes_are_uneven_beyond_three_to_two() -> None:
    def of(*rows: int) -> bool:
        return uneven(np.diag(rows))

    assert not of(30, 20)
    assert of(31, 20)
    assert not of(5, 4, 6)
    assert of(5, 4, 7)
    assert of(1, 0)
