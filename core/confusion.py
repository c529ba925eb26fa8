"""The confusion matrix: for each class, how its samples are answered.

The right answers stand on the diagonal; what stands beside it says which classes are mixed up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .datasets import Dataset
from .types import DataError, Floats


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
