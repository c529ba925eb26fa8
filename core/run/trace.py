"""A Trace holds every number of one update, from the inputs to the new weights.

It is what a learner would have to write down to follow the update by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.arrays import Floats, Masks, Params
from core.nn.optimizers import OptimizerState


@dataclass(frozen=True, eq=False)
class Trace:
    """One update. Samples are rows; per-layer tuples go from the first hidden layer to the output.

    Attributes
    ----------
    epoch, step : int
        Which epoch and which update of the run this is, both counted from 1.
    samples : tuple of int
        The rows of the data set in the batch, counted from 0.
    x, d : Floats
        Inputs (samples, features) and targets (samples, outputs).
    v, y : tuple of Floats
        Weighted sum and output of each layer, (samples, units).
    e, delta : tuple of Floats
        Error and delta of each layer, (samples, units). The last ``e`` is ``d - y``.
    loss : Floats
        The loss of each sample, shape (samples,).
    downhill : Params
        ``-dE/dW``, the mean over the batch.
    dW : Params
        The step the optimizer makes of it.
    before, after : Params
        The parameters before and after the step.
    frozen : Masks
        The weights whose step is 0 because they are frozen.
    optimizer_before, optimizer_after : OptimizerState
        The state of the optimizer when it made the step, and afterwards.
    rate : float
        The learning rate of this update.
    penalty : Params or None
        The part of `downhill` that the penalty adds, for each W; None without a penalty.
    factors : tuple of Floats or None
        Dropout's factor for each hidden unit, (samples, units): 0 or ``1 / (1 - p)``. None without.
    phi : tuple of Floats or None
        What the activation of each layer gave; in hidden layers ``y = phi * factor``. None without
        dropout, where it is `y`.
    c : Floats or None
        The weight of each sample's class, by which its loss and its output delta are multiplied,
        shape (samples,). None without class weights.
    """

    epoch: int
    step: int
    samples: tuple[int, ...]
    x: Floats
    d: Floats
    v: tuple[Floats, ...]
    y: tuple[Floats, ...]
    e: tuple[Floats, ...]
    delta: tuple[Floats, ...]
    loss: Floats
    downhill: Params
    dW: Params
    before: Params
    after: Params
    frozen: Masks
    optimizer_before: OptimizerState
    optimizer_after: OptimizerState
    rate: float
    penalty: Params | None = None
    factors: tuple[Floats, ...] | None = None
    phi: tuple[Floats, ...] | None = None
    c: Floats | None = None

    @property
    def t(self) -> int:
        """The number of this update since the optimizer began, counted from 1."""
        return self.optimizer_after.count
