"""Pictures of digits: five drawn here by hand, and handwritten ones from a file.

A sample is the pixels of a picture, row by row from the top; 0 is paper and 1 is ink.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Floats
from core.data.dataset import Dataset
from core.rng import Purpose, uniforms

from .stored import arrays

_DRAWN = """
..#..  .###.  ####.  #..#.  .####
.##..  #...#  ....#  #..#.  .#...
..#..  ...#.  ..##.  #####  .###.
..#..  ..#..  ....#  ...#.  ....#
.###.  #####  ####.  ...#.  .###.
"""
_NAMES = ("1", "2", "3", "4", "5")
VERSIONS = 4
"""The number of smudged copies of each drawn digit in the test set."""

SMUDGED = 2
"""The number of pixels flipped in each copy."""


def digits_5x5() -> Dataset:
    """Return the digits 1 to 5, a row each; the test set has smudged copies of them."""
    lines = [line.split() for line in _DRAWN.split("\n") if line]
    x = np.array([[float(c == "#") for line in lines for c in line[k]] for k in range(5)])
    luck = uniforms(1, Purpose.DATA, 0, VERSIONS * x.size).reshape(VERSIONS * 5, 25)
    flips = luck.argsort(axis=1, kind="stable").argsort(axis=1) < SMUDGED
    test = np.abs(np.tile(x, (VERSIONS, 1)) - flips)
    return _pictures(
        "digits-5x5", x, np.eye(5), _NAMES, 5, "Five drawn digits; the test set is smudged.",
        _pictures("digits-5x5", test, np.tile(np.eye(5), (VERSIONS, 1)), _NAMES, 5, "Smudged."),
    )  # fmt: skip


def digits_8x8() -> Dataset:
    """Return 1,797 handwritten digits (Alpaydin and Kaynak, UCI), from 0 to 1."""
    pixels, labels = arrays("digits")
    names = tuple("0123456789")
    text = "Handwritten digits, 8 x 8 pixels (Alpaydin and Kaynak, 1998, UCI)."
    return _pictures("digits-8x8", pixels / 16.0, np.eye(10)[labels.astype(int)], names, 8, text)


def _pictures(
    name: str,
    x: Floats,
    d: Floats,
    targets: tuple[str, ...],
    side: int,
    text: str,
    test: Dataset | None = None,
) -> Dataset:
    features = tuple(
        f"r{row}c{column}" for row in range(1, side + 1) for column in range(1, side + 1)
    )
    return Dataset(name, x, d, features, targets, "classes", text, test=test, picture=(side, side))
