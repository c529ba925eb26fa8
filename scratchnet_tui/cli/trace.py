"""The command `trace`: the next update of a run, every number of it, in formulas.

The text is meant to be read over a log or by a screen reader: plain lines and nothing drawn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from core import Diverged, Equation, Phase, Trace, Trainer, explain
from scratchnet_tui.session.start import Start
from scratchnet_tui.text.scaling import scaling_lines
from scratchnet_tui.text.wording import describe, wrapped

from . import exit_codes
from .options import UsageError, epochs_of
from .run_json_csv import finite, plain_scaling, spec_of
from .training import trained

_WIDTH = 80
_ROWS_NAMED = 20


def trace(options: argparse.Namespace, start: Start) -> int:
    """Train as long as asked, then explain the next update; return the exit code.

    Raises
    ------
    UsageError
        If the data have no such sample.
    Diverged
        If training diverges, or this update would.
    """
    sample, rows = options.sample, len(start.dataset)
    if sample is not None and not 1 <= sample <= rows:
        raise UsageError(
            f"--sample is {sample}; it must be from 1 to {rows}, a row of {start.dataset.name}"
        )
    trainer = trained(start, epochs_of(options))
    update = trainer.step_sample() if sample is None else _peek(trainer, sample - 1)
    for piece in _FORMATS[options.format](trainer, update, sample is not None):
        sys.stdout.write(piece)
    return exit_codes.DONE


def _peek(trainer: Trainer, row: int) -> Trace:
    """Return the update of a single sample, unless a weight would no longer be finite."""
    update = trainer.peek(row)
    for name, array in update.after.items():
        if not np.isfinite(array).all():
            raise Diverged(name, update.epoch, update.step)
    return update


def _text(trainer: Trainer, update: Trace, alone: bool) -> Iterator[str]:
    """Yield phase by phase: a heading, the formula, the reason, and every equation."""
    yield "  ".join(describe(trainer.spec, trainer.network)) + "\n"
    for said in (*scaling_lines(trainer.dataset), _which(trainer, update, alone)):
        yield from (f"{line}\n" for line in wrapped(said, _WIDTH))
    for i, phase in enumerate(explain(trainer.problem, update), start=1):
        yield f"\n{i}. {phase.name}: {phase.title}\n{phase.formula}\n"
        yield from (f"{line}\n" for line in wrapped(phase.note, _WIDTH))
        yield from (f"  {equation.text()}\n" for equation in phase.equations())


def _which(trainer: Trainer, update: Trace, alone: bool) -> str:
    """Return which update it is, and of which rows."""
    numbers = [str(row + 1) for row in update.samples]
    named = f"row{'s' if len(numbers) > 1 else ''} {', '.join(numbers[:_ROWS_NAMED])}"
    if len(numbers) > _ROWS_NAMED:
        named += f" and {len(numbers) - _ROWS_NAMED} more"
    if alone:
        epochs = f"{trainer.state.epoch} epoch{'s' if trainer.state.epoch != 1 else ''}"
        return f"what {named} alone would do after {epochs} of training"
    return f"update {update.step}, in epoch {update.epoch}: {named} of {len(trainer.dataset)}"


def _json(trainer: Trainer, update: Trace, alone: bool) -> Iterator[str]:  # noqa: ARG001 - as _text
    """Yield one object, piece by piece: a large network has a million equations."""
    about = {
        "spec": spec_of(trainer),
        "epoch": update.epoch,
        "step": update.step,
        "samples": [row + 1 for row in update.samples],
        "scaling": plain_scaling(trainer.dataset.scaling),
        "target_scaling": plain_scaling(trainer.dataset.target_scaling),
    }
    yield _opened(about, "phases")
    for i, phase in enumerate(explain(trainer.problem, update)):
        yield ", " * (i > 0) + _opened(_heading(phase), "equations")
        for j, equation in enumerate(phase.equations()):
            yield ", " * (j > 0) + json.dumps(_plain(equation), allow_nan=False)
        yield "]}"
    yield "]}\n"


def _opened(fields: dict[str, Any], last: str) -> str:
    """Return an object that ends in an open list; the caller has to close both."""
    return f'{json.dumps(fields, allow_nan=False)[:-1]}, "{last}": ['


def _heading(phase: Phase) -> dict[str, Any]:
    return {name: getattr(phase, name) for name in ("name", "title", "formula", "note")}


def _plain(equation: Equation) -> dict[str, Any]:
    return {
        "left": equation.left,
        "text": equation.text(),
        "terms": [term if isinstance(term, str) else finite(term) for term in equation.terms],
        "result": finite(equation.result),
        "note": equation.note,
    }


_FORMATS: dict[str, Callable[[Trainer, Trace, bool], Iterator[str]]] = {
    "text": _text,
    "json": _json,
}
