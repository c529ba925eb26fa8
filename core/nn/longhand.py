"""Learning, written out longhand: real loops, a few lines each, and nothing but numpy.

Read this first. `python -m core.nn.longhand` runs it: two layers of weights learn XOR. All the
rest of this package does the same for any shape of network, and shows its working.

``W`` is (units, inputs): row j holds the weights of unit j. A row of ``X`` is one sample, the row
of ``D`` beside it is the target, and the last input of every sample is the constant 1, whose
weight serves as a bias. Each function trains for one epoch, that is once with every sample, and
returns the new weights. The tests hold the trainer against these loops, which share nothing with
it: they agree to nine digits and more. The last digits may differ, here and from one machine to
another, since ``@`` and ``np.exp`` are numpy's; `core.exact` has what is the same everywhere.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sigmoid(v: Floats) -> Floats:
    """Squash sums into (0, 1). Its slope is ``y (1 - y)``, where y is what it returns."""
    return 1.0 / (1.0 + np.exp(-v))


def delta_rule(W: Floats, X: Floats, D: Floats, alpha: float) -> Floats:
    """Train a single layer for one epoch by the delta rule.

    Parameters
    ----------
    W : Floats
        Weights, shape (out, in).
    X, D : Floats
        Inputs (samples, in) and targets (samples, out).
    alpha : float
        The learning rate.
    """
    for x, d in zip(X, D, strict=True):
        y = sigmoid(W @ x)  # each unit adds up its inputs, each times its weight
        e = d - y  # above 0: the output should be larger
        delta = y * (1 - y) * e  # where the sigmoid is flat, its sum can do little
        dW = alpha * np.outer(delta, x)  # a weight shares in it by the input it carried
        W = W + dW
    return W


def backprop(W1: Floats, W2: Floats, X: Floats, D: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Train two layers for one epoch by backpropagation of the squared error.

    The new line is ``e1``. A hidden unit has no target, so its error is made of the deltas of the
    units it feeds, each times the weight that fed it.

    Parameters
    ----------
    W1, W2 : Floats
        Weights of the hidden layer (hidden, in) and of the output layer (out, hidden).
    X, D, alpha
        As in `delta_rule`.
    """
    for x, d in zip(X, D, strict=True):
        y1 = sigmoid(W1 @ x)
        y = sigmoid(W2 @ y1)

        e = d - y
        delta = y * (1 - y) * e
        e1 = W2.T @ delta  # the old W2, which carried y1 forward; it is changed only below
        delta1 = y1 * (1 - y1) * e1

        W1 = W1 + alpha * np.outer(delta1, x)
        W2 = W2 + alpha * np.outer(delta, y1)
    return W1, W2


def cross_entropy(
    W1: Floats, W2: Floats, X: Floats, D: Floats, alpha: float
) -> tuple[Floats, Floats]:
    """Train two layers for one epoch with cross-entropy, where the output delta is the error.

    Parameters and results are those of `backprop`.
    """
    for x, d in zip(X, D, strict=True):
        y1 = sigmoid(W1 @ x)
        y = sigmoid(W2 @ y1)

        e = d - y
        delta = e  # the slope of the loss, e / (y (1 - y)), cancels that of the sigmoid
        e1 = W2.T @ delta
        delta1 = y1 * (1 - y1) * e1

        W1 = W1 + alpha * np.outer(delta1, x)
        W2 = W2 + alpha * np.outer(delta, y1)
    return W1, W2


def main() -> None:
    """Train on XOR, and print how the error falls and what is answered in the end."""
    X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)
    D = np.array([[0], [1], [1], [0]], dtype=float)
    # Any weights will do to begin with, if no two units have the same.
    W1 = np.array([[0.6, -0.3, 0.1], [-0.8, 0.9, -0.4], [0.2, 0.7, -0.9], [-0.5, -0.2, 0.8]])
    W2 = np.array([[0.5, -0.7, 0.3, -0.1]])

    for epoch in range(10_001):
        if epoch % 1000 == 0:
            Y = sigmoid(sigmoid(X @ W1.T) @ W2.T)  # all four rows at once
            print(f"epoch {epoch:>6,}   mean squared error {((D - Y) ** 2).mean():.6f}")
        W1, W2 = backprop(W1, W2, X, D, alpha=0.9)

    print()
    for x, d in zip(X, D, strict=True):
        y = sigmoid(W2 @ sigmoid(W1 @ x))
        print(f"{x[0]:.0f} xor {x[1]:.0f}: target {d[0]:.0f}, answer {y[0]:.4f}")


if __name__ == "__main__":
    main()
