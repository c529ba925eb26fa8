"""Fewer bytes, the same picture: compressed output against a terminal emulator."""

from __future__ import annotations

import re

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style

from scratchnet_tui.terminal.ansi_compression import compress
from tests.helpers.app_driver import open_app

SIZE = (40, 6)
styles = st.builds(
    Style,
    color=st.sampled_from([None, "default", "red", "bright_blue", "color(123)", "#12ab45"]),
    bgcolor=st.sampled_from([None, None, "default", "green", "#0a0b0c"]),
    bold=st.booleans(),
    dim=st.booleans(),
    reverse=st.booleans(),
    underline=st.booleans(),
)
places = st.tuples(st.integers(1, SIZE[1]), st.integers(1, SIZE[0]))
words = st.text(st.sampled_from("ab 1┃⣀한▀▀   "), min_size=1, max_size=8)
console = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)


@st.composite
def frames(draw: st.DrawFn) -> str:
    """Draw what a frame is made of: moves, and pieces of text that open and close their style."""
    parts = []
    for _ in range(draw(st.integers(1, 12))):
        if draw(st.booleans()):
            parts.append("\x1b[{};{}H".format(*draw(places)))
        parts.append(draw(styles).render(draw(words), color_system=ColorSystem.TRUECOLOR))
        if draw(st.booleans()):
            parts.append("\n")
    return "".join(parts)


def picture(*frames: str) -> list[tuple[object, ...]]:
    """Return what a terminal shows, cell by cell; the letters of blanks have no colour."""
    screen = pyte.Screen(*SIZE)
    stream = pyte.Stream(screen)
    for frame in frames:
        stream.feed(frame)
    cells = []
    for y in range(SIZE[1]):
        for x in range(SIZE[0]):
            cell = screen.buffer[y][x]
            if cell.data == " " and not cell.reverse:
                cell = cell._replace(fg="default", bold=False)
            if cell.data == "▄":  # looks like the other half with its two colours exchanged
                cell = cell._replace(data="▀", fg=cell.bg, bg=cell.fg)
            cells.append(tuple(cell))
    return cells


@settings(max_examples=300, deadline=None)
@given(st.lists(frames(), min_size=1, max_size=3))
def test_what_is_squeezed_leaves_the_same_picture(drawn: list[str]) -> None:
    squeezed = [compress(frame) for frame in drawn]
    assert picture(*squeezed, "end") == picture(*drawn, "end")
    assert all(len(short) <= len(frame) + 4 for short, frame in zip(squeezed, drawn, strict=True))


def test_only_changes_of_style_are_sent() -> None:
    frame = "\x1b[2;3H\x1b[39;49ma\x1b[0m\x1b[49m \x1b[0m\x1b[1;34;49mb\x1b[0m\n"
    frame += "\x1b[3;3H\x1b[1;34;49mc\x1b[0m"
    assert compress(frame) == "\x1b[2;3Ha \x1b[1;34mb\n\x1b[3;3Hc\x1b[m"


def test_half_blocks_are_turned_where_one_colour_then_stays() -> None:
    frame = "\x1b[48;5;25m  \x1b[0m\x1b[38;5;25;48;5;74m▀\x1b[0m\x1b[48;5;25m  \x1b[0m"
    assert compress(frame) == "\x1b[48;5;25m  \x1b[38;5;74m▄  \x1b[m"


def test_what_has_no_style_is_left_alone() -> None:
    for text in ("", "abc", "\x1b[?2026h", "\x1b[?1049h\x1b[H", "\x1b[6n"):
        assert compress(text) == text


async def a_frame() -> str:
    """Return the bytes sent for one epoch of training."""
    async with open_app(size="wide") as driver:
        await driver.train_to(300)
        before = len(driver.output.sent)
        await driver.press("s")
        await driver.wait_until_idle()
        return driver.output.sent[before:]


async def test_a_frame_of_the_app_is_a_good_deal_shorter() -> None:
    frame = await a_frame()
    assert len(compress(frame)) < 0.9 * len(frame)


async def test_a_frame_holds_only_the_cells_that_have_changed() -> None:
    frame = await a_frame()
    assert re.search(r"C\d\d\x1b", frame), "the last digits of an error"
    assert "0.48" not in frame, "the digits before them"
    assert " 0  0 1" not in frame, "the inputs beside it"
    assert "│" not in frame, "the edge of its pane"
    assert "h1" not in frame, "the name of a unit"
