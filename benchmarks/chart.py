"""How long one drawing of the loss chart takes."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np

from benchmarks.effort import Effort, spread, typical_ms
from benchmarks.table import Line
from scratchnet_tui.chart.chart import Chart, Series, draw

TITLE = "chart: milliseconds to a drawing at 70x16"


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    rng = np.random.default_rng(3)
    for points in (100, 2 * 2048):
        epochs = np.arange(points, dtype=np.float64)
        smooth = 0.28 * np.exp(-6.0 * epochs / points) + 0.002
        noisy = smooth * np.exp(rng.normal(0.0, 0.3, points))
        for name, values in (("smooth", smooth), ("noisy", noisy)):
            chart = Chart((Series("", epochs, values),), 70, 16)
            draw(chart)
            taken = typical_ms(functools.partial(draw, chart), effort.calls(40))
            yield Line(f"{points:,} points, {name}", f"{spread(taken)} ms")
