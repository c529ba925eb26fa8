"""How long it takes to reach any epoch of a run that has gone a long way, and what that keeps."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from benchmarks.effort import Effort
from benchmarks.table import Line, limited
from core import RunSpec, Trainer

TITLE = "travel: to any epoch of an XOR run of 100,000 epochs"

_NETWORKS = (("3-4-1", (4,), 100_000), ("3-64-32-1", (64, 32), 10_000))


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    for shape, hidden, usual in _NETWORKS:
        epochs = effort.calls(usual)
        trainer = Trainer(RunSpec(hidden=hidden))
        trainer.run_for(1e9, max_epochs=epochs)
        luck = random.Random(1)
        taken = []
        for _ in range(effort.calls(200)):
            epoch = luck.randint(0, epochs)
            start = time.perf_counter()
            trainer.seek(epoch)
            trainer.state  # noqa: B018 - it may be made only when it is asked for
            taken.append(time.perf_counter() - start)
        median = sorted(taken)[len(taken) // 2]
        note = f" (median {1000 * median:.2g})"
        yield limited(f"{shape}, {epochs:,} epochs", 1000 * max(taken), "ms", 200.0, note)
        kept = sum(a.nbytes for frame in trainer.keyframes for a in frame.state.params.values())
        figure = f"{len(trainer.keyframes)} keyframes, {kept / 2**20:.2f} MB of weights"
        yield Line(f"{shape}, what is kept", figure)
