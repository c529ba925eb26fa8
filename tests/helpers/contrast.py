"""How well the screen can be read: contrast as WCAG has it, in the palettes of common terminals.

A style is what was sent: numbers of colours and weights. What a terminal makes of them is worked
out here, with the colours it has when it is new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.control import Control
from textual.screen import Screen

from tests.helpers.screen_reader import strips_of, terminal

Rgb = tuple[int, int, int]

_LEVELS = (0, 95, 135, 175, 215, 255)  # of the colour cube


def _rgb(text: str) -> Rgb:
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:6], 16)


_GNOME = "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc "
_GNOME += "5e5c64 f66151 33d17a e9ad0c 2a7bde c061cb 33c7de ffffff"
_XTERM = "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
_XTERM += "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
_CAMPBELL = "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc "
_CAMPBELL += "767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"
_ONE_HALF_LIGHT = "383a42 e45649 50a14f c18301 0184bc a626a4 0997b3 fafafa "
_ONE_HALF_LIGHT += "4f525d df6c75 98c379 e4c07a 61afef c577dd 56b5c1 ffffff"
_CONSOLE = "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
_CONSOLE += "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"


@dataclass(frozen=True)
class Palette:
    """How a terminal renders the styles that are sent to it.

    Attributes
    ----------
    sixteen : str
        Its sixteen colours, in their order.
    front, back : str
        The colours of plain text.
    dim : float or str
        How much of its light dim text keeps, or the colour it has instead.
    dark_backs : bool
        Whether no bright colour can be behind a text; the dark one takes its place.
    brightens : bool
        Whether bold text in one of the first eight colours takes the bright one.
    many : bool
        Whether programs that run in it are told that it has 256 colours.
    few : bool
        Whether they may be told that it has sixteen.
    """

    sixteen: str
    front: str
    back: str
    dim: float | str = 2 / 3
    dark_backs: bool = False
    brightens: bool = True
    many: bool = True
    few: bool = False


PALETTES = {
    "GNOME Terminal, dark": Palette(_GNOME, "d0cfcc", "171421", brightens=False),
    "GNOME Terminal, light": Palette(_GNOME, "171421", "ffffff", brightens=False),
    "xterm, dark": Palette(_XTERM, "ffffff", "000000", few=True),
    "xterm, light": Palette(_XTERM, "000000", "ffffff", few=True),
    "Windows Terminal, Campbell": Palette(_CAMPBELL, "cccccc", "0c0c0c", dim=1 / 2),
    "Windows Terminal, One Half Light": Palette(_ONE_HALF_LIGHT, "383a42", "fafafa", dim=1 / 2),
    "Linux console": Palette(
        _CONSOLE, "aaaaaa", "000000", dim="555555", dark_backs=True, many=False, few=True
    ),
}
"""The console has one palette; it is dark."""


@dataclass(frozen=True)
class TextStyle:
    """A parsed style. A colour is its number, its RGB values, or None for the default."""

    front: int | Rgb | None = None
    back: int | Rgb | None = None
    bold: bool = False
    dim: bool = False
    reverse: bool = False


@dataclass(frozen=True)
class StyledCell:
    """A cell that is not blank: its character, style and position."""

    sign: str
    look: TextStyle
    row: int
    column: int


def styled_cells(screen: Screen[Any]) -> Iterator[StyledCell]:
    """Draw a screen and return the cells that are not blank, with the styles that were sent."""
    console = screen.app.console
    strips = strips_of(screen)
    sent = [
        Control.move_to(0, y).segment.text + strip.render(console) for y, strip in enumerate(strips)
    ]
    for y, row in enumerate(terminal(sent, screen.size)):
        for x, (sign, codes) in enumerate(row):
            if sign.strip():
                yield StyledCell(sign, style_of(codes), y, x)


def style_of(codes: str) -> TextStyle:
    """Parse the numbers of a style."""
    look = TextStyle()
    numbers = iter(int(code) for code in re.findall(r"\d+", codes))
    for number in numbers:
        if number == 0:
            look = TextStyle()
        elif number in (1, 2, 7):
            switch = {1: "bold", 2: "dim", 7: "reverse"}[number]
            look = replace(look, **{switch: True})
        elif number in (38, 48):
            colour: int | Rgb = (
                next(numbers)
                if next(numbers) == 5
                else (next(numbers), next(numbers), next(numbers))
            )
            look = replace(look, front=colour) if number == 38 else replace(look, back=colour)
        elif number in (39, 49):
            look = replace(look, front=None) if number == 39 else replace(look, back=None)
        elif 30 <= number < 38 or 90 <= number < 98:
            look = replace(look, front=number - 30 if number < 90 else number - 82)
        elif 40 <= number < 48 or 100 <= number < 108:
            look = replace(look, back=number - 40 if number < 100 else number - 92)
    return look


def contrast(look: TextStyle, palette: Palette) -> float:
    """Return the contrast of text in a style: 1 when it cannot be seen, at most 21."""
    front, back = look.front, look.back
    if palette.dark_backs and isinstance(back, int) and 8 <= back < 16:
        back -= 8
    light, ground = _rgb_of(front, palette, palette.front), _rgb_of(back, palette, palette.back)
    if look.dim:
        light = _dimmed(light, palette.dim)
    if look.reverse:
        light, ground = ground, light
    found = ratio(light, ground)
    if look.bold and palette.brightens:
        # what is bold in front may be drawn in the bright colour; when reversed, that is the back
        if look.reverse and back is None and palette.dark_backs:
            found = min(found, ratio(_rgb_of(8, palette, ""), ground))
        elif isinstance(front, int) and front < 8:
            found = min(found, contrast(replace(look, front=front + 8, bold=False), palette))
    return found


def colours(look: TextStyle, palette: Palette) -> tuple[Rgb, Rgb]:
    """Return text and background colour of a style, ignoring bold and dim."""
    front = _rgb_of(look.front, palette, palette.front)
    back = _rgb_of(look.back, palette, palette.back)
    return (back, front) if look.reverse else (front, back)


def ratio(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Sequence[int]) -> float:
    """Return the relative luminance of a colour, from 0 to 1."""
    parts = (part / 255 for part in colour)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _dimmed(light: Rgb, dim: float | str) -> Rgb:
    if isinstance(dim, str):
        return _rgb(dim)
    red, green, blue = light
    return round(dim * red), round(dim * green), round(dim * blue)


def _rgb_of(colour: int | Rgb | None, palette: Palette, default: str) -> Rgb:
    if colour is None:
        return _rgb(default)
    if not isinstance(colour, int):
        return colour
    if colour < 16:
        return _rgb(palette.sixteen.split()[colour])
    if colour >= 232:
        return (8 + 10 * (colour - 232),) * 3
    red, rest = divmod(colour - 16, 36)
    return _LEVELS[red], _LEVELS[rest // 6], _LEVELS[rest % 6]
