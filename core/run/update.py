"""One update of the weights, written to be read: forward, backward, step. Nothing is hidden in it.

`update` is the whole of learning in a few lines. `observe` is the same update as a run makes it,
with what its spec may add: a penalty, dropout, a schedule, frozen weights, a slip. A `State` is
all that changes in a run. An update never alters one; `advance` returns the next, and a `Trace`
with every number that was used on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, Masks, Params, frozen, frozen_params
from core.errors import Diverged
from core.nn.losses import Loss
from core.nn.network import Network, backward, forward
from core.nn.optimizers import Optimizer, OptimizerState, freeze

from .problem import Problem
from .trace import Trace


def update(
    network: Network,
    params: Params,
    x: Floats,
    d: Floats,
    loss: Loss,
    optimizer: Optimizer,
    memory: OptimizerState,
) -> tuple[Params, OptimizerState]:
    """Learn from one batch: return the next weights, and the next state of the optimizer.

    Shapes are those of `core.nn.network.forward` and `core.nn.network.backward`.
    """
    ahead = forward(network, params, x)
    back = backward(network, params, x, d, ahead, loss)
    dW, memory = optimizer.update(back.downhill, memory)
    return {name: params[name] + dW[name] for name in params}, memory


@dataclass(frozen=True, eq=False)
class State:
    """All that changes in a run.

    Attributes
    ----------
    params : Params
        The weights and biases, read-only.
    optimizer_state : OptimizerState
        What the optimizer carries from update to update.
    epoch : int
        How many epochs are complete.
    index : int
        How many updates of the epoch after those are done.
    step : int
        How many updates are done in all.
    last_step : Params or None
        The dW of the update that led here; None before the first.
    frozen : Masks
        The weights that updates leave alone, by parameter name. Empty: none.
    """

    params: Params
    optimizer_state: OptimizerState
    epoch: int = 0
    index: int = 0
    step: int = 0
    last_step: Params | None = None
    frozen: Masks = field(default_factory=lambda: MappingProxyType({}))


def initial_state(problem: Problem) -> State:
    """Return the state before any training."""
    params = problem.initial_params()
    return State(params, problem.optimizer.init(params))


def observe(problem: Problem, state: State, samples: NDArray[np.intp]) -> Trace:
    """Work one update out to the last number, without taking it.

    `samples` are the rows of the data set in the batch. What the next state would hold is in
    ``after`` and ``optimizer_after`` of the trace.
    """
    network, params = problem.network, state.params
    x, d = problem.dataset.x[samples], problem.dataset.d[samples]
    masks = problem.masks(state.epoch + 1)
    factors = None if masks is None else network.by_hidden_layer(masks[samples])
    with np.errstate(all="ignore"):  # what is not finite is found and named by the caller
        ahead = forward(network, params, x, factors)
        optimizer, memory = problem.optimizer_at(state.epoch), state.optimizer_state
        back = problem.backward(params, x, d, ahead, optimizer.rate)
        if state.index == 0:
            memory = optimizer.begin_epoch(memory, params)
        dW, memory_after = optimizer.update(back.downhill, memory)
        dW = freeze(dW, state.frozen)
        after = frozen_params({name: params[name] + dW[name] for name in params})
        pull = problem.penalty.pull(params)
        loss = problem.loss.value(network.activations[-1], ahead.v[-1], d, ahead.output)
    return Trace(
        epoch=state.epoch + 1,
        step=state.step + 1,
        samples=tuple(int(row) for row in samples),
        x=frozen(x),
        d=frozen(d),
        v=tuple(map(frozen, ahead.v)),
        y=tuple(map(frozen, ahead.y)),
        e=tuple(map(frozen, back.e)),
        delta=tuple(map(frozen, back.delta)),
        loss=frozen(loss),
        downhill=frozen_params(back.downhill),
        dW=frozen_params(dW),
        before=params,
        after=after,
        frozen=state.frozen,
        optimizer_before=memory,
        optimizer_after=memory_after,
        rate=optimizer.rate,
        penalty=frozen_params(pull) if pull else None,
        factors=None if factors is None else tuple(map(frozen, factors)),
        phi=None if factors is None else tuple(map(frozen, ahead.phi)),
        c=None if problem.loss.factor is None else frozen(problem.loss.factor(d)),
    )


def advance(problem: Problem, state: State) -> tuple[State, Trace]:
    """Take the next update of the run; return the state after it and every number of it.

    Raises
    ------
    Diverged
        If a weight would no longer be finite.
    """
    batches = problem.batches(state.epoch + 1)
    trace = observe(problem, state, batches[state.index])
    for name, array in trace.after.items():
        if not np.isfinite(array).all():
            raise Diverged(name, trace.epoch, trace.step)
    ends_epoch = state.index + 1 == len(batches)
    following = State(
        params=trace.after,
        optimizer_state=trace.optimizer_after,
        epoch=state.epoch + ends_epoch,
        index=0 if ends_epoch else state.index + 1,
        step=state.step + 1,
        last_step=trace.dW,
        frozen=state.frozen,
    )
    return following, trace
