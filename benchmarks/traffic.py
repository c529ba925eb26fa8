"""How many bytes go to the terminal: none when nothing happens, few for a frame."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from benchmarks.effort import WIDE, Effort
from benchmarks.table import Line, limited
from benchmarks.terminal import watch

TITLE = "bytes: to the terminal"


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    for run, size in _cases(effort):
        yield from of_run(effort, run, size, 1.2 if size == WIDE else None)


def of_run(
    effort: Effort, run: str, size: tuple[int, int], most: float | None = None
) -> Iterator[Line]:
    """Yield the lines of one run: idle, a frame, a second. `most` is for a frame, in KB."""
    at = f"{run} at {size[0]}x{size[1]}"
    # Whatever the run, an app that does nothing does the same nothing.
    idle = effort.idle if run == "xor" else 0.1 * effort.idle
    found, terminal = watch("traffic", run, size, idle=idle, frames=effort.calls(30))
    written = sum(terminal.count(*rest) for rest in found["idle"])
    yield limited(f"{at}, idle for {idle:g} s", written, "bytes", 0)
    frames = found["frames"]
    each = sorted(terminal.count(*pair) / 1000 for pair in pairwise(frames))
    mean = sum(each) / len(each)
    late = each[min(len(each) - 1, round(0.95 * len(each)))]
    note = f" (p95 {late:.2f}, max {each[-1]:.2f})"
    line = limited(f"{at}, a frame", mean, "KB", most or 0.0, note)
    yield line if most is not None else Line(line.what, line.figure)
    speed = sum(each) / (frames[-1] - frames[0])
    yield Line(f"{at}, a second", f"{speed:.1f} KB, {len(each)} frames")


def _cases(effort: Effort) -> Iterator[tuple[str, tuple[int, int]]]:
    """Return what to watch, and at what size."""
    for run in ("xor", "lively"):
        for size in effort.sizes:
            if effort.thorough or run == "xor" or size == WIDE:
                yield run, size
