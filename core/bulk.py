"""The same update as in `step`, in place, for running thousands of epochs.

The readable update makes some forty small arrays for each sample. Here every array exists from
the start and one update is a list of numpy calls with their buffers already bound: a program to be
run from top to bottom. It does the same operations in the same order, so it gives the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from .metrics import Scores, score
from .network import Network
from .problem import Problem
from .rules import Sgd
from .step import State
from .types import Floats, Params, frozen_params

Program: TypeAlias = list[Callable[[], Any]]
"""Calls to be made one after the other."""

_ONE = np.array(1.0)
_ZERO = np.array(0.0)


def _activate(name: str, v: Floats, y: Floats) -> Program:
    """Return the calls that put phi(v) into y."""
    if name == "sigmoid":
        return [
            partial(np.negative, v, y),
            partial(np.exp, y, y),
            partial(np.add, _ONE, y, y),
            partial(np.reciprocal, y, y),
        ]
    if name == "tanh":
        return [partial(np.tanh, v, y)]
    if name == "relu":
        return [partial(np.maximum, v, _ZERO, out=y)]
    if name == "linear":
        return [partial(np.copyto, y, v)]
    row = np.empty((len(v), 1))  # softmax
    return [
        partial(np.max, v, axis=-1, out=row, keepdims=True),
        partial(np.subtract, v, row, y),
        partial(np.exp, y, y),
        partial(np.sum, y, axis=-1, out=row, keepdims=True),
        partial(np.divide, y, row, y),
    ]


def _pass_back(name: str, v: Floats, y: Floats, e: Floats, delta: Floats) -> Program:
    """Return the calls that put phi'(v) e into delta."""
    if name == "sigmoid":
        return [
            partial(np.subtract, _ONE, y, delta),
            partial(np.multiply, delta, y, delta),
            partial(np.multiply, delta, e, delta),
        ]
    if name == "tanh":
        return [
            partial(np.multiply, y, y, delta),
            partial(np.subtract, _ONE, delta, delta),
            partial(np.multiply, delta, e, delta),
        ]
    if name == "relu":
        positive = np.empty(v.shape, dtype=np.bool_)
        return [partial(np.greater, v, _ZERO, positive), partial(np.multiply, positive, e, delta)]
    if name == "linear":
        return [partial(np.copyto, delta, e)]
    row = np.empty((len(v), 1))  # softmax
    return [
        partial(np.multiply, e, y, delta),
        partial(np.sum, delta, axis=-1, out=row, keepdims=True),
        partial(np.subtract, e, row, delta),
        partial(np.multiply, y, delta, delta),
    ]


class _Weights:
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


class _Desk:
    """The buffers for one size of batch, and the calls that fill them.

    Of a whole update only the calls that read the samples differ from batch to batch; the others
    are made once and shared.
    """

    def __init__(
        self, problem: Problem, weights: _Weights, downhill: _Weights, samples: int
    ) -> None:
        network = problem.network
        self._weights, self._downhill = weights.by_name, downhill.by_name
        shapes = [(samples, layer.units) for layer in network.layers]
        self.v, self.y, self.e, self.delta = (
            [np.empty(shape) for shape in shapes] for _ in range(4)
        )
        self._ahead = self._forward(network)
        self._back = self._backward(network, problem.spec.loss)
        self._mean: Program = []
        if samples > 1:
            self._mean = [partial(np.divide, downhill.flat, float(samples), downhill.flat)]

    def forward(self, x: Floats, d: Floats) -> Program:
        """Return the program that fills `v`, `y` and the error of the output."""
        first = partial(np.dot, x, self._weights["W1"].T, self.v[0])
        return [first, *self._ahead, partial(np.subtract, d, self.y[-1], self.e[-1])]

    def update(self, x: Floats, d: Floats) -> Program:
        """Return the program that goes on from there to the downhill direction."""
        last = partial(np.dot, self.delta[0].T, x, self._downhill["W1"])
        return [*self.forward(x, d), *self._back, last, *self._mean]

    def _forward(self, network: Network) -> Program:
        program: Program = []
        for i, layer in enumerate(network.layers):
            if i > 0:
                weight = self._weights[f"W{i + 1}"]
                program.append(partial(np.dot, self.y[i - 1], weight.T, self.v[i]))
            if network.bias:
                bias = self._weights[f"b{i + 1}"]
                program.append(partial(np.add, self.v[i], bias, self.v[i]))
            program += _activate(layer.activation, self.v[i], self.y[i])
        return program

    def _backward(self, network: Network, loss: str) -> Program:
        program: Program = []
        last = len(network.layers) - 1
        for i in range(last, -1, -1):
            if i < last:
                weight = self._weights[f"W{i + 2}"]
                program.append(partial(np.dot, self.delta[i + 1], weight, self.e[i]))
            if i == last and loss == "cross-entropy":
                program.append(partial(np.copyto, self.delta[i], self.e[i]))
            else:
                own = self.v[i], self.y[i], self.e[i], self.delta[i]
                program += _pass_back(network.layers[i].activation, *own)
            if i > 0:
                fed, slope = self.y[i - 1], self._downhill[f"W{i + 1}"]
                program.append(partial(np.dot, self.delta[i].T, fed, slope))
            if network.bias:
                program.append(
                    partial(np.sum, self.delta[i], axis=0, out=self._downhill[f"b{i + 1}"])
                )
        return program


