"""Optimizers: from the downhill direction to the step that is taken.

An optimizer is a pair of pure functions and knows nothing of networks. ``init`` makes its state;
``update`` turns a downhill direction into the step dW and the next state. All that it remembers
is in the state, the number of its updates too, so a run can be repeated from any state.

What stands around it is not its business, and is written once, each in its place. Before it:
`core.nn.penalty`, which is part of the loss and so of the downhill direction, and
`core.nn.schedules`, which sets its rate. After it: `freeze`. The state goes on for frozen weights
too: only their step is held at 0, so a weight that is freed moves with the others.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, TypeAlias

import numpy as np

from core.arrays import Floats, Masks, Params, frozen, frozen_params
from core.exact import power

RMS_KEPT = 0.99
"""The share of the mean square that rmsprop keeps."""

ADAM_KEPT = 0.999
"""The share of the mean square that adam keeps."""

TINY = 1e-8
"""Keeps rmsprop and adam from dividing by 0."""


@dataclass(frozen=True, eq=False)
class OptimizerState:
    """What an optimizer carries from one update to the next.

    Attributes
    ----------
    memories : tuple of Params
        Arrays for each parameter, shapes as the parameters': as many as the optimizer's
        `memories`. Plain sgd has none.
    count : int
        How many updates it has made.
    """

    memories: tuple[Params, ...] = ()
    count: int = 0


Update: TypeAlias = tuple[dict[str, Floats], OptimizerState]
"""The step of each parameter, and the state after it."""


@dataclass(frozen=True)
class Optimizer(ABC):
    """A way to make a step of the downhill direction g.

    Parameters
    ----------
    rate : float
        The learning rate alpha.
    momentum : float
        The share mu of the memory that is kept, by those that use it.

    Attributes
    ----------
    text, formula : str
        What it does, in a sentence and as a formula.
    memories : int
        How many arrays it remembers for each parameter.
    resets_each_epoch : bool
        Whether its memories are emptied at the start of every epoch.
    uses_momentum : bool
        Whether `momentum` makes a difference.
    coasts : bool
        Whether it goes on by what it remembers when the rate is 0.
    """

    rate: float
    momentum: float = 0.9

    text: ClassVar[str]
    formula: ClassVar[str]
    memories: ClassVar[int] = 0
    resets_each_epoch: ClassVar[bool] = False
    uses_momentum: ClassVar[bool] = False
    coasts: ClassVar[bool] = False

    def init(self, params: Params) -> OptimizerState:
        """Return the state before the first update: memories of zeros."""
        zeros = (
            frozen_params({name: np.zeros_like(array) for name, array in params.items()})
            for _ in range(self.memories)
        )
        return OptimizerState(tuple(zeros))

    def begin_epoch(self, state: OptimizerState, params: Params) -> OptimizerState:
        """Return the state for the first update of an epoch: mostly, the one it has."""
        if not self.resets_each_epoch:
            return state
        return replace(state, memories=self.init(params).memories)

    @abstractmethod
    def update(self, downhill: Params, state: OptimizerState) -> Update:
        """Return the step for each parameter, and the state after it.

        Parameters
        ----------
        downhill : Params
            ``-dE/dW`` by parameter name.
        state : OptimizerState
            The state so far.
        """


class Sgd(Optimizer):
    """Stochastic gradient descent: ``dW = alpha * downhill``."""

    text = "Each step is the downhill direction times alpha; nothing is remembered."
    formula = "dW = alpha * downhill"

    def update(self, downhill: Params, state: OptimizerState) -> Update:
        """Return the step; only the count goes on. See `Optimizer.update`."""
        dW = {name: self.rate * slope for name, slope in downhill.items()}
        return dW, OptimizerState(count=state.count + 1)


class Momentum(Optimizer):
    """Momentum: the memory m is the last step, and a share of it is taken again."""

    text = "A share mu of the last step is taken again, so steps in one direction grow."
    formula = "m = mu * m + alpha * downhill; dW = m"
    memories = 1
    uses_momentum = True
    coasts = True

    def update(self, downhill: Params, state: OptimizerState) -> Update:
        """Return the step, which is the new memory as well. See `Optimizer.update`."""
        (old_m,) = state.memories
        m = {
            name: frozen(self.momentum * old_m[name] + self.rate * slope)
            for name, slope in downhill.items()
        }
        return m, OptimizerState((frozen_params(m),), state.count + 1)


class MomentumReset(Momentum):
    """Momentum whose memory is emptied at the start of every epoch, which is a known slip."""

    text = "Momentum by mistake: m is made 0 at the start of every epoch, so little builds up."
    formula = "m = 0 as an epoch starts; m = mu * m + alpha * downhill; dW = m"
    resets_each_epoch = True


class Nesterov(Optimizer):
    """Nesterov's momentum: the step looks ahead by the share of the memory that will be kept."""

    text = "Momentum that looks ahead: the new memory is shortened once more before the step."
    formula = "m = mu * m + alpha * downhill; dW = mu * m + alpha * downhill"
    memories = 1
    uses_momentum = True
    coasts = True

    def update(self, downhill: Params, state: OptimizerState) -> Update:
        """Return the step and the new memory. See `Optimizer.update`."""
        (old_m,) = state.memories
        m, dW = {}, {}
        for name, slope in downhill.items():
            m[name] = self.momentum * old_m[name] + self.rate * slope
            dW[name] = self.momentum * m[name] + self.rate * slope
        return dW, OptimizerState((frozen_params(m),), state.count + 1)


