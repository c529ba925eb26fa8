"""What a picture costs before it is painted: taking the snapshot, and handing it to the panes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from benchmarks.effort import Effort, runs, spread, typical_ms
from benchmarks.table import Line
from core import load
from scratchnet_tui.app import ScratchnetApp
from scratchnet_tui.session.session import Session

TITLE = "snapshot: milliseconds to take it, and to show it"


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    for run in ("xor", "table"):
        spec, dataset, lesson = runs()[run]
        session = Session(spec, dataset or load(spec), lesson)
        session.train(effort.stretch, None)
        taken = typical_ms(session.snapshot, effort.calls(40))
        yield Line(f"{run}, Session.snapshot()", f"{spread(taken)} ms")
        for size in effort.sizes:
            app = ScratchnetApp(session, pace="max")
            taken = asyncio.run(_shows(app, size, effort.calls(15)))
            yield Line(f"{run}, show() at {size[0]}x{size[1]}", f"{spread(taken)} ms")


async def _shows(app: ScratchnetApp, size: tuple[int, int], times: int) -> list[float]:
    """Show a run that goes on between two pictures."""
    taken = []
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for _ in range(times):
            app.session.train(0.02, None)
            snapshot = app.session.snapshot()
            start = time.perf_counter()
            app.main.show(snapshot, True, "max", 15_000.0)
            taken.append(1e3 * (time.perf_counter() - start))
            await pilot.pause()  # let it be painted, as in the app
    return taken
