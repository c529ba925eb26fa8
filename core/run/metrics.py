"""Metrics: mse, loss, accuracy, R2, and whether each row is right.

The plotted curve is always the mean of ``(d - y)^2``, whatever the loss, so that runs with
different losses can be compared.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, Params
from core.data import Dataset, Kind, Scaling, unscaled_errors
from core.exact import total
from core.nn.activations import Activation
from core.nn.losses import Loss, squared_error
from core.nn.network import Forward, forward

from .problem import SAFE, Problem

JUDGED: tuple[Kind, ...] = ("binary", "classes")
"""The kinds of targets for which the accuracy is computed."""


class Scores(NamedTuple):
    """The scores of a network on a set of rows.

    Attributes
    ----------
    mse : float
        Mean of ``(d - y)^2`` over all samples and outputs. For standardised targets it is in units
        of their variance: 1 is as good as always answering the mean.
    loss : float
        Mean over the samples of the loss being minimised.
    solved : bool
        Whether every ``|d - y|`` is below the tolerance of the training rows.
    accuracy : float or None
        The share of rows that `rows_decided` finds right; None unless the kind is in `JUDGED`.
    """

    mse: float
    loss: float
    solved: bool
    accuracy: float | None = None

    @property
    def finite(self) -> bool:
        """Whether both numbers are finite."""
        return math.isfinite(self.mse) and math.isfinite(self.loss)


class PartScores(NamedTuple):
    """The scores on each part of the data; None for a part that does not exist."""

    trained: Scores
    validation: Scores | None = None
    test: Scores | None = None

    @property
    def finite(self) -> bool:
        """Whether all numbers are finite."""
        return (
            self.trained.finite
            and (self.validation is None or self.validation.finite)
            and (self.test is None or self.test.finite)
        )

    @property
    def not_finite(self) -> str:
        """The first number that is not finite, such as ``test mse``; empty if all are finite."""
        for part, scores in zip(("", "validation ", "test "), self, strict=True):
            if scores is not None and not scores.finite:
                return part + ("loss" if math.isfinite(scores.mse) else "mse")
        return ""


def score(
    loss: Loss, output: Activation, trained: Dataset, v: Floats, d: Floats, y: Floats, e: Floats
) -> Scores:
    """Score outputs that have already been computed; scores may be infinite or NaN.

    Parameters
    ----------
    output : Activation
        The activation of the output layer.
    trained : Dataset
        The training rows, which define the kind of target and the tolerance.
    v, d, y, e : Floats
        Sums, targets, outputs and ``d - y``, contiguous, each of shape (samples, outputs).
    """
    flat = e.reshape(-1)
    mse = float(total(flat * flat)) / flat.size
    # The squared-error loss follows from the mse: half the number of outputs times it.
    squared = loss.value is squared_error
    mean = 0.5 * d.shape[-1] * mse if squared else _mean(loss.value(output, v, d, y))
    # Usually the mse alone shows that some row is wrong.
    solved = mse < trained.tolerated_mse and bool((np.abs(e) < trained.tolerance).all())
    share = _share(_decided(trained.kind, d, y)) if trained.kind in JUDGED else None
    return Scores(mse, mean, solved, share)


def evaluate(
    problem: Problem, params: Params, dataset: Dataset | None = None
) -> tuple[Forward, Scores]:
    """Run rows, by default the training rows, through the network with fixed weights; score them.

    The loss includes the penalty.
    """
    if dataset is None:
        dataset = problem.dataset
    with np.errstate(all="ignore"):
        ahead = forward(problem.network, params, dataset.x)
        e = dataset.d - ahead.output
        activation = problem.network.activations[-1]
        own = ahead.v[-1], dataset.d, ahead.output, e
        scores = score(problem.loss, activation, problem.dataset, *own)
        return ahead, with_penalty(problem, params, scores)


def evaluate_parts(problem: Problem, params: Params) -> PartScores:
    """Score each part of the data with `evaluate`."""
    held_out = {
        part: evaluate(problem, params, rows)[1] for part, rows in problem.dataset.held_out.items()
    }
    return PartScores(evaluate(problem, params)[1], **held_out)


def surely_finite(problem: Problem, params: Params) -> bool:
    """Whether magnitudes alone guarantee finite outputs and scores; if False, use `evaluate`.

    Every activation satisfies ``|phi(v)| <= max(1, |v|)``, so a bound on the inputs of a layer
    gives one on its sums, and so on. Below 1e150 squares are finite too.
    """
    bound, largest = problem.largest_input, 0.0
    with np.errstate(all="ignore"):
        for number in range(1, len(problem.network.layers) + 1):
            size = np.abs(params[f"W{number}"])
            bound = float(size.sum(axis=1).max()) * max(1.0, bound)
            if problem.spec.bias:
                bound += float(np.abs(params[f"b{number}"]).max())
            largest = max(largest, float(size.max()))
    return bound < SAFE and largest < SAFE  # false for NaN


def all_finite(problem: Problem, params: Params) -> bool:
    """Whether all outputs and scores are finite, also those of held-out rows."""
    return surely_finite(problem, params) or evaluate_parts(problem, params).finite


def with_penalty(problem: Problem, params: Params, scores: Scores) -> Scores:
    """Return the scores with the penalty, if any, added to the loss."""
    if not problem.penalty.active:
        return scores
    return scores._replace(loss=scores.loss + problem.penalty.value(params))


def rows_right(dataset: Dataset, y: Floats) -> NDArray[np.bool_]:
    """Return which rows have every output within `Dataset.tolerance` of its target.

    From outputs of shape (samples, outputs) to shape (samples,).
    """
    return np.asarray((np.abs(dataset.d - y) < dataset.tolerance).all(axis=-1))


def rows_decided(dataset: Dataset, y: Floats) -> NDArray[np.bool_]:
    """Return which rows are right once the outputs are turned into decisions.

    For classes the largest output decides; other 0/1 outputs are thresholded at 0.5; for numbers
    this is `rows_right`. From outputs of shape (samples, outputs) to shape (samples,).
    """
    if dataset.kind == "numbers":
        return rows_right(dataset, y)
    return _decided(dataset.kind, dataset.d, y)


def _decided(kind: Kind, d: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return which rows of 0/1 targets are decided correctly."""
    if kind == "classes":
        return np.asarray(y.argmax(axis=-1) == d.argmax(axis=-1))
    return np.asarray(((y > 0.5) == (d > 0.5)).all(axis=-1))


