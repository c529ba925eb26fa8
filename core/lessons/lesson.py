"""What a lesson is: a run, a text about it, and claims that come true before one's eyes.

A claim is a sentence with a test, and an epoch that settles it. The same tests tick the claims on
the screen and hold them in the test suite, so a lesson cannot promise what does not happen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, Params
from core.run.metrics import Scores
from core.run.spec import RunSpec

ClaimState: TypeAlias = Literal["open", "met", "missed"]
"""Whether a claim may still come true, is true, or was settled without having come true."""


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
    right : array of bool
        Whether each row is right, shape (samples,).
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
    right: NDArray[np.bool_]
    initial: Params
    params: Params
    accuracy: float | None = None
    test: Scores | None = None


@dataclass(frozen=True)
class Claim:
    """A sentence, how to tell whether it holds, and the epoch that settles it.

    Attributes
    ----------
    text : str
        The sentence.
    holds : callable
        ``holds(evidence)``: whether it is true at that moment.
    by : int
        The epoch that settles it, 1 or more: what is true then stays met, however the run goes on.
    unlucky : str
        What is so of a seed that misses it, as the rest of a sentence: ``is slow, or stuck``.
    """

    text: str
    holds: Callable[[Evidence], bool]
    by: int
    unlucky: str = ""

    def state(self, now: Evidence, then: bool | None) -> ClaimState:
        """Say how the claim stands.

        Parameters
        ----------
        now : Evidence
            The run as it is.
        then : bool or None
            Whether the claim held at epoch `by`; None where that is not known.

        Returns
        -------
        ClaimState
            Before epoch `by` it is met while it holds, and otherwise open. From then on it is met
            if it held at epoch `by` or has come true late, and otherwise missed.
        """
        if then or self.holds(now):
            return "met"
        return "open" if now.epoch < self.by else "missed"


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
    twin : str
        The lesson to compare it with.
    epochs : int
        How many epochs it takes until all claims hold, with the seed of `spec`.
    pace : int
        Epochs a second at which that takes between 10 and 60 seconds.
    """

    name: str
    title: str
    text: str
    spec: RunSpec
    claims: tuple[Claim, ...]
    twin: str
    epochs: int
    pace: int

    def covers(self, spec: RunSpec) -> bool:
        """Tell whether the claims are about that run, whatever its weights, seed and rate."""
        free = ["seed", "rate", "weights"]
        if spec.init == "literal":
            free.append("init")
        return replace(spec, **{name: getattr(self.spec, name) for name in free}) == self.spec


def solved(seen: Evidence) -> bool:
    """Hold when every row is right."""
    return seen.solved_since is not None


SOLVED = Claim("Every row is right, closer than 0.1.", solved, 10_000, "is slow, or stuck")
"""What is claimed of runs that solve their problem from nearly every start."""


def solved_before(epoch: int) -> Claim:
    """Claim that every row has been right since before an epoch."""
    return Claim(
        f"Every row was right before epoch {epoch:,}.",
        lambda seen: seen.solved_since is not None and seen.solved_since < epoch,
        epoch,
        "took longer",
    )


def unsolved_after(epochs: int, more: str = "") -> Claim:
    """Claim that after that many epochs some row is wrong; `more` is added to the sentence."""
    return Claim(
        f"After {epochs:,} epochs some row is still wrong{more}.",
        lambda seen: seen.epoch >= epochs and (seen.solved_since or seen.epoch) >= epochs,
        epochs,
        "was lucky",
    )


def unchanged(name: str, columns: slice = slice(None)) -> Callable[[Evidence], bool]:
    """Hold when some epochs have passed and these columns are what they were, bit for bit."""

    def holds(seen: Evidence) -> bool:
        now, before = seen.params[name][:, columns], seen.initial[name][:, columns]
        return seen.epoch > 0 and bool(np.array_equal(now, before))

    return holds
