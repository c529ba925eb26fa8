"""The page of one phase: its formula, the reason, the matrices and the arithmetic.

It is a list of rows that are made when they come into view. Where not all of it can be seen at
once, the arithmetic is placed beside the matrices, or above them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import zip_longest

from rich.cells import cell_len

from core import Equation, Phase
from scratchnet_tui.session.phase_stepper import Inside
from scratchnet_tui.text.rows import Piece, Row, rows_of, width_of
from scratchnet_tui.text.wording import wrapped

from .matrix_equation import SAMPLES, MatrixBand, bands_of, first_samples

_EXACT = 60  # equations that are laid out exactly; of more, this many are measured
_TERMS = 12_000  # and no more than have this many terms in all
_AIRY = 18  # rows from which on there is a blank one above the matrices
_APART = 3  # cells between blocks side by side
_INDENT = "    "
_BEFORE_A_SIGN = re.compile(r"(?<![-+=/*]) (?=[-+=/(])")


def strip(names: list[str], at: int, width: int) -> Row:
    """Return the names of the phases around the present one, which is in brackets, in a line."""
    first, last = at, at
    used = len(names[at]) + 2 + 2 * 3  # the brackets, and dots at either end
    while True:
        grown = False
        if last + 1 < len(names) and used + len(names[last + 1]) + 1 <= width:
            last, grown = last + 1, True
            used += len(names[last]) + 1
        if first and used + len(names[first - 1]) + 1 <= width:
            first, grown = first - 1, True
            used += len(names[first]) + 1
        if not grown:
            break
    before = [".."] * (first > 0) + names[first:at]
    after = names[at + 1 : last + 1] + [".."] * (last + 1 < len(names))
    pieces: list[Piece] = [(f"{name} ", "label") for name in before]
    pieces.append((f"[{names[at]}]", "cursor"))
    pieces += [(f" {name}", "") for name in after]
    return tuple(pieces)


def folded(text: str, width: int) -> list[str]:
    """Break an equation before its signs into lines of that width, the later ones indented."""
    lines: list[str] = []
    line = ""
    for part in _BEFORE_A_SIGN.split(text):
        longer = f"{line} {part}" if line else part
        if line and cell_len(longer) > width:
            lines.append(line)
            longer = _INDENT + part
        line = longer
    return [*lines, line]


class _Equations:
    """The equations of a phase as rows. Of many, each gets as many rows as the longest."""

    def __init__(self, phase: Phase, width: int, whole: bool) -> None:
        self._phase, self._width, self._whole = phase, width, whole
        self.widest = 0
        self.elided = False
        """Whether terms were left out of one that was looked at."""
        self._lines: list[str] = []
        self._each = 0
        self.known = False
        """Whether all of them are laid out."""
        self._last: tuple[int, list[str]] = (-1, [])
        looked_at = max(2, min(_EXACT, _TERMS // max(1, len(phase.equation(0).terms))))
        if phase.count <= looked_at:
            for i in range(phase.count):
                self._lines += self._folded(i)
            self.count = len(self._lines)
            self.known = True
        else:
            spread = {i * (phase.count - 1) // (looked_at - 1) for i in range(looked_at)}
            self._each = max(len(self._folded(i)) for i in spread)
            self.count = phase.count * self._each

    def _folded(self, i: int) -> list[str]:
        """Return the lines of an equation; those of the previous call are cached."""
        if self._last[0] == i:
            return self._last[1]
        lines = folded(self._equation(i).text(), self._width)
        if self._each and len(lines) > self._each:  # longer than any that was looked at
            rest = " ".join(line.strip() for line in lines[self._each - 1 :])
            lines[self._each - 1 :] = [_INDENT * (self._each > 1) + rest]  # on to the right
        self.widest = max(self.widest, *map(cell_len, lines))
        self._last = (i, lines)
        return lines

    def _equation(self, i: int) -> Equation:
        equation = self._phase.equation(i)
        if self._whole:
            return equation
        brief = equation.elided()
        self.elided = self.elided or brief.terms != equation.terms
        return brief

    def packed(self, width: int) -> list[Row]:
        """Return the equations in as few rows as possible: in columns, to be read downwards."""
        count = len(self._lines)
        for across in range(max(1, width // _APART), 0, -1):
            down = -(-count // across)
            piles = [self._lines[i : i + down] for i in range(0, count, down)]
            widths = [max(map(cell_len, pile)) for pile in piles]
            if sum(widths) + _APART * (len(piles) - 1) <= width:
                break
        rows: list[Row] = []
        for texts in zip_longest(*piles, fillvalue=""):
            padded = (
                text + " " * (wide - cell_len(text))
                for text, wide in zip(texts, widths, strict=True)
            )
            rows.append((((" " * _APART).join(padded).rstrip(), ""),))
        return rows

    def row(self, number: int) -> Row:
        if not self._each:
            return ((self._lines[number], ""),)
        i, place = divmod(number, self._each)
        lines = self._folded(i)
        return ((lines[place], ""),) if place < len(lines) else ()


class PhasePage:
    """The rows of one phase.

    Parameters
    ----------
    inside : Inside
        The update and the phase.
    width : int
        The most cells of a line of text.
    height : int
        The rows that can be seen at once.
    whole : bool
        Draw all numbers; otherwise the middle of what is wide is left out.
    """

    def __init__(self, inside: Inside, width: int, height: int, whole: bool = False) -> None:
        phase = inside.phase
        names = [each.name for each in inside.phases]
        samples = inside.trace.samples
        picture = first_samples(phase.picture, samples)
        bands = bands_of(picture, width, whole)
        self._widest = max([width // 2, *(band.width for band in bands)])
        self._parts: list[tuple[int, Callable[[int], Row]]] = []
        self._text([strip(names, inside.at, width), *_heading(phase, width)])
        self._text(rows_of(wrapped(phase.note, width)))
        if picture != phase.picture:
            words = (
                f"Of the {len(samples):,} rows of this batch the matrices show the first {SAMPLES}."
            )
            self._text(rows_of(wrapped(words, width)))
        self._equations = _Equations(phase, width, whole)
        self._arrange(bands, width, height)
        self.count = sum(height for height, _ in self._parts)
        self.elided = self._equations.elided or any(band.elided for band in bands)

    def _arrange(self, bands: list[MatrixBand], width: int, height: int) -> None:
        """Put matrices and equations below the heading, so that as much as possible is visible."""
        equations, left = self._equations, height - sum(rows for rows, _ in self._parts)
        drawn = sum(band.height for band in bands) + len(bands) - 1
        airy = height >= _AIRY
        if airy + drawn + 1 + equations.count <= left or not equations.known:
            self._draw(bands, airy)
            self._text([()])
            self._parts.append((equations.count, equations.row))
            return
        if len(bands) == 1 and bands[0].width + _APART + equations.widest <= width:
            self._text(_beside(bands[0], [equations.row(i) for i in range(equations.count)]))
            return
        rows = equations.packed(width)
        if len(rows) <= 2 * left:
            self._text([*rows, ()])
            self._draw(bands, False)
        else:
            self._draw(bands, False)
            self._text([(), *rows])

    def _draw(self, bands: list[MatrixBand], airy: bool) -> None:
        for number, band in enumerate(bands):
            self._text([()] * (airy or number > 0))
            self._parts.append((band.height, band.row))

    def _text(self, rows: list[Row]) -> None:
        self._parts.append((len(rows), rows.__getitem__))
        self._widest = max(self._widest, *map(width_of, rows), 0)

    @property
    def width(self) -> int:
        """The width of the widest row made so far."""
        return max(self._widest, self._equations.widest)

    def row(self, number: int) -> Row:
        """Return a row, counted from 0."""
        for height, make in self._parts:
            if number < height:
                return make(number)
            number -= height
        return ()


def _beside(band: MatrixBand, equations: list[Row]) -> list[Row]:
    """Return rows of matrices with equations on their right."""
    blank: Row = ((" " * band.width, ""),)
    rows = []
    for i in range(max(band.height, len(equations))):
        drawn = band.row(i) if i < band.height else blank
        rows.append((*drawn, (" " * _APART, ""), *(equations[i] if i < len(equations) else ())))
    return rows


def _heading(phase: Phase, width: int) -> list[Row]:
    """Return formula and title, on one line if they fit."""
    if cell_len(phase.formula) + cell_len(phase.title) + 3 <= width:
        return [((phase.formula, "bold"), ("   ", ""), (phase.title, "title"))]
    lines = folded(phase.formula, width)
    return [*rows_of(lines, "bold"), ((phase.title, "title"),)]
