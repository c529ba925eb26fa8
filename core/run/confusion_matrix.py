"""The confusion matrix: for each class, how its samples are answered; and what it comes to.

The right answers stand on the diagonal; what stands beside it says which classes are mixed up.
Precision, recall, F1 and balanced accuracy are functions of the matrix alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.data import Dataset
from core.errors import DataError


def has_confusion(dataset: Dataset) -> bool:
    """Tell whether each sample has one class: one-hot targets, or a single column of 0 and 1."""
    single = dataset.kind in ("logic", "binary") and len(dataset.targets) == 1
    return dataset.kind == "classes" or single


def class_names(dataset: Dataset) -> tuple[str, ...]:
    """Return the names of the classes: the targets', or ``0`` and ``1`` of a single one."""
    return dataset.targets if dataset.kind == "classes" else ("0", "1")


def class_of(dataset: Dataset, y: Floats) -> NDArray[np.intp]:
    """Return the class each row stands for: the largest of several, or a single one's half of 0.5.

    Parameters
    ----------
    dataset : Dataset
        Says how the columns are read.
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
    if not has_confusion(dataset):
        raise DataError(f"data set {dataset.name}: its targets are not classes")
    if dataset.kind == "classes":
        return np.asarray(y.argmax(axis=-1), dtype=np.intp)
    return np.asarray(y[:, 0] > 0.5, dtype=np.intp)


def confusion(dataset: Dataset, y: Floats) -> NDArray[np.intp]:
    """Count how the samples of each class are answered.

    Parameters
    ----------
    dataset : Dataset
        The targets and how they are read.
    y : Floats
        Outputs, shape (samples, outputs).

    Returns
    -------
    NDArray[np.intp]
        Shape (classes, classes): a row for each target, a column for each answer. The diagonal's
        share of the sum is `metrics.accuracy`.

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
    """How well one class is told from the others. None stands for a share of nothing.

    Attributes
    ----------
    rows : int
        How many samples the class has.
    precision : float or None
        Of the answers that name the class, the share that is right; None without such an answer.
    recall : float or None
        Of the samples of the class, the share that is answered so; None without such a sample.
    f1 : float or None
        ``2 right / (samples + answers)``, which is the harmonic mean of the two where both are
        known and not 0. Without an answer it is 0, and None without an answer and a sample.
    """

    rows: int
    precision: float | None
    recall: float | None
    f1: float | None


def class_scores(table: NDArray[np.intp]) -> tuple[ClassScore, ...]:
    """Return precision, recall and F1 of each class.

    Parameters
    ----------
    table : NDArray[np.intp]
        What `confusion` returned, shape (classes, classes).
    """
    right, rows, answers = np.diagonal(table), table.sum(axis=1), table.sum(axis=0)
    return tuple(
        ClassScore(of_it, _ratio(hit, told), _ratio(hit, of_it), _ratio(2 * hit, of_it + told))
        for hit, of_it, told in zip(right.tolist(), rows.tolist(), answers.tolist(), strict=True)
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def balanced_accuracy(table: NDArray[np.intp]) -> float:
    """Return the mean recall of the classes that have samples, however many each has.

    Always answering the largest of k classes gives 1 / k, where the accuracy would be its share.

    Parameters
    ----------
    table : NDArray[np.intp]
        What `confusion` returned.
    """
    recalls = [score.recall for score in class_scores(table) if score.recall is not None]
    return sum(recalls) / len(recalls)


UNEVEN = 1.5
"""Classes are uneven when the largest has more than so many times the rows of the smallest."""


def uneven(table: NDArray[np.intp]) -> bool:
    """Tell whether the classes are so uneven that the accuracy alone says too little.

    Parameters
    ----------
    table : NDArray[np.intp]
        What `confusion` returned. A class without rows is the smallest.
    """
    rows = table.sum(axis=1)
    return bool(rows.max() > UNEVEN * rows.min())
