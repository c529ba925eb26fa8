"""A lesson: a run, a text about it, and claims that can be watched coming true.

A claim is a sentence with a test and an epoch that settles it. The test suite checks the same
tests that the screen uses, so a lesson cannot promise what does not happen.
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
"""Whether a claim is undecided, true, or was false when it was settled."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """The state of a run that claims are tested on.

    Attributes
    ----------
    epoch : int
        How many epochs are complete.
    mse : float
        The mean of ``(d - y)^2`` after that epoch.
    solved_since : int or None
        The epoch since which every row has been right.
    d, y : Floats
        Targets and current outputs, shape (samples, outputs).
    right : array of bool
        Whether each row is right, shape (samples,).
    initial, params : Params
        The initial and current weights.
    accuracy : float or None
        As in `Scores`.
    test : Scores or None
        The scores on the test set, if there is one.
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
    """A sentence, a test of it, and the epoch that settles it.

    Attributes
    ----------
    holds : callable
        ``holds(evidence)``: whether it is true at that moment.
    by : int
        The epoch that settles it, 1 or more: if it is true then, it stays met.
    unlucky : str
        A predicate for a seed that misses it: ``is slow, or stuck``.
    """

    text: str
    holds: Callable[[Evidence], bool]
    by: int
    unlucky: str = ""

    def state(self, now: Evidence, then: bool | None) -> ClaimState:
        """Return the state of the claim.

        Before epoch `by` it is met while it holds, else open. From then on it is met if it held at
        epoch `by` or holds now, else missed.

        Parameters
        ----------
        then : bool or None
            Whether the claim held at epoch `by`; None if unknown.
        """
        if then or self.holds(now):
            return "met"
        return "open" if now.epoch < self.by else "missed"


@dataclass(frozen=True)
class Lesson:
    """One lesson of the course.

    Attributes
    ----------
    name, title : str
        Its names on the command line and on the screen.
    text : str
        What to watch, and why.
    twin : str
        The lesson to compare it with.
    epochs : int
        The epochs until all claims hold, with the seed of `spec`.
    pace : int
        Epochs per second, chosen so that this takes 10 to 60 seconds.
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
        """Whether the claims apply to a run: it may differ in weights, seed and rate only."""
        free = ["seed", "rate", "weights"]
        if spec.init == "literal":
            free.append("init")
        return replace(spec, **{name: getattr(self.spec, name) for name in free}) == self.spec


def solved(seen: Evidence) -> bool:
    """Whether every row is right."""
    return seen.solved_since is not None


SOLVED = Claim("Every row is right, closer than 0.1.", solved, 10_000, "is slow, or stuck")
"""The claim for runs that succeed from nearly all initial weights."""


def solved_before(epoch: int) -> Claim:
    """Return the claim that every row has been right since before an epoch."""
    return Claim(
        f"Every row was right before epoch {epoch:,}.",
        lambda seen: seen.solved_since is not None and seen.solved_since < epoch,
        epoch,
        "took longer",
    )


def unsolved_after(epochs: int, more: str = "") -> Claim:
    """Return the claim that some row is wrong after `epochs`; `more` is added to the sentence."""
    return Claim(
        f"After {epochs:,} epochs some row is still wrong{more}.",
        lambda seen: seen.epoch >= epochs and (seen.solved_since or seen.epoch) >= epochs,
        epochs,
        "was lucky",
    )


def unchanged(name: str, columns: slice = slice(None)) -> Callable[[Evidence], bool]:
    """Return a test that, after training, these columns of an array are unchanged bit for bit."""

    def holds(seen: Evidence) -> bool:
        now, before = seen.params[name][:, columns], seen.initial[name][:, columns]
        return seen.epoch > 0 and bool(np.array_equal(now, before))

    return holds
