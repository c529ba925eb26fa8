"""A network is a list of layers; running it forward and passing the error back are two functions.

Both are pure: parameters go in, numbers come out, nothing is changed.

Notation, for one layer of units, and what texts mostly call it
    x, d    inputs and targets (x, t)
    v       weighted sums, ``v = W y + b`` of the layer before (z, the pre-activation)
    y       outputs, ``y = phi(v)`` (a, the activation)
    e       error of an output, ``d - y`` in the last layer; the part of an earlier layer in it
    delta   ``-dE/dv``, the error passed back through phi (delta, but of the other sign)
    downhill  ``-dE/dW`` and ``-dE/db``, the negative gradient
    dW      the step an optimizer makes of it; ``W + dW`` is the new W

The signs are those of the delta rule: everything points the way that the weights should go, so an
update adds. ``e = d - y`` is above 0 where an output should be larger, and so is its delta. A text
that writes ``y - d`` has the gradient in place of `downhill`, and subtracts.

Samples are rows, so a batch goes through at once, and what is said of one sample holds for each
row. Two things are left for later: under dropout ``y = phi(v) * factor``, and every array may have
further leading axes, which carry several networks side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.arrays import Floats, Params
from core.exact import matmul, total

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
        """Split columns, one for each hidden unit, into those of each hidden layer.

        From shape (..., hidden units) to views of shape (..., units), one for each layer.
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
        What each layer passes on: `phi`, or with dropout ``phi * factor`` in the hidden layers.
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

        Dropped units receive no error.
        """
        return e if self.factors is None else e * self.factors[k]


@dataclass(frozen=True)
class Backward:
    """What each layer contributed to the error, and which way its parameters should go.

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

    Parameters
    ----------
    network : Network
        The shape.
    params : Params
        ``W1`` (..., units, inputs), ``b1`` (..., units), and so on.
    x : Floats
        Samples as rows, shape (..., samples, inputs).
    factors : tuple of Floats, optional
        In training with dropout, the factors of each hidden layer, (..., samples, units). Their
        mean is 1, so the whole network, without them, expects sums of the same size.
    """
    sums, values, outputs = [], [], []
    y = x
    for number, activation in enumerate(network.activations, start=1):
        v = matmul(y, params[f"W{number}"].mT)  # a sample is a row, so W y is written y W^T
        if network.bias:
            v = v + params[f"b{number}"][..., None, :]
        phi = y = activation.value(v)
        if factors is not None and number <= len(factors):  # dropout; the output layer has none
            y = phi * factors[number - 1]
        sums.append(v)
        values.append(phi)
        outputs.append(y)
    return Forward(tuple(sums), tuple(values), tuple(outputs), factors)


def backward(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss
) -> Backward:
    """Pass the error back through the network (backpropagation): the chain rule, layer by layer.

    All of it is taken at the present weights; nothing is updated on the way.

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
    """
    activations = network.activations
    errors = [d - pass_.output]
    # The output layer: the loss knows -dE/dv, since E is a function of y, and y = phi(v).
    deltas = [loss.delta(activations[-1], pass_.v[-1], d, pass_.output)]
    for number in range(len(activations) - 1, 0, -1):
        k = number - 1  # v[k], phi[k] are those of layer `number`
        # The output y_i of a hidden unit reaches E only through the sums of the next layer,
        # v_j = sum_i W_ji y_i + b_j. By the chain rule, going through every one of them,
        #   e_i = -dE/dy_i = sum_j (-dE/dv_j) (dv_j/dy_i) = sum_j delta_j W_ji.
        e = matmul(deltas[0], params[f"W{number + 1}"])
        e = pass_.through_factor(k, e)  # without dropout it stays as it is
        errors.insert(0, e)
        # And y_i = phi(v_i), so delta_i = -dE/dv_i = (-dE/dy_i) (dy_i/dv_i) = e_i phi'(v_i).
        deltas.insert(0, activations[k].delta(pass_.v[k], pass_.phi[k], e))
    return Backward(tuple(errors), tuple(deltas), downhill(network, x, pass_, deltas))


def downhill(network: Network, x: Floats, pass_: Forward, deltas: Sequence[Floats]) -> Params:
    """Turn deltas into the downhill direction: ``delta y^T``, the mean over the samples.

    A weight W_ji stands in ``v_j = sum_i W_ji y_i + b_j`` alone, where y is what the layer is fed.
    So by the chain rule ``-dE/dW_ji = (-dE/dv_j) (dv_j/dW_ji) = delta_j y_i``, and a bias, whose
    signal is always 1, has ``-dE/db_j = delta_j``.

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
        slopes[f"W{number}"] = matmul(delta.mT, y) / samples
        if network.bias:
            slopes[f"b{number}"] = total(delta, axis=-2) / samples
    return slopes
