"""What an epoch draws: in which order it visits the samples, and which units dropout drops.

Both are pure functions of the seed and the epoch, and cached, since every update of an epoch asks
for the same.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, frozen
from core.rng import Purpose, permutation, uniforms


@lru_cache(maxsize=4)
def batches(
    count: int, order: str, turn: tuple[int, int] | None, batch: int
) -> tuple[NDArray[np.intp], ...]:
    """Return the samples of each update of an epoch; the last batch may be short.

    Parameters
    ----------
    order : str
        One of `spec.ORDERS`.
    turn : tuple of int or None
        The seed and the epoch, where the samples are shuffled.
    batch : int
        Samples to one update; 0 stands for all of them.
    """
    if turn is not None:
        visits = permutation(*turn, count)
    else:
        visits = np.arange(1 if order == "first-only" else count)
    visits.setflags(write=False)
    size = batch or len(visits)
    return tuple(visits[start : start + size] for start in range(0, len(visits), size))


@lru_cache(maxsize=2)  # each may be large
def masks(seed: int, epoch: int, dropout: float, shape: tuple[int, int]) -> Floats:
    """Draw which hidden units are dropped for which samples in one epoch.

    Parameters
    ----------
    epoch : int
        Counted from 1.
    dropout : float
        The share p that is dropped, from 0 to below 1.
    shape : tuple of int
        The rows of the data set, and the hidden units.

    Returns
    -------
    Floats
        The factor of each unit in each row: 0 where it is dropped, else ``1 / (1 - p)``, so that
        their mean is 1.
    """
    luck = uniforms(seed, Purpose.DROPOUT, epoch, shape[0] * shape[1]).reshape(shape)
    return frozen(np.where(luck < dropout, 0.0, 1.0 / (1.0 - dropout)))
