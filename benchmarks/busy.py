"""What training costs beside another program that keeps one core busy, with one thread and more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

from benchmarks.effort import ROOT, Effort, in_turn, ratios, spread
from benchmarks.table import Line, compared

TITLE = "busy: milliseconds an epoch of digits-8x8, 64-32-10, batch 32"

_TRAIN = """
import sys, time
from core import RunSpec, Trainer
trainer = Trainer(RunSpec(dataset="digits-8x8", hidden=(32,), batch=32, bias=True,
                          output="softmax", loss="cross-entropy", rate=0.3))
trainer.run_for(0.1)
start, before = time.perf_counter(), trainer.record.epoch
trainer.run_for(float(sys.argv[1]))
print(1e3 * (time.perf_counter() - start) / (trainer.record.epoch - before))
"""


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    many = str(os.cpu_count() or 1)
    alone, beside, many_alone, many_beside = in_turn(
        [
            timed(effort, 0),
            timed(effort, 1),
            timed(effort, 0, OPENBLAS_NUM_THREADS=many),
            timed(effort, 1, OPENBLAS_NUM_THREADS=many),
        ],
        effort.repeats,
    )
    yield Line("as it is, alone", f"{spread(alone)} ms")
    yield compared("as it is, beside a busy program", f"{spread(beside)} ms", ratios(beside, alone))
    figure = f"{spread(many_alone)} ms"
    yield compared("a BLAS thread a core, alone", figure, ratios(many_alone, alone))
    figure = f"{spread(many_beside)} ms"
    yield compared("a BLAS thread a core, beside it", figure, ratios(many_beside, alone))


def timed(effort: Effort, others: int, **variables: str) -> Callable[[], float]:
    """Return what trains in a process of its own and says how long an epoch took.

    `others` busy programs run beside it.
    """

    def once() -> float:
        command = [sys.executable, "-c", _TRAIN, str(effort.stretch)]
        busy = [sys.executable, "-c", "while True: pass"]
        beside = [subprocess.Popen(busy) for _ in range(others)]
        try:
            ended = subprocess.run(
                command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True,
                check=True,
            )  # fmt: skip
        finally:
            for other in beside:
                other.kill()
                other.wait()
        return float(ended.stdout)

    return once
