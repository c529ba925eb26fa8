"""What to try when a run has diverged: settings that keep its numbers smaller."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.errors import Diverged
from core.nn.activations import ACTIVATIONS

from .problem import Problem

LARGE = 3.0
"""Inputs above this in size are too large to learn from unscaled; see `defaults`."""

_HIGHEST = 0.3  # a rate that rarely diverges where the inputs are about 1


class Remedy(NamedTuple):
    """One change of the settings.

    Attributes
    ----------
    field : str
        A field of `RunSpec`.
    value : object
        What to set it to.
    why : str
        What it does for the run, in a few words.
    """

    field: str
    value: Any
    why: str


def remedies(problem: Problem, error: Diverged) -> tuple[Remedy, ...]:
    """Return the changes that may keep a run from diverging, the likeliest first.

    Parameters
    ----------
    problem : Problem
        The run.
    error : Diverged
        How it ended. Where the untrained network is not finite already, no rate can help.

    Returns
    -------
    tuple of Remedy
        A third of the rate, and at most 0.3; inputs scaled where they are larger than `LARGE`;
        a hidden activation with bounds where there is one without. Each may help alone.
    """
    spec, found = problem.spec, []
    if error.step and spec.rate > 0.0:
        rate = float(f"{min(spec.rate / 3.0, _HIGHEST):.2g}")
        found.append(Remedy("rate", rate, "smaller steps"))
    if spec.scale == "none" and problem.largest_input > LARGE:
        found.append(Remedy("scale", "standard", "smaller inputs"))
    if spec.hidden and not all(ACTIVATIONS[name].bounded for name in spec.activation):
        found.append(Remedy("activation", "tanh", "hidden outputs from -1 to 1"))
    return tuple(found)
