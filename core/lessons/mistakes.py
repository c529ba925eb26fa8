"""Mistakes that people make, each in a run of its own, and how to tell them from bad luck."""

from __future__ import annotations

import numpy as np

from ..spec import RunSpec
from .base import Claim, Evidence, Lesson, unsolved_after


def _rows_equal(seen: Evidence) -> bool:
    """Hold when all hidden units have the same weights, to the last bit."""
    W1 = seen.params["W1"]
    return seen.epoch > 0 and bool((W1[0] == W1).all())


def _errors(seen: Evidence) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.abs(seen.d - seen.y)


def _beyond_ten(seen: Evidence) -> bool:
    return any(bool((np.abs(array) > 10.0).any()) for array in seen.params.values())


MISTAKES: tuple[Lesson, ...] = (
    Lesson(
        "zero-init",
        "All weights begin at zero",
        "It looks tidy, and it never works. Every hidden unit computes the same, so every one gets "
        "the same blame and takes the same step: four units stay one unit for ever, and one unit "
        "cannot do XOR. Look at the rows of W1: they are equal to the last digit. Press n: another "
        "seed changes nothing, because nothing is drawn. Only random weights break the tie.",
        RunSpec(dataset="xor", hidden=(4,), init="zero"),
        (
            Claim("The four rows of W1 are equal, to the last bit.", _rows_equal),
            Claim("After 1,000 epochs the rows are still not all right.", unsolved_after(1000)),
        ),
        twin="backprop-xor",
        epochs=2000,
    ),
    Lesson(
        "one-line",
        "No hidden layer, where one line is not enough",
        "The two spirals again, with a single layer. It can only draw a straight line, so about "
        "half of the points are on the wrong side wherever it puts it. More epochs do not help, "
        "nor does another seed or rate: the network cannot express the answer. A map (8) shows at "
        "once what a loss curve alone does not.",
        RunSpec(
            dataset="spiral",
            split=0.5,
            hidden=(),
            bias=True,
            loss="cross-entropy",
            rate=0.1,
            batch=10,
        ),
        (
            Claim(
                "After 100 epochs a quarter of the rows or more are still wrong.",
                lambda s: s.epoch >= 100 and s.accuracy is not None and s.accuracy < 0.75,
            ),
        ),
        twin="spiral",
        epochs=300,
    ),
    Lesson(
        "no-bias",
        "A neuron without a bias",
        "The majority of three inputs is easy for a single neuron: a weight for each, and a bias "
        "that says how many must be on. Without it, v is 0 where all inputs are 0, so that row "
        "answers 0.5 whatever the weights are. Watch the first row. Turn the bias on in the setup "
        "(m), and the same neuron learns it in a few hundred epochs.",
        RunSpec(dataset="majority-3", hidden=(), bias=False),
        (
            Claim("The first row answers exactly 0.5.", lambda s: float(s.y[0, 0]) == 0.5),
            Claim("After 1,000 epochs the rows are still not all right.", unsolved_after(1000)),
        ),
        twin="delta-rule",
        epochs=2000,
    ),
    Lesson(
        "two-hidden",
        "Too few hidden units",
        "Two hidden units are enough for XOR on paper: two lines part it. But few first weights "
        "lead there. Most runs end with one row at one half, because both units were needed for "
        "the other three, and there is no third to help. Press n and try: about three seeds in a "
        "hundred make it, where four hidden units nearly always do. More units give more luck.",
        RunSpec(dataset="xor", hidden=(2,)),
        (
            Claim("After 5,000 epochs the rows are still not all right.", unsolved_after(5000)),
            Claim(
                "One row rests at one half, and the others are right.",
                lambda s: bool(
                    (np.sort(_errors(s).ravel())[:3] < 0.1).all()
                    and abs(_errors(s).max() - 0.5) < 0.1
                ),
            ),
        ),
        twin="backprop-xor",
    ),
    Lesson(
        "rate-too-big",
        "A learning rate that is too big",
        "With alpha at 300 the first steps throw the weights so far that every v is huge. There "
        "the sigmoid is flat: y (1 - y) is 0 to many digits, so delta is too, and the network is "
        "stuck with answers it is quite sure of. It is not diverged, only deaf. The gradient (w) "
        "shows it, and r with a smaller rate ([) starts again from the same weights.",
        RunSpec(dataset="xor", hidden=(4,), rate=300.0),
        (
            Claim(
                "Some weight is beyond 10.",
                _beyond_ten,
            ),
            Claim(
                "A row is wrong by more than 0.99: the net is sure of it.",
                lambda s: bool(_errors(s).max() > 0.99),
            ),
            Claim("After 1,000 epochs the rows are still not all right.", unsolved_after(1000)),
        ),
        twin="backprop-xor",
        epochs=2000,
    ),
    Lesson(
        "sign-error",
        "A sign error",
        "One minus too many: e = y - d in place of d - y, so every step goes uphill. All outputs "
        "run to the same end, where the sigmoid is flat, and there they stay. So the curve rises, "
        "and then looks like a hard problem. But no seed helps, and the gradient check (g) says "
        "wrong at once: the slopes have the right size and the wrong sign. That is how to tell a "
        "bug from an unlucky seed.",
        RunSpec(dataset="xor", hidden=(4,), slip="sign"),
        (
            Claim("After 1,000 epochs the rows are still not all right.", unsolved_after(1000)),
            Claim("All rows have nearly the same answer.", lambda s: float(np.ptp(s.y)) < 0.05),
            Claim(
                "The mse is one half, as bad as always saying the same.",
                lambda s: abs(s.mse - 0.5) < 0.01,
            ),
        ),
        twin="backprop-xor",
        epochs=2000,
    ),
)
"""Lessons about mistakes."""
