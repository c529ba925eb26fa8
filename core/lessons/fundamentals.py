"""The path of the study notes: a forward pass, the delta rule, XOR, backpropagation, cross-entropy.

It ends with the run that came out a bit strange, because a `return` stood one indent too deep.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.run.spec import RunSpec

from .lesson import SOLVED, Claim, Evidence, Lesson, solved_before, unchanged, unsolved_after


def _ends_at(*outputs: float) -> Callable[[Evidence], bool]:
    """Hold when the outputs have arrived at these values, to three decimals."""

    def holds(seen: Evidence) -> bool:
        return bool(np.allclose(seen.y.ravel(), outputs, rtol=0.0, atol=1e-3))

    return holds


def _one_column_rules(seen: Evidence) -> bool:
    first, second, _ = np.abs(seen.params["W1"][0])
    return bool(first > 2.0 and first > 5.0 * second)


NOTES: tuple[Lesson, ...] = (
    Lesson(
        "forward-pass",
        "A forward pass with random weights",
        "One neuron, three random weights, no training. Each input is multiplied by its weight "
        "and the products are added up: v = sum of w x. The sigmoid turns v into the output y. "
        "Press i to step inside, then Enter: the phases v1 and y1 show that sum and the sigmoid "
        "with every number filled in. The rate is 0, so press s as often as you like: nothing "
        "is learned. Press n for other weights: the answers are only as good as the luck of "
        "the draw.",
        RunSpec(dataset="first-input", hidden=(), rate=0.0),
        (
            Claim(
                "Every y lies between 0 and 1.",
                lambda s: bool(((s.y > 0) & (s.y < 1)).all()),
                10,
            ),
            Claim(
                "At least one row is answered wrongly.",
                lambda s: not s.right.all(),
                10,
                "is right by luck",
            ),
            Claim("After an epoch no weight has changed.", unchanged("W1", slice(None)), 10),
        ),
        twin="delta-rule",
        epochs=10,
        pace=1,
    ),
    Lesson(
        "delta-rule",
        "The delta rule on 0 0 1 1",
        "The same neuron, now learning. After each row every weight moves by alpha times delta "
        "times its input, where delta = y (1 - y) (d - y). The notes call these targets AND, "
        "but 0 0 1 1 is just a copy of the first input. Watch the weight of x1 grow while that of "
        "x2 shrinks to almost nothing: the neuron finds out which input matters.",
        RunSpec(dataset="first-input", hidden=()),
        (
            SOLVED,
            Claim(
                "The weight of x1 is above 2, and more than five times that of x2.",
                _one_column_rules,
                10_000,
            ),
            Claim(
                "At 10,000 epochs y is .0102 .0083 .9932 .9917, from any start.",
                _ends_at(0.0102, 0.0083, 0.9932, 0.9917),
                10_000,
            ),
        ),
        twin="delta-rule-xor",
        epochs=10_000,
        pace=1000,
    ),
    Lesson(
        "delta-rule-xor",
        "The same neuron fails on XOR",
        "Only the targets change: 0 1 1 0. A single neuron draws one straight line through the "
        "square of inputs, with the ones on one side. For XOR no such line exists, so the best "
        "it can do is to answer about one half everywhere. This is not bad luck: press n, and "
        "every seed ends in the same place.",
        RunSpec(dataset="xor", hidden=()),
        (
            unsolved_after(1000),
            Claim(
                "Every y is within 0.1 of one half.",
                lambda s: bool((abs(s.y - 0.5) < 0.1).all()),
                1000,
            ),
            Claim(
                "It ends at .5297 .5000 .4703 .4409, from any start.",
                _ends_at(0.5297, 0.5, 0.4703, 0.4409),
                1000,
            ),
        ),
        twin="backprop-xor",
        epochs=1000,
        pace=100,
    ),
    Lesson(
        "backprop-xor",
        "A hidden layer and backpropagation solve XOR",
        "Four hidden units stand between inputs and output. The output's delta is passed back "
        "through the same weights that carried the signal forward, e = W2^T delta, so each "
        "hidden unit learns its share of the blame. The loss stays on a plateau at first, while "
        "the hidden units take on different jobs, and then drops. About one seed in twenty is "
        "still stuck at 10,000 epochs, with a row at one half; that is bad luck, not a bug.",
        RunSpec(dataset="xor", hidden=(4,)),
        (
            SOLVED,
            Claim("The mse is below 0.001.", lambda s: s.mse < 1e-3, 10_000, SOLVED.unlucky),
            Claim(
                "Every weight of both layers has moved from where it began.",
                lambda s: all(bool((s.params[k] != s.initial[k]).all()) for k in s.params),
                1000,
            ),
        ),
        twin="cross-entropy",
        epochs=3000,
        pace=100,
    ),
    Lesson(
        "cross-entropy",
        "Cross-entropy: the output's delta is the error",
        "The same network from the same weights, with another loss. With cross-entropy the "
        "slope of the sigmoid cancels and the output's delta is e itself, so an output that is "
        "sure of a wrong answer still learns at full speed. It needs about half the epochs. It is "
        "faster, but not more reliable: about one seed in ten is still stuck at 10,000 epochs.",
        RunSpec(dataset="xor", hidden=(4,), loss="cross-entropy"),
        (
            SOLVED,
            solved_before(1000),
            Claim("The mse is below 0.00001.", lambda s: s.mse < 1e-5, 10_000, SOLVED.unlucky),
        ),
        twin="backprop-xor",
        epochs=1500,
        pace=100,
    ),
    Lesson(
        "early-return",
        "A return one indent too deep",
        "This is the run in the notes that came out a bit strange. The return stood inside the "
        "loop over the samples, so every epoch ended after the first one: 0 0 1 with target 0. "
        "The network learns to answer 0 to everything, and two rows of XOR look right by "
        "accident. The inputs x1 and x2 of that one sample are 0, so their weights are never "
        "changed. No seed helps, which is how to tell a bug from bad luck.",
        RunSpec(dataset="xor", hidden=(4,), loss="cross-entropy", order="first-only"),
        (
            Claim("Every output is close to 0.", lambda s: bool((s.y < 0.1).all()), 1000),
            Claim("The mse is close to one half.", lambda s: abs(s.mse - 0.5) < 0.01, 1000),
            Claim(
                "Columns x1 and x2 of W1 have not changed, to the last bit.",
                unchanged("W1", slice(0, 2)),
                1000,
            ),
            Claim(
                "Column b of W1 has changed.",
                lambda s: bool((s.params["W1"][:, 2] != s.initial["W1"][:, 2]).all()),
                1000,
            ),
        ),
        twin="cross-entropy",
        epochs=100,
        pace=10,
    ),
)
"""The lessons of the notes, in their order."""
