"""The path of the study notes: a forward pass, the delta rule, XOR, backpropagation, cross-entropy.

It ends with the run that came out a bit strange, because a `return` stood one indent too deep.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..metrics import rows_right
from ..spec import RunSpec
from .base import Claim, Evidence, Lesson, solved, unchanged


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
        "One neuron, three random weights, no training. Each row of inputs is multiplied by "
        "the weights and added up to v; the sigmoid turns v into the output y. The rate is 0, "
        "so you may press s as often as you like: nothing is learned. Press n for other "
        "weights and see how the answers are only ever as good as the luck of the draw.",
        RunSpec(dataset="first-input", hidden=(), rate=0.0),
        (
            Claim("Every y lies between 0 and 1.", lambda s: bool(((s.y > 0) & (s.y < 1)).all())),
            Claim(
                "Not every row is right: nothing has been learned.",
                lambda s: not rows_right(s.d, s.y).all(),
            ),
            Claim("After an epoch no weight has changed.", unchanged("W1", slice(None))),
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
            Claim("Every row is right, closer than 0.1.", solved),
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
                lambda s: s.epoch >= 1000 and not solved(s),
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
            Claim("Every row is right, closer than 0.1.", solved),
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
            Claim("Every row is right, closer than 0.1.", solved),
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
                unchanged("W1", slice(0, 2)),
            ),
            Claim(
                "The column b of W1 has changed.",
                lambda s: bool((s.params["W1"][:, 2] != s.initial["W1"][:, 2]).all()),
            ),
        ),
        twin="cross-entropy",
    ),
)
"""The lessons of the notes, in their order."""
