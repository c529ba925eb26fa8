"""What comes after the notes: batches, momentum, classes, deep networks, overfitting, real data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.exact import total, total_all
from core.run.spec import RunSpec

from .lesson import SOLVED, Claim, Evidence, Lesson, solved_before, unsolved_after


def _shares(seen: Evidence) -> bool:
    return bool((np.abs(total(seen.y) - 1.0) <= 1e-12).all())


def _test_above(share: float, seen: Evidence) -> bool:
    return seen.test is not None and seen.test.accuracy is not None and seen.test.accuracy >= share


def _moved(seen: Evidence, name: str) -> float:
    """Return how far the weights of an array have moved on average."""
    moves = np.abs(seen.params[name] - seen.initial[name])
    return total_all(moves) / moves.size


def _test_mse(seen: Evidence) -> float:
    return seen.test.mse if seen.test is not None else np.inf


_WORSE = "does worse on rows it has not seen"

_NOISY = RunSpec(
    dataset="moons",
    samples=80,
    noise=0.5,
    split=0.5,
    hidden=(32, 32),
    activation=("relu",),
    bias=True,
    loss="cross-entropy",
    rule="adam",
    rate=0.01,
    batch=10,
    order="shuffled",
    init="he",
)

_DEEP = RunSpec(
    dataset="digits-5x5",
    hidden=(20, 20, 20),
    output="softmax",
    bias=True,
    loss="cross-entropy",
    rate=0.01,
)

FURTHER: tuple[Lesson, ...] = (
    Lesson(
        "batch",
        "One update for all four rows",
        "The network of lesson 4, from the same weights, but all four rows share one update: the "
        "mean of what each of them asks for. The curve is smooth and takes more epochs, because an "
        "epoch is now one small step instead of four. With thousands of rows a batch pays off: one "
        "large matrix product costs less than many small ones.",
        RunSpec(dataset="xor", hidden=(4,), batch=0),
        (
            unsolved_after(1500),
            SOLVED,
        ),
        twin="backprop-xor",
        epochs=3000,
        pace=100,
    ),
    Lesson(
        "momentum",
        "Momentum: the last step is partly taken again",
        "Each step keeps 0.9 of the one before: m <- 0.9 m + alpha times downhill, and dW = m. "
        "Where the slope keeps pointing the same way, as on the plateau, the steps add up to ten "
        "times the rate; where it alternates, they cancel. XOR is solved in about an eighth of the "
        "epochs, and no seed we tried got stuck.",
        RunSpec(dataset="xor", hidden=(4,), rule="momentum"),
        (
            SOLVED,
            solved_before(200),
            Claim("The mse is below 0.0001.", lambda s: s.mse < 1e-4, 10_000, SOLVED.unlucky),
        ),
        twin="momentum-reset",
        epochs=1500,
        pace=100,
    ),
    Lesson(
        "momentum-reset",
        "Momentum that is forgotten in every epoch",
        "A mistake that is easy to make: the array for m is set to zero inside the loop over the "
        "epochs instead of before it. Nothing breaks and the loss falls, so nobody looks for it. "
        "But an epoch has only four steps, so momentum never builds up: it takes about seven times "
        "as many epochs. Step inside (i) at the first row of an epoch and look at m before the "
        "step.",
        RunSpec(dataset="xor", hidden=(4,), rule="momentum-reset"),
        (
            unsolved_after(300, "; momentum that is kept takes about 100"),
            SOLVED,
        ),
        twin="momentum",
        epochs=600,
        pace=10,
    ),
    Lesson(
        "five-digits",
        "Five digits: softmax and cross-entropy",
        "Five pictures of five by five pixels, the digits 1 to 5. There is one output for each "
        "digit, and softmax turns their sums into shares that add up to 1. With cross-entropy the "
        "output's delta is again the error e. The test set holds smudged copies that are never "
        "trained on. Press a to draw a digit of your own, and v in the predictions for the "
        "confusion matrix.",
        RunSpec(
            dataset="digits-5x5",
            hidden=(12,),
            output="softmax",
            bias=True,
            loss="cross-entropy",
            rate=0.1,
        ),
        (
            Claim("The five outputs of every row add up to 1.", _shares, 1000),
            replace(SOLVED, by=1000),
            Claim(
                "Nine of ten smudged digits are recognised.",
                lambda s: _test_above(0.9, s),
                1000,
                _WORSE,
            ),
        ),
        twin="deep-relu",
        epochs=100,
        pace=10,
    ),
    Lesson(
        "deep-sigmoid",
        "Three hidden layers of sigmoids learn slowly",
        "The same digits, with three hidden layers of twenty sigmoids. On its way back the error "
        "is multiplied by y (1 - y) in every layer, a quarter at most, so little of it reaches the "
        "first one. Look at the gradient in the weights pane (w): W1 has the smallest numbers. The "
        "network stays on a plateau for a long time.",
        replace(_DEEP, activation=("sigmoid",), init="xavier"),
        (
            unsolved_after(1000),
            Claim(
                "The last layer has moved more than twice as far as the first.",
                lambda s: s.epoch > 0 and _moved(s, "W4") > 2.0 * _moved(s, "W1"),
                2000,
            ),
        ),
        twin="deep-relu",
        epochs=2000,
        pace=100,
    ),
    Lesson(
        "deep-relu",
        "The same depth with relu",
        "Only the activation changes, to max(v, 0), and the initial weights are drawn to suit it. "
        "Where a unit is on, its slope is 1, and the error passes through undiminished, however "
        "many layers there are. The first layer learns from the beginning, and the digits are "
        "known within a hundred epochs.",
        replace(_DEEP, activation=("relu",), init="he"),
        (
            replace(SOLVED, by=1000),
            solved_before(300),
            Claim(
                "Four of five smudged digits are recognised.",
                lambda s: _test_above(0.8, s),
                1000,
                _WORSE,
            ),
        ),
        twin="deep-sigmoid",
        epochs=100,
        pace=10,
    ),
    Lesson(
        "overfitting",
        "Learning forty points by heart",
        "Two moons whose points stray into each other, 40 to train on and 40 to test, and a "
        "network with more than a thousand weights. It gets every training row right, stray points "
        "too. The curve of the test set, drawn in t, comes down at first, then turns and rises: "
        "from there on the network learns the noise. Look at the map (8): islands grow around "
        "single points.",
        _NOISY,
        (
            Claim("Every row trained on is classified correctly.", lambda s: s.accuracy == 1, 300),
            Claim(
                "On the test set the mse is a hundred times as large.",
                lambda s: _test_mse(s) > 100.0 * s.mse,
                300,
            ),
            Claim(
                "After 200 epochs the test mse is above 0.1.",
                lambda s: s.epoch >= 200 and s.test is not None and s.test.mse > 0.1,
                200,
            ),
        ),
        twin="dropout",
        epochs=300,
        pace=10,
    ),
    Lesson(
        "dropout",
        "Dropout: half of the units are left out",
        "The same network, weights and points. In each update a random half of the hidden units is "
        "left out, and the others count double to make up for it. No unit can rely on another, so "
        "learning single points by heart does not pay. For hundreds of epochs it does worse on the "
        "rows it is trained on and better on those it has never seen; after thousands it knows "
        "them by heart too, so stop in time. Outside training every unit takes part.",
        replace(_NOISY, dropout=0.5),
        (
            Claim(
                "After 200 epochs the test mse is below 0.1; without dropout it is above.",
                lambda s: s.epoch >= 200 and _test_mse(s) < 0.1,
                200,
            ),
            Claim(
                "At 300 epochs it is less than ten times the mse of the rows trained on.",
                lambda s: s.epoch >= 300 and _test_mse(s) < 10.0 * s.mse,
                300,
            ),
        ),
        twin="overfitting",
        epochs=300,
        pace=10,
    ),
    Lesson(
        "spiral",
        "Two spirals: a boundary that has to wind",
        "Two classes of points wind around each other. The first hidden layer draws eight straight "
        "lines, the second bends them into each other. Open the map (8) and run: the boundary "
        "begins as a line and winds itself up. The points marked as test are never trained on; "
        "watch whether the map is right about them too.",
        RunSpec(
            dataset="spiral",
            split=0.5,
            hidden=(8, 8),
            activation=("tanh",),
            bias=True,
            loss="cross-entropy",
            rule="adam",
            rate=0.02,
            batch=25,
            order="shuffled",
            init="xavier",
        ),
        (
            Claim(
                "Every row trained on is on its side of the boundary.",
                lambda s: s.accuracy == 1,
                1000,
                SOLVED.unlucky,
            ),
            Claim(
                "So are nine of ten rows of the test set.",
                lambda s: _test_above(0.9, s),
                1000,
                SOLVED.unlucky,
            ),
        ),
        twin="one-line",
        epochs=1000,
        pace=100,
    ),
    Lesson(
        "handwritten",
        "Real handwriting: 1,797 digits",
        "Pictures of eight by eight pixels that people wrote. One row in five is held out. The "
        "network never sees those rows in training, so they tell how it does on handwriting that "
        "is new to it: the curve drawn in t. Look at the worst rows in the predictions: some of "
        "them you would get wrong too.",
        RunSpec(
            dataset="digits-8x8",
            split=0.8,
            hidden=(32,),
            output="softmax",
            bias=True,
            loss="cross-entropy",
            rate=0.1,
            batch=10,
            order="shuffled",
        ),
        (
            Claim("Every digit trained on is recognised.", lambda s: s.accuracy == 1, 200),
            Claim(
                "97 of 100 digits of the test set are recognised.",
                lambda s: _test_above(0.97, s),
                200,
                _WORSE,
            ),
            Claim(
                "The test set does worse than the rows trained on.",
                lambda s: s.epoch >= 10 and s.test is not None and s.test.mse > s.mse,
                200,
            ),
        ),
        twin="five-digits",
        epochs=150,
        pace=10,
    ),
)
"""Lessons that go beyond the notes."""
