"""Only the cells that differ are sent: the result against a terminal emulator."""

from __future__ import annotations

import re

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from scratchnet_tui.terminal.ansi_compression import compress
from scratchnet_tui.terminal.shown_cells import ShownCells

SIZE = Size(24, 4)
CONSOLE = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)
STYLES = [
    Style(),
    Style(bold=True),
    Style(color="red"),
    Style(color="default", bgcolor="default"),
    Style(bgcolor="green"),
    Style(reverse=True, color="#12ab45"),
]
texts = st.text(st.sampled_from("ab01 ┃⣀한글▀  "), max_size=8)
lines = st.lists(st.tuples(texts, st.sampled_from(STYLES)), max_size=4)
screens = st.lists(lines, min_size=SIZE.height, max_size=SIZE.height)
Screen = list[list[tuple[str, Style]]]


def update(screen: Screen) -> LayoutUpdate:
    strips = [Strip([Segment(*piece) for piece in line]) for line in screen]
    whole = [[strip.crop_extend(0, SIZE.width, Style())] for strip in strips]
    return LayoutUpdate(list(whole), Region(0, 0, *SIZE))


def sent(shown: ShownCells, screen: Screen, size: Size = SIZE) -> str:
    return compress(shown.changes(update(screen), size, CONSOLE).text)


def picture(*frames: str) -> list[tuple[object, ...]]:
    """Return what a terminal shows, cell by cell; the letters of blanks have no colour."""
    emulator = pyte.Screen(*SIZE)
    stream = pyte.Stream(emulator)
    for frame in frames:
        stream.feed(frame)
    cells = []
    for y in range(SIZE.height):
        for x in range(SIZE.width):
            cell = emulator.buffer[y][x]
            if cell.data == " " and not cell.reverse:
                cell = cell._replace(fg="default", bold=False)
            if cell.data == "▄":  # looks like the other half with its two colours exchanged
                cell = cell._replace(data="▀", fg=cell.bg, bg=cell.fg)
            cells.append(tuple(cell))
    return cells


@settings(max_examples=300, deadline=None)
@given(st.lists(screens, min_size=2, max_size=4))
def test_what_differs_is_enough_for_the_picture(drawn: list[Screen]) -> None:
    shown = ShownCells()
    frames = [sent(shown, screen) for screen in drawn]
    anew = sent(ShownCells(), drawn[-1])
    assert picture(*frames) == picture(anew)


@settings(deadline=None)
@given(screens)
def test_what_is_there_already_is_not_sent_again(screen: Screen) -> None:
    shown = ShownCells()
    first = sent(shown, screen)
    assert first
    assert sent(shown, screen) == ""
    shown.forget()
    assert sent(shown, screen) == first
    assert shown.changes(update(screen), Size(SIZE.width + 1, SIZE.height), CONSOLE).whole


def row(text: str, style: Style = STYLES[0]) -> Screen:
    return [[(text, style)], [], [], []]


def test_only_the_digits_that_have_changed_are_sent() -> None:
    shown = ShownCells()
    sent(shown, row("mse 0.1234  rows 3/4  ep 9"))
    assert sent(shown, row("mse 0.1278  rows 3/4  ep 9")) == "\x1b[1;9H78"
    assert sent(shown, row("mse 0.1278  rows 4/4  ep 9")) == "\x1b[1;18H4"
    assert sent(shown, row("mse 0.9278  rows 5/4  ep 9")) == "\x1b[1;7H9\x1b[10C5"
    assert sent(shown, row("mse 0.1279  rows 5/4  ep 9")) == "\x1b[1;7H1279", "a gap of two"
    assert sent(shown, row("mse 0.1279  rows 5/4  ep 9", STYLES[1])).startswith("\x1b[1;1H\x1b[1m")


def test_a_frame_for_a_larger_terminal_is_cut_off() -> None:
    for size in (Size(5, 1), Size(3, 4), Size(1, 1), Size(30, 9)):
        shown = ShownCells()
        pieces = [[Strip([Segment("0123")]), Strip([Segment("45678")])] for _ in range(4)]
        frame = LayoutUpdate([*pieces], Region(0, 0, 9, 4))
        found = shown.changes(frame, size, CONSOLE).text
        seen = "".join(re.findall(r"H([0-9]*)", found))
        assert seen == "012345678"[: size.width] * min(size.height, 4)
        assert shown.changes(frame, size, CONSOLE).text == ""


def test_blanks_have_no_colour_of_their_own() -> None:
    shown = ShownCells()
    sent(shown, row("a   b", STYLES[2]))
    assert sent(shown, row("     ", STYLES[2])) == "\x1b[1;1H     "
    assert sent(shown, row("     ", STYLES[1])) == ""
    assert sent(shown, row(" ", STYLES[4])) == "\x1b[1;1H\x1b[42m \x1b[m"


def test_sixteen_colours_are_compared_as_they_are_sent() -> None:
    few = Console(color_system="standard", force_terminal=True, legacy_windows=False)
    assert few.color_system == ColorSystem.STANDARD.name.lower()
    shown = ShownCells()
    shown.changes(update(row("a", Style(color="#800000"))), SIZE, few)
    assert shown.changes(update(row("a", Style(color="#7f0000"))), SIZE, few).text == ""
