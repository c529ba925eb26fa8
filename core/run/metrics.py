"""How well a network does: one number for every loss, and whether each row is right.

The curve that is plotted is always the mean of ``(d - y)^2``, whatever is being minimised, so that
runs with different losses can be laid over each other.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, Params
from core.data import Dataset, Kind, Scaling, unscaled_errors
from core.nn.activations import Activation
from core.nn.losses import Loss, squared_error
from core.nn.network import Forward, forward

from .problem import Problem

_SAFE = 1e150

JUDGED: tuple[Kind, ...] = ("binary", "classes")
"""The kinds of targets for which an accuracy is kept."""


class Scores(NamedTuple):
    """The state of a network over a whole data set.

    Attributes
    ----------
    mse : float
        Mean of ``(d - y)^2`` over all samples and outputs. Where targets are standardised it is in
        units of their variance: 1 is as good as answering their mean.
    loss : float
        Mean over the samples of the loss being minimised.
    solved : bool
        Whether every ``|d - y|`` is below the tolerance of the rows trained on.
    accuracy : float or None
        The share of rows that `rows_decided` finds right, for classes and other zeros and ones.
        None for truth tables and for targets that are numbers, where it says little.
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
    """The state of a network over each part of the data.

    Attributes
    ----------
    trained : Scores
        How it does on the rows that are trained on.
    validation, test : Scores or None
        How it does on rows that are held out, where there are any.
    """

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
        """The first number that is not finite, such as ``test mse``; empty where all are."""
        for part, scores in zip(("", "validation ", "test "), self, strict=True):
            if scores is not None and not scores.finite:
                return part + ("loss" if math.isfinite(scores.mse) else "mse")
        return ""


def score(
    loss: Loss, output: Activation, trained: Dataset, v: Floats, d: Floats, y: Floats, e: Floats
) -> Scores:
    """Score outputs that have been computed already.

    Parameters
    ----------
    loss : Loss
        The loss being minimised.
    output : Activation
        The activation of the output layer.
    trained : Dataset
        The rows that are trained on: they say how targets are read, and what is near enough.
    v, d, y, e : Floats
        Sums, targets, outputs and ``d - y``, contiguous, each of shape (samples, outputs).

    Returns
    -------
    Scores
        The numbers; they may be infinite or NaN.
    """
    flat = e.reshape(-1)
    mse = float(flat.dot(flat)) / flat.size
    # Half a sum of squares is half the outputs times their mean: no need to add it all up again.
    squared = loss.value is squared_error
    mean = 0.5 * d.shape[-1] * mse if squared else float(loss.value(output, v, d, y).mean())
    # Most often the mse alone tells that some row is wrong.
    solved = mse < trained.tolerated_mse and bool((np.abs(e) < trained.tolerance).all())
    share = _share(_decided(trained.kind, d, y)) if trained.kind in JUDGED else None
    return Scores(mse, mean, solved, share)


