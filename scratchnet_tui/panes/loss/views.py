"""What the loss pane draws and reads out: mse, loss or accuracy, with those of held-out rows.

The curve of the validation set is drawn in the letter v and that of the test set in the letter t,
so that they can be distinguished without colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scratchnet_tui.chart.chart import Series
from scratchnet_tui.text.rows import width_of
from scratchnet_tui.text.wording import small

from .legend import PRESENT, PRESENT_SIGN, pin_series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core import Curve, Part, RunSpec, Scores
    from scratchnet_tui.session.snapshot import Snapshot
    from scratchnet_tui.text.rows import Row

COLUMNS = ("mse", "loss", "accuracy")
"""What can be drawn, in the order in which the key goes through it."""

HELD_OUT: dict[Part, tuple[str, str]] = {"validation": ("v", "magenta"), "test": ("t", "yellow")}
"""Marker and colour of the curves of rows that are held out."""

_WORTH_SAYING = 1.02  # a curve that has risen by less than this is still at its best


def columns(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the columns that can be drawn for a run.

    The loss is left out if it is the squared error alone: half the sum of what the mse is the
    mean of.
    """
    spec = snapshot.spec
    same = spec.loss == "squared-error" and not (spec.l1 or spec.l2)
    return tuple(
        name for name in COLUMNS if name in snapshot.curves and not (same and name == "loss")
    )


def title(spec: RunSpec, column: str) -> str:
    """Return the title of the pane; the mse is shown at first."""
    if column == "accuracy":
        return "1 Accuracy"
    penalty = " + penalty" if spec.l1 or spec.l2 else ""
    return f"1 Loss, {spec.loss.replace('-', ' ')}{penalty}" if column == "loss" else "1 Loss"


def written(column: str, value: float) -> str:
    """Write a value of a column: an accuracy as a percentage."""
    return f"{100.0 * value:.1f} %" if column == "accuracy" else small(value)


def series(snapshot: Snapshot, column: str, now: float) -> tuple[Series, ...]:
    """Return the curves, back to front.

    They are abandoned branches, pins, held-out rows, the epochs after `now` and those before.
    """
    curve = curve_of(snapshot, column)
    there = _points_until(curve, now)
    left = [Series("", old.epochs, old.values, "faint", ".") for old in snapshot.left]
    ahead = slice(max(0, there - 1), None)
    # The curve that choices are made by is drawn last, on top of the other.
    held_out = (
        _until(part, snapshot.curves[f"{part} {column}"], now)
        for part in reversed(tuple(snapshot.held_out))
    )
    return (
        *(left if column == "mse" else ()),
        *pin_series(snapshot.pins, column),
        *held_out,
        Series("", curve.epochs[ahead], curve.values[ahead], "faint"),
        Series("", curve.epochs[:there], curve.values[:there]),
    )


def _until(part: Part, curve: Curve, now: float) -> Series:
    there = _points_until(curve, now)
    marker, colour = HELD_OUT[part]
    return Series(part, curve.epochs[:there], curve.values[:there], colour, marker)


def _points_until(curve: Curve, epoch: float) -> int:
    """Return how many points of a curve lie at an epoch or before it."""
    return int(np.searchsorted(curve.epochs, epoch, side="right"))


def curve_of(snapshot: Snapshot, column: str) -> Curve:
    """Return the curve of a column as far as training on repeats it."""
    return snapshot.curve if column == "mse" else snapshot.curves[column]


def reading(snapshot: Snapshot, column: str, width: int, rows: int = 1) -> tuple[Row, ...]:
    """Write the present numbers of the run and of the held-out rows, as far as there is room."""
    first: Row = ((f"{column} ", "label"), (written(column, _of(snapshot.scores, column)), "bold"))
    more: Row = ()
    if column == "mse" and "loss" in columns(snapshot):
        more = (("  loss ", "label"), (small(snapshot.scores.loss), ""))
    elif column == "loss":
        more = (("  mse ", "label"), (small(snapshot.scores.mse), ""))
    place: Row = ()
    if snapshot.epoch < snapshot.curve.epochs[-1]:
        way = f"{snapshot.epoch:,} of {snapshot.curve.epochs[-1]:,.0f}"
        place = ((f"  epoch {way}", "label"),)
    if not snapshot.held_out:
        bare: Row = ((place[0][0].replace("  epoch ", "  "), "label"),) if place else ()
        tries = ((*first, *more, *place), (*first, *more, *bare), (*first, *place), (*first, *bare))
        return (_fitting((*tries, first), width),)
    own: Row = ((f"{PRESENT_SIGN} ", PRESENT[1]), *first)
    if width_of(own) > width:
        return (first,)
    numbers = _of_held_out(snapshot, column, width - width_of(own))
    parts = [part for part in (*numbers, *_held_against(snapshot, column), place) if part]
    beside = _as_many(own, parts, width)
    if rows < 2 or beside == _as_many(own, parts, 10**6):
        return (beside,)
    # The numbers of all parts are in the first row, as far as they fit; details are below.
    while numbers and _as_many(own, numbers, width) != _as_many(own, numbers, 10**6):
        numbers = numbers[:-1]
    return (_as_many(own, numbers, width), _as_many((), parts[len(numbers) :], width))


