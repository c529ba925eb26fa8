"""The lessons: the path of the study notes, each step a run to watch and claims to check.

A lesson is data. Its spec is an ordinary run, mistakes included, and its claims are looked up in
the run as it stands, so a tick always tells what is true at this moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .metrics import rows_right
from .spec import RunSpec
from .types import Floats, Params


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
    """

    epoch: int
    mse: float
    solved_since: int | None
    d: Floats
    y: Floats
    initial: Params
    params: Params


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
    """

    name: str
    title: str
    text: str
    spec: RunSpec
    claims: tuple[Claim, ...]
    twin: str | None = None

    def covers(self, spec: RunSpec) -> bool:
        """Tell whether the claims are about that run: other weights or another rate do not matter.

        Parameters
        ----------
        spec : RunSpec
            The run.
        """
        free = ("seed", "rate", "init", "weights")
        return replace(spec, **{name: getattr(self.spec, name) for name in free}) == self.spec


def _solved(seen: Evidence) -> bool:
    return seen.solved_since is not None


def _ends_at(*outputs: float) -> Callable[[Evidence], bool]:
    """Hold when the outputs have arrived at these values, to three decimals."""

    def holds(seen: Evidence) -> bool:
        return bool(np.allclose(seen.y.ravel(), outputs, rtol=0.0, atol=1e-3))

    return holds


def _unchanged(name: str, columns: slice) -> Callable[[Evidence], bool]:
    """Hold when some epochs have passed and these columns are what they were, bit for bit."""

    def holds(seen: Evidence) -> bool:
        now, before = seen.params[name][:, columns], seen.initial[name][:, columns]
        return seen.epoch > 0 and bool(np.array_equal(now, before))

    return holds


def _one_column_rules(seen: Evidence) -> bool:
    first, second, _ = np.abs(seen.params["W1"][0])
    return bool(first > 2.0 and first > 5.0 * second)


LESSONS: dict[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        Lesson(
            "forward-pass",
            "A forward pass with random weights",
            "One neuron, three random weights, no training. Each row of inputs is multiplied by "
            "the weights and added up to v; the sigmoid turns v into the output y. The rate is 0, "
            "so you may press s as often as you like: nothing is learned. Press n for other "
            "weights and see how the answers are only ever as good as the luck of the draw.",
            RunSpec(dataset="first-input", hidden=(), rate=0.0),
            (
                Claim(
                    "Every y lies between 0 and 1.", lambda s: bool(((s.y > 0) & (s.y < 1)).all())
                ),
                Claim(
                    "Not every row is right: nothing has been learned.",
                    lambda s: not rows_right(s.d, s.y).all(),
                ),
                Claim("After an epoch no weight has changed.", _unchanged("W1", slice(None))),
            ),
            twin="delta-rule",
        ),
        Lesson(
            "delta-rule",
            "The delta rule on 0 0 1 1",
            "The same neuron, now learning. After each row every weight moves by alpha times delta "
            "times its input, where delta = y (1 - y) (d - y). The notes call these targets AND, "
            "but 0 0 1 1 is simply the first input. Watch the weight of x1 grow while that of x2 "
            "shrinks to almost nothing: the neuron finds out which input matters.",
            RunSpec(dataset="first-input", hidden=()),
            (
                Claim("Every row is right, closer than 0.1.", _solved),
                Claim(
                    "The weight of x1 is above 2 and dwarfs that of x2, five to one.",
                    _one_column_rules,
                ),
                Claim(
                    "Near 10,000 epochs y is .0102 .0083 .9932 .9917, from any start.",
                    _ends_at(0.0102, 0.0083, 0.9932, 0.9917),
                ),
            ),
            twin="delta-rule-xor",
        ),
        Lesson(
            "delta-rule-xor",
            "The same neuron fails on XOR",
            "Nothing is changed but the targets: 0 1 1 0. A single neuron draws one straight line "
            "through the square of inputs, with the ones on one side. For XOR no such line exists, "
            "so the best it can do is to answer about one half everywhere. This is no bad luck: "
            "press n, and every seed ends in the same place.",
            RunSpec(dataset="xor", hidden=()),
            (
                Claim(
                    "After 1,000 epochs the rows are still not all right.",
                    lambda s: s.epoch >= 1000 and not _solved(s),
                ),
                Claim(
                    "Every y is within 0.1 of one half.",
                    lambda s: bool((abs(s.y - 0.5) < 0.1).all()),
                ),
                Claim(
                    "It ends at .5297 .5000 .4703 .4409, from any start.",
                    _ends_at(0.5297, 0.5, 0.4703, 0.4409),
                ),
            ),
            twin="backprop-xor",
        ),
        Lesson(
            "backprop-xor",
            "A hidden layer and backpropagation solve XOR",
            "Four hidden units stand between inputs and output. The output's delta is passed back "
            "through the same weights that carried the signal forward, e = W2^T delta, so each "
            "hidden unit learns its share of the blame. The loss rests on a plateau first, while "
            "the hidden units find different jobs, and then drops. About one seed in twenty is "
            "still stuck at 10,000 epochs, with a row at one half; that is luck, not a bug.",
            RunSpec(dataset="xor", hidden=(4,)),
            (
                Claim("Every row is right, closer than 0.1.", _solved),
                Claim("The mse is below 0.001.", lambda s: s.mse < 1e-3),
                Claim(
                    "Every weight of both layers has moved from where it began.",
                    lambda s: all(bool((s.params[k] != s.initial[k]).all()) for k in s.params),
                ),
            ),
            twin="cross-entropy",
        ),
        Lesson(
            "cross-entropy",
            "Cross-entropy: the output's delta is the error",
            "The same network from the same weights, with another loss. With cross-entropy the "
            "slope of the sigmoid cancels and the output's delta is e itself, so an output that is "
            "sure of a wrong answer still learns at full speed. It gets there in about half the "
            "epochs. It is faster, but not more reliable: about one seed in ten is still stuck at "
            "10,000 epochs.",
            RunSpec(dataset="xor", hidden=(4,), loss="cross-entropy"),
            (
                Claim("Every row is right, closer than 0.1.", _solved),
                Claim(
                    "They were all right before epoch 1,000.",
                    lambda s: s.solved_since is not None and s.solved_since < 1000,
                ),
                Claim("The mse is below 0.00001.", lambda s: s.mse < 1e-5),
            ),
            twin="backprop-xor",
        ),
        Lesson(
            "early-return",
            "A return one indent too deep",
            "This is the run of the notes that came out a bit strange. The return stood inside the "
            "loop over the samples, so every epoch ended after the first one: 0 0 1 with target 0. "
            "The network learns to answer 0 to everything, and two rows of XOR look right by "
            "accident. The inputs x1 and x2 of that one sample are 0, so their weights are never "
            "changed. No seed helps, which is how to tell a bug from bad luck.",
            RunSpec(dataset="xor", hidden=(4,), loss="cross-entropy", order="first-only"),
            (
                Claim("Every output is close to 0.", lambda s: bool((s.y < 0.1).all())),
                Claim("The mse has gone to one half.", lambda s: abs(s.mse - 0.5) < 0.01),
                Claim(
                    "The columns x1 and x2 of W1 are what they were, to the last bit.",
                    _unchanged("W1", slice(0, 2)),
                ),
                Claim(
                    "The column b of W1 has changed.",
                    lambda s: bool((s.params["W1"][:, 2] != s.initial["W1"][:, 2]).all()),
                ),
            ),
            twin="cross-entropy",
        ),
    )
}
"""The lessons, by name, in the order of the notes."""
