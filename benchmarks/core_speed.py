"""How long an epoch takes without a screen: longhand, and by the readable and the compiled engine.

The longhand loop only trains. The trainer also scores the whole data set after every epoch and
keeps the loss, so it is asked to do more in the same time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from benchmarks.effort import Effort, in_turn, ratios, spread, table_of, table_spec
from benchmarks.table import Line, compared
from core import Dataset, RunSpec, Trainer, builtin
from core.nn import longhand

TITLE = "core: us an epoch, ratio to the longhand loop"

Epochs = Callable[[int], None]


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    epochs = effort.calls(400)
    for name, spec, by_hand in _lessons():
        contenders = {"longhand": by_hand, **_ways(spec)}
        timed = [_timed(run, epochs) for run in contenders.values()]
        figures = dict(zip(contenders, in_turn(timed, 4 * effort.repeats), strict=True))
        yield Line(f"{name}, longhand", f"{spread(figures['longhand'], 1)} us")
        for way in ("step_epoch", "run_for", "run"):
            yield compared(
                f"{name}, {way}",
                f"{spread(figures[way], 1)} us",
                ratios(figures[way], figures["longhand"]),
                most=1.0 if "3-4-1" in name and way != "step_epoch" else None,
            )
    rows = effort.calls(10_000)
    data = table_of(rows, 16)
    for batch in (1, 32):
        spec = table_spec(8, batch)
        ways = _ways(spec, data)
        timed = [_timed(ways[way], 1) for way in ("step_epoch", "run_for")]
        readable, compiled = in_turn(timed, max(1, effort.repeats // 2))
        name = f"table {rows:,} x 16, 16-8-1, batch {batch}"
        yield Line(f"{name}, readable", f"{spread([us / 1e3 for us in readable], 1)} ms")
        yield compared(
            f"{name}, compiled",
            f"{spread([us / 1e3 for us in compiled], 1)} ms",
            ratios(compiled, readable),
        )


def _lessons() -> Iterator[tuple[str, RunSpec, Epochs]]:
    """Return name, spec and longhand loop of each kind of training in the lessons."""
    X, D = builtin("xor").x, builtin("xor").d

    def delta_rule(epochs: int) -> None:
        W = single
        for _ in range(epochs):
            W = longhand.delta_rule(W, X, D, 0.9)

    def backprop(epochs: int) -> None:
        W1, W2 = double
        for _ in range(epochs):
            W1, W2 = longhand.backprop(W1, W2, X, D, 0.9)

    def cross_entropy(epochs: int) -> None:
        W1, W2 = double
        for _ in range(epochs):
            W1, W2 = longhand.cross_entropy(W1, W2, X, D, 0.9)

    spec = RunSpec(dataset="xor", hidden=(4,))
    params = Trainer(spec).initial_params
    double = params["W1"], params["W2"]
    yield "xor 3-4-1", spec, backprop
    yield (
        "xor 3-4-1 cross-entropy",
        RunSpec(dataset="xor", hidden=(4,), loss="cross-entropy"),
        cross_entropy,
    )
    spec = RunSpec(dataset="xor", hidden=())
    single = Trainer(spec).initial_params["W1"]
    yield "xor 3-1 delta rule", spec, delta_rule


def _ways(spec: RunSpec, data: Dataset | None = None) -> dict[str, Epochs]:
    """Return the ways a trainer runs, each with a trainer of its own."""
    readable, sliced, generated = (Trainer(spec, data) for _ in range(3))

    def step_epoch(epochs: int) -> None:
        for _ in range(epochs):
            readable.step_epoch()

    def run_for(epochs: int) -> None:
        sliced.run_for(3600.0, max_epochs=epochs)

    def run(epochs: int) -> None:
        for _ in generated.run(max_epochs=epochs):
            pass

    return {"step_epoch": step_epoch, "run_for": run_for, "run": run}


def _timed(run: Epochs, epochs: int) -> Callable[[], float]:
    """Return a function that runs a number of epochs and returns the microseconds an epoch took."""

    def timed() -> float:
        start = time.perf_counter()
        run(epochs)
        return 1e6 * (time.perf_counter() - start) / epochs

    return timed