def _as_many(row: Row, parts: Sequence[Row], width: int) -> Row:
    """Append as many parts to a row as fit, two cells apart."""
    for part in parts:
        text, style = part[0][0].lstrip(), part[0][1]
        longer = (*row, ("  " * bool(row) + text, style), *part[1:])
        if width_of(longer) <= width:
            row = longer
    return row


def _of_held_out(snapshot: Snapshot, column: str, room: int) -> list[Row]:
    """Write the value of each held-out part, behind the sign of its curve, named if all fit."""
    named: list[Row] = []
    bare: list[Row] = []
    for part, answers in snapshot.held_out.items():
        sign, colour = HELD_OUT[part]
        mark, value = (f"  {sign} ", colour), (written(column, _of(answers.scores, column)), "bold")
        named.append((mark, (f"{part} ", "label"), value))
        bare.append((mark, value))
    return named if sum(map(width_of, named)) <= room else bare


def _held_against(snapshot: Snapshot, column: str) -> tuple[Row, ...]:
    """Write the error of the rows that choices are made by, and since when it gets worse."""
    part = next(iter(snapshot.held_out))
    gap = _of(snapshot.held_out[part].scores, column) - _of(snapshot.scores, column)
    size = f"{100.0 * abs(gap):.1f}" if column == "accuracy" else small(abs(gap))
    apart: Row = (("  gap ", "label"), (("-" if gap < 0.0 else "+") + size, ""))
    best = _best(snapshot, column, part)
    return (apart, best) if best else (apart,)


def _best(snapshot: Snapshot, column: str, part: Part) -> Row:
    """Write since when the rows of a part have been getting worse, if they have."""
    if column == "accuracy":
        return ()
    curve = snapshot.curves[f"{part} {column}"]
    there = _points_until(curve, snapshot.epoch)
    if there < 2:
        return ()
    least = int(np.argmin(curve.values[:there]))
    lowest = float(curve.values[least])
    if curve.values[there - 1] <= lowest * _WORTH_SAYING:
        return ()
    return ((f"  {part} best at epoch ", "label"), (f"{curve.epochs[least]:,.0f}", ""))


def under_cursor(snapshot: Snapshot, column: str, epoch: float, width: int) -> tuple[Row, ...]:
    """Read out the epoch under the cursor; what does not fit beside it goes below."""
    row: Row = (
        ("epoch ", "label"), (f"{epoch:,.0f}", "bold"),
        (f"  {column} ", "label"), (_value_at(curve_of(snapshot, column), column, epoch), "bold"),
    )  # fmt: skip
    kept = snapshot.curves
    others: list[tuple[str, Curve, str]] = [
        (part, kept[f"{part} {column}"], column) for part in snapshot.held_out
    ]
    if not others:
        named = {"mse": "loss", "loss": "mse"}.get(column, "")
        if named not in columns(snapshot):
            return (row,)
        others = [(named, kept[named], named)]
    second: Row = ()
    for label, curve, kind in others:
        gap = "  " * bool(second)
        second += ((f"{gap}{label} ", "label"), (_value_at(curve, kind, epoch), ""))
    beside: Row = (*row, ("  ", ""), *second)
    return (beside,) if width_of(beside) <= width else (row, second)


def _of(scores: Scores, column: str) -> float:
    """Return one column of the scores."""
    value = {"mse": scores.mse, "loss": scores.loss, "accuracy": scores.accuracy}[column]
    assert value is not None  # a column is shown only if it is recorded
    return value


def _value_at(curve: Curve, column: str, epoch: float) -> str:
    """Write the value of a curve at an epoch. In a long run curves may keep different epochs."""
    found = curve.values[curve.epochs == epoch]
    return written(column, float(found[0])) if found.size else "not kept"


def _fitting(rows: Sequence[Row], width: int) -> Row:
    """Return the first row that fits, or the last."""
    return next((row for row in rows if width_of(row) <= width), rows[-1])
