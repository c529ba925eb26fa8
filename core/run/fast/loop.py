"""The same update as in `core.run.update`, in place, for running thousands of epochs.

The readable update makes some forty small arrays for each sample. Here every array exists from
the start, and one update is a program of numpy calls bound to them beforehand.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from core.arrays import Floats
from core.data import Dataset
from core.nn.optimizers import OptimizerState
from core.run.metrics import PartScores, Scores, all_finite, score, with_penalty
from core.run.problem import Problem
from core.run.update import State

from .buffers import Buffers, FlatParams
from .kernels import MAKE_STEP, OptimizerBuffers, Program, pull

_MOST_BOUND = 1000
"""An epoch of more updates than this has one program for each size of batch, not for each batch."""

_FAR_OUT = 1e40
"""Weights whose sum of squares is beyond this belong to a run that diverges."""


class _Rows(NamedTuple):
    """What an update reads: inputs, targets; dropout's factors and class weights, if any."""

    x: Floats
    d: Floats
    factors: Floats | None
    c: Floats | None

    def copy(self) -> _Rows:
        """Return buffers of the same shapes."""
        factors = None if self.factors is None else self.factors.copy()
        return _Rows(
            self.x.copy(), self.d.copy(), factors, None if self.c is None else self.c.copy()
        )

    def take(self, rows: _Rows) -> None:
        """Copy other rows in."""
        np.copyto(self.x, rows.x)
        np.copyto(self.d, rows.d)
        if self.factors is not None and rows.factors is not None:
            np.copyto(self.factors, rows.factors)
        if self.c is not None and rows.c is not None:
            np.copyto(self.c, rows.c)


