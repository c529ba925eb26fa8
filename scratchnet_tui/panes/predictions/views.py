"""The views of the predictions pane: whose samples, and in which order.

A listing is built for each snapshot; only the rows in view are formatted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core import Dataset, Floats, Part, has_classes, rows_decided, rows_right

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

LONG = 30
"""Data sets with more rows than this open with the worst row first."""

PREDICTION_VIEWS = {
    "order": "",
    "worst": ", worst first",
    "matrix": ", confusion",
    "validation": ", validation set",
    "validation matrix": ", validation confusion",
    "test": ", test set",
    "test matrix": ", test confusion",
}
"""The views of the pane, and what the title says of them."""

_FEW = 8  # a confusion matrix of fewer rows than this tells less than the rows


@dataclass(frozen=True, eq=False)
class Listing:
    """Samples in an order, and the network's answers to them.

    Attributes
    ----------
    view : str
        One of `PREDICTION_VIEWS`.
    dataset : Dataset
        The training rows, or those of a held-out part.
    y : Floats
        The outputs, shape (samples, outputs).
    right, decided : array of bool
        The results of `core.rows_right` and `core.rows_decided`, shape (samples,).
    order : array of int
        The sample at each place.
    places : array of int
        The place of each sample.
    """

    view: str
    dataset: Dataset
    y: Floats
    right: NDArray[np.bool_]
    decided: NDArray[np.bool_]
    order: NDArray[np.intp]
    places: NDArray[np.intp]

    @property
    def matrix(self) -> bool:
        """Whether a confusion matrix is shown instead of rows."""
        return self.view.endswith("matrix")

    @property
    def part(self) -> Part | None:
        """The part of the data whose rows these are; None for training rows."""
        return part_of(self.view)

    @property
    def numbered(self) -> bool:
        """Whether each row needs its number."""
        return self.view != "order" or len(self.dataset) > LONG

    def verdict(self, i: int) -> tuple[str, str]:
        """Judge a sample: right; on the right side but not decided yet; or wrong."""
        if self.right[i]:
            return "✓", "good"
        return ("~", "near") if self.decided[i] else ("✗", "bad")


def part_of(view: str) -> Part | None:
    """Return the part of the data that a view shows; None for training rows."""
    if view.startswith("validation"):
        return "validation"
    return "test" if view.startswith("test") else None


def views_of(dataset: Dataset) -> tuple[str, ...]:
    """Return the views that a data set has."""
    matrix = has_classes(dataset) and (dataset.kind == "classes" or len(dataset) > _FEW)
    parts = (None, *dataset.held_out)
    return tuple(
        view
        for view in PREDICTION_VIEWS
        if part_of(view) in parts and (matrix or not view.endswith("matrix"))
    )


def default_view(dataset: Dataset) -> str:
    """Return the view a data set opens with."""
    return "worst" if len(dataset) > LONG else "order"


def listing(snapshot: Snapshot, view: str) -> Listing:
    """List the samples of a snapshot in a view, one of `views_of` its data set."""
    dataset, y = snapshot.problem.dataset, snapshot.ahead.output
    part, right = part_of(view), None
    if part is None:
        right = snapshot.right
    else:
        dataset, y = dataset.held_out[part], snapshot.held_out[part].ahead.output
    order = np.arange(len(dataset), dtype=np.intp)
    if view in ("worst", "validation", "test"):
        errors = np.abs(dataset.d - y).max(axis=1)
        # Those that are no numbers are the worst of all; rows alike keep their order.
        order = np.argsort(-np.nan_to_num(errors, nan=np.inf, posinf=np.inf), kind="stable")
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    if right is None:
        right = rows_right(dataset, y)
    return Listing(view, dataset, y, right, rows_decided(dataset, y), order, places)
