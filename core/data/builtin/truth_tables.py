"""Logic with more inputs than a gate: parity, majority, an adder, seven segments, and codes.

All values are zeros and ones. No input serves as a bias; the layers have their own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np

from core.arrays import Floats
from core.data.dataset import Dataset, Kind

_SEGMENTS = (
    "abcdef",
    "bc",
    "abdeg",
    "abcdg",
    "bcfg",
    "acdfg",
    "acdefg",
    "abc",
    "abcdefg",
    "abcdfg",
)
_LETTERS = tuple("abcdefg")
_DIGITS = tuple("0123456789")
_EIGHT = tuple(f"on{i}" for i in range(1, 9))
_BITS = ("bit4", "bit2", "bit1")


def parity(width: int) -> Dataset:
    """Return the parity of `width` bits: 1 where an odd number of them is 1."""
    text = f"1 when an odd number of the {width} inputs is 1."
    return _function(f"parity-{width}", width, lambda bits: sum(bits) % 2, text)


def majority(width: int) -> Dataset:
    """Return the majority of `width` bits, an odd number of them."""
    text = f"1 when more than half of the {width} inputs are 1."
    return _function(f"majority-{width}", width, lambda bits: int(2 * sum(bits) > width), text)


def full_adder() -> Dataset:
    """Return the sum and the carry of two bits and a carry."""
    x = _all(3)
    total = x.sum(axis=1)
    d = np.stack((total % 2, (total >= 2).astype(np.float64)), axis=1)
    names = ("a", "b", "carry in"), ("sum", "carry")
    return _table("full-adder", x, d, *names, "logic", "Adds two bits and a carry: sum and carry.")


def seven_segment_to_digit() -> Dataset:
    """Return the ten digits of a seven-segment display, each a class."""
    text = "Which digit a display of seven segments shows."
    return _table("seven-segment-to-digit", _lit(), np.eye(10), _LETTERS, _DIGITS, "classes", text)


def digit_to_seven_segment() -> Dataset:
    """Return which segments light up for each digit."""
    text = "Which of seven segments light up to show a digit."
    return _table("digit-to-seven-segment", np.eye(10), _lit(), _DIGITS, _LETTERS, "binary", text)


def autoencoder() -> Dataset:
    """Return the 8-3-8 autoencoder task: eight one-hot patterns as inputs and targets."""
    text = "One of eight goes in and must come out; three hidden units have to find a code for it."
    outs = tuple(f"out{i}" for i in range(1, 9))
    return _table("8-3-8", np.eye(8), np.eye(8), _EIGHT, outs, "classes", text)


def encoder() -> Dataset:
    """Return the encoder task: from eight one-hot inputs to the position in three bits."""
    text = "The number, in three bits, of the one input that is on."
    return _table("encoder-8-3", np.eye(8), _all(3), _EIGHT, _BITS, "binary", text)


def decoder() -> Dataset:
    """Return the decoder task: from three bits to eight one-hot outputs."""
    text = "Turns on the one of eight outputs whose number the three bits say."
    return _table("decoder-3-8", _all(3), np.eye(8), _BITS, _EIGHT, "logic", text)


LOGIC: dict[str, Callable[[], Dataset]] = {
    **{f"parity-{width}": partial(parity, width) for width in range(2, 9)},
    "majority-3": lambda: majority(3),
    "majority-5": lambda: majority(5),
    "full-adder": full_adder,
    "seven-segment-to-digit": seven_segment_to_digit,
    "digit-to-seven-segment": digit_to_seven_segment,
    "8-3-8": autoencoder,
    "encoder-8-3": encoder,
    "decoder-3-8": decoder,
}
"""The data sets of this file, by name."""


def _all(width: int) -> Floats:
    return np.array(list(product((0.0, 1.0), repeat=width)))


def _lit() -> Floats:
    return np.array([[float(letter in lit) for letter in _LETTERS] for lit in _SEGMENTS])


def _function(name: str, width: int, truth: Callable[[list[int]], int], text: str) -> Dataset:
    x = _all(width)
    d = np.array([[float(truth([int(bit) for bit in row]))] for row in x])
    return _table(name, x, d, tuple(f"x{i + 1}" for i in range(width)), ("y",), "logic", text)


def _table(
    name: str,
    x: Floats,
    d: Floats,
    features: tuple[str, ...],
    targets: tuple[str, ...],
    kind: Kind,
    text: str,
) -> Dataset:
    return Dataset(name, x, np.asarray(d, dtype=np.float64), features, targets, kind, text)
