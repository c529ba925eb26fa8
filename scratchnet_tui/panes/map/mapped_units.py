"""Whose map can be drawn: the winning class, each output, each hidden unit; and on what scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import ACTIVATIONS, Dataset, Floats, Problem, raw_targets
from scratchnet_tui.chart.axes import round_up

from .colour_ramp import RampScale

_MOST = 512


@dataclass(frozen=True)
class MappedUnit:
    """A unit that has a map.

    Attributes
    ----------
    name : str
        What it is called.
    layer : int
        Its layer, from 1.
    index : int or None
        Which unit of the layer; None for all outputs together: the class that wins.
    """

    name: str
    layer: int
    index: int | None


def mapped_units(problem: Problem) -> tuple[MappedUnit, ...]:
    """Return whose maps there are: the answers first, then the hidden units from the input on."""
    depth = len(problem.network.layers)
    found: list[MappedUnit] = []
    if problem.dataset.kind == "classes":
        found.append(MappedUnit("the winning class", depth, None))
    for layer in (depth, *range(1, depth)):
        names = enumerate(problem.unit_names(layer))
        found += [MappedUnit(name, layer, j) for j, name in names]
    return tuple(found[:_MOST])


def same_unit(before: tuple[MappedUnit, ...], chosen: int, units: tuple[MappedUnit, ...]) -> int:
    """Return where a unit is found again in another network.

    Parameters
    ----------
    before : tuple of MappedUnit
        Those of the old network; there may be none yet.
    chosen : int
        Which of them.
    units : tuple of MappedUnit
        Those of the new one, which may have more layers or fewer.

    Returns
    -------
    int
        Where the answer of that name is, or the hidden unit of the same layer and place; where
        there is no such one, 0: the first answer.
    """
    if not before:
        return 0
    unit, answers, hidden = before[chosen], before[0].layer, units[0].layer
    for n, each in enumerate(units):
        if unit.layer == answers and (each.layer, each.name) == (hidden, unit.name):
            return n
        places = (each.layer, each.index), (unit.layer, unit.index)
        if unit.layer < answers and each.layer < hidden and places[0] == places[1]:
            return n
    return 0


def ramp_scale(problem: Problem, unit: MappedUnit, values: Floats) -> RampScale:
    """Return what the ends of the ramp mean for a unit.

    Parameters
    ----------
    problem : Problem
        The run.
    unit : MappedUnit
        Whose map it is; not that of the winning class.
    values : Floats
        Its map. Where neither data nor activation bound it, this does, rounded up.

    Returns
    -------
    RampScale
        An output is held against its targets, in their units; a hidden unit against what its
        activation allows.
    """
    dataset, layers = problem.dataset, problem.network.layers
    if unit.layer == len(layers):
        if dataset.kind != "numbers":
            return RampScale(0.0, 1.0, 0.5)
        low, high = _targets(dataset, unit.index or 0)
        return RampScale(low, high, low / 2 + high / 2)
    activation = ACTIVATIONS[layers[unit.layer - 1].activation]
    if activation.bounded:
        low, high = activation.bounds
        return RampScale(low, high, (low + high) / 2)
    reach = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    if 1e-300 < reach < 1e300:
        reach = round_up(reach)
    elif reach < 1.0:
        reach = 1.0
    return RampScale(-reach, reach, 0.0)


def _targets(dataset: Dataset, j: int) -> tuple[float, float]:
    parts = [raw_targets(part)[:, j] for part in (dataset, *dataset.held_out.values())]
    low = min(float(part.min()) for part in parts)
    high = max(float(part.max()) for part in parts)
    return (low, high) if low < high else (low - 1.0, high + 1.0)
