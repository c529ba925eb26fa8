"""The penalty on large weights: a part of the loss that looks at the weights alone.

``R = l1 sum |W| + l2/2 sum W^2`` comes on top of the mean loss, and ``-dR/dW`` on top of its
downhill direction, before an optimizer sees it. So the gradient check holds for the sum of both.
Biases are free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Floats, Params
from core.exact import total, total_all


@dataclass(frozen=True)
class Penalty:
    """A penalty on large weights.

    Parameters
    ----------
    l1, l2 : float
        The strengths of its two parts, 0 or more. Both 0: there is none.
    """

    l1: float
    l2: float

    @property
    def active(self) -> bool:
        """Whether there is one."""
        return self.l1 > 0.0 or self.l2 > 0.0

    def value(self, params: Params) -> float:
        """Return R, by which the loss is raised."""
        if not self.active:
            return 0.0
        return total_all(
            np.array([self.of_array(W) for name, W in params.items() if name[0] == "W"])
        )

    def of_array(self, W: Floats) -> Floats:
        """Return the share of one W in R: (..., units, inputs) to (...)."""
        parts = self.l1 * np.abs(W) + 0.5 * self.l2 * W * W
        return total(parts.reshape(*parts.shape[:-2], -1), axis=-1)

    def pull(self, params: Params) -> Params:
        """Return ``-dR/dW`` for each W: the pull towards 0. Empty where there is no penalty."""
        if not self.active:
            return {}
        l1, l2 = self.l1, self.l2
        return {n: -(l1 * np.sign(W) + l2 * W) for n, W in params.items() if n[0] == "W"}