def _sgd(rule: Sgd, weights: _Weights, downhill: _Weights, step: _Weights) -> Program:
    """Return the program that turns the downhill direction into a step and takes it."""
    return [
        partial(np.multiply, downhill.flat, np.array(rule.rate), step.flat),
        partial(np.add, weights.flat, step.flat, weights.flat),
    ]


class Bulk:
    """A run in progress, in private buffers. Errors of floating point are the caller's to mute.

    Parameters
    ----------
    problem : Problem
        The run.
    state : State
        Where it stands; its arrays are copied.
    """

    def __init__(self, problem: Problem, state: State) -> None:
        self._problem = problem
        shapes = problem.network.param_shapes()
        self._weights, self._downhill = _Weights(shapes), _Weights(shapes)
        self._step = _Weights(shapes)
        self._weights.fill(state.params)
        if state.last_step is not None:
            self._step.fill(state.last_step)
        self._marked = self._weights.flat.copy(), self._step.flat.copy()
        self._rule_state = state.rule_state
        self.epoch, self.index, self.step = state.epoch, state.index, state.step
        self._updates = self._lay_out()
        self._whole = self._desk(len(problem.dataset))
        self._score = self._whole.forward(problem.dataset.x, problem.dataset.d)
        self._fill()
        self.mark()

    def mark(self) -> None:
        """Remember the present place, to be able to return to it."""
        weights, step = self._marked
        np.copyto(weights, self._weights.flat)
        np.copyto(step, self._step.flat)
        self._marked_at = self.epoch, self.index, self.step

    def return_to_mark(self) -> None:
        """Go back to the place that was marked."""
        weights, step = self._marked
        np.copyto(self._weights.flat, weights)
        np.copyto(self._step.flat, step)
        self.epoch, self.index, self.step = self._marked_at
        self._fill()

    def state(self) -> State:
        """Return a copy of where the run stands."""
        return State(
            params=self._weights.copies(),
            rule_state=self._rule_state,
            epoch=self.epoch,
            index=self.index,
            step=self.step,
            last_step=self._step.copies() if self.step else None,
        )

    def _lay_out(self) -> list[Program]:
        """Return the programs of an epoch's updates, bound to places in the order of visiting."""
        batches = self._problem.batches(self.epoch + 1)
        visited = sum(map(len, batches))
        self._x = np.empty((visited, self._problem.dataset.x.shape[1]))
        self._d = np.empty((visited, self._problem.dataset.d.shape[1]))
        step = _sgd(self._problem.rule, self._weights, self._downhill, self._step)
        desks = {size: self._desk(size) for size in {len(batch) for batch in batches}}
        updates, start = [], 0
        for batch in batches:
            place = slice(start, start + len(batch))
            updates.append(desks[len(batch)].update(self._x[place], self._d[place]) + step)
            start = place.stop
        return updates

    def _desk(self, samples: int) -> _Desk:
        return _Desk(self._problem, self._weights, self._downhill, samples)

    def _fill(self) -> None:
        """Put the samples of the present epoch in the order in which it visits them."""
        visits = np.concatenate(self._problem.batches(self.epoch + 1))
        np.take(self._problem.dataset.x, visits, axis=0, out=self._x)
        np.take(self._problem.dataset.d, visits, axis=0, out=self._d)

    def update(self) -> bool:
        """Take the next update; return whether it completed an epoch."""
        for call in self._updates[self.index]:
            call()
        self.step += 1
        self.index += 1
        if self.index < len(self._updates):
            return False
        self.index = 0
        self.epoch += 1
        if self._problem.spec.order == "shuffled":
            self._fill()
        return True

    def score(self) -> Scores:
        """Score the present weights over the whole data set."""
        for call in self._score:
            call()
        desk, problem = self._whole, self._problem
        own = desk.v[-1], problem.dataset.d, desk.y[-1], desk.e[-1]
        return score(problem.loss, problem.network.activations[-1], *own)

    def finite(self) -> bool:
        """Tell whether every weight is finite."""
        flat = self._weights.flat
        # The sum of squares is finite in all but a few cases, and much the quicker to look at.
        return math.isfinite(flat.dot(flat)) or bool(np.isfinite(flat).all())
