"""What may be changed in the middle of a run: the rule and its rate, one weight, or freezing it.

A change is data. It goes into a journal with the number of updates done before it, so that a run
can be repeated exactly, changes included.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.arrays import frozen_masks, frozen_params
from core.errors import SpecError

from .problem import Problem
from .spec import RunSpec
from .update import State


@dataclass(frozen=True)
class SetRule:
    """Go on with another update rule or learning rate.

    Parameters
    ----------
    rule : str
        The name of the rule.
    rate : float
        The learning rate alpha, 0 or more.
    momentum : float or None
        The share of the memory that is kept; None: as before.
    """

    rule: str
    rate: float
    momentum: float | None = None

    def apply(self, problem: Problem, state: State) -> tuple[Problem, State]:
        """Return the run as it is after the change; another rule begins without memories."""
        spec = self.applied_to(problem.spec)
        changed = dataclasses.replace(problem, spec=spec)
        if self.rule != problem.spec.rule:
            fresh = changed.optimizer.init(state.params)
            state = dataclasses.replace(state, optimizer_state=fresh)
        return changed, state

    def applied_to(self, spec: RunSpec) -> RunSpec:
        """Return the spec as it is after the change."""
        momentum = spec.momentum if self.momentum is None else self.momentum
        return dataclasses.replace(spec, rule=self.rule, rate=self.rate, momentum=momentum)


@dataclass(frozen=True)
class SetWeight:
    """Give one weight another value.

    Parameters
    ----------
    name : str
        The parameter array, such as ``W1``.
    place : tuple of int
        Where in the array, counted from 0: (unit, input), or (unit,) for a bias.
    value : float
        The new value.
    """

    name: str
    place: tuple[int, ...]
    value: float

    def apply(self, problem: Problem, state: State) -> tuple[Problem, State]:
        """Return the run as it is after the change."""
        _check_place(problem, self.name, self.place)
        if not math.isfinite(self.value):
            raise SpecError("weights", f"a weight must be a finite number; this is {self.value}")
        array = state.params[self.name].copy()
        array[self.place] = self.value
        params = frozen_params(dict(state.params) | {self.name: array})
        return problem, dataclasses.replace(state, params=params)


@dataclass(frozen=True)
class SetFrozen:
    """Freeze one weight, so that updates leave it alone, or free it again.

    `name` and `place` are as in `SetWeight`.
    """

    name: str
    place: tuple[int, ...]
    frozen: bool

    def apply(self, problem: Problem, state: State) -> tuple[Problem, State]:
        """Return the run as it is after the change."""
        _check_place(problem, self.name, self.place)
        shape = state.params[self.name].shape
        before = state.frozen.get(self.name)
        mask: NDArray[np.bool_] = np.zeros(shape, np.bool_) if before is None else before.copy()
        mask[self.place] = self.frozen
        masks = {name: held for name, held in state.frozen.items() if name != self.name}
        if mask.any():
            masks[self.name] = mask
        return problem, dataclasses.replace(state, frozen=frozen_masks(masks))


Change: TypeAlias = SetRule | SetWeight | SetFrozen
"""Anything that may be changed while a run is under way."""


class Entry(NamedTuple):
    """A line of the journal: a change, and how many updates had been done when it was made."""

    step: int
    change: Change


def _check_place(problem: Problem, name: str, place: tuple[int, ...]) -> None:
    shapes = problem.network.param_shapes()
    if name not in shapes:
        raise SpecError("weights", f"there is no {name}; the network has {', '.join(shapes)}")
    shape = shapes[name]
    inside = len(place) == len(shape) and all(
        0 <= i < size for i, size in zip(place, shape, strict=True)
    )
    if not inside:
        size = " x ".join(map(str, shape))
        raise SpecError("weights", f"{name} is {size}; it has no entry {list(place)}")