class FastLoop:
    """A run in progress, in private buffers. The caller silences floating-point warnings.

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
        self._weights, self._downhill = FlatParams(shapes), FlatParams(shapes)
        self._step = FlatParams(shapes)
        self._weights.fill(state.params)
        if state.last_step is not None:
            self._step.fill(state.last_step)
        self._marked = self._weights.flat.copy(), self._step.flat.copy()
        self._frozen = state.frozen
        self.epoch, self.index, self.step = state.epoch, state.index, state.step
        self._redraws = problem.spec.order == "shuffled" or problem.drops
        self._load_optimizer(state)
        self._bind_epoch()
        self._penalised = problem.penalty.active
        self._trained = self._scoring(problem.dataset)
        self._held_out = {
            part: self._scoring(rows) for part, rows in problem.dataset.held_out.items()
        }
        self._fill()
        self.mark()

    def mark(self) -> None:
        """Remember the present place, to be able to return to it."""
        weights, step = self._marked
        np.copyto(weights, self._weights.flat)
        np.copyto(step, self._step.flat)
        for kept, own in zip(self._marked_memory, self._memories, strict=True):
            np.copyto(kept, own.flat)
        self._marked_at = self.epoch, self.index, self.step

    def return_to_mark(self) -> None:
        """Go back to the place that was marked."""
        weights, step = self._marked
        np.copyto(self._weights.flat, weights)
        np.copyto(self._step.flat, step)
        for kept, own in zip(self._marked_memory, self._memories, strict=True):
            np.copyto(own.flat, kept)
        self.epoch, self.index, self.step = self._marked_at
        self._set_rate_and_count()
        self._fill()

    def state(self) -> State:
        """Return a copy of where the run stands."""
        return State(
            params=self._weights.copies(),
            optimizer_state=OptimizerState(
                tuple(own.copies() for own in self._memories), self._count
            ),
            epoch=self.epoch,
            index=self.index,
            step=self.step,
            last_step=self._step.copies() if self.step else None,
            frozen=self._frozen,
        )

    def _bind_epoch(self) -> None:
        """Make the programs of an epoch, bound to places in the order of visiting."""
        batches = self._problem.batches(self.epoch + 1)
        self._length = len(batches)
        visited = sum(map(len, batches))
        self._x = np.empty((visited, self._problem.dataset.x.shape[1]))
        self._d = np.empty((visited, self._problem.dataset.d.shape[1]))
        step = self._step_program()
        sizes = {len(batches[0]), len(batches[-1])}
        buffers = {size: self._buffers(size, training=True) for size in sizes}
        self._factors: Floats | None = None
        if self._problem.drops:
            self._factors = np.empty((visited, self._problem.network.hidden_units))
        self._c = None if self._problem.loss.factor is None else np.empty((visited, 1))
        self._places = range(0, visited, len(batches[0]))
        self._bound: list[Program] = []
        self._staged: dict[int, tuple[_Rows, Program]] = {}
        if self._length <= _MOST_BOUND:
            for start, batch in zip(self._places, batches, strict=True):
                program = buffers[len(batch)].update(*self._rows(slice(start, start + len(batch))))
                self._bound.append(program + step)
            return
        for size, own in buffers.items():
            rows = self._rows(slice(size)).copy()
            self._staged[size] = rows, own.update(*rows) + step

    def _step_program(self) -> Program:
        """Return the program that makes a step of the downhill direction, and takes it."""
        spec, weights, step = self._problem.spec, self._weights.flat, self._step.flat
        program = self._penalty_program()
        program += MAKE_STEP[spec.rule](self._optimizer, self._downhill.flat, step)
        for name, mask in self._frozen.items():
            program.append(partial(np.copyto, self._step.by_name[name], 0.0, where=mask))
        return [*program, partial(np.add, weights, step, weights)]

    def _penalty_program(self) -> Program:
        """Return the program that adds the penalty's part to the downhill direction."""
        if not self._problem.penalty.active:
            return []
        penalty = self._problem.penalty
        strength = FlatParams(self._problem.network.param_shapes())
        for name, array in strength.by_name.items():
            array[...] = name[0] == "W"  # biases are free
        l1, l2 = penalty.l1 * strength.flat, penalty.l2 * strength.flat
        return pull(l1, l2, self._weights.flat, self._downhill.flat)

    def _load_optimizer(self, state: State) -> None:
        """Copy the state of the optimizer, and bind what its program reads."""
        shapes, spec = self._problem.network.param_shapes(), self._problem.spec
        self._memories = tuple(FlatParams(shapes) for _ in state.optimizer_state.memories)
        for own, arrays in zip(self._memories, state.optimizer_state.memories, strict=True):
            own.fill(arrays)
        self._marked_memory = [own.flat.copy() for own in self._memories]
        self._began = state.step - state.optimizer_state.count
        self._resets = self._problem.optimizer.resets_each_epoch
        flats = tuple(own.flat for own in self._memories)
        self._optimizer = OptimizerBuffers(np.array(0.0), np.array(0.0), spec.momentum, flats)
        self._set_rate_and_count()

    def _set_rate_and_count(self) -> None:
        """Set the rate of the present epoch, and how many updates the optimizer has made."""
        self._optimizer.rate[...] = self._problem.rate_at(self.epoch)
        self._optimizer.t[...] = self._count

    @property
    def _count(self) -> int:
        """How many updates the present optimizer has made."""
        return self.step - self._began

    def _program(self) -> Program:
        """Return the program of the next update, with its samples in place."""
        if self._bound:
            return self._bound[self.index]
        start = self._places[self.index]
        rows = self._rows(slice(start, start + self._places.step))
        staged, program = self._staged[len(rows.x)]
        staged.take(rows)
        return program

    def _buffers(self, samples: int, *, training: bool) -> Buffers:
        return Buffers(self._problem, self._weights, self._downhill, samples, training=training)

    def _rows(self, places: slice) -> _Rows:
        """Return views of what an update reads, in the order of visiting."""
        factors = None if self._factors is None else self._factors[places]
        c = None if self._c is None else self._c[places]
        return _Rows(self._x[places], self._d[places], factors, c)

    def _fill(self) -> None:
        """Put the samples and factors of the present epoch in the order in which it visits them."""
        visits = np.concatenate(self._problem.batches(self.epoch + 1))
        np.take(self._problem.dataset.x, visits, axis=0, out=self._x)
        np.take(self._problem.dataset.d, visits, axis=0, out=self._d)
        masks = self._problem.masks(self.epoch + 1)
        if self._factors is not None and masks is not None:
            np.take(masks, visits, axis=0, out=self._factors)
        factor = self._problem.loss.factor
        if self._c is not None and factor is not None:
            self._c[:, 0] = factor(self._d)

    def update(self) -> bool:
        """Take the next update; return whether it completed an epoch."""
        if self._resets and self.index == 0:
            for memory in self._memories:
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
            self._set_rate_and_count()
        if self._redraws:
            self._fill()
        return True

    def _scoring(self, rows: Dataset) -> tuple[Program, Callable[[], Scores]]:
        """Return what computes the outputs for these rows, and what scores them then."""
        problem, buffers = self._problem, self._buffers(len(rows), training=False)
        output, trained = problem.network.activations[-1], problem.dataset
        own = buffers.v[-1], rows.d, buffers.y[-1], buffers.e[-1]
        return buffers.forward(rows.x, rows.d), partial(score, problem.loss, output, trained, *own)

    def _scored(self, scoring: tuple[Program, Callable[[], Scores]]) -> Scores:
        program, scores = scoring
        for call in program:
            call()
        if self._penalised:
            return with_penalty(self._problem, self._weights.by_name, scores())
        return scores()

    def score(self) -> PartScores:
        """Score the present weights over each part of the data."""
        trained = self._scored(self._trained)
        if not self._held_out:
            return PartScores(trained)
        held_out = {part: self._scored(rows) for part, rows in self._held_out.items()}
        return PartScores(trained, **held_out)

    def finite(self) -> bool:
        """Tell whether every weight is finite."""
        flat = self._weights.flat
        # The sum of squares is finite in all but a few cases, and much the quicker to look at.
        return math.isfinite(flat.dot(flat)) or bool(np.isfinite(flat).all())

    def far_out(self) -> bool:
        """Tell whether the weights are so large that the next epoch may overflow within itself.

        What overflows only between two updates is not seen at the end of the epoch, so such an
        epoch is left to the readable engine, which looks after every update.
        """
        flat = self._weights.flat
        return not float(flat.dot(flat)) < _FAR_OUT

    def sound(self) -> bool:
        """Tell whether every weight, answer and score is finite, in the middle of an epoch too."""
        return self.finite() and all_finite(self._problem, self._weights.by_name)
