"""How far the project reaches: one line for each promise about its speed, peers beside ours.

An epoch is training and then scoring of every row, as the app records it. Everything that is
compared runs in turn, and what counts is the least time of each: the machine's noise only adds. The
peers are there if they are installed, ``pip install -e '.[peers]'``.
"""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks import busy, first_paint, key_latency, peers, traffic
from benchmarks.effort import WIDE, Effort, in_turn, ratios
from benchmarks.peers import Epochs
from benchmarks.table import Line, limited
from benchmarks.terminal import watch
from core import Dataset, RunSpec, Trainer, builtin
from core.nn import longhand

TITLE = "reach: what is promised, and whether it is reached"

_MANY = 10_000_000
"""The epochs of the long run in the app."""


def measure(effort: Effort) -> Iterator[Line]:
    """Yield a line for each promise, and after it one for each peer."""
    yield from _xor(effort)
    for hidden, most in (((4, 2), 45.0), ((8, 8), 70.0)):
        yield from _spiral(effort, hidden, most)
    yield from _digits(effort)
    yield from _wide(effort)
    yield from _readable(effort)
    yield from _in_the_app(effort)
    yield from _beside_others(effort)
    yield from _long_run(effort)
    yield from _first_paint(effort)
    for size in effort.sizes:
        *_, line = key_latency.at_size(size, effort.keys, 50.0)
        yield line
    _, line, _ = traffic.of_run(effort, "lively", WIDE, 1.2)
    yield line


# lines


def _at_most(what: str, figure: str, ratio: float, most: float) -> Line:
    return Line(what, figure, f"{ratio:.2f}", f"<= {most:g}", ratio <= most)


def _at_least(what: str, figure: str, ratio: float, least: float) -> Line:
    return Line(what, figure, f"{ratio:.2f}", f">= {least:g}", ratio >= least)


def _said(microseconds: float) -> str:
    """Write the time of an epoch in its unit."""
    if microseconds >= 1000.0:
        return f"{microseconds / 1000.0:.3g} ms"
    return f"{microseconds:.3g} us"


# epochs without a screen


def _trainer(spec: RunSpec, dataset: Dataset | None = None, engine: str = "auto") -> Trainer:
    return Trainer(spec, dataset, engine=engine)


def _epochs_of(trainer: Trainer) -> Epochs:
    def train(epochs: int) -> None:
        trainer.run_for(math.inf, max_epochs=epochs)

    return train


def _least(effort: Effort, contenders: dict[str, Epochs | None]) -> dict[str, float]:
    """Run what there is in turn; return the least microseconds of an epoch of each."""
    there = {name: train for name, train in contenders.items() if train is not None}
    found = in_turn([_timed(train, effort.stretch / 5) for train in there.values()], effort.repeats)
    return {name: min(figures) for name, figures in zip(there, found, strict=True)}


def _timed(train: Epochs, seconds: float) -> Callable[[], float]:
    """Return what trains for about that long and returns the microseconds of an epoch."""
    known: list[int] = []

    def timed() -> float:
        if not known:  # the first call finds out how many epochs that is
            train(1)
            epochs, taken = 1, 0.0
            while taken < seconds / 4:
                epochs *= 2
                start = time.perf_counter()
                train(epochs)
                taken = time.perf_counter() - start
            known.append(max(1, round(epochs * seconds / taken)))
        start = time.perf_counter()
        train(known[0])
        return 1e6 * (time.perf_counter() - start) / known[0]

    return timed


def _of_peers(ours: float, found: dict[str, float]) -> Iterator[Line]:
    for name, figure in found.items():
        if name != "ours":
            yield Line(f"  {name}", _said(figure), f"{figure / ours:.2f} of ours")


