"""Runs inside the pseudo-terminal: the real app, which records when each frame was shown.

``python -m benchmarks.inside SCENARIO RUN RESULT OPTIONS`` plays a scenario and writes what it
found out to RESULT. The scenario itself says when each stretch began and ended (the clock of
`time.perf_counter` is the same in every process of a machine), so nothing depends on how fast
anything starts.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

from textual.pilot import Pilot

import scratchnet_tui
from benchmarks.effort import runs
from benchmarks.memory import resident
from core import Trainer, load
from scratchnet_tui.app import ScratchnetApp
from scratchnet_tui.session.session import Session
from scratchnet_tui.session.snapshot import Snapshot

Found: TypeAlias = dict[str, Any]
"""The result of a scenario, ready for JSON."""

_OPENED = 0.8  # seconds after the first picture, in which what is loaded late is loaded
_SETTLED = 0.2  # seconds after which the last paint has been written


class WatchedApp(ScratchnetApp):
    """The app, with the time each frame was shown."""

    CSS_PATH = str(Path(scratchnet_tui.__file__).with_name("scratchnet.tcss"))

    def __init__(self, run: str) -> None:
        spec, dataset, lesson = runs()[run]
        super().__init__(Session(spec, dataset or load(spec), lesson), pace="max")
        self.frames: list[float] = []
        self._framed = asyncio.Event()
        self.context.watchers.append(self._note_frame)

    def _note_frame(self, _: Snapshot) -> None:
        self.frames.append(time.perf_counter())
        self._framed.set()

    async def frame(self) -> float:
        """Wait for the next frame, and return when it was shown."""
        self._framed.clear()
        await self._framed.wait()
        return self.frames[-1]

    async def opened(self) -> None:
        """Wait until the untrained network has been shown and painted."""
        if not self.frames:
            await self.frame()
        await asyncio.sleep(_OPENED)

    async def pause(self) -> None:
        """End the training, and wait until the last of it has been painted."""
        self.training.pause()
        await self.training.alone(lambda: None)
        await asyncio.sleep(_SETTLED)


async def share(app: WatchedApp, repeats: int, stretch: float) -> Found:
    """Train in the app and with nothing but `Trainer.run_for`, in turn, in the same process."""
    spec, dataset, _ = runs()[sys.argv[2]]
    alone = Trainer(spec, dataset)
    alone.run_for(stretch)
    in_app, by_itself, frames, busy = [], [], [], []

    def train_alone() -> None:  # the screen stands still meanwhile
        start = time.perf_counter()
        epochs = alone.run_for(stretch)
        by_itself.append(epochs / (time.perf_counter() - start))

    train_alone()
    for _ in range(repeats):
        await app.run_action("toggle_run")
        await app.frame()
        start = await app.frame()  # from frame to frame, or chance decides how many count
        epochs, shown, thread = app.session.epoch, len(app.frames), time.thread_time()
        while (stop := await app.frame()) < start + stretch:
            pass
        in_app.append((app.session.epoch - epochs) / (stop - start))
        frames.append((len(app.frames) - shown) / (stop - start))
        busy.append((time.thread_time() - thread) / (stop - start))
        await app.pause()
        train_alone()
    return {"app": in_app, "alone": by_itself, "frames": frames, "busy": busy}


async def traffic(app: WatchedApp, idle: float, frames: int) -> Found:
    """Do nothing for a while, train for some frames, and do nothing again."""
    found: Found = {"idle": [await _rest(idle / 2)]}
    await app.run_action("toggle_run")
    found["frames"] = [await app.frame() for _ in range(frames + 1)]
    await app.pause()
    found["idle"].append(await _rest(idle / 2))
    return found


async def _rest(seconds: float) -> list[float]:
    start = time.perf_counter()
    await asyncio.sleep(seconds)
    return [start, time.perf_counter()]


async def long(app: WatchedApp, epochs: int, seeks: int) -> Found:
    """Train a great many epochs, and go to some of them again."""
    # What the first epochs need is there already: plotext, frames, keyframes.
    await _trained(app, epochs // 100)
    before, start = resident(), time.perf_counter()
    await _trained(app, epochs - epochs // 100)
    seconds, grown = time.perf_counter() - start, resident() - before
    luck, taken = random.Random(1), []
    for _ in range(seeks):
        epoch = luck.randint(0, epochs)
        start = time.perf_counter()
        await app.training.alone(functools.partial(app.session.navigation.seek, epoch))
        taken.append(time.perf_counter() - start)
    reached = app.session.epoch
    return {"seconds": seconds, "grown": grown, "seeks": taken, "there": reached == epoch}


async def _trained(app: WatchedApp, epochs: int) -> None:
    app.context.train(epochs)
    await app.frame()
    while app.training.running:
        await app.frame()


SCENARIOS: dict[str, Callable[..., Awaitable[Found]]] = {
    "share": share,
    "traffic": traffic,
    "long": long,
}
"""The scenarios by name."""


def main() -> None:
    """Play the scenario of the command line."""
    gc.disable()  # as the program starts: it is switched on when the app has opened
    scenario, run, result, options = sys.argv[1:]
    found: Found = {}
    app = WatchedApp(run)

    async def play(_: Pilot[object]) -> None:
        await app.opened()
        found.update(await SCENARIOS[scenario](app, **json.loads(options)))
        app.exit()

    app.run(auto_pilot=play)
    if not found:
        sys.exit("the scenario was not played to its end")
    Path(result).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
