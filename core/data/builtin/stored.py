"""Data sets stored in files of the package, read on first use.

Sources and licences are listed in files/ATTRIBUTION.txt.
"""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.resources import files

import numpy as np

from core.arrays import Floats, frozen
from core.data.dataset import Dataset


@lru_cache(maxsize=4)
def arrays(name: str) -> tuple[Floats, Floats]:
    """Return the inputs, shape (samples, features), and the number of each sample's class."""
    data = (files(__package__) / "files" / f"{name}.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return frozen(stored["x"].astype(np.float64)), frozen(stored["d"].astype(np.float64))


def iris() -> Dataset:
    """Return Fisher's 150 irises: four lengths in cm, three species."""
    x, species = arrays("iris")
    return Dataset(
        name="iris",
        x=x,
        d=np.eye(3)[species.astype(int)],
        features=("sepal length", "sepal width", "petal length", "petal width"),
        targets=("setosa", "versicolor", "virginica"),
        kind="classes",
        description="Three species of iris, told apart by four lengths (Fisher, 1936, UCI).",
    )
