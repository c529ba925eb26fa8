"""Backward passes that are wrong on purpose: the slips that people make, kept as data.

Each is `network.backward` with one step changed, and mostly the network learns all the same. So a
falling loss proves nothing; the gradient check does. `backward_with` is the walk back once more,
its steps replaceable; a slip is the one it replaces, and beside it stands what would be right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from core.arrays import Floats, Params
from core.exact import matmul

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


def backward_with(
    network: Network,
    params: Params,
    x: Floats,
    d: Floats,
    pass_: Forward,
    loss: Loss,
    *,
    output_delta: Callable[[Floats], Floats] | None = None,
    hidden_error: Callable[[int, Floats], Floats] | None = None,
    hidden_delta: Callable[[int, Floats], Floats] | None = None,
) -> Backward:
    """Do as `network.backward` does, but for the steps that are given.

    Parameters
    ----------
    network, params, x, d, pass_, loss
        As given to `network.backward`.
    output_delta : callable, optional
        ``output_delta(e)``: the delta of the output layer.
    hidden_error : callable, optional
        ``hidden_error(number, delta)``: the error of layer `number`, counted from 1, by the delta
        of the layer after it.
    hidden_delta : callable, optional
        ``hidden_delta(number, e)``: the delta of that layer by its error.
    """
    activations = network.activations
    errors = [d - pass_.output]
    if output_delta is None:
        deltas = [loss.delta(activations[-1], pass_.v[-1], d, pass_.output)]
    else:
        deltas = [output_delta(errors[0])]
    for number in range(len(activations) - 1, 0, -1):
        k = number - 1  # v[k], phi[k] are those of layer `number`
        if hidden_error is None:
            e = matmul(deltas[0], params[f"W{number + 1}"])
        else:
            e = hidden_error(number, deltas[0])
        e = pass_.through_factor(k, e)
        errors.insert(0, e)
        if hidden_delta is None:
            deltas.insert(0, activations[k].delta(pass_.v[k], pass_.phi[k], e))
        else:
            deltas.insert(0, hidden_delta(number, e))
    return Backward(tuple(errors), tuple(deltas), downhill(network, x, pass_, deltas))


def updated_weights(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss, rate: float
) -> Backward:
    """Pass the error of a hidden layer back through weights that have been updated already."""

    def hidden_error(number: int, delta: Floats) -> Floats:
        dW = rate * (matmul(delta.mT, pass_.y[number - 1]) / x.shape[-2])
        return matmul(delta, params[f"W{number + 1}"] + dW)  # right: the old W

    return backward_with(network, params, x, d, pass_, loss, hidden_error=hidden_error)


def slope_of_y(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss, _rate: float
) -> Backward:
    """Take every derivative of the output y, as if it were the sum v."""

    def delta(number: int, e: Floats) -> Floats:
        activation, y = network.activations[number - 1], pass_.phi[number - 1]
        return activation.delta(y, activation.value(y), e)  # right: delta(v, y, e)

    def output_delta(e: Floats) -> Floats:
        return loss.times_factor(d, e if loss.delta_is_error else delta(len(network.layers), e))

    return backward_with(
        network, params, x, d, pass_, loss, output_delta=output_delta, hidden_delta=delta
    )


def no_slope(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss, _rate: float
) -> Backward:
    """Pass the error of a hidden layer on without the slope of its activation."""

    def hidden_delta(_number: int, e: Floats) -> Floats:
        return e  # right: phi'(v) e

    return backward_with(network, params, x, d, pass_, loss, hidden_delta=hidden_delta)


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
