"""The units that have a map, and the scale of each.

There is a map of the winning class, of each output and of each hidden unit.
"""

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

    `layer` counts from 1. `index` is the unit within it; None for all outputs together, whose map
    shows the class that wins.
    """

    name: str
    layer: int
    index: int | None


def mapped_units(problem: Problem) -> tuple[MappedUnit, ...]:
    """Return the units that have maps: outputs first, then hidden units from the input on."""
    depth = len(problem.network.layers)
    found: list[MappedUnit] = []
    if problem.dataset.kind == "classes":
        found.append(MappedUnit("the winning class", depth, None))
    for layer in (depth, *range(1, depth)):
        names = enumerate(problem.unit_names(layer))
        found += [MappedUnit(name, layer, j) for j, name in names]
    return tuple(found[:_MOST])


def same_unit(before: tuple[MappedUnit, ...], chosen: int, units: tuple[MappedUnit, ...]) -> int:
    """Return the index of a unit in another network.

    Parameters
    ----------
    before : tuple of MappedUnit
        Those of the old network; there may be none yet.
    chosen : int
        The index among them.
    units : tuple of MappedUnit
        Those of the new one, which may have more layers or fewer.

    Returns
    -------
    int
        The index of the output of that name, or of the hidden unit of the same layer and index; if
        there is none, 0: the first output.
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

    The scale of an output is that of its targets, in their units; that of a hidden unit is the
    range of its activation.

    Parameters
    ----------
    problem : Problem
        The run.
    unit : MappedUnit
        Not that of the winning class.
    values : Floats
        Its map. If neither data nor activation bound the scale, this does, rounded up.
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
