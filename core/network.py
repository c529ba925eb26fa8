"""A network is a list of layers; running it forward and passing the error back are two functions.

Both are pure: parameters go in, numbers come out, nothing is changed. Samples are rows, so a whole
data set goes through at once; further leading axes carry several networks side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .activations import ACTIVATIONS, Activation
from .losses import Loss
from .types import Floats, Params


@dataclass(frozen=True)
class Layer:
    """A row of units that share an activation."""

    units: int
    activation: str


@dataclass(frozen=True)
class Network:
    """The shape of a network.

    Parameters
    ----------
    inputs : int
        How many inputs a sample has.
    layers : tuple of Layer
        From the first hidden layer to the output layer.
    bias : bool
        Whether every layer adds a bias vector of its own.
    """

    inputs: int
    layers: tuple[Layer, ...]
    bias: bool

    @property
    def shape(self) -> str:
        """The widths from input to output, such as ``3-4-1``."""
        return "-".join(str(n) for n in (self.inputs, *(layer.units for layer in self.layers)))

    @property
    def activations(self) -> tuple[Activation, ...]:
        """The activation of each layer."""
        return tuple(ACTIVATIONS[layer.activation] for layer in self.layers)

    def param_shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the name and shape of every parameter array, from the input to the output."""
        shapes: dict[str, tuple[int, ...]] = {}
        width = self.inputs
        for number, layer in enumerate(self.layers, start=1):
            shapes[f"W{number}"] = (layer.units, width)
            if self.bias:
                shapes[f"b{number}"] = (layer.units,)
            width = layer.units
        return shapes

    @property
    def param_count(self) -> int:
        """How many numbers there are to learn."""
        return sum(
            shape[0] * (shape[1] if len(shape) == 2 else 1)
            for shape in self.param_shapes().values()
        )


@dataclass(frozen=True)
class Forward:
    """What each layer computed: sums `v` and outputs `y`, each of shape (..., samples, units)."""

    v: tuple[Floats, ...]
    y: tuple[Floats, ...]

    @property
    def output(self) -> Floats:
        """The outputs of the last layer."""
        return self.y[-1]


@dataclass(frozen=True)
class Backward:
    """What each layer was blamed for.

    Attributes
    ----------
    e : tuple of Floats
        The error at each layer's output. For the last layer it is ``d - y``.
    delta : tuple of Floats
        ``-dE/dv`` of each layer, shape (..., samples, units).
    downhill : Params
        ``-dE/dW`` and ``-dE/db``: the mean over the samples. Shapes as the parameters'.
    """

    e: tuple[Floats, ...]
    delta: tuple[Floats, ...]
    downhill: Params


def forward(network: Network, params: Params, x: Floats) -> Forward:
    """Run samples through the network: ``v = W y + b``, ``y = phi(v)``, layer by layer.

    Parameters
    ----------
    network : Network
        The shape.
    params : Params
        ``W1`` (..., units, inputs), ``b1`` (..., units), and so on.
    x : Floats
        Samples as rows, shape (..., samples, inputs).

    Returns
    -------
    Forward
        The sums and outputs of every layer.
    """
    sums, outputs = [], []
    y = x
    for number, activation in enumerate(network.activations, start=1):
        v = y @ params[f"W{number}"].mT
        if network.bias:
            v = v + params[f"b{number}"][..., None, :]
        y = activation.value(v)
        sums.append(v)
        outputs.append(y)
    return Forward(tuple(sums), tuple(outputs))


def backward(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss
) -> Backward:
    """Pass the error back through the network (backpropagation).

    The output layer's delta comes from the loss. Each earlier layer is blamed through the same
    weights that carried its output forward: ``e = W^T delta``, ``delta = phi'(v) e``. All of it is
    taken at the present weights; nothing is updated on the way.

    Parameters
    ----------
    network, params, x
        As given to `forward`.
    d : Floats
        Targets, shape (..., samples, outputs).
    pass_ : Forward
        What `forward` returned for the same samples.
    loss : Loss
        The loss being minimised.

    Returns
    -------
    Backward
        Errors and deltas of every layer, and the downhill direction of every parameter.
    """
    activations = network.activations
    depth = len(activations)
    errors = [d - pass_.output]
    deltas = [loss.delta(activations[-1], pass_.v[-1], d, pass_.output)]
    for number in range(depth - 1, 0, -1):
        e = deltas[0] @ params[f"W{number + 1}"]
        errors.insert(0, e)
        deltas.insert(0, activations[number - 1].delta(pass_.v[number - 1], pass_.y[number - 1], e))
    return Backward(tuple(errors), tuple(deltas), downhill(network, x, pass_, deltas))


def downhill(network: Network, x: Floats, pass_: Forward, deltas: Sequence[Floats]) -> Params:
    """Turn deltas into the downhill direction: ``delta y^T``, the mean over the samples.

    Parameters
    ----------
    network, x, pass_
        As given to `backward`.
    deltas : sequence of Floats
        ``-dE/dv`` of each layer, shape (..., samples, units).

    Returns
    -------
    Params
        ``-dE/dW`` and ``-dE/db`` of each layer. Shapes as the parameters'.
    """
    samples = x.shape[-2]
    slopes: dict[str, Floats] = {}
    fed = (x, *pass_.y[:-1])  # what each layer was given
    for number, (delta, y) in enumerate(zip(deltas, fed, strict=True), start=1):
        slopes[f"W{number}"] = delta.mT @ y / samples
        if network.bias:
            slopes[f"b{number}"] = delta.sum(axis=-2) / samples
    return slopes
