"""The loss chart: curves go in, rows of styled text come out. Only this module knows plotext.

Plotext draws the axes, the ticks and the braille; `decimation` reduces the points it is given.
Its kernel is missing on some machines; a plain chart of stars is drawn there.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scratchnet_tui.text.rows import Piece, Row, joined, width_of

from . import axes, decimation

if TYPE_CHECKING:
    from core.arrays import Floats

COLOURS = {
    "red": 1, "green": 2, "yellow": 3, "blue": 4, "magenta": 5, "cyan": 6, "white": 7,
    "faint": 9,
}  # fmt: skip
"""The names a colour may have, and the number each has in a terminal; faint is no colour at all."""

MARKERS = ("braille", "o", "x", "+", "*", ".", "#", "=", "t", "v")
"""What a curve may be drawn with. All but braille are single signs, so they differ in any font."""

GAP = "?"  # drawn on the top edge where a curve becomes nan
NARROWEST = 8  # cells the canvas must be wide
LOWEST = 2  # cells the canvas must be high
PLAIN = 8  # means no colour: plotext requires one, and no name above has this number


@dataclass(frozen=True, eq=False)
class Series:
    """One curve.

    Parameters
    ----------
    name : str
        May be empty. It is not drawn.
    epochs : Floats
        Ascending whole numbers from 0, shape (points,).
    values : Floats
        The loss after each, shape (points,). Any number is legal: one above the axis is drawn at
        the top edge and one below it at the bottom edge; nan interrupts the line, and a question
        mark is drawn on the top edge there.
    colour : str
        One of `COLOURS`; any other name means the terminal's own colour.
    marker : str
        One of `MARKERS`; anything else means braille.
    """

    name: str
    epochs: Floats
    values: Floats
    colour: str = "cyan"
    marker: str = "braille"


@dataclass(frozen=True)
class Chart:
    """All that a drawing depends on.

    Parameters
    ----------
    series : tuple of Series
        The curves, a later one on top of an earlier one.
    width, height : int
        The size of the whole drawing in cells.
    log : bool
        A logarithmic y axis. Values of 0 and below lie on its bottom edge.
    x_to : float or None
        The last epoch of the x axis; None means the automatic end of `axes.x_limit`.
    y_from, y_to : float or None
        The ends of the y axis; None, or a number that cannot be an end, means an automatic one.
    cursor : float or None
        An epoch to draw a dotted vertical line at.
    """

    series: tuple[Series, ...]
    width: int
    height: int
    log: bool = False
    x_to: float | None = None
    y_from: float | None = None
    y_to: float | None = None
    cursor: float | None = None


@dataclass(frozen=True)
class _Curve:
    """A series ready to be drawn: fractions of the canvas, nan where there is no line."""

    x: Floats
    y: Floats
    colour: str
    marker: str


@dataclass(frozen=True)
class _Frame:
    """A chart with its whole layout decided, so that both ways to draw it agree."""

    x: axes.Axis
    y: axes.Axis
    columns: int
    rows: int
    curves: tuple[_Curve, ...]
    cursor: float | None

    @property
    def has_lines(self) -> bool:
        """Whether any curve has more than a point, so that something leads from one to another."""
        return any(curve.x.size > 1 for curve in self.curves)


def has_lines(chart: Chart) -> bool:
    """Tell whether any curve has more than a point; a drawing without lines needs no plotext."""
    frame = _frame(chart)
    return frame is not None and frame.has_lines


def draw(chart: Chart) -> tuple[Row, ...]:
    """Draw a chart.

    Returns
    -------
    tuple of Row
        Exactly `height` rows of exactly `width` cells; blank ones if the size is too small for a
        chart. The axes have the colour "".
    """
    blank = (((" " * chart.width, ""),) if chart.width > 0 else (),) * max(chart.height, 0)
    frame = _frame(chart)
    if frame is None:
        return blank
    if not frame.has_lines:
        return _draw_plainly(frame, braille=True)
    plotext = load_plotext()
    if plotext is not None:
        try:
            rows = _draw_with_plotext(plotext, frame)
        except Exception:
            rows = ()  # a chart must not end the session: fall through to the plain one
        widths = {width_of(row) for row in rows}
        if len(rows) == chart.height and widths == {chart.width}:
            return rows
    return _draw_plainly(frame, braille=False)


def _frame(chart: Chart) -> _Frame | None:
    """Lay out a drawing; None if there is no room for one."""
    rows = chart.height - 2
    if rows < LOWEST or chart.width < NARROWEST:
        return None
    cleaned = [decimation.clean(series.epochs, series.values) for series in chart.series]
    last = max((float(epochs[-1]) for epochs, _ in cleaned if epochs.size), default=0.0)
    right = axes.x_limit(last, chart.x_to)
    thinned = [decimation.up_to(right, epochs, values, chart.width) for epochs, values in cleaned]
    shown = np.concatenate([np.empty(0), *(values[epochs <= right] for epochs, values in thinned)])
    y = axes.y_axis(shown, rows, log=chart.log, y_from=chart.y_from, y_to=chart.y_to)
    columns = chart.width - y.label_width - 2
    if columns < NARROWEST:
        return None
    fitted = tuple(
        _Curve(
            *decimation.cut_at_edge(epochs / right, y.place(values)),
            series.colour if series.colour in COLOURS else "",
            series.marker if series.marker in MARKERS else "braille",
        )
        for series, (epochs, values) in zip(chart.series, thinned, strict=True)
    )
    cursor = chart.cursor
    at = cursor / right if cursor is not None and 0.0 <= cursor <= right else None
    return _Frame(axes.x_axis(right, columns), y, columns, rows, fitted, at)


def is_loaded() -> bool:
    """Tell whether plotext was loaded, or found to be missing."""
    return load_plotext.cache_info().currsize > 0


@functools.cache
def load_plotext() -> Any:
    """Import plotext, which takes a tenth of a second; None if its compiled kernel is missing.

    The kernel is missing on musl and armv7. An app may call this in a thread before the first
    drawing needs it.
    """
    try:
        import plotext
    except (ImportError, OSError, AttributeError):
        return None
    plotext.terminal.limit(False, False)  # else it cuts every figure to the size of the terminal
    return plotext


def _draw_with_plotext(plotext: Any, frame: _Frame) -> tuple[Row, ...]:
    """Let plotext draw axes and curves, both axes from 0 to 1."""
    figure = type(plotext.figure)(plotext.terminal)  # a figure of our own: the global one is shared
    width = frame.y.label_width
    # Beside the canvas a space and the axis, below it the axis and its labels.
    figure.plot_size(width + 2 + frame.columns, frame.rows + 2)
    figure.theme("colorless")
    figure.axes(False, axis=[0, 1], side=1)
    labels = [f"{text:>{width}} " for _, text in frame.y.ticks]
    figure.ruler(0, 0).lim(0.0, 1.0).ticks(*map(list, zip(*frame.x.ticks, strict=True)))
    figure.ruler(1, 0).lim(0.0, 1.0).ticks([at for at, _ in frame.y.ticks], labels)
    if frame.cursor is not None:
        figure.line(frame.cursor, 1, pixel=plotext.pixel(foreground=PLAIN), style="dotted")
    for curve in frame.curves:
        _add(plotext, figure, curve, frame)
    return _parse(figure.build().string())


def _add(plotext: Any, figure: Any, curve: _Curve, frame: _Frame) -> None:
    """Add a curve to a figure, each stretch without nan on its own, and mark its gaps."""
    pixel = plotext.pixel(foreground=COLOURS.get(curve.colour, PLAIN))
    x, y, braille = curve.x, curve.y, curve.marker == "braille"
    if not braille:  # four signs a column at most: plotext takes 10 us for each
        x, y = decimation.spaced_points(x, y, frame.columns, frame.rows, 2.0, 4 * frame.columns)
    there = np.flatnonzero(~np.isnan(y))
    if there.size:
        signal = figure.signal(
            x[there].tolist(), y[there].tolist(), marker=plotext.marker(curve.marker, pixel)
        ).lines(braille)
        for start in (np.flatnonzero(np.diff(there) > 1) + 1).tolist():
            signal.line(start, False)  # no line leads over a gap
        figure.draw(signal)
    gaps = decimation.gaps(curve.x, curve.y).tolist()
    if gaps:
        top = [1.0] * len(gaps)
        figure.draw(figure.signal(gaps, top, marker=plotext.marker(GAP, pixel)))


_COLOURED = re.compile(r"\x1b\[([0-9;]*)m([^\x1b]*)")
_NAMES = {f"38;5;{number}": name for name, number in COLOURS.items()}


def _parse(text: str) -> tuple[Row, ...]:
    """Convert plotext's escape sequences to runs; a colour that no series has becomes ""."""
    return tuple(
        joined([(piece, _NAMES.get(code, "")) for code, piece in _COLOURED.findall(line)])
        for line in text.splitlines()
    )


