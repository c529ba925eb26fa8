"""Update rules: from the downhill direction to the step that is taken.

A rule is a pair of pure functions and knows nothing of networks. ``init`` makes what the rule
remembers between steps; ``update`` returns the step dW and the new memory. A memory goes on for
frozen weights too: only their step is held at 0, so a weight that is freed moves with the others.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import numpy as np

from core.arrays import Floats, Params, frozen, frozen_params

RuleState: TypeAlias = tuple[Params, ...]
"""What a rule remembers: any number of arrays for each parameter. Plain sgd remembers nothing."""

Update: TypeAlias = tuple[dict[str, Floats], RuleState]
"""The step of each parameter, and the memory after it."""

RMS_KEPT = 0.99
"""The share of the mean square that rmsprop keeps."""

ADAM_KEPT = 0.999
"""The share of the mean square that adam keeps."""

TINY = 1e-8
"""Keeps rmsprop and adam from dividing by 0."""


@dataclass(frozen=True)
class Rule(ABC):
    """A way to make a step of the downhill direction g.

    Parameters
    ----------
    rate : float
        The learning rate alpha.
    momentum : float
        The share mu of the memory that is kept, by the rules that use it.

    Attributes
    ----------
    text, formula : str
        What it does, in a sentence and as a formula.
    memories : int
        How many arrays it remembers for each parameter.
    forgets : bool
        Whether its memory is emptied at the start of every epoch.
    uses_momentum : bool
        Whether `momentum` makes a difference.
    """

    rate: float
    momentum: float = 0.9

    text: ClassVar[str]
    formula: ClassVar[str]
    memories: ClassVar[int] = 0
    forgets: ClassVar[bool] = False
    uses_momentum: ClassVar[bool] = False

    def init(self, params: Params) -> RuleState:
        """Return the memory before the first step: zeros."""
        return tuple(
            frozen_params({name: np.zeros_like(array) for name, array in params.items()})
            for _ in range(self.memories)
        )

    @abstractmethod
    def update(self, state: RuleState, downhill: Params, t: int) -> Update:
        """Return the step for each parameter, and the memory after it.

        Parameters
        ----------
        state : RuleState
            The memory so far.
        downhill : Params
            ``-dE/dW`` by parameter name.
        t : int
            The number of this update since the rule began, counted from 1.
        """


class Sgd(Rule):
    """Stochastic gradient descent: ``dW = alpha * downhill``."""

    text = "Each step is the downhill direction times alpha; nothing is remembered."
    formula = "dW = alpha * downhill"

    def update(self, state: RuleState, downhill: Params, t: int) -> Update:
        """Return the step, and no memory. See `Rule.update`."""
        return {name: self.rate * slope for name, slope in downhill.items()}, state


class Momentum(Rule):
    """Momentum: the memory m is the last step, and a share of it is taken again."""

    text = "A share mu of the last step is taken again, so steps in one direction grow."
    formula = "m = mu * m + alpha * downhill; dW = m"
    memories = 1
    uses_momentum = True

    def update(self, state: RuleState, downhill: Params, t: int) -> Update:
        """Return the step, which is the new memory as well. See `Rule.update`."""
        m = {
            name: frozen(self.momentum * state[0][name] + self.rate * slope)
            for name, slope in downhill.items()
        }
        return m, (frozen_params(m),)


class MomentumReset(Momentum):
    """Momentum whose memory is emptied at the start of every epoch, which is a known slip."""

    text = "Momentum by mistake: m is made 0 at the start of every epoch, so little builds up."
    formula = "m = 0 as an epoch starts; m = mu * m + alpha * downhill; dW = m"
    forgets = True


class Nesterov(Rule):
    """Nesterov's momentum: the step looks ahead by the share of the memory that will be kept."""

    text = "Momentum that looks ahead: the new memory is shortened once more before the step."
    formula = "m = mu * m + alpha * downhill; dW = mu * m + alpha * downhill"
    memories = 1
    uses_momentum = True

    def update(self, state: RuleState, downhill: Params, t: int) -> Update:
        """Return the step and the new memory. See `Rule.update`."""
        m, dW = {}, {}
        for name, slope in downhill.items():
            m[name] = self.momentum * state[0][name] + self.rate * slope
            dW[name] = self.momentum * m[name] + self.rate * slope
        return dW, (frozen_params(m),)


class Rmsprop(Rule):
    """Rmsprop: each weight's step is measured by how large its slopes have been."""

    text = "Each slope is divided by the root of its mean square, so all weights move alike."
    formula = "s = 0.99 * s + 0.01 * downhill^2; dW = alpha * downhill / (sqrt(s) + 1e-8)"
    memories = 1

    def update(self, state: RuleState, downhill: Params, t: int) -> Update:
        """Return the step and the new mean square. See `Rule.update`."""
        s, dW = {}, {}
        for name, slope in downhill.items():
            s[name] = RMS_KEPT * state[0][name] + (1.0 - RMS_KEPT) * (slope * slope)
            dW[name] = self.rate * slope / (np.sqrt(s[name]) + TINY)
        return dW, (frozen_params(s),)


class Adam(Rule):
    """Adam: a mean of the slopes over the root of their mean square, both freed of their start."""

    text = "A running mean of the slopes is divided by the root of their running mean square."
    formula = (
        "m = mu * m + (1 - mu) * downhill; s = 0.999 * s + 0.001 * downhill^2; "
        "dW = alpha * (m / (1 - mu^t)) / (sqrt(s / (1 - 0.999^t)) + 1e-8)"
    )
    memories = 2
    uses_momentum = True

    def update(self, state: RuleState, downhill: Params, t: int) -> Update:
        """Return the step and both means. See `Rule.update`."""
        # np.power, since the gear that works in place uses it, and must give the same bits.
        whole_m = 1.0 - np.power(self.momentum, float(t))
        whole_s = 1.0 - np.power(ADAM_KEPT, float(t))
        m, s, dW = {}, {}, {}
        for name, slope in downhill.items():
            m[name] = self.momentum * state[0][name] + (1.0 - self.momentum) * slope
            s[name] = ADAM_KEPT * state[1][name] + (1.0 - ADAM_KEPT) * (slope * slope)
            root = np.sqrt(s[name] / whole_s) + TINY
            dW[name] = self.rate * (m[name] / whole_m) / root
        return dW, (frozen_params(m), frozen_params(s))


RULES: dict[str, type[Rule]] = {
    "sgd": Sgd,
    "momentum": Momentum,
    "momentum-reset": MomentumReset,
    "nesterov": Nesterov,
    "rmsprop": Rmsprop,
    "adam": Adam,
}
"""The update rules, by name."""
