"""Update rules: from the downhill direction to the step that is taken.

A rule is a pair of pure functions and knows nothing of networks. ``init`` makes what the rule
remembers between steps; ``update`` returns the step dW and the new memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from .types import Floats, Params

RuleState: TypeAlias = tuple[Params, ...]
"""What a rule remembers: any number of arrays for each parameter. Plain sgd remembers nothing."""


@dataclass(frozen=True)
class Sgd:
    """Stochastic gradient descent: ``dW = alpha * downhill``.

    Parameters
    ----------
    rate : float
        The learning rate alpha.
    """

    rate: float

    def init(self, params: Params) -> RuleState:
        """Return the memory before the first step: none."""
        return ()

    def update(
        self,
        state: RuleState,
        downhill: Params,
        t: int,
    ) -> tuple[dict[str, Floats], RuleState]:
        """Return the step for each parameter, and the memory after it.

        Parameters
        ----------
        state : RuleState
            The memory so far.
        downhill : Params
            ``-dE/dW`` by parameter name.
        t : int
            The number of this update, counted from 1.
        """
        return {name: self.rate * slope for name, slope in downhill.items()}, state


RULES: dict[str, type[Sgd]] = {"sgd": Sgd}
"""The update rules, by name."""
