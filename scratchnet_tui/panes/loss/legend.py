"""How pinned runs are drawn in the loss chart, and a line that names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from scratchnet_tui.chart.chart import Series

if TYPE_CHECKING:
    from scratchnet_tui.session.pinned_run import Pin
    from scratchnet_tui.text.rows import Piece, Row

PIN_LOOKS: tuple[tuple[str, str], ...] = (
    ("o", "yellow"),
    ("x", "magenta"),
    ("+", "green"),
    ("*", "red"),
    ("#", "blue"),
    ("=", "white"),
)
"""Marker and colour of each pinned run. No two share a marker, so no colour is needed; nor does one
share that of the branches that were left, a dot."""

PRESENT = ("braille", "cyan")
"""Marker and colour of the present run."""

PRESENT_SIGN = "⠶"
"""What stands for the braille line of the present run in a text."""


def marker(run: Pin) -> str:
    """Return the marker of the curve of a run, one of `chart.MARKERS`."""
    return (PRESENT if run.look is None else PIN_LOOKS[run.look])[0]


def colour(run: Pin) -> str:
    """Return the colour of the curve of a run, one of `chart.COLOURS`."""
    return (PRESENT if run.look is None else PIN_LOOKS[run.look])[1]


def sign(run: Pin) -> str:
    """Return the sign before the name of a run: its marker, or a piece of the braille line."""
    return PRESENT_SIGN if run.look is None else marker(run)


def pin_series(pins: Sequence[Pin], column: str = "mse") -> tuple[Series, ...]:
    """Return a curve for each pinned run that has it, to be drawn below the present run's."""
    found = ((pin, pin.column(column)) for pin in pins)
    return tuple(
        Series(pin.name, curve.epochs, curve.values, colour(pin), marker(pin))
        for pin, curve in found
        if curve is not None
    )


def pins_legend(card: Pin, pins: Sequence[Pin], width: int) -> tuple[Row, ...]:
    """Return a row that names the curves of a chart, or none if there is only one.

    `card` is the present run; long names are cut to `width` cells so that every run has room.
    """
    if not pins:
        return ()
    runs = (card, *pins)
    longest = max(cell_len(run.name) for run in runs)
    shorter = [(2, room) for room in range(longest - 1, 2, -1)]
    for gap, room in [(2, longest), (1, longest), *shorter, (1, 3), (1, 2), (1, 1)]:
        if sum(2 + min(cell_len(run.name), room) + gap for run in runs) - gap <= width:
            break
    row: list[Piece] = []
    for run in runs:
        name = run.name
        if cell_len(name) > room:
            name = set_cell_size(name, max(1, room - 1)).rstrip() + "." * (room > 1)
        row += [(f"{sign(run)} ", colour(run)), (name + " " * gap, "")]
    return (tuple(row),)
