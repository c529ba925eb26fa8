"""What the command `run` prints for another program, JSON or CSV; and the choice of formats."""

from __future__ import annotations

import csv
import json
import math
import sys
from typing import Any

from core import Dataset, Floats, Trainer, accuracy, confusion, evaluate, has_confusion, rows_right

from .run_printer import Outcome, Printer
from .run_text import TextPrinter

ENGINE = "numpy"
"""What did the arithmetic."""


class CsvPrinter:
    """A table of epochs, one a line."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._writer = csv.writer(sys.stdout, lineterminator="\n")
        test = tuple(name for name in trainer.history.columns if name.startswith("test "))
        self._test = test
        names = (name.replace(" ", "_") for name in test)
        self._writer.writerow(("epoch", "mse", "loss", "accuracy", *names))

    def every(self, epochs: int) -> int:  # noqa: ARG002 - as every printer
        """Print them all."""
        return 1

    def epoch(self) -> None:
        """Print a row."""
        record = self._trainer.record
        share = accuracy(self._trainer.dataset, _outputs(self._trainer))
        held_out = (repr(record.value(name)) for name in self._test)
        own = record.epoch, repr(record.mse), repr(record.loss), share
        self._writer.writerow((*own, *held_out))

    def end(self, outcome: Outcome) -> None:
        """Print nothing: the table is all there is."""


class JsonPrinter:
    """One object, when all is done."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer

    def every(self, epochs: int) -> int:
        """Print nothing on the way."""
        return max(1, epochs)

    def epoch(self) -> None:
        """Print nothing: one object holds it all."""

    def end(self, outcome: Outcome) -> None:
        """Print the object."""
        trainer, dataset = self._trainer, self._trainer.dataset
        ahead, scores = evaluate(trainer.problem, trainer.state.params)
        solved = scores.solved
        result = {
            "spec": spec_of(trainer),
            "epoch": trainer.state.epoch,
            "step": trainer.state.step,
            "mse": finite(scores.mse),
            "loss": finite(scores.loss),
            "accuracy": accuracy(trainer.dataset, ahead.output),
            "confusion": _confusion(trainer.dataset, ahead.output),
            "test": _test(trainer),
            "solved": solved,
            "solved_since": trainer.record.solved_since if solved else None,
            "stopped_by": outcome.stopped_by,
            "targets": [dataset.spelled.get(name, name) for name in dataset.targets],
            "scaling": _scaling(trainer.dataset),
            "predictions": _predictions(trainer.dataset, ahead.output),
            "weights": {name: array.tolist() for name, array in trainer.state.params.items()},
            "engine": ENGINE,
            "seconds": round(outcome.seconds, 6),
        }
        if outcome.message:
            result["message"] = outcome.message
            result["remedies"] = [
                {"options": {remedy.field: remedy.value}, "why": remedy.why}
                for remedy in outcome.remedies
            ]
        print(json.dumps(result, allow_nan=False))


def spec_of(trainer: Trainer) -> dict[str, Any]:
    r"""Return the spec as plain values that any reader of JSON can take.

    The bytes of a path that are no UTF-8 are lone surrogates in Python, which are no text to
    others; they are written as they are shown, ``\udcff``.
    """
    return {
        name: value.encode("utf-8", "backslashreplace").decode()
        if isinstance(value, str)
        else value
        for name, value in trainer.spec.to_json().items()
    }


def _outputs(trainer: Trainer) -> Floats:
    return evaluate(trainer.problem, trainer.state.params)[0].output


def _test(trainer: Trainer) -> dict[str, Any] | None:
    """Return how the test set does, with its predictions; None without one."""
    test = trainer.dataset.test
    if test is None:
        return None
    ahead, scores = evaluate(trainer.problem, trainer.state.params, test)
    return {
        "mse": finite(scores.mse),
        "loss": finite(scores.loss),
        "accuracy": accuracy(test, ahead.output),
        "confusion": _confusion(test, ahead.output),
        "predictions": _predictions(test, ahead.output),
    }


def _confusion(dataset: Dataset, y: Floats) -> list[list[int]] | None:
    """Return a row for each target and a column for each answer; None without classes."""
    return confusion(dataset, y).tolist() if has_confusion(dataset) else None


def _scaling(dataset: Dataset) -> dict[str, list[float]] | None:
    """Return what was done to each input: (raw - mean) / deviation; None: nothing."""
    scaling = dataset.scaling
    if scaling is None:
        return None
    return {"mean": scaling.mean.tolist(), "deviation": scaling.deviation.tolist()}


def _predictions(dataset: Dataset, y: Floats) -> list[dict[str, Any]]:
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