def _xor(effort: Effort) -> Iterator[Line]:
    """Measure XOR, one sample at a time, against a loop in C that knows every shape."""
    epochs, taken, in_c, mse = effort.calls(100_000), list[float](), list[float](), 0.0
    for _ in range(effort.repeats):
        trainer = _trainer(RunSpec(dataset="xor", hidden=(4,)))
        trainer.run_for(math.inf, max_epochs=10)  # what is made at the first call is there
        start = time.perf_counter()
        trainer.run_for(math.inf, max_epochs=epochs - 10)
        taken.append(1e6 * (time.perf_counter() - start) / (epochs - 10))
        if (found := peers.fixed_shape(trainer, epochs)) is not None:
            in_c.append(found[0])
            mse = found[1]
    ours = min(taken)
    name = f"xor 3-4-1, one sample at a time ({trainer.engine})"
    yield limited(name, ours, "us", 0.65)
    if in_c:
        same = "the same bits" if mse == trainer.record.mse else "OTHER BITS"
        line = _at_most("  to a loop in C of fixed shape", _said(min(in_c)), ours / min(in_c), 1.5)
        yield replace(line, ratio=f"{line.ratio}, {same}")
    others = {"numba": peers.numba(trainer), "micrograd": peers.micrograd(trainer)}
    others |= {"PyTorch": peers.torch(trainer)}
    yield from _of_peers(ours, _least(effort, others))


def _spiral(effort: Effort, hidden: tuple[int, ...], most: float) -> Iterator[Line]:
    """Measure two arms of 250 points, by tanh, in batches of ten."""
    along = np.arange(125) / 125
    arms = [1.75 * along * 2.0 * np.pi + arm * np.pi for arm in (0, 1)]
    x = np.concatenate([np.stack((5 * along * np.sin(a), 5 * along * np.cos(a)), 1) for a in arms])
    d = np.repeat([[1.0], [-1.0]], 125, axis=0)
    spec = RunSpec(
        dataset=None, data_file="spiral.csv", hidden=hidden, activation=("tanh",), output="tanh",
        bias=True, batch=10, rate=0.03,
    )  # fmt: skip
    trainer = _trainer(spec, peers.rows_of(x, d, "spiral.csv", "binary"))
    found = _least(effort, {"ours": _epochs_of(trainer), "PyTorch": peers.torch(trainer)})
    shape = "-".join(map(str, (2, *hidden, 1)))
    yield limited(f"spiral of 250, {shape}, batch 10", found["ours"], "us", most)
    yield from _of_peers(found["ours"], found)


def _digits(effort: Effort) -> Iterator[Line]:
    """Measure the handwritten digits."""
    spec = RunSpec(
        dataset="digits-8x8", hidden=(32,), batch=32, bias=True, output="softmax",
        loss="cross-entropy", rate=0.1, split=1.0,
    )  # fmt: skip
    trainer = _trainer(spec)
    contenders = {
        "ours": _epochs_of(trainer),
        "PyTorch": peers.torch(trainer),
        "scikit-learn": peers.scikit_learn(trainer),
    }
    found = _least(effort, contenders)
    rows = len(trainer.dataset)
    yield limited(f"digits {rows}, 64-32-10, batch 32", found["ours"] / 1e3, "ms", 2.2)
    for name, least in (("PyTorch", 5.0), ("scikit-learn", 3.0)):
        if name in found:
            ratio = found[name] / found["ours"]
            yield _at_least(f"  {name} to ours", _said(found[name]), ratio, least)


def _wide(effort: Effort) -> Iterator[Line]:
    """Measure a network for pictures of 28 x 28, on random numbers."""
    rng = np.random.default_rng(7)
    x = rng.uniform(-1.0, 1.0, (2000, 784))
    d = np.eye(10)[rng.integers(0, 10, 2000)]
    spec = RunSpec(
        dataset=None, data_file="pictures.csv", hidden=(128,), activation=("relu",), bias=True,
        output="softmax", loss="cross-entropy", batch=64, rate=0.01,
    )  # fmt: skip
    trainer = _trainer(spec, peers.rows_of(x, d, "pictures.csv", "classes"))
    found = _least(effort, {"ours": _epochs_of(trainer), "PyTorch": peers.torch(trainer)})
    name = "2,000 rows, 784-128-10, batch 64"
    if "PyTorch" not in found:
        yield Line(name, _said(found["ours"]))
        return
    figure = f"{_said(found['ours'])}; PyTorch {_said(found['PyTorch'])}"
    yield _at_least(f"{name}, of PyTorch's speed", figure, found["PyTorch"] / found["ours"], 0.6)


