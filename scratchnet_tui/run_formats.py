"""What the command `run` prints for another program, JSON or CSV; and the choice of formats."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
import sys
from typing import Any

from core import (
    Dataset,
    Floats,
    Part,
    Trainer,
    accuracy,
    balanced_accuracy,
    class_names,
    class_scores,
    confusion,
    evaluate,
    has_confusion,
    rows_right,
)

from .run_printer import Outcome, Printer
from .run_text import TextPrinter

ENGINE = "numpy"
"""What did the arithmetic."""


class CsvPrinter:
    """A table of epochs, one a line."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._writer = csv.writer(sys.stdout, lineterminator="\n")
        own = ("mse", "loss", "accuracy")
        self._held_out = tuple(name for name in trainer.history.columns if name not in own)
        names = (name.replace(" ", "_") for name in self._held_out)
        self._writer.writerow(("epoch", "mse", "loss", "accuracy", *names))

    def every(self, epochs: int) -> int:  # noqa: ARG002 - as every printer
        """Print them all."""
        return 1

    def epoch(self) -> None:
        """Print a row."""
        record = self._trainer.record
        share = accuracy(self._trainer.dataset, _outputs(self._trainer))
        held_out = (repr(record.value(name)) for name in self._held_out)
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
        return epochs

    def epoch(self) -> None:
        """Print nothing: one object holds it all."""

    def end(self, outcome: Outcome) -> None:
        """Print the object."""
        trainer, dataset = self._trainer, self._trainer.dataset
        ahead, scores = evaluate(trainer.problem, trainer.state.params)
        solved = scores.solved
        result = {
            "spec": trainer.spec.to_json(),
            "epoch": trainer.state.epoch,
            "step": trainer.state.step,
            "mse": finite(scores.mse),
            "loss": finite(scores.loss),
            "accuracy": accuracy(trainer.dataset, ahead.output),
            "confusion": _confusion(trainer.dataset, ahead.output),
            "metrics": _metrics(trainer.dataset, ahead.output),
            "validation": _held_out(trainer, "validation"),
            "test": _held_out(trainer, "test"),
            "solved": solved,
            "solved_since": trainer.record.solved_since if solved else None,
            "stopped_by": outcome.stopped_by,
            "chosen_on": outcome.chosen_on,
            "targets": [dataset.spelled.get(name, name) for name in dataset.targets],
            "scaling": _scaling(trainer.dataset),
            "predictions": _predictions(trainer.dataset, ahead.output),
            "weights": {name: array.tolist() for name, array in trainer.state.params.items()},
            "engine": ENGINE,
            "seconds": round(outcome.seconds, 6),
        }
        if outcome.message:
            result["message"] = outcome.message
        print(json.dumps(result, allow_nan=False))


def _outputs(trainer: Trainer) -> Floats:
    return evaluate(trainer.problem, trainer.state.params)[0].output


def _held_out(trainer: Trainer, part: Part) -> dict[str, Any] | None:
    """Return how rows that are held out do, with their predictions; None where there are none."""
    rows = trainer.dataset.held_out.get(part)
    if rows is None:
        return None
    ahead, scores = evaluate(trainer.problem, trainer.state.params, rows)
    return {
        "mse": finite(scores.mse),
        "loss": finite(scores.loss),
        "accuracy": accuracy(rows, ahead.output),
        "confusion": _confusion(rows, ahead.output),
        "metrics": _metrics(rows, ahead.output),
        "predictions": _predictions(rows, ahead.output),
    }


def _confusion(dataset: Dataset, y: Floats) -> list[list[int]] | None:
    """Return a row for each target and a column for each answer; None without classes."""
    return confusion(dataset, y).tolist() if has_confusion(dataset) else None


def _metrics(dataset: Dataset, y: Floats) -> dict[str, Any] | None:
    """Return how well each class is told from the others; null is a share of nothing."""
    if not has_confusion(dataset):
        return None
    table = confusion(dataset, y)
    names = (dataset.spelled.get(name, name) for name in class_names(dataset))
    scores = map(dataclasses.asdict, class_scores(table))
    return {
        "by_class": dict(zip(names, scores, strict=True)),
        "balanced_accuracy": balanced_accuracy(table),
    }


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
