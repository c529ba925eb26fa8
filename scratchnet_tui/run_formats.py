"""What the command `run` prints: text for a person, JSON or CSV for another program."""

from __future__ import annotations

import csv
import json
import math
import sys
from dataclasses import dataclass
from typing import Any, Protocol

from core import Floats, Trainer, accuracy, evaluate, rows_right

from .wording import describe, plain, signed, small

ENGINE = "numpy"
"""What did the arithmetic."""

_ROWS_SHOWN = 20


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes
    ----------
    stopped_by : str
        ``epochs``, ``until-loss``, ``until-solved``, ``patience``, ``diverged`` or ``interrupt``.
    seconds : float
        How long the training took.
    message : str
        What went wrong, where something did.
    """

    stopped_by: str
    seconds: float
    message: str = ""


class Printer(Protocol):
    """One of the formats."""

    def __init__(self, trainer: Trainer) -> None: ...

    def every(self, epochs: int) -> int:
        """Return how many epochs lie between two that are printed, unless the user says."""

    def epoch(self) -> None:
        """Print the last complete epoch."""

    def end(self, outcome: Outcome) -> None:
        """Print the result."""


class TextPrinter:
    """A short table of epochs, then the predictions and the weights."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        print("  ".join(describe(trainer.spec, trainer.network)))
        print()
        print(f"{'epoch':>9}  {'mse':>9}  {'rows right':>10}")

    def every(self, epochs: int) -> int:
        """Print ten epochs in all."""
        return max(1, epochs // 10)

    def epoch(self) -> None:
        """Print a line of the table."""
        record, right = self._trainer.record, self._right()
        print(f"{record.epoch:>9}  {small(record.mse):>9}  {right:>10}")

    def _right(self) -> str:
        y = _outputs(self._trainer)
        return f"{int(rows_right(self._trainer.dataset.d, y).sum())}/{len(y)}"

    def end(self, outcome: Outcome) -> None:
        """Print the predictions, the weights, and how it ended."""
        self._predictions()
        for name, array in self._trainer.state.params.items():
            print(f"\n{name}")
            for row in array.reshape(-1, array.shape[-1]):
                print("  " + "  ".join(signed(value, 9) for value in row))
        record = self._trainer.record
        solved = record.solved_since
        print(f"\nall rows right since epoch {solved}" if solved is not None else "")
        print(f"stopped by {outcome.stopped_by} at epoch {record.epoch}, {outcome.seconds:.2f} s")

    def _predictions(self) -> None:
        dataset, y = self._trainer.dataset, _outputs(self._trainer)
        shown = range(min(len(y), _ROWS_SHOWN))
        inputs = [[plain(value) for value in dataset.x[i]] for i in shown]
        wide = max(len(cell) for row in [list(dataset.features), *inputs] for cell in row)
        head = "  ".join(name.rjust(wide) for name in dataset.features)
        answers = "  ".join(f"{name:>22}" for name in dataset.targets)
        print(f"\n{head}  |{answers}")
        for i in shown:
            cells = "  ".join(cell.rjust(wide) for cell in inputs[i])
            pairs = "  ".join(
                f"{plain(d):>6} -> {_output(value):>12}"
                for d, value in zip(dataset.d[i], y[i], strict=True)
            )
            print(f"{cells}  |{pairs}")
        if len(y) > _ROWS_SHOWN:
            print(f"... and {len(y) - _ROWS_SHOWN} more rows")


class CsvPrinter:
    """A table of epochs, one a line."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._writer = csv.writer(sys.stdout, lineterminator="\n")
        self._writer.writerow(("epoch", "mse", "loss", "accuracy"))

    def every(self, epochs: int) -> int:  # noqa: ARG002 - as every printer
        """Print them all."""
        return 1

    def epoch(self) -> None:
        """Print a row."""
        record = self._trainer.record
        share = accuracy(self._trainer.dataset, _outputs(self._trainer))
        self._writer.writerow((record.epoch, repr(record.mse), repr(record.loss), share))

    def end(self, outcome: Outcome) -> None:
        """Print nothing: the table is all there is."""


class JsonPrinter:
    """One object, when all is done."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer

    def every(self, epochs: int) -> int:
        """Print nothing on the way."""
        return epochs

    def epoch(self) -> None:
        """Print nothing: one object holds it all."""

    def end(self, outcome: Outcome) -> None:
        """Print the object."""
        trainer = self._trainer
        ahead, scores = evaluate(trainer.problem, trainer.state.params)
        solved = scores.solved
        result = {
            "spec": trainer.spec.to_json(),
            "epoch": trainer.state.epoch,
            "step": trainer.state.step,
            "mse": finite(scores.mse),
            "loss": finite(scores.loss),
            "accuracy": accuracy(trainer.dataset, ahead.output),
            "solved": solved,
            "solved_since": trainer.record.solved_since if solved else None,
            "stopped_by": outcome.stopped_by,
            "predictions": _predictions(trainer, ahead.output),
            "weights": {name: array.tolist() for name, array in trainer.state.params.items()},
            "engine": ENGINE,
            "seconds": round(outcome.seconds, 6),
        }
        if outcome.message:
            result["message"] = outcome.message
        print(json.dumps(result, allow_nan=False))


def _outputs(trainer: Trainer) -> Floats:
    return evaluate(trainer.problem, trainer.state.params)[0].output


def _predictions(trainer: Trainer, y: Floats) -> list[dict[str, Any]]:
    dataset = trainer.dataset
    right = rows_right(dataset.d, y)
    return [
        {
            "x": dataset.x[i].tolist(),
            "d": dataset.d[i].tolist(),
            "y": finite(y[i].tolist()),
            "right": bool(right[i]),
        }
        for i in range(len(dataset))
    ]


def _output(value: float) -> str:
    return f"{value:.6f}" if abs(value) < 1e5 else f"{value:.6g}"


def finite(value: Any) -> Any:
    """JSON knows no infinity and no NaN; null stands for them, also in lists of numbers."""
    if isinstance(value, list):
        return [finite(item) for item in value]
    return value if math.isfinite(value) else None


PRINTERS: dict[str, type[Printer]] = {
    "text": TextPrinter,
    "json": JsonPrinter,
    "csv": CsvPrinter,
}
"""The formats, by name."""
