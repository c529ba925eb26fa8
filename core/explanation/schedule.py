"""The phase of a schedule: which learning rate holds in this epoch, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .equation import Equation, Matrix, Phase, Terms
from .labelled_trace import LabelledTrace


@dataclass(frozen=True)
class ScheduleFormulas:
    """How a schedule is explained.

    Attributes
    ----------
    terms : callable
        ``terms(rate, t, period)``: the arithmetic after t complete epochs.
    formula, note : str
        The formula in the words of the note, and what it does.
    """

    terms: Callable[[float, int, int], Terms]
    formula: str
    note: str


SCHEDULE_FORMULAS: dict[str, ScheduleFormulas] = {
    "step": ScheduleFormulas(
        lambda rate, t, period: (rate, "*0.5**", float(t // period)),
        "alpha = rate * 0.5^floor(epochs / period)",
        "It is halved after each period.",
    ),
    "inverse": ScheduleFormulas(
        lambda rate, t, period: (rate, " / (1 + ", float(t), "/", float(period), ")"),
        "alpha = rate / (1 + epochs / period)",
        "It falls more and more slowly; after one period it is half of what it was.",
    ),
    "cosine": ScheduleFormulas(
        lambda rate, t, period: (
            *(rate, "*(1 + cos(pi*", float(min(t, period)), "/", float(period), "))/2"),
        ),
        "alpha = rate * (1 + cos(pi * min(epochs, period) / period)) / 2",
        "It falls along half a wave, and is 0 from the end of the period on.",
    ),
}
"""The schedules that change the rate, by name."""


def rate(labelled: LabelledTrace) -> Phase:
    """Make the phase ``alpha``: the learning rate of this epoch."""
    spec, trace = labelled.problem.spec, labelled.trace
    formulas, done = SCHEDULE_FORMULAS[spec.schedule], trace.epoch - 1
    epochs = "1 epoch is" if done == 1 else f"{done} epochs are"
    return Phase(
        name="alpha",
        title=f"Learning rate in epoch {trace.epoch}: the {spec.schedule} schedule",
        formula=formulas.formula,
        note=f"{epochs} complete, the period is {spec.period}. {formulas.note}",
        picture=(Matrix("alpha", ("alpha",), ("",), np.array([[trace.rate]])),),
        params=(),
        layers=tuple(range(1, labelled.depth + 1)),
        code=("rate_at", "return rate * SCHEDULES[schedule].factor("),
        count=1,
        make=lambda _i: Equation("alpha", formulas.terms(spec.rate, done, spec.period), trace.rate),
    )