def _readable(effort: Effort) -> Iterator[Line]:
    """Measure the engine to read, against the loop to read."""
    trainer = _trainer(RunSpec(dataset="xor", hidden=(4,)), engine="readable")
    data, params = builtin("xor"), trainer.initial_params

    def by_hand(epochs: int) -> None:
        W1, W2 = params["W1"], params["W2"]
        for _ in range(epochs):
            W1, W2 = longhand.backprop(W1, W2, data.x, data.d, 0.9)

    found = _least(effort, {"ours": _epochs_of(trainer), "longhand": by_hand})
    figure = f"{_said(found['ours'])}; longhand {_said(found['longhand'])}"
    ratio = found["ours"] / found["longhand"]
    yield _at_most("the readable engine, xor, to the longhand loop", figure, ratio, 9.0)


# in the app


def _in_the_app(effort: Effort) -> Iterator[Line]:
    """Measure training flat out in the app, of what the engine does alone."""
    turns: dict[str, Any] = {"repeats": effort.calls(9), "stretch": effort.stretch}
    for size in effort.sizes:
        found, _ = watch("share", "xor", size, **turns)
        app, alone = (statistics.median(found[name]) for name in ("app", "alone"))
        beside = [sum(pair) / 2 for pair in pairwise(found["alone"])]
        share = statistics.median(ratios(found["app"], beside))
        figure = f"{app:,.0f} of {alone:,.0f} epochs/s"
        yield _at_least(f"flat out in the app at {size[0]}x{size[1]}", figure, share, 0.8)


def _beside_others(effort: Effort) -> Iterator[Line]:
    """Measure training beside a busy program, and beside one on every core."""
    cores = os.cpu_count() or 1
    runs = [busy.timed(effort, others) for others in (0, 1, cores)]
    alone, one, each = map(min, in_turn(runs, effort.repeats, warm_up=False))
    figure = f"{alone:.3g} ms alone, {one:.3g} ms beside it"
    yield _at_least("digits beside a busy program, of the speed", figure, alone / one, 0.5)
    yield Line(f"  beside one on each of {cores} cores", f"{each:.3g} ms", f"{alone / each:.2f}")


def _long_run(effort: Effort) -> Iterator[Line]:
    """Train ten million epochs of XOR in the app; fewer in a quick run or without the kernel."""
    fast = _trainer(RunSpec()).engine == "compiled"
    epochs = min(_MANY, 10 * effort.epochs) // (1 if fast else 100)
    found, _ = watch("long", "xor", WIDE, epochs=epochs, seeks=effort.calls(100))
    seconds = found["seconds"] * _MANY / epochs
    name = f"{epochs:,} epochs of xor in the app"
    yield limited(f"{name}, for {_MANY:,}", seconds, "s", 15.0)
    yield limited(f"{name}, more memory", found["grown"] / 1e6, "MB", 20.0)
    slow = 1e3 * max(found["seeks"])
    note = f" (median {1e3 * statistics.median(found['seeks']):.3g})"
    line = limited("  any of them again, painted", slow, "ms", 50.0, note)
    yield line if found["there"] else Line(line.what, "NOT REACHED", "", line.budget, met=False)


def _first_paint(effort: Effort) -> Iterator[Line]:
    """Open the app, and the smallest one."""
    for size in effort.sizes if effort.thorough else effort.sizes[:1]:
        few, whole = in_turn(list(first_paint.contenders(size, [])), effort.repeats)
        figure = f"{min(whole):.3f} s; three widgets {min(few):.3f} s"
        name = f"first paint, all numbers, {size[0]}x{size[1]}, to three"
        yield _at_most(name, figure, min(whole) / min(few), 1.8)
