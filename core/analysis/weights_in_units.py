"""The weights of a single linear layer, converted to the original units of the data."""

from __future__ import annotations

import numpy as np

from core.arrays import Floats, Params
from core.exact import matmul
from core.run.problem import Problem


def weights_in_units(problem: Problem, params: Params) -> tuple[Floats, Floats] | None:
    """Return W and b such that ``target = W x + b`` for inputs and targets in original units.

    With ``x' = (x - m) / s`` and ``d' = (d - M) / S``, the network's ``d' = W' x' + b'`` becomes
    ``d = (S W' / s) x + S (b' - W' m / s) + M``.

    Returns
    -------
    tuple of Floats or None
        W, shape (targets, features), and b, shape (targets,). Extra inputs count as features. None
        if there is a hidden layer, or the output is not linear.
    """
    network, dataset = problem.network, problem.dataset
    if len(network.layers) > 1 or not network.activations[0].identity:
        return None
    W, b = params["W1"], params.get("b1", np.zeros(network.layers[0].units))
    with np.errstate(all="ignore"):  # weights of a run that diverges
        if dataset.scaling is not None:
            W = W / dataset.scaling.deviation
            b = b - matmul(W, dataset.scaling.mean)
        if dataset.target_scaling is not None:
            W = W * dataset.target_scaling.deviation[:, None]
            b = dataset.target_scaling.back(b)
    return W, b
