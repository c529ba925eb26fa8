"""Make the data files of the package again, from the copies that scikit-learn ships.

``python tools/package_data.py`` writes core/data/builtin/files. It needs scikit-learn, which
neither the app nor its tests do.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits, load_iris  # type: ignore[import-not-found]  # needed here only

FILES = Path(__file__).resolve().parent.parent / "core" / "data" / "files"


def main() -> None:
    """Write both files."""
    for name, bunch, kind in (
        ("digits", load_digits(), np.uint8),
        ("iris", load_iris(), np.float64),
    ):
        x, d = bunch.data.astype(kind), bunch.target.astype(np.uint8)
        assert np.array_equal(x, bunch.data)
        path = FILES / f"{name}.npz"
        np.savez_compressed(path, x=x, d=d)
        print(name, x.shape, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
