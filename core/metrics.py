"""How well a network does: one number for every loss, and whether each row is right.

The curve that is plotted is always the mean of ``(d - y)^2``, whatever is being minimised, so that
runs with different losses can be laid over each other.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .activations import Activation
from .datasets import Dataset
from .losses import Loss
from .network import Forward, forward
from .problem import Problem
from .types import Floats, Params

RIGHT = 0.1
"""A row is right when each output is closer to its target than this."""


class Scores(NamedTuple):
    """The state of a network over a whole data set.

    Attributes
    ----------
    mse : float
        Mean of ``(d - y)^2`` over all samples and outputs.
    loss : float
        Mean over the samples of the loss being minimised.
    solved : bool
        Whether every ``|d - y| < 0.1``.
    """

    mse: float
    loss: float
    solved: bool

    @property
    def finite(self) -> bool:
        """Whether both numbers are finite."""
        return math.isfinite(self.mse) and math.isfinite(self.loss)


def score(loss: Loss, output: Activation, v: Floats, d: Floats, y: Floats, e: Floats) -> Scores:
    """Score outputs that have been computed already.

    Parameters
    ----------
    loss : Loss
        The loss being minimised.
    output : Activation
        The activation of the output layer.
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
    squared = loss.name == "squared-error"
    mean = 0.5 * d.shape[-1] * mse if squared else float(loss.value(output, v, d, y).mean())
    return Scores(mse, mean, mse < RIGHT**2 and bool((np.abs(flat) < RIGHT).all()))


def evaluate(problem: Problem, params: Params) -> tuple[Forward, Scores]:
    """Run the whole data set through the network with frozen weights, and score it.

    Returns
    -------
    tuple of Forward and Scores
        What every layer computed for every row, and the scores.
    """
    dataset = problem.dataset
    with np.errstate(all="ignore"):
        ahead = forward(problem.network, params, dataset.x)
        e = dataset.d - ahead.output
        activation = problem.network.activations[-1]
        scores = score(problem.loss, activation, ahead.v[-1], dataset.d, ahead.output, e)
        return ahead, with_penalty(problem, params, scores)


def with_penalty(problem: Problem, params: Params, scores: Scores) -> Scores:
    """Return the scores with the penalty in the loss, where the run has one."""
    if not problem.penalised:
        return scores
    return scores._replace(loss=scores.loss + problem.penalty(params))


def rows_right(d: Floats, y: Floats) -> NDArray[np.bool_]:
    """Tell for each row whether every output is within 0.1 of its target.

    Parameters
    ----------
    d, y : Floats
        Targets and outputs, shape (samples, outputs).

    Returns
    -------
    NDArray[np.bool_]
        Shape (samples,).
    """
    return np.asarray((np.abs(d - y) < RIGHT).all(axis=-1))


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
        return rows_right(dataset.d, y)
    if dataset.kind == "classes":
        return np.asarray(y.argmax(axis=-1) == dataset.d.argmax(axis=-1))
    return np.asarray(((y > 0.5) == (dataset.d > 0.5)).all(axis=-1))


def accuracy(dataset: Dataset, y: Floats) -> float:
    """Return the share of rows that `rows_decided` finds right, from 0 to 1."""
    return float(rows_decided(dataset, y).mean())