def evaluate(
    problem: Problem, params: Params, dataset: Dataset | None = None
) -> tuple[Forward, Scores]:
    """Run a whole data set through the network with frozen weights, and score it.

    Parameters
    ----------
    problem : Problem
        The run.
    params : Params
        The weights.
    dataset : Dataset, optional
        The rows; by default those that are trained on.

    Returns
    -------
    tuple of Forward and Scores
        What every layer computed for every row, and the scores.
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
    """Score each part of the data with frozen weights, as `evaluate` does for one."""
    held_out = {
        part: evaluate(problem, params, rows)[1] for part, rows in problem.dataset.held_out.items()
    }
    return PartScores(evaluate(problem, params)[1], **held_out)


def surely_finite(problem: Problem, params: Params) -> bool:
    """Tell from the sizes of weights and inputs alone that answers and scores are finite.

    Every activation keeps to ``|phi(v)| <= max(1, |v|)``, so a bound for the inputs of a layer
    gives one for its sums, and so on. Below 1e150 squares are finite too.

    Parameters
    ----------
    problem : Problem
        The run.
    params : Params
        The weights.

    Returns
    -------
    bool
        True: they are finite. False: only `evaluate` can tell.
    """
    bound, largest = problem.largest_input, 0.0
    with np.errstate(all="ignore"):
        for number in range(1, len(problem.network.layers) + 1):
            size = np.abs(params[f"W{number}"])
            bound = float(size.sum(axis=1).max()) * max(1.0, bound)
            if problem.spec.bias:
                bound += float(np.abs(params[f"b{number}"]).max())
            largest = max(largest, float(size.max()))
    return bound < _SAFE and largest < _SAFE  # false for NaN


def all_finite(problem: Problem, params: Params) -> bool:
    """Tell whether all answers and scores are finite, those of rows held out included."""
    return surely_finite(problem, params) or evaluate_parts(problem, params).finite


def with_penalty(problem: Problem, params: Params, scores: Scores) -> Scores:
    """Return the scores with the penalty in the loss, where the run has one."""
    if not problem.penalty.active:
        return scores
    return scores._replace(loss=scores.loss + problem.penalty.value(params))


def rows_right(dataset: Dataset, y: Floats) -> NDArray[np.bool_]:
    """Tell for each row whether every output is near enough to its target: see `Dataset.tolerance`.

    Parameters
    ----------
    dataset : Dataset
        The targets, and what is near enough.
    y : Floats
        Outputs, shape (samples, outputs).

    Returns
    -------
    NDArray[np.bool_]
        Shape (samples,).
    """
    return np.asarray((np.abs(dataset.d - y) < dataset.tolerance).all(axis=-1))


def rows_decided(dataset: Dataset, y: Floats) -> NDArray[np.bool_]:
    """Tell for each row whether the answer would be right if it had to be given now.

    For classes the largest output decides; for other zeros and ones each output is rounded at 0.5.
    For targets that are numbers a row counts when it is right in the sense of `rows_right`.

    Parameters
    ----------
    dataset : Dataset
        The targets and how they are read.
    y : Floats
        Outputs, shape (samples, outputs).

    Returns
    -------
    NDArray[np.bool_]
        Shape (samples,).
    """
    if dataset.kind == "numbers":
        return rows_right(dataset, y)
    return _decided(dataset.kind, dataset.d, y)


def _decided(kind: Kind, d: Floats, y: Floats) -> NDArray[np.bool_]:
    """Tell for each row of zeros and ones whether it is decided rightly."""
    if kind == "classes":
        return np.asarray(y.argmax(axis=-1) == d.argmax(axis=-1))
    return np.asarray(((y > 0.5) == (d > 0.5)).all(axis=-1))


def accuracy(dataset: Dataset, y: Floats) -> float:
    """Return the share of rows that `rows_decided` finds right, from 0 to 1."""
    return _share(rows_decided(dataset, y))


def _share(rows: NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(rows)) / len(rows)


def r_squared(dataset: Dataset, y: Floats) -> float | None:
    """Return R2, the share of the targets' variance that the outputs account for.

    Of each target it is ``1 - sum (d - y)^2 / sum (d - mean d)^2`` with the mean over these rows;
    of several targets, the mean of that. 1: every output is its target; 0: as good as answering
    the mean; below 0: worse than that. Scaling the targets does not change it.

    Parameters
    ----------
    dataset : Dataset
        The targets.
    y : Floats
        Outputs, shape (samples, outputs).

    Returns
    -------
    float or None
        None where the targets are no numbers or one of them is constant, and where the errors are
        too large to be squared.
    """
    d = dataset.d
    if dataset.kind != "numbers" or bool((d == d[0]).all(axis=0).any()):
        return None
    with np.errstate(all="ignore"):
        # The mean of (d - mean d)^2 is the square of the deviation, which is never too large.
        shares = np.square((d - y) / Scaling.of(d).deviation).mean(axis=0)
        found = float((1.0 - shares).mean())
    return found if math.isfinite(found) else None


def mean_errors(dataset: Dataset, y: Floats) -> Floats:
    """Return the mean of ``|d - y|`` of each target, in the units it was measured in.

    Parameters
    ----------
    dataset : Dataset
        The targets.
    y : Floats
        Outputs, shape (samples, outputs).

    Returns
    -------
    Floats
        Shape (targets,).
    """
    with np.errstate(all="ignore"):
        return np.asarray(unscaled_errors(dataset, np.abs(dataset.d - y).mean(axis=0)))
