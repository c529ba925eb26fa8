"""A network is a list of layers; running it forward and passing the error back are two functions.

Both are pure: parameters go in, numbers come out, nothing is changed. Samples are rows, so a whole
data set goes through at once; further leading axes carry several networks side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.arrays import Floats, Params

from .activations import ACTIVATIONS, Activation
from .losses import Loss


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

    def by_hidden_layer(self, columns: Floats) -> tuple[Floats, ...]:
        """Deal the columns of an array, one for each hidden unit, out to the hidden layers.

        Parameters
        ----------
        columns : Floats
            Shape (..., hidden units).

        Returns
        -------
        tuple of Floats
            Views, one for each hidden layer, of shape (..., units).
        """
        views, start = [], 0
        for layer in self.layers[:-1]:
            views.append(columns[..., start : start + layer.units])
            start += layer.units
        return tuple(views)

    @property
    def hidden_units(self) -> int:
        """How many units there are before the output layer."""
        return sum(layer.units for layer in self.layers[:-1])

    @property
    def param_count(self) -> int:
        """How many numbers there are to learn."""
        return sum(
            shape[0] * (shape[1] if len(shape) == 2 else 1)
            for shape in self.param_shapes().values()
        )


@dataclass(frozen=True)
class Forward:
    """What each layer computed; every array is of shape (..., samples, units).

    Attributes
    ----------
    v, phi : tuple of Floats
        The sums of each layer, and what its activation made of them.
    y : tuple of Floats
        What each layer fed on: `phi`, or with dropout ``phi * factor`` in the hidden layers.
    factors : tuple of Floats or None
        Dropout's factor for each hidden unit and sample: 0 where the unit was left out, else
        ``1 / (1 - p)``. None without dropout.
    """

    v: tuple[Floats, ...]
    phi: tuple[Floats, ...]
    y: tuple[Floats, ...]
    factors: tuple[Floats, ...] | None = None

    @property
    def output(self) -> Floats:
        """The outputs of the last layer."""
        return self.y[-1]

    def through_factor(self, k: int, e: Floats) -> Floats:
        """Pass an error back through dropout, from ``y[k]`` of a hidden layer to ``phi[k]``.

        Whoever was left out has no part in the error, and is not blamed.
        """
        return e if self.factors is None else e * self.factors[k]


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


def forward(
    network: Network, params: Params, x: Floats, factors: tuple[Floats, ...] | None = None
) -> Forward:
    """Run samples through the network: ``v = W y + b``, ``y = phi(v)``, layer by layer.

    In training with dropout it is ``y = phi(v) * factor``. The factors are 1 on the mean, so the
    whole network, without them, expects sums of the same size.

    Parameters
    ----------
    network : Network
        The shape.
    params : Params
        ``W1`` (..., units, inputs), ``b1`` (..., units), and so on.
    x : Floats
        Samples as rows, shape (..., samples, inputs).
    factors : tuple of Floats, optional
        Dropout's factors for each hidden layer, shape (..., samples, units). None: no dropout.

    Returns
    -------
    Forward
        The sums and outputs of every layer.
    """
    sums, values, outputs = [], [], []
    y = x
    for number, activation in enumerate(network.activations, start=1):
        v = y @ params[f"W{number}"].mT
        if network.bias:
            v = v + params[f"b{number}"][..., None, :]
        phi = y = activation.value(v)
        if factors is not None and number <= len(factors):  # the output layer has none
            y = phi * factors[number - 1]
        sums.append(v)
        values.append(phi)
        outputs.append(y)
    return Forward(tuple(sums), tuple(values), tuple(outputs), factors)


def backward(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss
) -> Backward:
    """Pass the error back through the network (backpropagation).

    The output layer's delta comes from the loss. Each earlier layer is blamed through the same
    weights that carried its output forward: ``e = W^T delta``, ``delta = phi'(v) e``. All of it is
    taken at the present weights; nothing is updated on the way. With dropout the error goes back
    through the factors by which the output went forward: ``e = (W^T delta) * factor``.

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
        k = number - 1  # v[k], phi[k] are those of layer `number`
        e = deltas[0] @ params[f"W{number + 1}"]
        e = pass_.through_factor(k, e)
        errors.insert(0, e)
        deltas.insert(0, activations[k].delta(pass_.v[k], pass_.phi[k], e))
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
