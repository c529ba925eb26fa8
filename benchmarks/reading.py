"""How long a wide table takes to read, next to splitting it into cells and to numpy alone."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from core.datasets import read_table

from .effort import Effort, in_turn, ratios, spread
from .table import Line, compared

TITLE = "reading a table: ms, ratio to csv.reader alone"

_COLUMNS = 256


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement.

    Parameters
    ----------
    effort : Effort
        How much trouble to take.
    """
    rows = effort.calls(10_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.csv"
        header = ",".join(f"c{column}" for column in range(_COLUMNS))
        numbers = np.random.default_rng(1).normal(size=(rows, _COLUMNS))
        np.savetxt(path, numbers, "%.9g", delimiter=",", header=header, comments="")

        def split() -> None:
            with path.open(encoding="utf-8", newline="") as file:
                for _ in csv.reader(file):
                    pass

        contenders: dict[str, Callable[[], object]] = {
            "csv.reader": split,
            "numpy.loadtxt": lambda: np.loadtxt(path, delimiter=",", skiprows=1),
            "read_table": lambda: read_table(path),
        }
        timed = [_timed(call) for call in contenders.values()]
        figures = dict(zip(contenders, in_turn(timed, effort.repeats), strict=True))
    for name, values in figures.items():
        what, figure = f"{rows:,} x {_COLUMNS}, {name}", f"{spread(values, 0)} ms"
        if name == "csv.reader":
            yield Line(what, figure)
        else:
            yield compared(what, figure, ratios(values, figures["csv.reader"]))


def _timed(call: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        start = time.perf_counter()
        call()
        return 1e3 * (time.perf_counter() - start)

    return timed
