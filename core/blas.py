"""Loads numpy with one thread for its products of matrices.

The products of small networks are done sooner than a second thread is woken, and beside another
busy program, such as a compiler or a video call, waiting for it takes ten times as long as the
product. One thread also adds in one order, however many cores there are.

The BLAS libraries read how many threads they may use as they are loaded, and numpy is loaded once:
a program that imports numpy before `core` keeps what it had. Who sets one of the variables below
has chosen already.
"""

from __future__ import annotations

import os

_VARIABLES = (
    "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
    "OMP_NUM_THREADS",
)  # fmt: skip


def load_numpy() -> None:
    """Import numpy, with one thread unless the environment says otherwise."""
    if any(name in os.environ for name in _VARIABLES):
        import numpy as np

        return
    os.environ.update(dict.fromkeys(_VARIABLES, "1"))
    try:
        import numpy as np  # noqa: F401
    finally:
        for name in _VARIABLES:  # programs started from here choose for themselves
            del os.environ[name]


load_numpy()
