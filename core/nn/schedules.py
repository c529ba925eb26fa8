"""Schedules: how the learning rate changes from epoch to epoch.

It is a pure function of the rate of the spec and of the number of complete epochs, so neither
engine keeps a state for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.exact import cos


@dataclass(frozen=True)
class Schedule:
    """A way in which the rate changes.

    Attributes
    ----------
    text, formula : str
        What it does, in a sentence and as a formula of the complete epochs t and the period T.
    factor : callable
        ``factor(t, period)``: what the rate is multiplied by.
    """

    text: str
    formula: str
    factor: Callable[[int, int], float]


def _step(t: int, period: int) -> float:
    return math.ldexp(1.0, -(t // period))


def _inverse(t: int, period: int) -> float:
    return 1.0 / (1.0 + t / period)


def _cosine(t: int, period: int) -> float:
    return 0.5 * (1.0 + float(cos(np.array(math.pi * min(t, period) / period))))


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule("The rate stays.", "alpha", lambda _t, _period: 1.0),
    "step": Schedule("The rate is halved after each period.", "alpha * 0.5^floor(t / T)", _step),
    "inverse": Schedule("The rate is halved in the first period.", "alpha / (1 + t / T)", _inverse),
    "cosine": Schedule(
        "The rate falls along half a wave, to 0 at the end of the period.",
        "alpha * (1 + cos(pi * min(t, T) / T)) / 2",
        _cosine,
    ),
}
"""The schedules, by name."""


LONGEST_PERIOD = 2**53
"""The longest period that makes a difference: beyond it, not every whole number is a double."""


def rate_at(schedule: str, rate: float, period: int, epoch: int) -> float:
    """Return the learning rate of an epoch.

    Parameters
    ----------
    rate : float
        The rate at epoch 0.
    period : int
        The period in epochs, 1 or more; above `LONGEST_PERIOD` it counts as that.
    epoch : int
        How many epochs are complete before it.
    """
    return rate * SCHEDULES[schedule].factor(epoch, min(period, LONGEST_PERIOD))
