"""How long the weights of a network for pictures take to draw: 64x32 and 10x32, and a bias each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.effort import Effort, in_turn, ratios, spread
from benchmarks.table import Line, compared, limited
from core import Dataset, RunSpec
from scratchnet_tui.panes.weights.heat_matrix import drawings
from scratchnet_tui.panes.weights.matrix_layout import MatrixLayout
from scratchnet_tui.panes.weights.weight_matrix import weight_matrices
from scratchnet_tui.session.session import Session
from scratchnet_tui.session.snapshot import Snapshot
from scratchnet_tui.text.styles import style

TITLE = "heat: milliseconds to the rows of all weights, W1 32x64 and W2 10x32"
BUDGET = 5.0


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    snapshot = _digits().snapshot()
    numbers, heat, visible = in_turn(
        [_timed(snapshot, "numbers"), _timed(snapshot, "heat"), _timed(snapshot, "heat", 20)],
        effort.repeats * effort.calls(10),
    )
    yield Line("as numbers, every row", f"{spread(numbers)} ms")
    yield compared("as heat maps, every row", f"{spread(heat)} ms", ratios(heat, numbers))
    middle = float(np.median(heat))
    yield limited("as heat maps, every row", middle, "ms", BUDGET)
    yield Line("as heat maps, 20 rows in view", f"{spread(visible)} ms")


def _timed(snapshot: Snapshot, look: str, rows: int | None = None) -> Callable[[], float]:
    """Return what draws the weights once and says how many milliseconds it took."""

    def once() -> float:
        start = time.perf_counter()
        matrices = weight_matrices(snapshot, "weights")
        layout = MatrixLayout(drawings(matrices, look, 100, None, alone=False), 100, 50)
        for number in range(layout.height if rows is None else rows):
            for piece in layout.row(number, None):
                style(*piece[1:])
        return 1e3 * (time.perf_counter() - start)

    return once


def _digits() -> Session:
    """Return a run of the shape 64-32-10 whose weights have moved."""
    rng = np.random.default_rng(11)
    x, d = rng.uniform(0.0, 1.0, (50, 64)), np.eye(10)[rng.integers(0, 10, 50)]
    names = tuple(f"x{i + 1}" for i in range(64)), tuple(f"y{i}" for i in range(10))
    dataset = Dataset("table.csv", x, d, *names, "classes", "Drawn for a benchmark.")
    spec = RunSpec(dataset=None, data_file="table.csv", hidden=(32,), bias=True)
    session = Session(spec, dataset, None)
    session.train(0.1, None)
    return session
