"""Class weights: factors on the loss of each class, so that rare classes are learned.

If one row in fifty belongs to a class, never answering that class is nearly always right. A weight
makes its rows count as if there were more of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from core.arrays import Floats, frozen
from core.data import Dataset
from core.errors import SpecError
from core.printable import printable, quoted
from core.user_input.validation import is_a, listed

from .confusion_matrix import class_names, class_of, has_classes

ClassWeights: TypeAlias = tuple[tuple[str, float], ...]
"""Pairs of printable label and weight, sorted by label."""

WORDS: tuple[str, ...] = ("none", "balanced")
"""Keywords accepted in place of labels and weights."""

_EXPECTED = "it must be none, balanced, or labels with weights such as bad=5,ok=1"

LARGEST_WEIGHT = 1e6
"""The largest weight of a class, so that a finite loss stays finite."""


def as_class_weight(given: object) -> str | ClassWeights:
    """Return class weights from JSON or user input in the form used in a spec.

    Parameters
    ----------
    given : object
        One of `WORDS`, or labels with weights above 0 up to `LARGEST_WEIGHT`, as pairs or as a
        mapping; anything else raises `SpecError`.
    """
    if isinstance(given, str) and given in WORDS:
        return given
    pairs = tuple(given.items()) if isinstance(given, Mapping) else given
    if not isinstance(pairs, list | tuple) or not pairs:
        raise SpecError("class_weight", f"class weight is {quoted(given)}; {_EXPECTED}")
    found: dict[str, float] = {}
    for pair in pairs:
        if not (isinstance(pair, list | tuple) and len(pair) == 2 and is_a(str, pair[0])):
            raise SpecError("class_weight", f"class weight has {quoted(pair)}; {_EXPECTED}")
        label, weight = printable(pair[0]), pair[1]
        number = is_a(float, weight) or is_a(int, weight)
        if not (number and 0.0 < weight <= LARGEST_WEIGHT):
            raise SpecError(
                "class_weight",
                f"class weight of {quoted(label)} is {quoted(weight)}; it must be a number above 0 "
                f"and at most {LARGEST_WEIGHT:,.0f}",
            )
        if label in found:
            raise SpecError("class_weight", f"class weight has {quoted(label)} twice")
        found[label] = float(weight)
    return tuple(sorted(found.items()))


def read_class_weight(text: str) -> str | ClassWeights:
    """Parse class weights as typed: ``none``, ``balanced`` or ``bad=5,ok=1``.

    A label may contain ``=``; a pair with a comma is quoted (``"a,b=5",ok=1``).

    Raises
    ------
    SpecError
        If the text is not valid.
    """
    if text.strip() in WORDS:
        return text.strip()
    try:
        words = next(csv.reader([text], strict=True, skipinitialspace=True), [])
    except csv.Error:
        words = []
    pairs = []
    for word in words:
        label, sign, weight = word.rpartition("=")
        try:
            pairs.append((label.strip(), float(weight)))
        except ValueError:
            sign = ""
        if not sign or not label.strip():
            raise SpecError("class_weight", f"class weight is {quoted(text)}; {_EXPECTED}")
    if not pairs:
        raise SpecError("class_weight", f"class weight is {quoted(text)}; {_EXPECTED}")
    return as_class_weight(pairs)


def class_weight_text(chosen: str | ClassWeights) -> str:
    """Return class weights as text that `read_class_weight` parses back exactly."""
    if isinstance(chosen, str):
        return chosen
    line = io.StringIO()
    pairs = (f"{label}={repr(weight).removesuffix('.0')}" for label, weight in chosen)
    csv.writer(line, lineterminator="").writerow(pairs)
    return line.getvalue()


def class_weights(chosen: str | ClassWeights, dataset: Dataset) -> Floats | None:
    """Return the weight of each class in a data set.

    ``balanced`` is ``rows / (classes * rows of that class)``, as documented by scikit-learn for
    ``class_weight="balanced"``. Only classes with rows are counted; others have the weight 1.

    Parameters
    ----------
    chosen : str or ClassWeights
        A result of `as_class_weight`. Labels that are not named have the weight 1.
    dataset : Dataset
        The training rows.

    Returns
    -------
    Floats or None
        Shape (classes,), in the order of `class_names`; None for ``none``.

    Raises
    ------
    SpecError
        If the targets are not classes, or a label is not one of them.
    """
    if chosen == "none":
        return None
    if not has_classes(dataset):
        raise SpecError(
            "class_weight",
            f"class weight needs targets that are classes; those of {dataset.name} are not, so it "
            "must be none",
        )
    names = class_names(dataset)
    if isinstance(chosen, str):
        own = class_of(dataset, dataset.d)
        counts = np.bincount(own, minlength=len(names))
        there = counts > 0
        even = len(own) / np.count_nonzero(there)
        return frozen(np.where(there, even / np.maximum(counts, 1), 1.0))
    for label, _ in chosen:
        if label not in names:
            raise SpecError(
                "class_weight",
                f"class weight names {quoted(label)}; the classes of {dataset.name} are "
                f"{listed(names)}",
            )
    weights = dict(chosen)
    return frozen(np.array([weights.get(name, 1.0) for name in names]))
