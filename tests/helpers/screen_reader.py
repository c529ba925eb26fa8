"""The screen as cells: drawn afresh by the compositor, or as the bytes sent have left it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._context import visible_screen_stack
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

from scratchnet_tui.panes.map.colour_ramp import RAMP
from scratchnet_tui.terminal.lifecycle import SteadyApp
from scratchnet_tui.terminal.shown_cells import Changes


@dataclass(frozen=True)
class Cell:
    """One cell; the right half of a wide sign has no text."""

    text: str
    letter: str


_BEHIND = {114: "G", 222: "Y", 160: "R", 33: "L", 5: "M"}
_FRONT = {
    "#0087d7": "f", "#808080": "k", "color(244)": "k", "color(32)": "c", "color(33)": "l",
    "color(63)": "b", "color(28)": "g", "color(133)": "m", "color(136)": "y", "color(160)": "r",
    "color(166)": "o",
}  # fmt: skip
"""Letters of colours: f and k are the frames, with and without the focus."""


def letter(style: Style | None) -> str:
    """Return one letter for the visible effect of a style.

    A colour in front is a small letter of `_FRONT`, one behind the sign that is none of the ramp a
    large one of `_BEHIND`. Without a colour: ``B`` bold, ``-`` dim, ``.`` plain. Reverse is ``#``
    and underlined ``_``. On the map, and behind the sign of a weight, it is the step of the ramp,
    from ``0``.
    """
    if style is None:
        return "."
    if style.bgcolor is not None and style.bgcolor.number in RAMP:
        return str(RAMP.index(style.bgcolor.number))
    if style.bgcolor is not None and style.bgcolor.number in _BEHIND:
        return _BEHIND[style.bgcolor.number]
    if style.reverse:
        return "#"
    if style.underline:
        return "_"
    if style.color is not None and not style.color.is_default:
        return _FRONT.get(style.color.name, "?")
    return "B" if style.bold else "-" if style.dim else "."


def strips_of(screen: Screen[Any], height: int | None = None) -> list[Strip]:
    """Redraw a whole screen, or its first rows."""
    visible_screen_stack.set(screen.app._background_screens)
    return screen._compositor.render_strips(Size(screen.size.width, height or screen.size.height))


def texts_of(screen: Screen[Any], height: int | None = None) -> list[str]:
    return [strip.text for strip in strips_of(screen, height)]


def cells_of(screen: Screen[Any]) -> list[list[Cell]]:
    """Redraw a whole screen and return its cells."""
    rows = []
    for strip in strips_of(screen):
        row: list[Cell] = []
        for segment in strip:
            name = letter(segment.style)
            for sign in segment.text:
                row += [Cell(sign, name)] + [Cell("", name)] * (cell_len(sign) - 1)
        rows.append(row)
    return rows


def text_of(row: list[Cell]) -> str:
    return "".join(cell.text for cell in row)


class OutputRecorder:
    """Records the output sent to the terminal, and replays it into an emulator.

    `first` are the rows of the first frame, as the terminal showed them.
    """

    def __init__(self, app: SteadyApp) -> None:
        self.frames = 0
        self.first: list[str] = []
        self._app, self._changes = app, app.changes
        self._size = (0, 0)
        self._sent: list[str] = []
        app.changes = self._watch  # type: ignore[method-assign]

    def _watch(self, update: LayoutUpdate | ChopsUpdate) -> Changes | None:
        changes = self._changes(update)
        if changes is not None:
            self.frames += 1
            if changes.whole:
                self._size = self._app.size
                self._sent.clear()
            self._sent.append(changes.text)
            if not self.first:
                shown = terminal(self._sent, self._size)
                self.first = ["".join(sign for sign, _ in row) for row in shown]
        return changes

    @property
    def sent(self) -> str:
        """The output sent since the last complete frame."""
        return "".join(self._sent)

    @property
    def shown(self) -> str:
        """What the terminal shows by all that was sent since then; its rows as lines."""
        rows = terminal(self._sent, self._size)
        return "\n".join("".join(sign for sign, _ in row) for row in rows)

    def clear(self) -> None:
        """Clear the emulated terminal, as a resize may do."""
        self._sent.clear()

    def first_stale_row(self, screen: Screen[Any]) -> str:
        """Describe the first row that differs from a fresh drawing; empty if none does."""
        console = self._app.console
        whole = [
            Control.move_to(0, y).segment.text + strip.render(console)
            for y, strip in enumerate(strips_of(screen))
        ]
        if self._size != self._app.size:
            return "the screen was not drawn anew after a resize"
        shown, meant = terminal(self._sent, self._size), terminal(whole, self._size)
        for y in range(len(meant)):
            if [looks(*cell) for cell in shown[y]] != [looks(*cell) for cell in meant[y]]:
                rows = ("".join(sign for sign, _ in row[y]) for row in (shown, meant))
                return "row {} is stale\nshown {!r}\nmeant {!r}".format(y, *rows)
        return ""


_CODE = re.compile(r"[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+")


@functools.cache
def looks(sign: str, style: str) -> tuple[str, frozenset[str]]:
    """Return what can be seen of a cell: a blank has no colour but that behind it."""
    codes = {code for code in _CODE.findall(style) if code not in ("39", "49")}
    if sign == " " and codes.isdisjoint(("4", "7", "9")):
        codes = {code for code in codes if re.match("4|10", code)}
    return sign, frozenset(codes)


_SENT = re.compile(r"\x1b\[([\d;]*)([CHm])|([^\x1b\n]+)|\n")


def terminal(sent: list[str], size: tuple[int, int]) -> list[list[tuple[str, str]]]:
    """Return what a terminal shows after these bytes: a sign and a style for each cell.

    It knows what Textual sends: moves, styles and text. Half a wide sign that is overwritten
    leaves a blank, as on a real terminal.
    """
    columns, lines = size
    grid = [[(" ", "")] * columns for _ in range(lines)]
    x = y = end = 0
    style = ""
    for found in _SENT.finditer("".join(sent)):
        assert found.start() == end, f"unknown sequence {''.join(sent)[end:][:20]!r}"
        end = found.end()
        numbers, verb, text = found.groups()
        if verb == "H":
            y, x = (int(number) - 1 for number in numbers.split(";"))
        elif verb == "C":
            x += int(numbers or 1)
        elif verb == "m":
            style = "" if numbers == "0" else numbers
        for sign in text or ():
            width = cell_len(sign)
            if not width:  # it joins the sign before it
                grid[y][x - 1] = (grid[y][x - 1][0] + sign, style)
                continue
            row = grid[y]
            if row[x][0] == "":
                row[x - 1] = (" ", row[x - 1][1])
            if x + width < columns and row[x + width][0] == "":
                row[x + width] = (" ", row[x + width][1])
            row[x : x + width] = [(sign, style)] + [("", style)] * (width - 1)
            x += width
    return grid
