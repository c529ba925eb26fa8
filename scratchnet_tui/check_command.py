"""The command `check`: compare the gradient of backpropagation with differences of the loss.

It trains first, where that is asked for, since a slip may show itself only later. The verdict is
part of the result, so it goes to standard output.
"""

from __future__ import annotations

import argparse
import json
import math
from typing import Any

from rich.cells import cell_len

from core import ArrayCheck, Diverged, Floats, GradientCheck, Problem, Trainer, check_gradient
from core.gradcheck import TOLERANCE

from .options import Start
from .run_command import EXIT_DIVERGED, tell, trained
from .wording import describe, fit, signed, small, wrapped

EXIT_WRONG = 3

_MOST_ROWS, _MOST_COLUMNS = 6, 8  # of an array whose numbers are all printed
_NUMBER = 10


def check(options: argparse.Namespace, start: Start) -> int:
    """Train, check and print.

    Parameters
    ----------
    options : argparse.Namespace
        The options of the command.
    start : Start
        The run.

    Returns
    -------
    int
        The exit code: 0 right, 3 wrong, 4 where a number is not finite.
    """
    try:
        trainer = trained(start, options.epochs)
    except Diverged as error:
        return tell(str(error), EXIT_DIVERGED)
    found = check_gradient(trainer.problem, trainer.state.params)
    if options.format == "json":
        print(json.dumps(_plain(trainer, found), allow_nan=False))
    else:
        _print_text(trainer, found)
    if not found.finite:
        return EXIT_DIVERGED
    return 0 if found.right else EXIT_WRONG


def _print_text(trainer: Trainer, found: GradientCheck) -> None:
    problem = trainer.problem
    print("  ".join(describe(trainer.spec, trainer.network)))
    print(f"epoch {trainer.record.epoch}, loss {small(trainer.record.loss)}\n")
    head = ("array", "shape", "checked", "worst error", "where", "analytic", "numeric")
    _print_table([head, *(_line(array, problem) for array in found.arrays)])
    print()
    for line in wrapped(found.verdict, 80):
        print(line)
    if found.right and trainer.spec.slip != "none":
        print(f"The slip {trainer.spec.slip} makes no difference here.")
    for array in found.arrays:
        rows, columns = _names(problem, array.name)
        if len(rows) <= _MOST_ROWS and len(columns) <= _MOST_COLUMNS:
            _print_matrix(f"dE/d{array.name} analytic", array.analytic, array, problem)
            _print_matrix(f"dE/d{array.name} numeric", array.numeric, None, problem)


def _names(problem: Problem, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of an array's rows and columns; a bias is a single column."""
    layer = int(name[1:])
    columns = (name,) if name[0] == "b" else problem.unit_names(layer - 1)
    return problem.unit_names(layer), columns


def _line(array: ArrayCheck, problem: Problem) -> tuple[str, ...]:
    """Return an array's line of the table."""
    start = (
        array.name,
        " x ".join(map(str, array.shape)),
        f"{array.checked}/{array.relative.size}",
    )
    if array.worst is None:
        return (*start, "none judged", "-", "-", "-")
    pair = (array.analytic[array.worst], array.numeric[array.worst])
    place = problem.weight_name(array.name, array.worst)
    return (*start, f"{array.error:.1e}", place, *(signed(value, 12, 8) for value in pair))


def _print_table(lines: list[tuple[str, ...]]) -> None:
    """Print lines in columns: names to the left, numbers to the right."""
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell + " " * (width - cell_len(cell)) if k in (0, 1, 4) else fit(cell, width)
            for k, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _print_matrix(title: str, values: Floats, judged: ArrayCheck | None, problem: Problem) -> None:
    """Print the numbers of an array; ``!`` marks one that is wrong, ``^`` a corner of relu."""
    rows, columns = _names(problem, title.split()[0].removeprefix("dE/d"))
    label = max(map(cell_len, rows))
    print(f"\n{title}")
    print("  " + " " * label + "".join(f" {fit(name, _NUMBER)} " for name in columns).rstrip())
    for i, row in enumerate(values.reshape(len(rows), len(columns))):
        cells = [
            f" {signed(float(value), _NUMBER, 6)}{_mark(judged, i * len(columns) + j)}"
            for j, value in enumerate(row)
        ]
        print(f"  {fit(rows[i], label)}{''.join(cells)}".rstrip())


def _mark(judged: ArrayCheck | None, at: int) -> str:
    if judged is None:
        return " "
    if judged.corner.flat[at]:
        return "^"
    return "!" if judged.relative.flat[at] >= TOLERANCE else " "


def _plain(trainer: Trainer, found: GradientCheck) -> dict[str, Any]:
    """Return the result as plain values; a number that is not finite or not checked is null."""
    problem = trainer.problem
    return {
        "spec": trainer.spec.to_json(),
        "epoch": trainer.record.epoch,
        "step": trainer.record.step,
        "loss": trainer.record.loss,
        "right": found.right,
        "finite": found.finite,
        "verdict": found.verdict,
        "tolerance": TOLERANCE,
        "arrays": [_plain_array(array, problem) for array in found.arrays],
    }


def _plain_array(array: ArrayCheck, problem: Problem) -> dict[str, Any]:
    worst = None
    if array.worst is not None:
        worst = {
            "place": problem.weight_name(array.name, array.worst),
            "index": list(array.worst),
            "relative": _finite(array.error),
            "analytic": _finite(float(array.analytic[array.worst])),
            "numeric": _finite(float(array.numeric[array.worst])),
            "floor": _finite(float(array.floor[array.worst])),
        }
    whole = array.checked == array.relative.size  # a large array would be mostly null
    return {
        "name": array.name,
        "shape": list(array.shape),
        "right": array.right,
        "checked": array.checked,
        "corners": int(array.corner.sum()),
        "worst": worst,
        "analytic": _finite(array.analytic.tolist()) if whole else None,
        "numeric": _finite(array.numeric.tolist()) if whole else None,
    }


def _finite(value: Any) -> Any:
    """JSON knows no infinity and no NaN; null stands for them, also in lists."""
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value if math.isfinite(value) else None
