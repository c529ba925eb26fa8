"""Whether a long run needs more memory than a short one. A process of its own trains, and no more.

It is a small run, one update to an epoch, since what could grow is kept for each epoch, whatever
the network.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.effort import ROOT, Effort
from benchmarks.table import Line, limited
from core import RunSpec, Trainer

TITLE = "memory: a long run against a short one"


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    short = max(1000, effort.epochs // 100)
    command = [sys.executable, "-m", "benchmarks.memory", str(short), str(effort.epochs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rows = json.loads(done.stdout)
    for row in rows:
        yield Line(
            f"after {row['epochs']:,} epochs",
            f"{row['resident'] / 1e6:.1f} MB, history {row['history'] / 1e6:.2f} MB",
        )
    grown = (rows[-1]["resident"] - rows[0]["resident"]) / 1e6
    yield limited("growth from the first to the last", grown, "MB", 20.0)


def resident() -> int:
    """Return the bytes of memory in use, or the peak where the system does not report it."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Train to each of the epochs named and print what memory is in use."""
    trainer = Trainer(RunSpec(dataset="and", hidden=(), order="first-only"))
    rows = []
    for goal in map(int, sys.argv[1:]):
        trainer.run_for(1e9, max_epochs=goal - trainer.record.epoch)
        trainer.history.curve()
        kept = trainer.history.nbytes
        rows.append({"epochs": goal, "resident": resident(), "history": kept})
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
