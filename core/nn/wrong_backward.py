"""Backward passes that are wrong on purpose: the slips that people make, kept as data.

Each is `network.backward` with one line changed, and mostly the network learns all the same. So a
falling loss proves nothing; `gradcheck` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from core.arrays import Floats, Params

from .losses import Loss
from .network import Backward, Forward, Network, backward, downhill

BackwardPass: TypeAlias = Callable[
    [Network, Params, Floats, Floats, Forward, Loss, float], Backward
]
"""``(network, params, x, d, pass_, loss, rate) -> Backward``; only one slip looks at the rate."""


@dataclass(frozen=True)
class Slip:
    """A way to get backpropagation wrong.

    Attributes
    ----------
    name : str
        Its name in `SLIPS`.
    text : str
        What the mistake is, in plain sentences.
    formula : str
        What is computed, in place of what should be.
    backward : callable
        ``backward(network, params, x, d, pass_, loss, rate) -> Backward``, as `network.backward`
        but for the mistake; ``rate`` is the learning rate alpha.
    """

    name: str
    text: str
    formula: str
    backward: BackwardPass


def right(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss, _rate: float
) -> Backward:
    """Make no mistake."""
    return backward(network, params, x, d, pass_, loss)


def updated_weights(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss, rate: float
) -> Backward:
    """Blame a hidden layer through weights that have been updated already."""
    activations = network.activations
    errors = [d - pass_.output]
    deltas = [loss.delta(activations[-1], pass_.v[-1], d, pass_.output)]
    for k in range(len(activations) - 2, -1, -1):  # v[k], phi[k] are those of layer k + 1
        dW = rate * (deltas[0].mT @ pass_.y[k] / x.shape[-2])
        e = deltas[0] @ (params[f"W{k + 2}"] + dW)  # right: the old W
        e = pass_.through_factor(k, e)
        errors.insert(0, e)
        deltas.insert(0, activations[k].delta(pass_.v[k], pass_.phi[k], e))
    return Backward(tuple(errors), tuple(deltas), downhill(network, x, pass_, deltas))


def slope_of_y(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss, _rate: float
) -> Backward:
    """Take every derivative of the output y, as if it were the sum v."""
    activations = network.activations

    def wrong_delta(k: int, e: Floats) -> Floats:
        y = pass_.phi[k]
        return activations[k].delta(y, activations[k].value(y), e)  # right: delta(v, y, e)

    e = d - pass_.output
    errors = [e]
    deltas = [loss.counted(d, e if loss.delta_is_error else wrong_delta(-1, e))]
    for k in range(len(activations) - 2, -1, -1):
        e = deltas[0] @ params[f"W{k + 2}"]
        e = pass_.through_factor(k, e)
        errors.insert(0, e)
        deltas.insert(0, wrong_delta(k, e))
    return Backward(tuple(errors), tuple(deltas), downhill(network, x, pass_, deltas))


def no_slope(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss, _rate: float
) -> Backward:
    """Hand the error of a hidden layer on without the slope of its activation."""
    activations = network.activations
    errors = [d - pass_.output]
    deltas = [loss.delta(activations[-1], pass_.v[-1], d, pass_.output)]
    for k in range(len(activations) - 2, -1, -1):
        e = deltas[0] @ params[f"W{k + 2}"]
        e = pass_.through_factor(k, e)
        errors.insert(0, e)
        deltas.insert(0, e)  # right: phi'(v) e
    return Backward(tuple(errors), tuple(deltas), downhill(network, x, pass_, deltas))


def sign(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss, _rate: float
) -> Backward:
    """Start from ``e = y - d``. All that follows is proportional to it, so all turns round."""
    back = backward(network, params, x, d, pass_, loss)
    return Backward(
        tuple(-e for e in back.e),
        tuple(-delta for delta in back.delta),
        {name: -slope for name, slope in back.downhill.items()},
    )


SLIPS: dict[str, Slip] = {
    slip.name: slip
    for slip in (
        Slip(
            "none",
            "No mistake: the right backward pass.",
            "e = W^T delta; delta = phi'(v) e",
            right,
        ),
        Slip(
            "updated-weights",
            "Each hidden error is passed back through the next layer's weights after their update, "
            "not before.",
            "e = (W + alpha dW)^T delta in place of W^T delta",
            updated_weights,
        ),
        Slip(
            "slope-of-y",
            "The derivative of the activation is taken of y in place of v, as if y had not been "
            "through the activation. With relu, leaky-relu and linear it changes nothing.",
            "delta = phi'(y) e in place of phi'(v) e",
            slope_of_y,
        ),
        Slip(
            "no-slope",
            "The hidden delta leaves the slope of the activation out. With linear it changes "
            "nothing.",
            "delta = e in place of phi'(v) e",
            no_slope,
        ),
        Slip(
            "sign",
            "The error at the output is y - d, so every step goes uphill and the loss rises.",
            "e = y - d in place of d - y",
            sign,
        ),
    )
}
"""The slips, by name."""
