"""What a lesson is: a run, a text about it, and claims that come true before one's eyes.

A claim is a sentence with a test. The same tests tick the claims on the screen and hold them in
the test suite, so a lesson cannot promise what does not happen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..metrics import Scores
from ..spec import RunSpec
from ..types import Floats, Params


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a claim may look at.

    Attributes
    ----------
    epoch : int
        How many epochs are complete.
    mse : float
        The mean of ``(d - y)^2`` after that epoch.
    solved_since : int or None
        The epoch since which every row is right.
    d, y : Floats
        Targets and present outputs, shape (samples, outputs).
    initial, params : Params
        The weights at the start and now.
    accuracy : float or None
        The share of rows that are decided rightly, where one is kept.
    test : Scores or None
        How the test set does, where there is one.
    """

    epoch: int
    mse: float
    solved_since: int | None
    d: Floats
    y: Floats
    initial: Params
    params: Params
    accuracy: float | None = None
    test: Scores | None = None


@dataclass(frozen=True)
class Claim:
    """A sentence, and how to tell whether it holds."""

    text: str
    holds: Callable[[Evidence], bool]


@dataclass(frozen=True)
class Lesson:
    """One step of the path.

    Attributes
    ----------
    name, title : str
        What it is called on the command line and on the screen.
    text : str
        What to watch, and why.
    spec : RunSpec
        The run.
    claims : tuple of Claim
        What will be seen to hold.
    twin : str or None
        The lesson to compare it with.
    epochs : int
        How many epochs it takes until all claims hold, with seed 1.
    """

    name: str
    title: str
    text: str
    spec: RunSpec
    claims: tuple[Claim, ...]
    twin: str | None = None
    epochs: int = 10_000

    def covers(self, spec: RunSpec) -> bool:
        """Tell whether the claims are about that run: other weights or another rate do not matter.

        Parameters
        ----------
        spec : RunSpec
            The run.
        """
        free = ["seed", "rate", "weights"]
        if spec.init == "literal":
            free.append("init")
        return replace(spec, **{name: getattr(self.spec, name) for name in free}) == self.spec


def solved(seen: Evidence) -> bool:
    """Hold when every row is right."""
    return seen.solved_since is not None


def solved_before(epoch: int) -> Callable[[Evidence], bool]:
    """Hold when every row has been right since before an epoch."""
    return lambda seen: seen.solved_since is not None and seen.solved_since < epoch


def unsolved_after(epochs: int) -> Callable[[Evidence], bool]:
    """Hold when so many epochs have passed and not every row is right."""
    return lambda seen: seen.epoch >= epochs and seen.solved_since is None


def unchanged(name: str, columns: slice = slice(None)) -> Callable[[Evidence], bool]:
    """Hold when some epochs have passed and these columns are what they were, bit for bit."""

    def holds(seen: Evidence) -> bool:
        now, before = seen.params[name][:, columns], seen.initial[name][:, columns]
        return seen.epoch > 0 and bool(np.array_equal(now, before))

    return holds