class Rmsprop(Optimizer):
    """Rmsprop: each weight's step is measured by how large its slopes have been."""

    text = "Each slope is divided by the root of its mean square, so all weights move alike."
    formula = "s = 0.99 * s + 0.01 * downhill^2; dW = alpha * downhill / (sqrt(s) + 1e-8)"
    memories = 1

    def update(self, downhill: Params, state: OptimizerState) -> Update:
        """Return the step and the new mean square. See `Optimizer.update`."""
        (old_s,) = state.memories
        s, dW = {}, {}
        for name, slope in downhill.items():
            s[name] = RMS_KEPT * old_s[name] + (1.0 - RMS_KEPT) * (slope * slope)
            dW[name] = self.rate * slope / (np.sqrt(s[name]) + TINY)
        return dW, OptimizerState((frozen_params(s),), state.count + 1)


class Adam(Optimizer):
    """Adam: a mean of the slopes over the root of their mean square, both freed of their start.

    After Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 1;
    `momentum` is its beta1.
    """

    text = "A running mean of the slopes is divided by the root of their running mean square."
    formula = (
        "m = mu * m + (1 - mu) * downhill; s = 0.999 * s + 0.001 * downhill^2; "
        "dW = alpha * (m / (1 - mu^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)"
    )
    memories = 2
    uses_momentum = True

    def update(self, downhill: Params, state: OptimizerState) -> Update:
        """Return the step and both means. See `Optimizer.update`."""
        t, (old_m, old_s) = state.count + 1, state.memories
        whole_m = 1.0 - power(self.momentum, t)
        whole_s = 1.0 - power(ADAM_KEPT, t)
        m, s, dW = {}, {}, {}
        for name, slope in downhill.items():
            m[name] = self.momentum * old_m[name] + (1.0 - self.momentum) * slope
            s[name] = ADAM_KEPT * old_s[name] + (1.0 - ADAM_KEPT) * (slope * slope)
            root = np.sqrt(s[name] / whole_s) + TINY
            dW[name] = self.rate * (m[name] / whole_m) / root
        return dW, OptimizerState((frozen_params(m), frozen_params(s)), t)


def freeze(steps: Mapping[str, Floats], masks: Masks) -> dict[str, Floats]:
    """Make the step of every frozen weight 0.

    Parameters
    ----------
    steps : mapping of str to Floats
        The step of each parameter array.
    masks : Masks
        True for each frozen weight, by parameter name; arrays without one are not named.
    """
    return {
        name: np.where(masks[name], 0.0, step) if name in masks else step
        for name, step in steps.items()
    }


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": Sgd,
    "momentum": Momentum,
    "momentum-reset": MomentumReset,
    "nesterov": Nesterov,
    "rmsprop": Rmsprop,
    "adam": Adam,
}
"""The optimizers, by the name a user gives as ``--rule``."""
