"""The command `check`: compare backpropagation with finite differences of the loss.

It trains first if asked to, since a slip may show only later. The verdict is part of the result,
so it goes to standard output.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import Any

from core import ArrayCheck, GradientCheck, Problem, Trainer, check_gradient
from core.analysis.gradient_check import TOLERANCE
from scratchnet_tui.session.start import Start
from scratchnet_tui.text.check_report import matrices, size, table, verdict
from scratchnet_tui.text.rows import Row
from scratchnet_tui.text.wording import describe, small

from . import exit_codes
from .options import epochs_of
from .run_json_csv import finite, spec_of
from .training import trained

_MOST_ROWS, _MOST_COLUMNS = 6, 8  # of an array whose numbers are all printed


def check(options: argparse.Namespace, start: Start) -> int:
    """Train, check and print; return the exit code.

    Raises
    ------
    Diverged
        If training diverges.
    """
    trainer = trained(start, epochs_of(options))
    found = check_gradient(trainer.problem, trainer.state.params)
    if options.format == "json":
        print(json.dumps(_plain(trainer, found), allow_nan=False))
    else:
        _print_text(trainer, found)
    if not found.finite:
        return exit_codes.DIVERGED
    return exit_codes.DONE if found.right else exit_codes.FAILED


def _print_text(trainer: Trainer, found: GradientCheck) -> None:
    problem = trainer.problem
    print("  ".join(describe(trainer.spec, trainer.network)))
    print(f"epoch {trainer.record.epoch}, loss {small(trainer.record.loss)}\n")
    _print(table(found, problem, pairs=True))
    print()
    _print(verdict(found, problem, 80))
    for array in found.arrays:
        rows, columns = size(array, problem)
        if rows <= _MOST_ROWS and columns <= _MOST_COLUMNS:
            _print(matrices(array, problem))


def _print(rows: Iterable[Row]) -> None:
    for row in rows:
        print("".join(piece[0] for piece in row).rstrip())


def _plain(trainer: Trainer, found: GradientCheck) -> dict[str, Any]:
    """Return the result as plain values; null for a number that is not finite or not checked."""
    problem = trainer.problem
    return {
        "spec": spec_of(trainer),
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
            "relative": finite(array.error),
            "analytic": finite(float(array.analytic[array.worst])),
            "numeric": finite(float(array.numeric[array.worst])),
            "floor": finite(float(array.floor[array.worst])),
        }
    whole = array.checked == array.relative.size  # a large array would be mostly null
    return {
        "name": array.name,
        "shape": list(array.shape),
        "right": array.right,
        "checked": array.checked,
        "corners": int(array.corner.sum()),
        "worst": worst,
        "analytic": finite(array.analytic.tolist()) if whole else None,
        "numeric": finite(array.numeric.tolist()) if whole else None,
    }
