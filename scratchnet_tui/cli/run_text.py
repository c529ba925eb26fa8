"""The output of the command `run` for people: a short table of epochs, the answers, the weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from core import (
    Dataset,
    Floats,
    Trainer,
    balanced_accuracy,
    class_names,
    class_scores,
    confusion_matrix,
    evaluate,
    has_classes,
    is_imbalanced,
    mean_errors,
    r_squared,
    raw_targets,
    rows_decided,
    rows_right,
    unscaled,
    unscaled_errors,
    unscaled_targets,
    weights_in_units,
)
from core.printable import shortened
from scratchnet_tui.text.scaling import brief, formula, scaling_lines
from scratchnet_tui.text.wording import describe, plain, share_explained, signed, small, wrapped

from .run_printer import Outcome

_ROWS_SHOWN = 20
_WIDTH = 80
_INPUTS_SHOWN = 8  # beyond this the inputs of a row are left out
_LONGEST_NAME = 30  # the middle of a longer one is left out
_WEIGHTS_SHOWN = 16  # beyond this many columns or rows a matrix is only named


class TextPrinter:
    """A short table of epochs, then the predictions and the weights."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        print("  ".join(describe(trainer.spec, trainer.network)))
        for said in scaling_lines(trainer.dataset):
            print("\n".join(wrapped(said, _WIDTH)))
        print()
        self._numbers = trainer.dataset.kind == "numbers"
        head = f"{'epoch':>9}  {'mse':>9}  {'rows right':>10}"
        if trainer.record.accuracy is not None:
            head = f"{'epoch':>9}  {'mse':>9}  {'accuracy':>10}"
        head += f"  {'R2':>7}" * self._numbers
        # With two parts held out, accuracies go by a shorter name, so that 80 columns hold a row.
        self._wide = 13 if len(trainer.dataset.held_out) < 2 else 9
        for part in trainer.dataset.held_out:
            name = "val." if part == "validation" else part
            share = f"{name} accuracy"
            if len(share) > self._wide:
                share = f"{name} acc."
            head += f"  {f'{name} mse':>9}"
            head += f"  {f'{name} R2':>7}" * self._numbers
            head += f"  {share:>{self._wide}}" * (trainer.record.accuracy is not None)
        print(head)

    def every(self, epochs: int) -> int:
        """Print ten epochs in all."""
        return max(1, epochs // 10)

    def epoch(self) -> None:
        """Print a line of the table."""
        record, dataset = self._trainer.record, self._trainer.dataset
        right = self._right() if record.accuracy is None else _share(record.accuracy)
        line = f"{record.epoch:>9}  {small(record.mse):>9}  {right:>10}"
        line += f"  {self._r_squared(dataset):>7}" * self._numbers
        for part, rows in dataset.held_out.items():
            scores = record.validation if part == "validation" else record.test
            assert scores is not None  # each part is scored
            line += f"  {small(scores.mse):>9}"
            line += f"  {self._r_squared(rows):>7}" * self._numbers
            if scores.accuracy is not None:
                line += f"  {_share(scores.accuracy):>{self._wide}}"
        print(line)

    def _right(self) -> str:
        y = _outputs(self._trainer, self._trainer.dataset)
        return f"{int(rows_right(self._trainer.dataset, y).sum())}/{len(y)}"

    def _r_squared(self, dataset: Dataset) -> str:
        return share_explained(r_squared(dataset, _outputs(self._trainer, dataset)))

    def end(self, outcome: Outcome) -> None:
        """Print the predictions, the weights, and how the run ended."""
        dataset = self._trainer.dataset
        parts = _parts(dataset)
        scored = next(iter(parts))
        narrow = max(len(dataset.features), len(dataset.targets)) <= _INPUTS_SHOWN
        if narrow and (len(dataset) <= _ROWS_SHOWN or dataset.kind != "classes"):
            _print_rows(dataset, _outputs(self._trainer, dataset))
        else:
            _print_worst(parts[scored], _outputs(self._trainer, parts[scored]), scored)
        if has_classes(dataset) and (dataset.kind == "classes" or len(dataset) > _ROWS_SHOWN):
            tables = {
                name: confusion_matrix(rows, _outputs(self._trainer, rows))
                for name, rows in parts.items()
            }
            _print_confusion(parts[scored], tables)
        if self._numbers:
            for name in reversed(parts):
                rows = parts[name]
                _print_mean_errors(rows, _outputs(self._trainer, rows), f"of {_CALLED[name]}")
        for name, array in self._trainer.state.params.items():
            _print_weights(name, array)
        _print_in_units(self._trainer)
        record = self._trainer.record
        solved = record.solved_since
        print(f"\nall rows right since epoch {solved}" if solved is not None else "")
        print(f"stopped by {outcome.stopped_by} at epoch {record.epoch}, {outcome.seconds:.2f} s")
        print(f"fingerprint {self._trainer.fingerprint}, {self._trainer.engine} engine")


def _print_rows(dataset: Dataset, y: Floats) -> None:
    """Print the first rows with inputs, targets and outputs."""
    shown = range(min(len(y), _ROWS_SHOWN))
    x, d, in_units = unscaled(dataset), raw_targets(dataset), unscaled_targets(dataset, y)
    inputs = [[plain(value) for value in x[i]] for i in shown]
    features = [shortened(name, _LONGEST_NAME) for name in dataset.features]
    wide = max(cell_len(cell) for row in [features, *inputs] for cell in row)
    head = "  ".join(_padded(name, wide) for name in features)
    targets = [[_target(value) for value in d[i]] for i in shown]
    room = max(6, *(len(cell) + 1 for row in targets for cell in row))
    each = room + 16
    answers = "  ".join(_padded(shortened(name, each), each) for name in dataset.targets)
    print(f"\n{head}  |{answers}")
    for i in shown:
        cells = "  ".join(cell.rjust(wide) for cell in inputs[i])
        pairs = "  ".join(
            f"{target:>{room}} -> {_output(value):>12}"
            for target, value in zip(targets[i], in_units[i], strict=True)
        )
        print(f"{cells}  |{pairs}")
    if len(y) > _ROWS_SHOWN:
        print(f"... and {len(y) - _ROWS_SHOWN} more rows")


def _parts(dataset: Dataset) -> dict[str, Dataset]:
    """Return the parts of the data, the most informative on new rows first."""
    found = {"test": dataset.test, "validation": dataset.validation, "train": dataset}
    return {name: rows for name, rows in found.items() if rows is not None}


_CALLED = {
    "test": "the test set", "validation": "the validation set", "train": "the rows trained on",
}  # fmt: skip


def _print_worst(dataset: Dataset, y: Floats, name: str) -> None:
    """Print the rows with the largest error, without their many inputs."""
    worst = np.argsort(-np.abs(dataset.d - y).max(axis=1), kind="stable")[:_ROWS_SHOWN]
    errors = np.abs(unscaled_errors(dataset, dataset.d - y)).max(axis=1)
    targets, answers = raw_targets(dataset), unscaled_targets(dataset, y)
    decided = rows_decided(dataset, y)
    print(f"\nthe worst of {_CALLED[name]}")
    print(f"{'row':>6}  {'target':>12}  {'answer':>12}  {'error':>8}")
    for i in worst.tolist():
        pair = (_padded(_named(dataset, value[i]), 12) for value in (targets, answers))
        mark = "" if decided[i] else "  wrong"
        print(f"{i + 1:>6}  {'  '.join(pair)}  {_error(errors[i]):>8}{mark}")
    wrong = len(y) - int(decided.sum())
    print(f"{wrong} of {len(y)} rows are decided wrongly")


def _print_confusion(dataset: Dataset, tables: Mapping[str, NDArray[np.intp]]) -> None:
    """Print the confusion matrix of the first of the tables, and its summary.

    `tables` has the confusion matrix of each part of the data, by its name.
    """
    names = [shortened(name, _LONGEST_NAME) for name in class_names(dataset)]
    part, table = next(iter(tables.items()))
    wide = max(5, *(cell_len(name) for name in names))
    print(f"\nconfusion matrix of {_CALLED[part]}")
    print("d\\is".rjust(wide) + "  " + "  ".join(_padded(name, wide) for name in names))
    for name, counts in zip(names, table.tolist(), strict=True):
        print(f"{_padded(name, wide)}  " + "  ".join(f"{number:>{wide}}" for number in counts))
    print(f"\n{'class':>{wide}}  {'rows':>6}  {'precision':>9}  {'recall':>9}  {'F1':>9}")
    for name, score in zip(names, class_scores(table), strict=True):
        shares = (score.precision, score.recall, score.f1)
        cells = "  ".join(f"{'-' if share is None else _share(share):>9}" for share in shares)
        print(f"{_padded(name, wide)}  {score.rows:>6}  {cells}")
    if any(map(is_imbalanced, tables.values())):
        written = [f"{name} {_share(balanced_accuracy(each))}" for name, each in tables.items()]
        print(f"balanced accuracy: {', '.join(written)}")


def _padded(name: str, width: int) -> str:
    """Left-pad a name to its column; letters of other scripts may take two cells."""
    return " " * (width - cell_len(name)) + name


def _named(dataset: Dataset, values: Floats) -> str:
    """Return the name of the class with the largest number, or write a single number."""
    if dataset.kind == "classes":
        return shortened(dataset.targets[int(values.argmax())], 12)
    return " ".join(f"{value:.3g}" for value in values[:4]) + " .." * (len(values) > 4)


def _print_weights(name: str, array: Floats) -> None:
    """Print a matrix, or only its size if it is large."""
    rows = array.reshape(-1, array.shape[-1])
    if max(rows.shape) > _WEIGHTS_SHOWN:
        size = " x ".join(map(str, array.shape))
        print(f"\n{name}: {size} numbers; --format json prints them all")
        return
    print(f"\n{name}")
    for row in rows:
        print("  " + "  ".join(signed(value, 9) for value in row))


def _print_mean_errors(dataset: Dataset, y: Floats, whose: str) -> None:
    """Print the mean distance of answers from their targets, in the units of the file."""
    errors = mean_errors(dataset, y).tolist()[:_INPUTS_SHOWN]
    named = zip(dataset.targets, errors, strict=False)
    said = ", ".join(f"{shortened(name, _LONGEST_NAME)} {brief(error)}" for name, error in named)
    print(f"\nmean error {whose}: {said}" + " ..." * (len(dataset.targets) > _INPUTS_SHOWN))


def _print_in_units(trainer: Trainer) -> None:
    """Print what a single linear layer has learned, in the units of the file."""
    dataset, found = trainer.dataset, weights_in_units(trainer.problem, trainer.state.params)
    scaled = dataset.scaling is not None or dataset.target_scaling is not None
    if found is None or not scaled:
        return
    W, b = found
    if max(W.shape) > _INPUTS_SHOWN:
        _print_weights("W in the units of the file", W)
        _print_weights("b in the units of the file", b)
        return
    print("\nin the units of the file")
    for target in range(len(b)):
        print(f"  {formula(dataset, target, W, b)}")


def _outputs(trainer: Trainer, dataset: Dataset) -> Floats:
    return evaluate(trainer.problem, trainer.state.params, dataset)[0].output


def _share(accuracy: float) -> str:
    return f"{100.0 * accuracy:.1f} %"


def _target(value: float) -> str:
    return plain(value) if abs(value) < 1e4 else f"{value:.7g}"


def _error(value: float) -> str:
    return f"{value:.4f}" if value < 1000.0 else f"{value:.6g}"


def _output(value: float) -> str:
    return f"{value:.6f}" if abs(value) < 1e5 else f"{value:.6g}"
