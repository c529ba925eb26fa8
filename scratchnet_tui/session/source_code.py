"""The source of the core: which functions an update runs, and which line of each matters.

It is read from the installed files, so it is the code that really runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import core
from core import FUNCTIONS, LOSSES, SLIPS, Phase, Problem
from core.nn.losses import weighted
from core.nn.penalty import Penalty
from core.nn.schedules import rate_at
from core.nn.wrong_backward import backward_with
from core.run.update import advance, observe

_ROOT = Path(core.__file__).parent.parent

_SLIP_LINE = "# right: "  # the comment after the wrong line of a slip


@dataclass(frozen=True)
class Source:
    """A function of the core.

    `title` is its file and name, ``core/nn/network.py · forward``. `first` and `marked` are the
    numbers of its first line and of the line to highlight, counted from 1 in the file.
    """

    title: str
    code: str
    first: int
    marked: int


class UnreadableError(Exception):
    """A source cannot be read; the message is a sentence for the user."""


def source_of(function: Callable[..., Any], snippet: str) -> Source:
    """Find the source of a function, and the last line of it that contains a snippet.

    The last match counts, since the docstring may contain the snippet too.

    Raises
    ------
    UnreadableError
        If there is no source, as in a package that was installed without it.
    """
    try:
        lines, first = inspect.getsourcelines(function)
    except (OSError, TypeError, SyntaxError) as error:  # SyntaxError: tokenize on a broken file
        name = f"{function.__module__}.{function.__qualname__}"
        raise UnreadableError(f"The source of {name} cannot be read here.") from error
    path = Path(inspect.getsourcefile(function) or "?")
    at = max((i for i, line in enumerate(lines) if snippet in line), default=0)
    shown = path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
    title = f"{shown} · {function.__qualname__}"
    return Source(title, "".join(lines).rstrip(), first, first + at)


def sources(problem: Problem, phase: Phase | None) -> tuple[int, tuple[Source, ...]]:
    """Return which source to show first, and the functions that an update runs, in order.

    Parameters
    ----------
    problem : Problem
        Its activations, loss, rule and slip decide which functions are run.
    phase : Phase or None
        The phase that is shown, if any; its function comes first, at the line that the phase
        names. Otherwise it is `core.run.update.observe`, or with a slip the wrong backward pass,
        at the wrong line.
    """
    marks = dict(_marks(problem))
    slip = problem.spec.slip
    start: Callable[..., Any] = observe if slip == "none" else SLIPS[slip].backward
    if phase is not None:
        name, snippet = phase.code
        start = FUNCTIONS[name]
        marks[start] = snippet
    return list(marks).index(start), tuple(source_of(*mark) for mark in marks.items())


def _marks(problem: Problem) -> list[tuple[Callable[..., Any], str]]:
    """Return functions, each with a snippet of the line to highlight."""
    spec, loss = problem.spec, LOSSES[problem.spec.loss]
    first_error = "errors = [d - pass_.output]"
    back: list[tuple[Callable[..., Any], str]] = [(core.backward, first_error)]
    if spec.slip == "sign":
        back = [(SLIPS["sign"].backward, "-e for e in back.e")]
    elif spec.slip != "none":
        back = [(SLIPS[spec.slip].backward, _SLIP_LINE), (backward_with, first_error)]
    activations = {each.name: each for each in problem.network.activations}.values()
    shaping: list[tuple[Callable[..., Any], str]] = []
    if problem.penalty.active:
        shaping.append((Penalty.pull, "return {n: -("))
    if spec.schedule != "constant":
        shaping.append((rate_at, "return "))
    counting: list[tuple[Callable[..., Any], str]] = []
    if problem.class_weights is not None:
        counting.append((weighted, "loss.delta(output, v, d, y) * factor(d)"))
    return [
        (core.forward, "v = matmul(y, params"),
        *back,
        *shaping,
        (observe, "ahead = forward(network, params, x, factors)"),
        (advance, "trace = observe("),
        *((each.value, "return ") for each in activations),
        *((each.derivative, "return ") for each in activations),
        (loss.value, "return "),
        (loss.delta, "return "),
        *counting,
        (type(problem.optimizer).update, "return "),
    ]
