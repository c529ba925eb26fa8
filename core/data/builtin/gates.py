"""The logic gates: four rows, two inputs, and a third input that is always 1.

That third input is the bias. It is an ordinary column here, as in the study notes, so that its
weight can be seen in the weight matrix like any other.
"""

from __future__ import annotations

import numpy as np

from core.data.dataset import Dataset

_INPUTS = ((0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1))

_TARGETS = {
    "and": ((0, 0, 0, 1), "1 only when both inputs are 1."),
    "or": ((0, 1, 1, 1), "1 when at least one input is 1."),
    "nand": ((1, 1, 1, 0), "0 only when both inputs are 1."),
    "nor": ((1, 0, 0, 0), "1 only when both inputs are 0."),
    "xor": (
        (0, 1, 1, 0),
        "1 when the inputs differ. No straight line separates the ones from the zeros, so a single "
        "layer cannot learn it.",
    ),
    "xnor": (
        (1, 0, 0, 1),
        "1 when the inputs are equal. Like XOR, it needs a hidden layer.",
    ),
    "first-input": (
        (0, 0, 1, 1),
        "The targets 0 0 1 1: the answer is simply the first input. The study notes call this "
        "data set AND, which it is not; the true AND is the data set 'and'.",
    ),
}

GATE_NAMES: tuple[str, ...] = tuple(_TARGETS)
"""The names `gate` accepts."""


def gate(name: str) -> Dataset:
    """Return one logic gate.

    Parameters
    ----------
    name : str
        One of `GATE_NAMES`.

    Returns
    -------
    Dataset
        ``x`` of shape (4, 3), whose last column is all ones, and ``d`` of shape (4, 1).
    """
    targets, description = _TARGETS[name]
    return Dataset(
        name=name,
        x=np.array(_INPUTS, dtype=np.float64),
        d=np.array(targets, dtype=np.float64).reshape(4, 1),
        features=("x1", "x2", "b"),
        targets=("y",),
        kind="logic",
        description=description,
        has_bias_input=True,
    )
