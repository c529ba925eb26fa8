"""The confusion matrix, and the metrics computed from it.

The diagonal counts correct answers; the other entries show which classes are confused. Precision,
recall, F1 and balanced accuracy are functions of the matrix alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.data import Dataset
from core.errors import DataError
from core.exact import total_all


def has_classes(dataset: Dataset) -> bool:
    """Whether each sample has one class: one-hot targets, or a single column of 0 and 1."""
    single = dataset.kind in ("logic", "binary") and len(dataset.targets) == 1
    return dataset.kind == "classes" or single


def class_names(dataset: Dataset) -> tuple[str, ...]:
    """Return the class names: those of the targets, or ``0`` and ``1`` for a single target."""
    return dataset.targets if dataset.kind == "classes" else ("0", "1")


def class_of(dataset: Dataset, y: Floats) -> NDArray[np.intp]:
    """Return the class of each row: the largest of several outputs, or whether one exceeds 0.5.

    Parameters
    ----------
    y : Floats
        Targets or outputs, shape (samples, outputs).

    Returns
    -------
    NDArray[np.intp]
        Shape (samples,), counted from 0.

    Raises
    ------
    DataError
        If a sample of the data set has no single class.
    """
    if not has_classes(dataset):
        raise DataError(f"data set {dataset.name}: its targets are not classes")
    if dataset.kind == "classes":
        return np.asarray(y.argmax(axis=-1), dtype=np.intp)
    return np.asarray(y[:, 0] > 0.5, dtype=np.intp)


def confusion_matrix(dataset: Dataset, y: Floats) -> NDArray[np.intp]:
    """Count the answers given to the samples of each class.

    Parameters
    ----------
    y : Floats
        Outputs, shape (samples, outputs).

    Returns
    -------
    NDArray[np.intp]
        Shape (classes, classes): a row per target, a column per answer. The diagonal's share of the
        total is `metrics.accuracy`.

    Raises
    ------
    DataError
        If a sample of the data set has no single class.
    """
    size = len(class_names(dataset))
    pairs = class_of(dataset, dataset.d) * size + class_of(dataset, y)
    return np.bincount(pairs, minlength=size * size).reshape(size, size)


@dataclass(frozen=True)
class ClassScore:
    """The scores of one class.

    Attributes
    ----------
    rows : int
        The number of samples of the class.
    precision : float or None
        The share of answers naming the class that are right; None without such answers.
    recall : float or None
        The share of samples of the class that are answered correctly; None without samples.
    f1 : float or None
        ``2 right / (samples + answers)``, the harmonic mean of precision and recall if both are
        above 0. None if there are neither samples nor answers.
    """

    rows: int
    precision: float | None
    recall: float | None
    f1: float | None


def class_scores(table: NDArray[np.intp]) -> tuple[ClassScore, ...]:
    """Return the scores of each class, given the confusion matrix."""
    right, rows, answers = np.diagonal(table), table.sum(axis=1), table.sum(axis=0)
    return tuple(
        ClassScore(of_it, _ratio(hit, named), _ratio(hit, of_it), _ratio(2 * hit, of_it + named))
        for hit, of_it, named in zip(right.tolist(), rows.tolist(), answers.tolist(), strict=True)
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def balanced_accuracy(table: NDArray[np.intp]) -> float:
    """Return the mean recall of the classes that have samples, given the confusion matrix.

    Always answering the largest of k classes gives 1 / k; the accuracy would be its share.
    """
    recalls = [score.recall for score in class_scores(table) if score.recall is not None]
    return total_all(np.array(recalls)) / len(recalls)


IMBALANCED = 1.5
"""Classes are imbalanced when the largest has more than this times the rows of the smallest."""


def is_imbalanced(table: NDArray[np.intp]) -> bool:
    """Whether, by the confusion matrix, classes are too uneven to judge by accuracy alone."""
    rows = table.sum(axis=1)
    return bool(rows.max() > IMBALANCED * rows.min())
