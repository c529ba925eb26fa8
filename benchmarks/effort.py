"""How long and how often to measure, and what it is measured on."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core import Dataset, RunSpec

ROOT = Path(__file__).parent.parent
"""The project's folder. The code in it is measured, not an installed copy."""

SMALL, WIDE = (80, 24), (120, 36)
"""The sizes of terminal that the budgets are for: columns, rows."""


@dataclass(frozen=True)
class Effort:
    """How long and how often to measure.

    Attributes
    ----------
    repeats : int
        How often each candidate is run.
    stretch : float
        Seconds of training in the app for one measurement.
    idle : float
        Seconds to watch the idle app.
    keys : int
        How many keys to send.
    epochs : int
        The length of a long run.
    scale : float
        The share of the usual number of calls, for measurements that count calls.
    thorough : bool
        Whether to measure every run at every size, or only the most informative ones.
    sizes : tuple
        The sizes of terminal.
    """

    repeats: int
    stretch: float
    idle: float
    keys: int
    epochs: int
    scale: float = 1.0
    thorough: bool = True
    sizes: tuple[tuple[int, int], ...] = (SMALL, WIDE)

    def calls(self, usual: int) -> int:
        """Return the usual number of calls, scaled."""
        return max(1, round(usual * self.scale))


FULL = Effort(repeats=7, stretch=0.5, idle=3.0, keys=120, epochs=1_000_000)
LONG = replace(FULL, epochs=10_000_000)
QUICK = Effort(repeats=3, stretch=0.4, idle=3.0, keys=24, epochs=100_000, scale=0.4, thorough=False)


def in_turn(
    candidates: Sequence[Callable[[], float]], repeats: int, warm_up: bool = True
) -> list[list[float]]:
    """Run the candidates in turn (A B C, A B C, ...), and return the figures of each.

    With `warm_up`, each runs once before, uncounted.
    """
    if warm_up:
        for candidate in candidates:
            candidate()
    turns = [[candidate() for candidate in candidates] for _ in range(repeats)]
    return [list(figures) for figures in zip(*turns, strict=True)]


def ratios(figures: Sequence[float], reference: Sequence[float]) -> list[float]:
    """Return the ratio of each turn's figure to the reference of the same turn."""
    return [figure / base for figure, base in zip(figures, reference, strict=True)]


def typical_ms(call: Callable[[], object], times: int) -> list[float]:
    """Return the milliseconds that each of `times` calls took."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(1e3 * (time.perf_counter() - start))
    return taken


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Format the median of some figures with their range."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}..{high:.{digits}f})"


def table_of(rows: int, features: int) -> Dataset:
    """Return a table such as a CSV file might hold, the same at every call."""
    rng = np.random.default_rng(7)
    x = rng.uniform(-1.0, 1.0, (rows, features))
    d = (x[:, :1] * x[:, 1:2] > 0.0).astype(np.float64)
    names = tuple(f"x{i + 1}" for i in range(features))
    return Dataset("table.csv", x, d, names, ("d",), "binary", "Drawn for a benchmark.")


def _contradictions() -> Dataset:
    """Return a table that holds every row twice, once with 0 for a target and once with 1."""
    x = np.repeat(table_of(16, 3).x, 2, axis=0)
    d = np.tile([[0.0], [1.0]], (16, 1))
    return Dataset("table.csv", x, d, ("x1", "x2", "x3"), ("d",), "numbers", "For a benchmark.")


def table_spec(hidden: int, batch: int = 1, rate: float = 0.05) -> RunSpec:
    """Return a run on a table in memory; no file is read."""
    return RunSpec(
        dataset=None, data_file="table.csv", hidden=(hidden,), bias=True, batch=batch, rate=rate
    )


def runs() -> dict[str, tuple[RunSpec, Dataset | None, str | None]]:
    """Return the runs the app is measured on, by name: spec, data, and the lesson if it is one.

    ``lively`` is a table small enough to be painted whole, in which every row is contradicted by
    another: it never settles, and every number changes from frame to frame.
    """
    cross_entropy = RunSpec(dataset="xor", hidden=(4,), loss="cross-entropy")
    restless = replace(table_spec(4, rate=0.3), output="linear", order="shuffled")
    return {
        "xor": (RunSpec(), None, None),
        "lesson": (cross_entropy, None, "cross-entropy"),
        "lively": (restless, _contradictions(), None),
        "table": (table_spec(8), table_of(10_000, 16), None),
    }
