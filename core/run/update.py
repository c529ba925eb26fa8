"""One update of the weights, written to be read: forward, blame, step. Nothing is hidden in it.

A `State` is all that changes in a run. An update never alters one; it hands back the next, and a
`Trace` with every number it used on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.arrays import Diverged, Floats, Masks, Params, frozen, frozen_params
from core.nn.network import forward
from core.nn.optimizers import RuleState

from .problem import Problem
from .trace import Trace


@dataclass(frozen=True, eq=False)
class State:
    """All that changes in a run.

    Attributes
    ----------
    params : Params
        The weights and biases, read-only.
    rule_state : RuleState
        What the update rule remembers.
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
    rule_since : int
        How many updates were done in all when the present rule began.
    """

    params: Params
    rule_state: RuleState
    epoch: int = 0
    index: int = 0
    step: int = 0
    last_step: Params | None = None
    frozen: Masks = field(default_factory=lambda: MappingProxyType({}))
    rule_since: int = 0


def initial_state(problem: Problem) -> State:
    """Return the state before any training."""
    params = problem.initial_params()
    return State(params, problem.rule.init(params))


def observe(problem: Problem, state: State, samples: NDArray[np.intp]) -> Trace:
    """Work one update out to the last number, without taking it.

    Parameters
    ----------
    problem : Problem
        The run.
    state : State
        Where the run stands.
    samples : NDArray[np.intp]
        The rows of the data set that make up the batch.

    Returns
    -------
    Trace
        Every number; ``trace.after`` and ``trace.rule_after`` are what the next state would hold.
    """
    network, params = problem.network, state.params
    x, d = problem.dataset.x[samples], problem.dataset.d[samples]
    masks = problem.masks(state.epoch + 1)
    factors = None if masks is None else network.by_hidden_layer(masks[samples])
    with np.errstate(all="ignore"):  # what is not finite is found and named by the caller
        ahead = forward(network, params, x, factors)
        rule = problem.rule_at(state.epoch)
        back = problem.backward(params, x, d, ahead, rule.rate)
        forgets = rule.forgets and state.index == 0
        memory = rule.init(params) if forgets else state.rule_state
        t = state.step + 1 - state.rule_since
        dW, rule_after = rule.update(memory, back.downhill, t)
        dW = _held(dW, state.frozen)
        after = frozen_params({name: params[name] + dW[name] for name in params})
        pull = problem.pull(params)
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
        rule_after=rule_after,
        rule_before=memory,
        rate=rule.rate,
        t=t,
        penalty=None if pull is None else frozen_params(pull),
        factors=None if factors is None else tuple(map(frozen, factors)),
        phi=None if factors is None else tuple(map(frozen, ahead.phi)),
        c=None if problem.loss.factor is None else frozen(problem.loss.factor(d)),
    )


def _held(dW: Mapping[str, Floats], masks: Masks) -> dict[str, Floats]:
    """Make the step of every frozen weight 0."""
    return {
        name: np.where(masks[name], 0.0, step) if name in masks else step
        for name, step in dW.items()
    }


def advance(problem: Problem, state: State) -> tuple[State, Trace]:
    """Take the next update of the run.

    Parameters
    ----------
    problem : Problem
        The run.
    state : State
        Where it stands.

    Returns
    -------
    tuple of State and Trace
        Where it stands after the update, and every number of the update.

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
        rule_state=trace.rule_after,
        epoch=state.epoch + ends_epoch,
        index=0 if ends_epoch else state.index + 1,
        step=state.step + 1,
        last_step=trace.dW,
        frozen=state.frozen,
        rule_since=state.rule_since,
    )
    return following, trace
