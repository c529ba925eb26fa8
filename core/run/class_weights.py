"""Class weights: how much a sample of each class counts in the loss, so that rare ones are learned.

Where one row in fifty is of a class, answering the other class always is nearly right. A weight
makes such a row count as if there were more of them, without any being made up.
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
"""Labels as they are shown, each with its weight, sorted by label."""

WORDS: tuple[str, ...] = ("none", "balanced")
"""What may be said in place of labels and weights."""

_EXPECTED = "it must be none, balanced, or labels with weights such as bad=5,ok=1"

LARGEST_WEIGHT = 1e6
"""The largest weight of a class, so that a finite loss stays finite."""


def as_class_weight(given: object) -> str | ClassWeights:
    """Return class weights from JSON or from a person in the one form that a spec has them in.

    Parameters
    ----------
    given : object
        One of `WORDS`, or labels with weights above 0, as pairs or as a mapping.

    Raises
    ------
    SpecError
        If it is anything else.
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
    """Return class weights as a person types them: ``none``, ``balanced`` or ``bad=5,ok=1``.

    Parameters
    ----------
    text : str
        A label may hold ``=``; a pair that holds a comma is put into quotes (``"a,b=5",ok=1``).

    Raises
    ------
    SpecError
        If it says no weights.
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
    """Return class weights as `read_class_weight` reads them, to the last bit."""
    if isinstance(chosen, str):
        return chosen
    line = io.StringIO()
    pairs = (f"{label}={repr(weight).removesuffix('.0')}" for label, weight in chosen)
    csv.writer(line, lineterminator="").writerow(pairs)
    return line.getvalue()


def class_weights(chosen: str | ClassWeights, dataset: Dataset) -> Floats | None:
    """Return the weight of each class of some data.

    ``balanced`` is ``rows / (classes * rows of that class)``, which scikit-learn documents for
    ``class_weight="balanced"``. Classes are those with rows; one without has the weight 1.

    Parameters
    ----------
    chosen : str or ClassWeights
        What `as_class_weight` returned. Labels that are not named have the weight 1.
    dataset : Dataset
        The rows that are trained on.

    Returns
    -------
    Floats or None
        Shape (classes,), in the order of `class_names`; None for ``none``.

    Raises
    ------
    SpecError
        If the targets are no classes, or a label is none of theirs.
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
