"""A gradient check as rows of text, the same on the command line and on the screen.

A row is made of pieces, each with the name of its style; the command line ignores the styles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from core import SLIPS, ArrayCheck, Floats, GradientCheck, Problem
from core.analysis.gradient_check import TOLERANCE

from .rows import Row, rows_of
from .wording import fit, signed, wrapped

_NUMBER = 10
_CELL = _NUMBER + 2  # a space before, a mark behind

_WORDS = (
    "analytic: the slope dE/dW by backpropagation, mean over {rows} rows.",
    "numeric: what the loss does when the weight is moved a little.",
    f"worst error: relative; from {TOLERANCE:.0e} on a slope is wrong (!).",
)


def verdict(found: GradientCheck, problem: Problem, width: int) -> Iterator[Row]:
    """Yield the verdict, what was left out, and a remark on a slip that was not found."""
    mood = "good" if found.right else "bad"
    yield from rows_of(wrapped(found.verdict, width), mood)
    rows = len(problem.dataset)
    if found.rows < rows:
        text = (
            f"To save time, the loss was taken over {found.rows:,} of {rows:,} rows, evenly spaced."
        )
        yield from _plain(text, width)
    arrays = len(problem.network.param_shapes())
    if len(found.arrays) < arrays:
        text = f"To save time, {len(found.arrays):,} of {arrays:,} arrays were looked at, "
        yield from _plain(f"{text}evenly spaced.", width)
    if found.right and problem.spec.slip != "none":
        yield from _plain(
            f"The slip {problem.spec.slip} makes no difference here, or too small a one.", width
        )


def table(found: GradientCheck, problem: Problem, *, pairs: bool) -> Iterator[Row]:
    """Yield a line for each array, the worst first.

    With `pairs` a line ends with both slopes at the worst entry, else with the verdict.
    """
    head: tuple[str, ...] = ("array", "shape", "checked", "worst error", "where")
    head = (*head, "analytic", "numeric") if pairs else (*head, "")
    lines = [head, *(_line(array, problem, pairs) for array in found.arrays)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    moods = ["bold", *("" if array.right else "bad" for array in found.arrays)]
    for line, mood in zip(lines, moods, strict=True):
        cells = [
            cell + " " * (width - cell_len(cell)) if k in (0, 1, 4) else fit(cell, width)
            for k, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield (("  ".join(cells).rstrip(), mood if not pairs else ""),)


def _line(array: ArrayCheck, problem: Problem, pairs: bool) -> tuple[str, ...]:
    start = (
        array.name,
        " x ".join(map(str, array.shape)),
        f"{array.checked}/{array.relative.size}",
    )
    word = "right" if array.right else "wrong"
    if array.worst is None:
        return (*start, "none judged", "-", *(("-", "-") if pairs else ("-",)))
    place = problem.weight_name(array.name, array.worst)
    values = (array.analytic[array.worst], array.numeric[array.worst])
    last = tuple(signed(value, 12, 8) for value in values) if pairs else (word,)
    return (*start, f"{array.error:.1e}", place, *last)


def size(array: ArrayCheck, problem: Problem) -> tuple[int, int]:
    """Return how many rows and columns the matrix of an array has."""
    rows, columns = _names(problem, array.name)
    return len(rows), len(columns)


def _names(problem: Problem, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of an array's rows and columns; a bias is a single column."""
    layer = int(name[1:])
    columns = (name,) if name[0] == "b" else problem.unit_names(layer - 1)
    return problem.unit_names(layer), columns


def matrices(array: ArrayCheck, problem: Problem, width: int | None = None) -> Iterator[Row]:
    """Yield an array's slopes both ways, with an empty row before each.

    In the analytic one ``!`` marks wrong entries and ``^`` a corner of relu.

    Every entry of the array must have been checked. What is wider than `width` cells is continued
    below.
    """
    for way, values, judged in (
        ("analytic", array.analytic, array),
        ("numeric", array.numeric, None),
    ):
        yield ()
        yield ((f"dE/d{array.name} {way}", "" if width is None else "title"),)
        yield from _matrix(values, judged, _names(problem, array.name), width)


def _matrix(
    values: Floats,
    judged: ArrayCheck | None,
    names: tuple[Sequence[str], Sequence[str]],
    width: int | None,
) -> Iterator[Row]:
    rows, columns = names
    label = max(map(cell_len, rows))
    most = len(columns) if width is None else max(1, (width - 2 - label) // _CELL)
    for first in range(0, len(columns), most):
        part = range(first, min(first + most, len(columns)))
        head = "".join(f" {fit(columns[j], _NUMBER)} " for j in part)
        yield ((f"  {' ' * label}{head.rstrip()}", ""),)
        for i, row in enumerate(values.reshape(len(rows), len(columns))):
            pieces = [(f"  {fit(rows[i], label)}", "")]
            for j in part:
                mark = _mark(judged, i * len(columns) + j)
                text = f" {signed(float(row[j]), _NUMBER, 6)}{mark}"
                pieces.append((text, "bad" if mark == "!" else ""))
            yield tuple(pieces)


def _mark(judged: ArrayCheck | None, at: int) -> str:
    if judged is None:
        return " "
    if judged.corner.flat[at]:
        return "^"
    return "!" if judged.relative.flat[at] >= TOLERANCE else " "


def report(found: GradientCheck, problem: Problem, width: int) -> list[Row]:
    """Return the whole check for a window `width` cells wide; long names may exceed it."""
    rows = list(verdict(found, problem, width))
    if not found.right and problem.spec.slip != "none":
        slip = SLIPS[problem.spec.slip]
        rows += _plain(f"This run has the slip {slip.name}. {slip.text}", width)
    rows += [(), *table(found, problem, pairs=False), ()]
    taken = "all" if found.rows == len(problem.dataset) else "these"
    rows += rows_of(line.format(rows=taken) for line in _WORDS)
    if any(array.corner.any() for array in found.arrays):
        rows += [(("^ is a corner of relu, where the loss has no slope.", ""),)]
    for array in found.arrays:
        if array.checked == array.analytic.size:
            rows += matrices(array, problem, width)
        elif array.worst is not None:
            pair = (array.analytic[array.worst], array.numeric[array.worst])
            rows += [(), ((f"dE/d{problem.weight_name(array.name, array.worst)}", "title"),)]
            rows += [
                ((f"  {way:<9}{signed(float(value), 12, 8)}", "" if array.right else "bad"),)
                for way, value in zip(("analytic", "numeric"), pair, strict=True)
            ]
    return rows


def _plain(text: str, width: int) -> list[Row]:
    return rows_of(wrapped(text, width))
