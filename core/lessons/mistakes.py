"""Mistakes that people make, each in a run of its own, and how to tell them from bad luck."""

from __future__ import annotations

import numpy as np

from core.run.spec import RunSpec

from .lesson import Claim, Evidence, Lesson, unsolved_after


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
        "It looks tidy, and it never works. Every hidden unit computes the same output, gets the "
        "same blame and takes the same step: four units act as one for ever, and one unit cannot "
        "solve XOR. Look at the rows of W1: they are equal to the last digit. Press n: another "
        "seed changes nothing, because nothing is drawn. Only random weights break the symmetry.",
        RunSpec(dataset="xor", hidden=(4,), init="zero"),
        (
            Claim("The four rows of W1 are equal, to the last bit.", _rows_equal, 1000),
            unsolved_after(1000),
        ),
        twin="backprop-xor",
        epochs=1000,
        pace=100,
    ),
    Lesson(
        "one-line",
        "No hidden layer, where one line is not enough",
        "The two spirals again, with a single layer. It can only draw a straight line, so about "
        "half of the points are on the wrong side wherever the line lies. More epochs do not help, "
        "nor does another seed or rate: the network cannot express the answer. The map (8) shows "
        "at once what the loss curve alone does not.",
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
                100,
            ),
        ),
        twin="spiral",
        epochs=100,
        pace=10,
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
            Claim("The first row answers exactly 0.5.", lambda s: float(s.y[0, 0]) == 0.5, 1000),
            unsolved_after(1000),
        ),
        twin="delta-rule",
        epochs=1000,
        pace=100,
    ),
    Lesson(
        "two-hidden",
        "Too few hidden units",
        "On paper two hidden units are enough for XOR: two lines separate it. But few initial "
        "weights lead there. Most runs end with one row at one half, because both units are needed "
        "for the other three, and there is no third to help. Press n and try: about three seeds in "
        "a hundred succeed, where four hidden units nearly always do. More units, more chances.",
        RunSpec(dataset="xor", hidden=(2,)),
        (
            unsolved_after(5000),
            Claim(
                "One row rests at one half, and the others are right.",
                lambda s: bool(
                    (np.sort(_errors(s).ravel())[:3] < 0.1).all()
                    and abs(_errors(s).max() - 0.5) < 0.1
                ),
                10_000,
                "ends elsewhere",
            ),
        ),
        twin="backprop-xor",
        epochs=5000,
        pace=100,
    ),
    Lesson(
        "rate-too-big",
        "A learning rate that is too big",
        "With alpha at 300 the first steps throw the weights so far that every v is huge. There "
        "the sigmoid is flat: y (1 - y) is 0 to many digits, so delta is too, and the network is "
        "stuck with answers it is quite sure of. It has not diverged; it has stopped learning. The "
        "gradient (w) shows it. Lower the rate with [, and r starts again from the same weights.",
        RunSpec(dataset="xor", hidden=(4,), rate=300.0),
        (
            Claim("Some weight is beyond 10.", _beyond_ten, 1000),
            Claim(
                "A row is wrong by more than 0.99, and the network is sure of it.",
                lambda s: bool(_errors(s).max() > 0.99),
                1000,
            ),
            unsolved_after(1000),
        ),
        twin="backprop-xor",
        epochs=1000,
        pace=100,
    ),
    Lesson(
        "sign-error",
        "A sign error",
        "One minus too many: e = y - d in place of d - y, so every step goes uphill. All outputs "
        "run to the same end, where the sigmoid is flat, and there they stay. The curve rises and "
        "then lies flat, as it does on a hard problem. But no seed helps, and the gradient check "
        "(g) says wrong at once: the slopes have the right size and the wrong sign. That is how to "
        "tell a bug from an unlucky seed.",
        RunSpec(dataset="xor", hidden=(4,), slip="sign"),
        (
            unsolved_after(1000),
            Claim(
                "All rows have nearly the same answer.",
                lambda s: float(np.ptp(s.y)) < 0.05,
                1000,
            ),
            Claim(
                "The mse is one half, as it is for any network that always gives the same answer.",
                lambda s: abs(s.mse - 0.5) < 0.01,
                1000,
            ),
        ),
        twin="backprop-xor",
        epochs=1000,
        pace=100,
    ),
)
"""Lessons about mistakes."""
