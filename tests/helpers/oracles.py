"""Independent oracles for the core: longhand loops, plain floats and finite differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from core import LOSSES, SLIPS, Floats, Network, Params, RunSpec, Trainer, forward
from core.nn import longhand
from core.nn.wrong_backward import BackwardPass
from tests.helpers.strategies import assert_close

Matrix = list[list[float]]
TwoLayers = Callable[[Floats, Floats, Floats, Floats, float], tuple[Floats, Floats]]


def early_return(
    W1: Floats, W2: Floats, X: Floats, D: Floats, alpha: float
) -> tuple[Floats, Floats]:
    """Train as `longhand.cross_entropy`, but the return stands one indent too deep.

    So only the first sample is ever seen.
    """
    for x, d in zip(X, D, strict=True):
        y1 = longhand.sigmoid(W1 @ x)
        y = longhand.sigmoid(W2 @ y1)

        e = d - y
        delta = e
        e1 = W2.T @ delta
        delta1 = y1 * (1 - y1) * e1

        W1 = W1 + alpha * np.outer(delta1, x)
        W2 = W2 + alpha * np.outer(delta, y1)
        return W1, W2  # leaves the loop, and the function, after the first sample
    return W1, W2


LONGHAND: dict[str, TwoLayers] = {
    "backprop": longhand.backprop,
    "cross_entropy": longhand.cross_entropy,
    "early_return": early_return,
}


def assert_matches_longhand(
    trainer: Trainer, loop: TwoLayers, epochs: int, *, readable: bool = False
) -> None:
    """Train a 3-n-1 network both ways and compare all weights ten times during training."""
    W1, W2 = trainer.initial_params["W1"], trainer.initial_params["W2"]
    for _ in range(10):
        for _ in range(epochs // 10):
            W1, W2 = loop(W1, W2, trainer.dataset.x, trainer.dataset.d, trainer.spec.rate)
            if readable:
                trainer.step_epoch()
        if not readable:
            trainer.run_for(600.0, max_epochs=epochs // 10)
        assert_close(trainer.state.params, {"W1": W1, "W2": W2})


def gradient_gap(
    network: Network,
    params: Params,
    x: Floats,
    d: Floats,
    loss: str,
    backward: BackwardPass = SLIPS["none"].backward,
    h: float = 1e-5,
    factors: tuple[Floats, ...] | None = None,
) -> float:
    """Return the largest gap between backpropagation and central differences, relative above 1."""

    def mean_loss(changed: Params) -> float:
        ahead = forward(network, changed, x, factors)
        output = network.activations[-1]
        return float(LOSSES[loss].value(output, ahead.v[-1], d, ahead.output).mean())

    ahead = forward(network, params, x, factors)
    back = backward(network, params, x, d, ahead, LOSSES[loss], 0.9)
    worst = 0.0
    for name, array in params.items():
        for place in np.ndindex(array.shape):
            around = []
            for sign in (1.0, -1.0):
                moved = array.copy()
                moved[place] += sign * h
                around.append(mean_loss({**params, name: moved}))
            downhill = -(around[0] - around[1]) / (2.0 * h)
            found = float(back.downhill[name][place])
            worst = max(worst, abs(found - downhill) / max(1.0, abs(found), abs(downhill)))
    return worst


def train_with_plain_floats(
    spec: RunSpec,
    trainer: Trainer,
    visits: Sequence[Sequence[int]],
    luck: Callable[[int], Matrix] | None = None,
) -> dict[str, Floats]:
    """Train by the squared error with numbers alone: no numpy, no matrix, every index written out.

    Hidden layers are tanh, the output is a sigmoid, and each layer has a bias.

    Parameters
    ----------
    spec, trainer
        Where the rate and the batch, the first weights and the data come from.
    visits : sequence of sequences of int
        The order of the samples in each epoch.
    luck : callable, optional
        For an epoch, counted from 1, a number from 0 to 1 for each row and hidden unit. A unit
        whose number is below the spec's dropout is left out. None: no dropout.
    """
    x: Matrix = trainer.dataset.x.tolist()
    d: Matrix = trainer.dataset.d.tolist()
    depth = len(spec.hidden) + 1
    W = [trainer.initial_params[f"W{n + 1}"].tolist() for n in range(depth)]
    b = [trainer.initial_params[f"b{n + 1}"].tolist() for n in range(depth)]
    for epoch, order in enumerate(visits, start=1):
        lots = [[1.0] * sum(spec.hidden)] * len(x) if luck is None else luck(epoch)
        for start in range(0, len(order), spec.batch):
            batch = order[start : start + spec.batch]
            dW = [[[0.0] * len(row) for row in matrix] for matrix in W]
            db = [[0.0] * len(vector) for vector in b]
            for sample in batch:
                y, fed, first = [x[sample]], [x[sample]], 0
                for n in range(depth):
                    units, passed = [], []
                    for j in range(len(W[n])):
                        v = b[n][j]
                        for i in range(len(fed[n])):
                            v += W[n][j][i] * fed[n][i]
                        last = n == depth - 1
                        units.append(1.0 / (1.0 + math.exp(-v)) if last else math.tanh(v))
                        if last or luck is None:
                            passed.append(units[j])
                        elif lots[sample][first + j] < spec.dropout:
                            passed.append(0.0)
                        else:
                            passed.append(units[j] / (1.0 - spec.dropout))
                    y.append(units)
                    fed.append(passed)
                    first += len(units)
                e = [d[sample][j] - y[depth][j] for j in range(len(y[depth]))]
                for n in range(depth - 1, -1, -1):
                    own = y[n + 1]
                    if n == depth - 1:
                        delta = [own[j] * (1.0 - own[j]) * e[j] for j in range(len(own))]
                    else:
                        delta = [(1.0 - own[j] ** 2) * e[j] for j in range(len(own))]
                    for j in range(len(own)):
                        db[n][j] += delta[j]
                        for i in range(len(y[n])):
                            dW[n][j][i] += delta[j] * fed[n][i]
                    first -= len(own)
                    e = [
                        sum(W[n][j][i] * delta[j] for j in range(len(own)))
                        for i in range(len(y[n]))
                    ]
                    if luck is not None and n > 0:
                        lot = lots[sample][first - len(e) : first]
                        for i in range(len(e)):
                            kept = lot[i] >= spec.dropout
                            e[i] = e[i] / (1.0 - spec.dropout) if kept else 0.0
            for n in range(depth):
                for j in range(len(W[n])):
                    b[n][j] += spec.rate * db[n][j] / len(batch)
                    for i in range(len(W[n][j])):
                        W[n][j][i] += spec.rate * dW[n][j][i] / len(batch)
    named = [(f"W{n + 1}", W[n]) for n in range(depth)], [(f"b{n + 1}", b[n]) for n in range(depth)]
    return {k: np.array(v) for pair in zip(*named, strict=True) for k, v in pair}
