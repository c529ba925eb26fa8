"""What the terminal shows, cell by cell, so that only the cells that differ are sent.

Textual sends the regions that are marked, and a pane whose title changes is marked as a whole. Over
SSH most of that is sent for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NoReturn, TypeAlias

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from .ansi_compression import normalised, on_blanks

Cell: TypeAlias = tuple[str, str]
"""A sign with those that join it, and the codes of its style; no sign in the right half of a wide
one."""

Piece: TypeAlias = tuple[int, int, Strip]
"""A line, a column, and what is to be shown from there on."""

_UNKNOWN: Cell = ("", "unknown")
_SKIP = 4  # bytes that it takes to skip some cells


class Changes(CompositorUpdate):
    """What has to be sent for a frame; `whole` if nothing of the screen was known."""

    def __init__(self, text: str, whole: bool) -> None:
        self.text, self.whole = text, whole

    def render_segments(self, console: Console) -> str:  # noqa: ARG002 - Textual calls it so
        """Return the text to send to the terminal."""
        return self.text

    def __rich_console__(self, *_: object) -> NoReturn:
        """Refuse to be printed by Rich: an update is for the terminal alone."""
        raise NotImplementedError


class ShownCells:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._rows: list[list[Cell]] = []

    def forget(self) -> None:
        """Send everything with the next frame: the terminal may have lost what it showed."""
        self._rows = []

    def changes(self, update: ChopsUpdate | LayoutUpdate, size: Size, console: Console) -> Changes:
        """Return what an update changes on a terminal of that size, which then shows it."""
        whole = not self._rows or size != self._size
        if whole:
            self._size = size
            self._rows = [[_UNKNOWN] * size.width for _ in range(size.height)]
        colours = console._color_system or ColorSystem.TRUECOLOR
        sent: list[str] = []
        for y, x, strip in pieces(update):
            if 0 <= y < size.height and 0 <= x < size.width:  # the window may just have shrunk
                self._show(y, x, cells_of(strip, colours)[: size.width - x], sent)
        return Changes("".join(sent), whole)

    def _show(self, y: int, x: int, new: list[Cell], sent: list[str]) -> None:
        """Show cells on a line from a column on, and append what that takes."""
        row = self._rows[y]
        end = x + len(new)
        if row[x:end] == new:
            return
        spans = _spans(row[x:end], new)
        if x and _is_right_half(row[x]):  # the left half of a wide sign goes with the right one
            row[x - 1] = _UNKNOWN
        if end < len(row) and _is_right_half(row[end]):
            row[end] = _UNKNOWN
        row[x:end] = new
        at = -1  # the column in the cells where the cursor is for certain
        for first, last in spans:
            skipped = first - at
            far = f"\x1b[{skipped if skipped > 1 else ''}C"
            sent.append(far if at >= 0 else f"\x1b[{y + 1};{x + first + 1}H")
            sent.extend(_runs(new[first:last]))
            # Terminals do not agree on how wide all signs are.
            at = last if all(len(sign) == 1 for sign, _ in new[first:last]) else -1


def pieces(update: ChopsUpdate | LayoutUpdate) -> Iterator[Piece]:
    """Yield what an update shows; of a partial one the marked cells alone."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield y, x, strip
                x += strip.cell_length
        return
    for y, first, last in update.spans:
        for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            left, right = max(x, first), min(end, last)
            if chop is not None and left < right:
                yield y, left, chop.crop(left - x, right - x)


def cells_of(strip: Strip, colours: ColorSystem) -> list[Cell]:
    """Split a strip into its cells."""
    cells: list[Cell] = []
    for text, style, control in strip:
        if control:
            continue
        codes = normalised(Strip.render_ansi(style, colours)) if style else ""
        blank = (" ", on_blanks(codes))
        if text.isascii():
            cells += [blank if sign == " " else (sign, codes) for sign in text]
            continue
        for sign in text:
            width = cell_len(sign)
            if width:
                cells.append(blank if sign == " " else (sign, codes))
                cells += [("", codes)] * (width - 1)
            elif cells:  # it joins the sign before it
                base = next(i for i in range(len(cells) - 1, -1, -1) if cells[i][0] or not i)
                cells[base] = (cells[base][0] + sign, cells[base][1])
    return cells


def _is_right_half(cell: Cell) -> bool:
    return not cell[0] and cell is not _UNKNOWN


def _spans(old: list[Cell], new: list[Cell]) -> list[tuple[int, int]]:
    """Return the spans in which cells differ, with the small gaps between them.

    No span begins or ends within a wide sign, of the new cells or of the old.
    """
    spans: list[tuple[int, int]] = []
    for i, cell in enumerate(new):
        if cell == old[i] or (spans and i < spans[-1][1]):
            continue
        first, last = i, i + 1
        while first and (_is_right_half(new[first]) or _is_right_half(old[first])):
            first -= 1
        while last < len(new) and (_is_right_half(new[last]) or _is_right_half(old[last])):
            last += 1
        if spans and _is_cheap(new[spans[-1][1] - 1 : first]):
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return spans


def _is_cheap(cells: list[Cell]) -> bool:
    """Tell whether to send the cells after a first one takes no more bytes than to skip them."""
    if len(cells) > _SKIP + 1:
        return False
    gap, codes = cells[1:], cells[0][1] if cells else ""
    if any(other != codes for _, other in gap):
        return False
    return sum(len(sign.encode()) for sign, _ in gap) <= _SKIP


def _runs(cells: Iterable[Cell]) -> Iterator[str]:
    """Yield the text of cells, with the style around each run of one style."""
    text, present = "", ""
    for sign, codes in cells:
        if codes != present:
            if text:
                yield _styled(text, present)
            text, present = "", codes
        text += sign
    if text:
        yield _styled(text, present)


def _styled(text: str, codes: str) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m" if codes else text
