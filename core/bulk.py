"""The same update as in `step`, in place, for running thousands of epochs.

The readable update makes some forty small arrays for each sample. Here every array exists from
the start, and one update is a program of numpy calls bound to them beforehand.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from .inplace import ACTIVATE, MAKE_STEP, PASS_BACK, Memory, Program, pull
from .metrics import Scores, score, with_penalty
from .network import Network
from .problem import Problem
from .step import State
from .types import Floats, Params, frozen_params

_MOST_BOUND = 1000
"""An epoch of more updates than this has one program for each size of batch, not for each batch."""


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
        self._back = self._backward(network, problem.loss.delta_is_error)
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
            program += ACTIVATE[layer.activation](self.v[i], self.y[i])
        return program

    def _backward(self, network: Network, delta_is_error: bool) -> Program:
        program: Program = []
        last = len(network.layers) - 1
        for i in range(last, -1, -1):
            if i < last:
                weight = self._weights[f"W{i + 2}"]
                program.append(partial(np.dot, self.delta[i + 1], weight, self.e[i]))
            if i == last and delta_is_error:
                self.delta[i] = self.e[i]
            else:
                own = self.v[i], self.y[i], self.e[i], self.delta[i]
                program += PASS_BACK[network.layers[i].activation](*own)
            if i > 0:
                fed, slope = self.y[i - 1], self._downhill[f"W{i + 1}"]
                program.append(partial(np.dot, self.delta[i].T, fed, slope))
            if network.bias:
                program.append(
                    partial(np.sum, self.delta[i], axis=0, out=self._downhill[f"b{i + 1}"])
                )
        return program


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
        self._frozen = state.frozen
        self.epoch, self.index, self.step = state.epoch, state.index, state.step
        self._recall(state)
        self._lay_out()
        self._whole = self._desk(len(problem.dataset))
        self._score = self._whole.forward(problem.dataset.x, problem.dataset.d)
        self._fill()
        self.mark()

    def mark(self) -> None:
        """Remember the present place, to be able to return to it."""
        weights, step = self._marked
        np.copyto(weights, self._weights.flat)
        np.copyto(step, self._step.flat)
        for kept, own in zip(self._marked_memory, self._remembered, strict=True):
            np.copyto(kept, own.flat)
        self._marked_at = self.epoch, self.index, self.step

    def return_to_mark(self) -> None:
        """Go back to the place that was marked."""
        weights, step = self._marked
        np.copyto(self._weights.flat, weights)
        np.copyto(self._step.flat, step)
        for kept, own in zip(self._marked_memory, self._remembered, strict=True):
            np.copyto(own.flat, kept)
        self.epoch, self.index, self.step = self._marked_at
        self._tell()
        self._fill()

    def state(self) -> State:
        """Return a copy of where the run stands."""
        return State(
            params=self._weights.copies(),
            rule_state=tuple(own.copies() for own in self._remembered),
            epoch=self.epoch,
            index=self.index,
            step=self.step,
            last_step=self._step.copies() if self.step else None,
            frozen=self._frozen,
            rule_since=self._rule_since,
        )

    def _lay_out(self) -> None:
        """Make the programs of an epoch, bound to places in the order of visiting."""
        batches = self._problem.batches(self.epoch + 1)
        self._length = len(batches)
        visited = sum(map(len, batches))
        self._x = np.empty((visited, self._problem.dataset.x.shape[1]))
        self._d = np.empty((visited, self._problem.dataset.d.shape[1]))
        step = self._take_step()
        sizes = {len(batches[0]), len(batches[-1])}
        desks = {size: self._desk(size) for size in sizes}
        self._places = range(0, visited, len(batches[0]))
        self._bound: list[Program] = []
        self._trays: dict[int, tuple[Floats, Floats, Program]] = {}
        if self._length <= _MOST_BOUND:
            for start, batch in zip(self._places, batches, strict=True):
                place = slice(start, start + len(batch))
                program = desks[len(batch)].update(self._x[place], self._d[place])
                self._bound.append(program + step)
            return
        for size, desk in desks.items():
            x, d = np.empty((size, self._x.shape[1])), np.empty((size, self._d.shape[1]))
            self._trays[size] = x, d, desk.update(x, d) + step

    def _take_step(self) -> Program:
        """Return the program that makes a step of the downhill direction, and takes it."""
        spec, weights, step = self._problem.spec, self._weights.flat, self._step.flat
        program = self._pull()
        program += MAKE_STEP[spec.rule](self._memory, self._downhill.flat, step)
        for name, mask in self._frozen.items():
            program.append(partial(np.copyto, self._step.by_name[name], 0.0, where=mask))
        return [*program, partial(np.add, weights, step, weights)]

    def _pull(self) -> Program:
        """Return the program that adds the penalty's part to the downhill direction."""
        if not self._problem.penalised:
            return []
        spec = self._problem.spec
        strength = _Weights(self._problem.network.param_shapes())
        for name, array in strength.by_name.items():
            array[...] = name[0] == "W"  # biases are free
        l1, l2 = spec.l1 * strength.flat, spec.l2 * strength.flat
        return pull(l1, l2, self._weights.flat, self._downhill.flat)

    def _recall(self, state: State) -> None:
        """Take over what the rule remembers, and what it has to be told."""
        shapes, spec = self._problem.network.param_shapes(), self._problem.spec
        self._remembered = tuple(_Weights(shapes) for _ in state.rule_state)
        for own, arrays in zip(self._remembered, state.rule_state, strict=True):
            own.fill(arrays)
        self._marked_memory = [own.flat.copy() for own in self._remembered]
        self._rule_since = state.rule_since
        self._forgets = self._problem.rule.forgets
        flats = tuple(own.flat for own in self._remembered)
        self._memory = Memory(np.array(0.0), np.array(0.0), spec.momentum, flats)
        self._tell()

    def _tell(self) -> None:
        """Tell the rule the rate of the present epoch, and how many updates it has made."""
        self._memory.rate[...] = self._problem.rate_at(self.epoch)
        self._memory.t[...] = self.step - self._rule_since

    def _program(self) -> Program:
        """Return the program of the next update, with its samples in place."""
        if self._bound:
            return self._bound[self.index]
        start = self._places[self.index]
        x = self._x[start : start + self._places.step]
        into_x, into_d, program = self._trays[len(x)]
        np.copyto(into_x, x)
        np.copyto(into_d, self._d[start : start + len(x)])
        return program

    def _desk(self, samples: int) -> _Desk:
        return _Desk(self._problem, self._weights, self._downhill, samples)

    def _fill(self) -> None:
        """Put the samples of the present epoch in the order in which it visits them."""
        visits = np.concatenate(self._problem.batches(self.epoch + 1))
        np.take(self._problem.dataset.x, visits, axis=0, out=self._x)
        np.take(self._problem.dataset.d, visits, axis=0, out=self._d)

    def update(self) -> bool:
        """Take the next update; return whether it completed an epoch."""
        if self._forgets and self.index == 0:
            for memory in self._remembered:
                memory.flat.fill(0.0)
        for call in self._program():
            call()
        self.step += 1
        self.index += 1
        if self.index < self._length:
            return False
        self.index = 0
        self.epoch += 1
        if self._problem.spec.schedule != "constant":
            self._tell()
        if self._problem.spec.order == "shuffled":
            self._fill()
        return True

    def score(self) -> Scores:
        """Score the present weights over the whole data set."""
        for call in self._score:
            call()
        desk, problem = self._whole, self._problem
        own = desk.v[-1], problem.dataset.d, desk.y[-1], desk.e[-1]
        scores = score(problem.loss, problem.network.activations[-1], *own)
        return with_penalty(problem, self._weights.by_name, scores)

    def finite(self) -> bool:
        """Tell whether every weight is finite."""
        flat = self._weights.flat
        # The sum of squares is finite in all but a few cases, and much the quicker to look at.
        return math.isfinite(flat.dot(flat)) or bool(np.isfinite(flat).all())
