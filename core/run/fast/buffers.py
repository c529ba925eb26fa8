"""The arrays that the fast engine works in, and the calls that fill them.

The calls do the same operations in the same order as `network.forward` and `network.backward`.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from core.arrays import Floats, Params, frozen_params
from core.nn.network import Network
from core.run.problem import Problem

from .kernels import ACTIVATE, PASS_BACK, Program


class FlatParams:
    """All parameters in one flat buffer, with a view of it for each name."""

    def __init__(self, shapes: dict[str, tuple[int, ...]]) -> None:
        sizes = [int(np.prod(shape)) for shape in shapes.values()]
        self.flat = np.zeros(sum(sizes))
        parts = np.split(self.flat, np.cumsum(sizes)[:-1])
        self.by_name = {
            name: part.reshape(shape)
            for (name, shape), part in zip(shapes.items(), parts, strict=True)
        }

    def fill(self, arrays: Params) -> None:
        """Copy arrays in."""
        for name, array in self.by_name.items():
            np.copyto(array, arrays[name])

    def copies(self) -> Params:
        """Copy the arrays out, read-only."""
        return frozen_params({name: array.copy() for name, array in self.by_name.items()})


class Buffers:
    """The buffers for one size of batch, and the calls that fill them.

    Of a whole update only the calls that read the samples differ from batch to batch; the others
    are made once and shared.

    Parameters
    ----------
    problem : Problem
        The run.
    weights, downhill : FlatParams
        What the calls read, and what they fill.
    samples : int
        The size of the batch.
    training : bool
        Whether units are dropped here, if the run has dropout.

    Attributes
    ----------
    v, phi, y, e, delta : list of Floats
        As in `network.Forward` and `network.Backward`. Without dropout `phi` is `y`.
    factors : Floats or None
        Dropout's factors, (samples, hidden units); None where no unit is dropped.
    c : Floats or None
        The weights of the samples' classes, (samples, 1); None where there are none.
    """

    def __init__(
        self,
        problem: Problem,
        weights: FlatParams,
        downhill: FlatParams,
        samples: int,
        *,
        training: bool,
    ) -> None:
        network = problem.network
        self._weights, self._downhill = weights.by_name, downhill.by_name
        shapes = [(samples, layer.units) for layer in network.layers]
        self.v, self.y, self.e, self.delta = (
            [np.empty(shape) for shape in shapes] for _ in range(4)
        )
        self.phi = self.y
        self.factors: Floats | None = None
        self._factors: tuple[Floats, ...] = ()
        if training and problem.drops:
            self.factors = np.empty((samples, network.hidden_units))
            self._factors = network.by_hidden_layer(self.factors)
            self.phi = [*map(np.empty_like, self.y[:-1]), self.y[-1]]
        self.c = np.empty((samples, 1)) if training and problem.loss.factor is not None else None
        self._ahead = self._forward(network)
        self._back = self._backward(network, problem.loss.delta_is_error)
        self._mean: Program = []
        if samples > 1:
            self._mean = [partial(np.divide, downhill.flat, float(samples), downhill.flat)]

    def forward(self, x: Floats, d: Floats) -> Program:
        """Return the program that fills `v`, `y` and the error of the output."""
        first = partial(np.dot, x, self._weights["W1"].T, self.v[0])
        return [first, *self._ahead, partial(np.subtract, d, self.y[-1], self.e[-1])]

    def update(self, x: Floats, d: Floats, factors: Floats | None, c: Floats | None) -> Program:
        """Return the program that goes on from there to the downhill direction."""
        last = partial(np.dot, self.delta[0].T, x, self._downhill["W1"])
        program: Program = [*self.forward(x, d), *self._back, last, *self._mean]
        for own, given in ((self.factors, factors), (self.c, c)):
            if own is not None and given is not None:
                program.insert(0, partial(np.copyto, own, given))
        return program

    def _forward(self, network: Network) -> Program:
        program: Program = []
        for i, layer in enumerate(network.layers):
            if i > 0:
                weight = self._weights[f"W{i + 1}"]
                program.append(partial(np.dot, self.y[i - 1], weight.T, self.v[i]))
            if network.bias:
                bias = self._weights[f"b{i + 1}"]
                program.append(partial(np.add, self.v[i], bias, self.v[i]))
            program += ACTIVATE[layer.activation](self.v[i], self.phi[i])
            if i < len(self._factors):
                program.append(partial(np.multiply, self.phi[i], self._factors[i], self.y[i]))
        return program

    def _backward(self, network: Network, delta_is_error: bool) -> Program:
        program: Program = []
        last = len(network.layers) - 1
        for i in range(last, -1, -1):
            if i < last:
                weight = self._weights[f"W{i + 2}"]
                program.append(partial(np.dot, self.delta[i + 1], weight, self.e[i]))
            if i < len(self._factors):
                program.append(partial(np.multiply, self.e[i], self._factors[i], self.e[i]))
            if i == last and delta_is_error:
                self.delta[i] = self.e[i]
            else:
                own = self.v[i], self.phi[i], self.e[i], self.delta[i]
                program += PASS_BACK[network.layers[i].activation](*own)
            if i == last and self.c is not None:
                program.append(partial(np.multiply, self.delta[i], self.c, self.delta[i]))
            if i > 0:
                fed, slope = self.y[i - 1], self._downhill[f"W{i + 1}"]
                program.append(partial(np.dot, self.delta[i].T, fed, slope))
            if network.bias:
                program.append(
                    partial(np.sum, self.delta[i], axis=0, out=self._downhill[f"b{i + 1}"])
                )
        return program
