"""Random numbers as pure functions of (seed, purpose, epoch): ask again and get the same answer.

Nothing here keeps a state, so a run can be rewound, resumed or replayed without saving a generator.
Only the raw 64-bit stream of PCG64 is used, because that is what numpy promises never to change
(NEP 19); how the stream becomes fractions and permutations is written out below.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.random import PCG64, SeedSequence
from numpy.typing import NDArray

from .arrays import Floats


class Purpose(IntEnum):
    """What the numbers are for; each purpose has streams of its own."""

    INIT = 0
    ORDER = 1
    DROPOUT = 2
    DATA = 3
    SPLIT = 4


def uniforms(seed: int, purpose: Purpose, epoch: int, count: int) -> Floats:
    """Draw fractions evenly from [0, 1).

    Parameters
    ----------
    seed : int
        0 or more.
    epoch : int
        The epoch they are for (0 for initial weights).

    Returns
    -------
    Floats
        Shape (count,): the top 53 bits of each raw 64-bit number, as a fraction.
    """
    stream = PCG64(SeedSequence(seed, spawn_key=(int(purpose), epoch)))
    raw: NDArray[np.uint64] = stream.random_raw(count)
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53


def permutation(seed: int, epoch: int, count: int) -> NDArray[np.intp]:
    """Return the order in which a shuffled epoch visits its samples.

    Parameters
    ----------
    epoch : int
        Counted from 1.

    Returns
    -------
    NDArray[np.intp]
        Shape (count,): each of 0 .. count - 1 once.
    """
    return np.argsort(uniforms(seed, Purpose.ORDER, epoch, count), kind="stable")
