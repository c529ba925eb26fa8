"""The output of the command `run` for programs, JSON or CSV; and the choice of formats."""

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
    Scaling,
    Trainer,
    accuracy,
    balanced_accuracy,
    class_names,
    class_scores,
    confusion_matrix,
    evaluate,
    has_classes,
    mean_errors,
    r_squared,
    raw_targets,
    rows_right,
    unscaled_targets,
    weights_in_units,
)

from .run_printer import Outcome, Printer
from .run_text import TextPrinter


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
    """One object, at the end of the run."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer

    def every(self, epochs: int) -> int:
        """Print nothing during the run."""
        return max(1, epochs)

    def epoch(self) -> None:
        """Print nothing: the object at the end holds everything."""

    def end(self, outcome: Outcome) -> None:
        """Print the object."""
        trainer, dataset = self._trainer, self._trainer.dataset
        ahead, scores = evaluate(trainer.problem, trainer.state.params)
        solved = scores.solved
        result = {
            "spec": spec_of(trainer),
            "epoch": trainer.state.epoch,
            "step": trainer.state.step,
            "fingerprint": trainer.fingerprint,
            "mse": finite(scores.mse),
            "loss": finite(scores.loss),
            "accuracy": accuracy(trainer.dataset, ahead.output),
            "r2": r_squared(trainer.dataset, ahead.output),
            "mean_error": _mean_error(trainer.dataset, ahead.output),
            "confusion": _confusion(trainer.dataset, ahead.output),
            "metrics": _metrics(trainer.dataset, ahead.output),
            "validation": _held_out(trainer, "validation"),
            "test": _held_out(trainer, "test"),
            "solved": solved,
            "solved_since": trainer.record.solved_since if solved else None,
            "stopped_by": outcome.stopped_by,
            "chosen_on": outcome.chosen_on,
            "targets": [dataset.spelled.get(name, name) for name in dataset.targets],
            "scaling": plain_scaling(trainer.dataset.scaling),
            "target_scaling": plain_scaling(trainer.dataset.target_scaling),
            "reading": _reading(trainer.dataset),
            "predictions": _predictions(trainer.dataset, ahead.output),
            "weights": {name: array.tolist() for name, array in trainer.state.params.items()},
            "weights_in_units": _weights_in_units(trainer),
            "engine": trainer.engine,
            "seconds": round(outcome.seconds, 6),
        }
        result |= outcome.trouble()
        print(json.dumps(result, allow_nan=False))


def spec_of(trainer: Trainer) -> dict[str, Any]:
    r"""Return the spec as plain values that any reader of JSON accepts.

    The bytes of a path that are not UTF-8 are lone surrogates in Python, which are not valid text
    elsewhere; they are written as they are shown, ``\udcff``.
    """
    return {
        name: value.encode("utf-8", "backslashreplace").decode()
        if isinstance(value, str)
        else value
        for name, value in trainer.spec.to_json().items()
    }


def _outputs(trainer: Trainer) -> Floats:
    return evaluate(trainer.problem, trainer.state.params)[0].output


def _held_out(trainer: Trainer, part: Part) -> dict[str, Any] | None:
    """Return the scores and predictions of a held-out part; None if there is none."""
    rows = trainer.dataset.held_out.get(part)
    if rows is None:
        return None
    ahead, scores = evaluate(trainer.problem, trainer.state.params, rows)
    return {
        "mse": finite(scores.mse),
        "loss": finite(scores.loss),
        "accuracy": accuracy(rows, ahead.output),
        "r2": r_squared(rows, ahead.output),
        "mean_error": _mean_error(rows, ahead.output),
        "confusion": _confusion(rows, ahead.output),
        "metrics": _metrics(rows, ahead.output),
        "predictions": _predictions(rows, ahead.output),
    }


def _confusion(dataset: Dataset, y: Floats) -> list[list[int]] | None:
    """Return a row for each target and a column for each answer; None without classes."""
    return confusion_matrix(dataset, y).tolist() if has_classes(dataset) else None


def _metrics(dataset: Dataset, y: Floats) -> dict[str, Any] | None:
    """Return the scores of each class and the balanced accuracy; None without classes.

    A share of nothing is null.
    """
    if not has_classes(dataset):
        return None
    table = confusion_matrix(dataset, y)
    names = (dataset.spelled.get(name, name) for name in class_names(dataset))
    scores = map(dataclasses.asdict, class_scores(table))
    return {
        "by_class": dict(zip(names, scores, strict=True)),
        "balanced_accuracy": balanced_accuracy(table),
    }


def _mean_error(dataset: Dataset, y: Floats) -> Any:
    """Return the mean of |d - y| of each target in the units of the file; None without numbers."""
    return finite(mean_errors(dataset, y).tolist()) if dataset.kind == "numbers" else None


def _weights_in_units(trainer: Trainer) -> dict[str, Any] | None:
    """Return W and b with target = W x + b in the units of the file; None unless linear."""
    found = weights_in_units(trainer.problem, trainer.state.params)
    if found is None:
        return None
    return {name: finite(array.tolist()) for name, array in zip("Wb", found, strict=True)}


def plain_scaling(scaling: Scaling | None) -> dict[str, list[float]] | None:
    """Return the scaling of each column, (raw - mean) / deviation; None without scaling."""
    if scaling is None:
        return None
    return {"mean": scaling.mean.tolist(), "deviation": scaling.deviation.tolist()}


def _reading(dataset: Dataset) -> dict[str, Any] | None:
    """Return how the file was read: what its columns are, and the remarks on it."""
    if dataset.table is None:
        return None
    return {
        "columns": [dataclasses.asdict(role) for role in dataset.roles],
        "remarks": [
            {
                "code": remark.code,
                "sentence": remark.sentence,
                "columns": remark.columns,
                "settle": remark.remedy,
                "guessed": remark.guessed,
            }
            for remark in dataset.remarks
        ],
    }


def _predictions(dataset: Dataset, y: Floats) -> list[dict[str, Any]]:
    """Return each row: inputs as the network receives them; d and y in the units of the file."""
    right = rows_right(dataset, y)
    targets, answers = raw_targets(dataset), unscaled_targets(dataset, y)
    return [
        {
            "x": dataset.x[i].tolist(),
            "d": targets[i].tolist(),
            "y": finite(answers[i].tolist()),
            "right": bool(right[i]),
        }
        for i in range(len(dataset))
    ]


def finite(value: Any) -> Any:
    """Replace infinity and NaN, which JSON does not have, by null, also in lists of numbers."""
    if isinstance(value, list):
        return [finite(item) for item in value]
    return value if math.isfinite(value) else None


PRINTERS: dict[str, type[Printer]] = {
    "text": TextPrinter,
    "json": JsonPrinter,
    "csv": CsvPrinter,
}
"""The formats, by name."""