def _draw_plainly(frame: _Frame, *, braille: bool) -> tuple[Row, ...]:
    """Draw the same chart without plotext: one sign per cell.

    With `braille` the points are as plotext draws them; else a star stands for the dots of a cell.
    """
    cells: list[list[Piece]] = [[(" ", "")] * frame.columns for _ in range(frame.rows)]
    if frame.cursor is not None:
        for line in cells:
            line[_cell(frame.cursor, frame.columns)] = ("┊", "")
    for curve in frame.curves:
        sign = "*" if curve.marker == "braille" else curve.marker
        apart = 1.0 if curve.marker == "braille" else 2.0
        x, y = decimation.spaced_points(curve.x, curve.y, frame.columns, frame.rows, apart)
        for across, up in zip(x.tolist(), y.tolist(), strict=True):
            row, column = _cell(1.0 - up, frame.rows), _cell(across, frame.columns)
            if braille and curve.marker == "braille":
                sign = _with_dot(cells[row][column][0], across, up, frame)
            cells[row][column] = (sign, curve.colour)
        for across in decimation.gaps(curve.x, curve.y).tolist():
            cells[0][_cell(across, frame.columns)] = (GAP, curve.colour)
    width = frame.y.label_width
    labels = {_cell(1.0 - at, frame.rows): text for at, text in frame.y.ticks}
    rows = []
    for row, line in enumerate(cells):
        axis = f"{labels.get(row, ''):>{width}} {'┤' if row in labels else '│'}"
        rows.append(joined([(axis, ""), *line]))
    below, text = ["─"] * frame.columns, [" "] * frame.columns
    for at, label in frame.x.ticks:
        column = _cell(at, frame.columns)
        below[column] = "┬"
        start = min(max(column - len(label) // 2, 0), frame.columns - len(label))
        text[start : start + len(label)] = label
    if frame.cursor is not None:
        column = _cell(frame.cursor, frame.columns)
        below[column] = "┼" if below[column] == "┬" else "┴"
    margin = " " * (width + 1)
    return (*rows, ((f"{margin}└{''.join(below)}", ""),), ((f"{margin} {''.join(text)}", ""),))


def _cell(fraction: float, cells: int, parts: int = 1) -> int:
    """Return the part of a cell that a fraction of an axis lies in.

    0 and 1 are the centres of the end cells; each cell has `parts` parts. Between two parts it is
    the one nearer to the middle of the axis, as in plotext.
    """
    if fraction > 0.5 + 1e-9:
        return cells * parts - 1 - int(parts * (0.5 + 1e-9 + (cells - 1) * (1.0 - fraction)))
    return int(parts * (0.5 + 1e-9 + (cells - 1) * fraction))


_DOTS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""The bits of the dots of a braille sign, in each of its columns from the bottom up."""


def _with_dot(sign: str, across: float, up: float, frame: _Frame) -> str:
    """Return the braille sign of one point and of those that were in its cell already.

    A cell is two dots wide and four high.
    """
    below = frame.rows - 1 - _cell(1.0 - up, frame.rows)
    column, height = _cell(across, frame.columns, 2) % 2, _cell(up, frame.rows, 4) - 4 * below
    before = ord(sign) if "\u2800" <= sign <= "\u28ff" else 0x2800
    return chr(before | _DOTS[column][min(height, 3)])
