"""Ready-made comparisons: two or more runs from the same first weights that differ in one thing.

A comparison is data. It takes the run that is at hand and changes one setting of it, so whatever
the runs do differently comes of that setting and not of luck.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from core.errors import SpecError
from core.run.problem import Problem, build_problem
from core.run.spec import RunSpec

Runs: TypeAlias = tuple[tuple[str, RunSpec], ...]
"""Specs with what to call each: a word or two, no two alike."""

_MINI_BATCH = 32
"""The largest mini-batch; small data sets are halved."""


@dataclass(frozen=True)
class Comparison:
    """Runs to be laid beside each other.

    Attributes
    ----------
    name, title : str
        What it is called in code and on the screen.
    text : str
        What to watch, and why.
    vary : callable
        ``vary(problem) -> Runs``: the specs, of which some may not suit the data. See `runs`.
    """

    name: str
    title: str
    text: str
    vary: Callable[[Problem], Runs]

    def runs(self, present: Problem) -> Runs:
        """Return the runs of this comparison, drawing the same first weights as the present run.

        Changes made by hand before the first update are not in a spec; the caller repeats them.

        Parameters
        ----------
        present : Problem
            The run whose data, network, seed and other settings are taken over.

        Returns
        -------
        Runs
            Two or more.

        Raises
        ------
        SpecError
            If one of the runs does not suit the data or the network.
        """
        runs = self.vary(present)
        for _, spec in runs:
            build_problem(spec, present.dataset)
        return runs


def _batch_sizes(present: Problem) -> Runs:
    rows = len(present.dataset)
    if rows < 3:
        raise SpecError("batch", f"batch sizes need 3 rows or more to differ; there are {rows}")
    order = "sequential" if present.spec.order == "first-only" else present.spec.order
    spec = replace(present.spec, order=order)
    half = min(rows // 2, _MINI_BATCH)
    middle = ((f"batch {half}", replace(spec, batch=half)),) if half > 1 else ()
    return (("batch 1", replace(spec, batch=1)), *middle, ("batch all", replace(spec, batch=0)))


def _losses(present: Problem) -> Runs:
    return tuple(
        (name.replace("-", " "), replace(present.spec, loss=name))
        for name in ("squared-error", "cross-entropy")
    )


def _early_return(present: Problem) -> Runs:
    spec = replace(present.spec, loss="cross-entropy", batch=1, order="sequential")
    return (("fixed", spec), ("early return", replace(spec, order="first-only")))


def _rates(present: Problem) -> Runs:
    spec = present.spec
    if spec.rate == 0.0:
        raise SpecError("rate", "the rate is 0, and so is ten times that; choose a rate first")
    rates = (float(f"{spec.rate * factor:.6g}") for factor in (0.1, 1.0, 10.0))
    return tuple((f"rate {rate:g}", replace(spec, rate=rate)) for rate in rates)


def _rules(present: Problem) -> Runs:
    spec = present.spec
    if spec.momentum == 0.0:
        raise SpecError("momentum", "momentum is 0, so all three runs would be alike")
    names = ("sgd", "momentum", "momentum-reset")
    return tuple((name.replace("-", " "), replace(spec, rule=name)) for name in names)


COMPARISONS: dict[str, Comparison] = {
    comparison.name: comparison
    for comparison in (
        Comparison(
            "batch-sizes",
            "One sample, a mini-batch, the whole batch",
            "How many samples make one update. An update takes the mean over its batch, so one "
            "sample at a time makes many small updates in an epoch and the whole batch makes one. "
            "Watch which comes down first by epochs, and which by seconds.",
            _batch_sizes,
        ),
        Comparison(
            "losses",
            "Squared error or cross-entropy",
            "Both curves are the mse, so they can be compared. With cross-entropy the output's "
            "delta is e itself, without the slope of the sigmoid, and a wrong answer that is sure "
            "of itself still learns at full speed. Watch which leaves the plateau first.",
            _losses,
        ),
        Comparison(
            "early-return",
            "Whole epochs, or a return one indent too deep",
            "The second run ends every epoch after its first sample, which is the bug of the "
            "notes. Its loss falls at first, then stays near one half on XOR, whatever the seed. "
            "The same weights learn well in the first run, so it is the code and not bad luck.",
            _early_return,
        ),
        Comparison(
            "rates",
            "Three learning rates",
            "A tenth of the present alpha, alpha itself, and ten times alpha. A small step is slow "
            "but smooth. A large step may be quick, may jump about, or may never settle.",
            _rates,
        ),
        Comparison(
            "momentum",
            "Momentum, kept or lost each epoch",
            "Plain steps; steps that keep a share of the last; and the same with the memory made 0 "
            "at the start of every epoch, which is a known slip. With few updates to an epoch "
            "little can build up again. Watch how far apart the last two come.",
            _rules,
        ),
    )
}
"""The comparisons, by name."""
