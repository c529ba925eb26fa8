"""How much of the machine the app leaves to the training: epochs a second against `run_for` alone.

Both run in one process in a pseudo-terminal, in turn: `Trainer.run_for` has a stretch while the
screen stands still, then the app trains as fast as it goes for as long, and so on. Each stretch in
the app is compared with the mean of the stretches before and after it.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import pairwise

from benchmarks.effort import Effort, ratios
from benchmarks.table import Line, compared
from benchmarks.terminal import watch

TITLE = "share: training in the app against run_for alone"


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    turns = {"repeats": effort.calls(9), "stretch": effort.stretch}
    for run in ("xor", "lesson") if effort.thorough else ("xor",):
        for size in effort.sizes:
            found, _ = watch("share", run, size, **turns)
            app, alone = (statistics.median(found[name]) for name in ("app", "alone"))
            beside = [sum(pair) / 2 for pair in pairwise(found["alone"])]
            yield compared(
                f"{run} at {size[0]}x{size[1]}",
                f"{app:,.0f} of {alone:,.0f} epochs/s",
                ratios(found["app"], beside),
                least=0.85,
            )
            frames, busy = (statistics.median(found[name]) for name in ("frames", "busy"))
            yield Line(
                "  frames; the screen's own processor time",
                f"{frames:.1f}/s; {100 * busy:.0f} %, {1e3 * busy / frames:.1f} ms a frame",
            )
