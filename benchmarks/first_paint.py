"""How long it takes until the app can be seen, against the smallest app Textual can make."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from benchmarks.effort import ROOT, Effort, in_turn, ratios, spread
from benchmarks.table import Line, compared
from benchmarks.terminal import Terminal

TITLE = "first paint: seconds from the start of the process"

_FRAME = ("1 Loss",)
_WHOLE = ("1 Loss", "2 Predictions", "3 Weights", "W2  1x4", "mse", "0.0", "Space runs")
_IMPORTS = "import scratchnet_tui.app, scratchnet_tui.chart.chart as p; p.load_plotext()"
_LINE = re.compile(r"import time:\s*(\d+) \|\s*\d+ \|\s*([\w.]+)")


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    for size in effort.sizes if effort.thorough else effort.sizes[:1]:
        frames: list[float] = []
        minimal, app = contenders(size, frames)
        few, whole = in_turn([minimal, app], effort.repeats, warm_up=effort.repeats > 1)
        at = f"at {size[0]}x{size[1]}"
        yield Line(f"three Static widgets {at}", f"{spread(few)} s")
        first = frames[-len(few) :]  # without the warm-up's
        yield compared(f"the app's first words {at}", f"{spread(first)} s", ratios(first, few))
        yield compared(
            f"the app with all its numbers {at}", f"{spread(whole)} s", ratios(whole, few), most=1.8
        )
    yield from _imports()


def contenders(
    size: tuple[int, int], frames: list[float]
) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return what opens the small app, and the app; both return the seconds until all is there.

    The seconds until the first words of the app are noted in `frames`.
    """
    # As a file: `-m benchmarks.minimal` would import the package, and numpy with it.
    minimal = _start(("benchmarks/minimal.py",), size, [("the first", "the third")], [])
    return minimal, _start(("-m", "scratchnet_tui"), size, [_FRAME, _WHOLE], frames)


def _start(
    arguments: Sequence[str],
    size: tuple[int, int],
    stages: Sequence[Sequence[str]],
    firsts: list[float],
) -> Callable[[], float]:
    """Return a function that starts a program and returns the seconds until its last stage.

    The seconds until its first stage are noted in `firsts`.
    """

    def start() -> float:
        with Terminal(arguments, size) as terminal:
            moments = [terminal.shown(*texts) - terminal.started for texts in stages]
            firsts.append(moments[0])
            return moments[-1]

    return start


def _imports() -> Iterator[Line]:
    """Name the packages and the modules whose own code takes longest to import."""
    command = [sys.executable, "-X", "importtime", "-c", _IMPORTS]
    report = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr
    modules = {name: int(us) for us, name in _LINE.findall(report)}
    packages: defaultdict[str, int] = defaultdict(int)
    for name, us in modules.items():
        packages[name.split(".")[0]] += us
    yield Line("imports, all in all", f"{sum(modules.values()) / 1e3:.0f} ms, traced")
    for what, taken in (("package", packages), ("module", modules)):
        for name, us in sorted(taken.items(), key=lambda pair: -pair[1])[:5]:
            yield Line(f"  {what} {name}", f"{us / 1e3:.1f} ms")