def accuracy(dataset: Dataset, y: Floats) -> float:
    """Return the share of rows that `rows_decided` finds right, from 0 to 1."""
    return _share(rows_decided(dataset, y))


def _mean(values: Floats) -> float:
    return float(total(values)) / values.size


def _share(rows: NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(rows)) / len(rows)


def r_squared(dataset: Dataset, y: Floats) -> float | None:
    """Return R2, the share of the targets' variance that the outputs explain.

    For one target it is ``1 - sum (d - y)^2 / sum (d - mean d)^2``, with the mean over these rows;
    for several, the mean over the targets. 1 is perfect, 0 is as good as always answering the mean,
    and below 0 is worse. It does not depend on the scaling of the targets.

    Parameters
    ----------
    y : Floats
        Outputs, shape (samples, outputs).

    Returns
    -------
    float or None
        None if the targets are not numbers, one of them is constant, or squares overflow.
    """
    d = dataset.d
    if dataset.kind != "numbers" or bool((d == d[0]).all(axis=0).any()):
        return None
    with np.errstate(all="ignore"):
        # The mean of (d - mean d)^2 is the square of the deviation. Dividing first avoids overflow.
        errors = (d - y) / Scaling.of(d).deviation
        found = _mean(1.0 - total(errors * errors, axis=0) / len(d))
    return found if math.isfinite(found) else None


def mean_errors(dataset: Dataset, y: Floats) -> Floats:
    """Return the mean absolute error of each target in its original units.

    From outputs of shape (samples, outputs) to shape (targets,).
    """
    with np.errstate(all="ignore"):
        return unscaled_errors(dataset, total(np.abs(dataset.d - y), axis=0) / len(y))
