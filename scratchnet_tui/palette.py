"""What the names of styles mean: which colour, and what is left of it when there is no colour.

Rows of text name their styles ("good", "minus 2"), and only here do they become colours. They are
the terminal's own sixteen, so they suit its background and cost few bytes over a slow line.
Blue against yellow can be told apart by colour-blind people; bold and dim remain without colour.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color
from rich.style import Style

STYLES = {
    "": "",
    "dim": "dim",
    "bold": "bold",
    "title": "bold cyan",
    "key": "bold cyan",
    "cursor": "reverse",
    "touched": "bold reverse",
    "good": "green",
    "near": "yellow",
    "bad": "bold red",
    "running": "bold green",
    "notice": "bold",
    "alarm": "bold red",
    # weights: the sign is in the number; hue repeats it and strength tells the size
    "plus 0": "",
    "plus 1": "yellow",
    "plus 2": "bold yellow",
    "minus 0": "",
    "minus 1": "blue",
    "minus 2": "bold bright_blue",
    # shades of a heat map: its signs tell the same without colour
    "heat -4": "black on bright_blue",
    "heat -3": "black on blue",
    "heat -2": "bright_blue",
    "heat -1": "blue",
    "heat +0": "dim",
    "heat +1": "yellow",
    "heat +2": "yellow",
    "heat +3": "yellow",
    "heat +4": "bright_yellow",
    # the colours of curves
    "red": "red",
    "green": "green",
    "yellow": "yellow",
    "blue": "blue",
    "magenta": "magenta",
    "cyan": "cyan",
    "white": "white",
    "faint": "dim",
}
"""The styles, by name."""


@lru_cache(maxsize=2048)
def style(name: str, action: str = "") -> Style:
    """Return the style of that name.

    Parameters
    ----------
    name : str
        One of `STYLES`, or ``cell 208 25``: two of the 256 colours, of the sign and behind it.
        ``-`` is none, and ``bold`` may follow.
    action : str
        What a click on the text does, as a Textual action; empty for nothing.

    Returns
    -------
    Style
        The style, as Rich wants it.
    """
    parsed = _cell(name) if name.startswith("cell ") else Style.parse(STYLES[name] or "none")
    return parsed + Style(meta={"@click": action}) if action else parsed


def _cell(name: str) -> Style:
    _, sign, behind, *more = name.split()
    front = None if sign == "-" else Color.from_ansi(int(sign))
    return Style(color=front, bgcolor=Color.from_ansi(int(behind)), bold="bold" in more or None)
