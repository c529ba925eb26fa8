"""The training loops of the study notes, written out longhand from the equations.

They share nothing with the trainer, so the tests can hold the two against each other. Each function
trains for one epoch and returns the new weights; ``W`` is (out, in), a row of ``X`` is one sample,
and the last input of every sample is the constant 1.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Floats


def sigmoid(v: Floats) -> Floats:
    """Squash sums into (0, 1)."""
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

    Returns
    -------
    Floats
        The weights after the epoch.
    """
    for x, d in zip(X, D, strict=True):
        y = sigmoid(W @ x)
        e = d - y
        delta = y * (1 - y) * e
        dW = alpha * np.outer(delta, x)
        W = W + dW
    return W


def backprop(W1: Floats, W2: Floats, X: Floats, D: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Train two layers for one epoch by backpropagation of the squared error.

    Parameters
    ----------
    W1, W2 : Floats
        Weights of the hidden layer (hidden, in) and of the output layer (out, hidden).
    X, D, alpha
        As in `delta_rule`.

    Returns
    -------
    tuple of Floats
        Both weight matrices after the epoch.
    """
    for x, d in zip(X, D, strict=True):
        y1 = sigmoid(W1 @ x)
        y = sigmoid(W2 @ y1)

        e = d - y
        delta = y * (1 - y) * e
        e1 = W2.T @ delta  # the old W2: the hidden layer is blamed for what it did, not what is new
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
        delta = e
        e1 = W2.T @ delta
        delta1 = y1 * (1 - y1) * e1

        W1 = W1 + alpha * np.outer(delta1, x)
        W2 = W2 + alpha * np.outer(delta, y1)
    return W1, W2


def early_return(
    W1: Floats, W2: Floats, X: Floats, D: Floats, alpha: float
) -> tuple[Floats, Floats]:
    """Train as `cross_entropy` does, with the notes' slip: the return stands one indent too deep.

    Parameters and results are those of `backprop`. Only the first sample is ever seen.
    """
    for x, d in zip(X, D, strict=True):
        y1 = sigmoid(W1 @ x)
        y = sigmoid(W2 @ y1)

        e = d - y
        delta = e
        e1 = W2.T @ delta
        delta1 = y1 * (1 - y1) * e1

        W1 = W1 + alpha * np.outer(delta1, x)
        W2 = W2 + alpha * np.outer(delta, y1)
        return W1, W2  # leaves the loop, and the function, after the first sample
    return W1, W2
