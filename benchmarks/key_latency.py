"""How long it takes from a key to its effect on the screen, while training as fast as it goes.

The key is `w`, whose effect is another title of the weights pane. The keys are sent at odd moments,
so that they meet the app in every phase of its work.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from itertools import cycle, islice

from benchmarks.effort import Effort
from benchmarks.table import Line, limited
from benchmarks.terminal import Terminal

TITLE = "keys: milliseconds from a key to its paint"

_VIEWS = ("3 Gradient dE/dW", "3 Last step dW", "3 Weights")


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    for size in effort.sizes:
        yield from at_size(size, effort.keys, 50.0)


def at_size(size: tuple[int, int], keys: int, most: float) -> Iterator[Line]:
    """Yield a line for the paused app, and one for the app that trains flat out."""
    at = f"at {size[0]}x{size[1]}"
    with Terminal(("-m", "scratchnet_tui", "--pace", "max"), size) as terminal:
        terminal.shown("Space runs")
        time.sleep(0.5)
        latencies = _latencies(terminal)
        paused = _tail(f"p95 paused {at}", latencies, max(4, keys // 4), most)
        yield Line(paused.what, paused.figure)
        terminal.send(b" ")
        terminal.shown("running")
        yield _tail(f"p95 training flat out {at}", latencies, keys, most)


def _latencies(terminal: Terminal) -> Iterator[float]:
    """Press the key again and again; yield the milliseconds until its effect is there."""
    odd = random.Random(11)
    for view in cycle(_VIEWS):
        time.sleep(odd.uniform(0.02, 0.12))
        sent = terminal.send(b"w")
        yield 1e3 * (terminal.shown(view) - sent)


def _tail(what: str, latencies: Iterator[float], keys: int, most: float) -> Line:
    """Say how late the latest but a few were. The first two keys warm up."""
    taken = sorted(islice(latencies, 2, 2 + keys))
    late = taken[min(keys - 1, round(0.95 * keys))]
    note = f" (p50 {statistics.median(taken):.1f}, max {taken[-1]:.1f})"
    return limited(f"{what}, {keys} keys", late, "ms", most, note)
