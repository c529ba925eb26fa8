"""XOR by a 3-4-1 network of sigmoids in plain loops over numbers, for numba to compile."""

from __future__ import annotations

import math

from core import Floats


def epochs_of_xor(W1: Floats, W2: Floats, x: Floats, d: Floats, rate: float, epochs: int) -> float:
    """Train some epochs in place, score every row after each, and return the last mse.

    `W1` has the shape (units, inputs), `W2` (units,), `x` (samples, inputs) and `d` (samples,).
    """
    hidden = W2.copy()
    total = 0.0
    for _ in range(epochs):
        for scoring in (False, True):
            total = 0.0
            for row in range(len(d)):
                v = 0.0
                for i in range(len(W2)):
                    inner = 0.0
                    for j in range(x.shape[1]):
                        inner += W1[i, j] * x[row, j]
                    hidden[i] = 1.0 / (1.0 + math.exp(-inner))
                    v += W2[i] * hidden[i]
                y = 1.0 / (1.0 + math.exp(-v))
                e = d[row] - y
                total += e * e
                if scoring:
                    continue
                delta = rate * e * y * (1.0 - y)
                for i in range(len(W2)):
                    back = W2[i] * delta * hidden[i] * (1.0 - hidden[i])
                    W2[i] += delta * hidden[i]
                    for j in range(x.shape[1]):
                        W1[i, j] += back * x[row, j]
    return total / len(d)
