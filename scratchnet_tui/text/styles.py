"""What the names of styles mean: a colour, and what remains of it without colours.

Rows of text name their styles ("good", "minus 2"), and only this module maps them to colours.

The background of the terminal is unknown: black, white or between. No colour can be read on all
of them, so text is drawn in the terminal's own foreground, and bold for emphasis; it is never
dim, which some terminals draw at half the brightness. A colour is either the background of a
text, together with the colour of the text, or it is that of a mark: a line, a block, the sign of
a curve. Text keeps a contrast of 4.5 to 1, marks keep 3 to 1; the tests compute it for the
palettes of common terminals. Colour-blind people can distinguish blue from orange, and signs,
numbers and bold remain without colour.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color
from rich.style import Style
from textual.theme import Theme

_WEIGHTS = {
    "": "",
    "label": "",
    "bold": "bold",
    "title": "bold",
    "key": "bold",
    "cursor": "reverse",
    "touched": "bold underline",
    "notice": "bold",
    "faint": "",
    # weights: the sign is in the number and has a colour behind it; bold tells the size
    "number 0": "",
    "number 1": "",
    "number 2": "bold",
    "heat +0": "",
    "white": "",
}
"""The styles that need no colour."""

_CLASSES = {
    "class 0": "bright_white on blue",
    "class 1": "black on white",
    "class 2": "black on bright_green",
    "class 3": "bright_white on magenta",
    "class 4": "black on bright_cyan",
    "class 5": "bright_white on red",
}
"""Where the classes of a map have no shades of their own."""

MANY = (
    _WEIGHTS
    | _CLASSES
    | {
        "good": "color(16) on color(114)",
        "near": "color(16) on color(222)",
        "bad": "bold color(231) on color(160)",
        "running": "color(16) on color(114)",
        "alarm": "bold color(231) on color(160)",
        "plus 0": "",
        "plus 1": "color(16) on color(223)",
        "plus 2": "bold color(16) on color(208)",
        "minus 0": "",
        "minus 1": "color(16) on color(153)",
        "minus 2": "bold color(231) on color(25)",
        # shades of a heat map: its signs tell the same without colour
        "heat -4": "color(16) on color(33)",
        "heat -3": "color(231) on color(25)",
        "heat -2": "color(33)",
        "heat -1": "color(32)",
        "heat +1": "color(136)",
        "heat +2": "color(136)",
        "heat +3": "color(136)",
        "heat +4": "color(166)",
        # the colours of curves
        "red": "color(160)",
        "green": "color(28)",
        "yellow": "color(136)",
        "blue": "color(63)",
        "magenta": "color(133)",
        "cyan": "color(32)",
        "faint": "color(244)",
    }
)
"""The styles where there are 256 colours. Those from 16 on are the same in every palette."""

FEW = (
    _WEIGHTS
    | _CLASSES
    | {
        "good": "black on bright_green",
        "near": "",
        "bad": "bold bright_white on red",
        "running": "black on bright_green",
        "alarm": "bold bright_white on red",
        "plus 0": "",
        "plus 1": "black on white",
        "plus 2": "black on white",
        "minus 0": "",
        "minus 1": "bright_white on blue",
        "minus 2": "bright_white on blue",
        "heat -4": "bright_white on blue",
        "heat -3": "bright_white on blue",
        "heat -2": "bright_blue",
        "heat -1": "bright_blue",
        "heat +1": "",
        "heat +2": "",
        "heat +3": "",
        "heat +4": "",
        "red": "bright_red",
        "green": "",
        "yellow": "",
        "blue": "bright_blue",
        "magenta": "bright_magenta",
        "cyan": "",
    }
)
"""The styles where there are sixteen colours, whatever the palette makes them."""


def _theme(name: str, mark: str, frame: str, bar: str) -> Theme:
    """Return the colours of frames and scrollbars, which are all marks, never text."""
    return Theme(
        name=name,
        ansi=True,
        primary=mark,
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={
            "frame": frame,
            "ansi-foreground": "ansi_default",
            "ansi-background": "ansi_default",
            "border": mark,
            "border-blurred": frame,
            "block-cursor-foreground": "ansi_default",
            "block-cursor-background": "ansi_default",
            "block-cursor-text-style": "reverse",
            "block-cursor-blurred-text-style": "reverse",
            "input-selection-foreground": "ansi_bright_white",
            "input-selection-background": "ansi_magenta",
            "screen-selection-foreground": "ansi_bright_white",
            "screen-selection-background": "ansi_magenta",
            "text-muted": "ansi_default",
            "text-disabled": "ansi_default",
            "foreground-muted": "ansi_default",
            "scrollbar": bar,
            "scrollbar-hover": bar,
            "scrollbar-active": bar,
            "scrollbar-background": "ansi_default",
            "scrollbar-background-hover": "ansi_default",
            "scrollbar-background-active": "ansi_default",
        },
    )


THEMES = {
    True: _theme("many colours", mark="#0087d7", frame="#808080", bar="#808080"),
    False: _theme(
        "few colours", mark="ansi_bright_blue", frame="ansi_default", bar="ansi_bright_blue"
    ),
}
"""What Textual draws itself, where there are 256 colours and where there are not."""


def has_many(color_system: str | None) -> bool:
    """Tell whether a terminal has 256 colours or more."""
    return color_system in ("256", "truecolor")


@lru_cache(maxsize=4096)
def style(name: str, action: str = "", many: bool = True) -> Style:
    """Return the Rich style of that name.

    Parameters
    ----------
    name : str
        One of those in `MANY` and `FEW`, or ``cell 208 25``: foreground and background among the
        256 colours. ``-`` is none, and ``bold`` may follow.
    action : str
        The Textual action of a click on the text; empty for none.
    many : bool
        Whether there are 256 colours.
    """
    parsed = (
        _cell(name)
        if name.startswith("cell ")
        else Style.parse((MANY if many else FEW)[name] or "none")
    )
    return parsed + Style(meta={"@click": action}) if action else parsed


def _cell(name: str) -> Style:
    _, sign, behind, *more = name.split()
    front = None if sign == "-" else Color.from_ansi(int(sign))
    return Style(color=front, bgcolor=Color.from_ansi(int(behind)), bold="bold" in more or None)
