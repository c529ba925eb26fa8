"""The samples on a map: a letter or digit shows the target, and which part a sample belongs to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core import Dataset, Floats, Part, Plane, raw_inputs

from .colour_ramp import class_letter
from .legend import PAIRS, STEPS, held_out_sign

_CROWDED = 6
"""The fewest cells to one mark; with less the map could no longer be seen."""


def sample_marks(
    dataset: Dataset, plane: Plane, rows: int, columns: int, target: int = 0
) -> tuple[dict[tuple[int, int], str], int]:
    """Return the marks of a map, and how many samples there are for each one drawn.

    Parameters
    ----------
    dataset : Dataset
        The samples, including those held out.
    plane : Plane
        What the map shows.
    rows, columns : int
        The size of the map in cells of text.
    target : int
        Which target the marks show if they do not show the class.

    Returns
    -------
    marks : dict
        Signs by row and column. A held-out sample covers a training sample.
    every : int
        1 if all samples are drawn, 2 for every second one, and so on.
    """
    parts: list[tuple[Part | None, Dataset]] = [(None, dataset), *dataset.held_out.items()]
    total = sum(len(samples) for _, samples in parts)
    every = max(1, -(-total * _CROWDED // max(1, rows * columns)))
    if total <= 20:  # so few are wanted, however small the map
        every = 1
    marks: dict[tuple[int, int], str] = {}
    for part, samples in parts:
        drawn = _spread(len(samples), every)
        places = plane.cells(raw_inputs(samples)[drawn], rows, columns).tolist()
        names = _names(dataset, samples.d[drawn], target, part)
        marks.update(
            {(row, column): name for (row, column), name in zip(places, names, strict=True)}
        )
    return marks, every


def _spread(count: int, every: int) -> NDArray[np.bool_]:
    """Choose one of every `every` samples: evenly, but out of step with alternating classes."""
    golden = 0.6180339887498949
    return np.arange(count) * golden % 1.0 < 1.0 / every


def _names(dataset: Dataset, d: Floats, j: int, part: Part | None) -> list[str]:
    """Return the sign of each row of targets, which also shows the part of the data."""
    if dataset.kind == "classes":
        best = d.argmax(axis=1).tolist()
        return [class_letter(i) if part is None else held_out_sign(dataset, i, part) for i in best]
    if dataset.kind != "numbers":
        pair = PAIRS[part]
        return [pair[int(target)] for target in d[:, j].tolist()]
    low, high = float(dataset.d[:, j].min()), float(dataset.d[:, j].max())
    with np.errstate(all="ignore"):
        share = np.nan_to_num((d[:, j] / 2 - low / 2) / (high / 2 - low / 2))
    signs = STEPS[part]
    return [signs[int(step)] for step in np.clip(share * 10, 0, 9).tolist()]
