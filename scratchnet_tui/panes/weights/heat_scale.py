"""Numbers as shades: one of nine signs for each, so that a matrix of thousands fits a screen.

Positive numbers are a plus or a solid shade, negative ones are strokes, and larger ones have more
ink: sign and size can be read without colour; yellow and blue repeat the sign. A number seldom
changes its shade, so a frame of training costs few bytes.
"""

from __future__ import annotations

import sys
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core import Floats
from scratchnet_tui.chart.axes import round_up
from scratchnet_tui.text.rows import Piece

STEPS = 4
"""How many shades each sign has."""

Shades: TypeAlias = NDArray[np.int8]
"""For each number its level, from -STEPS to STEPS, or `NAN` or `INFINITE`."""

NAN, INFINITE = STEPS + 1, STEPS + 2

_SIGNS = "#≡=-·+░▓█?!"  # in the order of the shades, from -STEPS on
_HELD = "f" * STEPS + "F" * (STEPS + 3)  # for frozen weights, where there is but one cell
_STYLES = (*(f"heat {level:+d}" for level in range(-STEPS, STEPS + 1)), "alarm", "alarm")


def largest(values: Floats) -> float:
    """Return the largest absolute value of the finite numbers; 0 if there is none."""
    sizes = np.abs(values)
    return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))


def round_scale(values: Floats) -> float:
    """Return the largest absolute value, rounded up to 1, 2 or 5 times 10^k.

    Values may have any shape; those that are not finite do not count. The scale is 0 if all
    numbers are 0.
    """
    size = largest(values)
    return min(round_up(size), sys.float_info.max) if size else 0.0


def signed_levels(values: Floats, scale: float, steps: int = STEPS) -> Shades:
    """Return the sizes of numbers in equal steps of the scale, with their signs.

    The level is ``sign * ceil(steps * |value| / scale)``: 0 for 0 alone, 1 for whatever is larger.

    Parameters
    ----------
    values : Floats
        The numbers, in any shape; no finite one larger than the scale.
    scale : float
        What the highest level stands for, 0 or more.
    steps : int
        How many levels each sign has.

    Returns
    -------
    array of int8
        From ``-steps`` to ``steps``, in the same shape; 0 for what is not finite.
    """
    if scale == 0.0:
        return np.zeros(np.shape(values), np.int8)
    finite = np.where(np.isfinite(values), values, 0.0)
    sizes = np.clip(np.ceil(np.abs(finite) / scale * steps), 0, steps)
    sizes = np.where((finite != 0.0) & (sizes == 0), 1, sizes)  # a quotient may be rounded to 0
    signed: Shades = (np.sign(finite) * sizes).astype(np.int8)
    return signed


def shades(values: Floats, scale: float) -> Shades:
    """Return the shade of each number: its level, or the shade for infinity or nan."""
    found = signed_levels(values, scale)
    found[np.isnan(values)] = NAN
    found[np.isinf(values)] = INFINITE
    return found


def painted(row: Shades, held: NDArray[np.bool_], cell: int) -> list[Piece]:
    """Return a row of shades as text, adjacent equal cells merged into one piece.

    `held` says which belong to frozen weights, in the same shape. A shade is `cell` cells wide,
    1 or 2.
    """
    look = 2 * row + held
    ends = [*(np.flatnonzero(look[1:] != look[:-1]) + 1).tolist(), len(row)]
    pieces: list[Piece] = []
    begin = 0
    for end in ends:
        sign = _sign(int(row[begin]), bool(held[begin]), cell)
        pieces.append((sign[0] * (end - begin), sign[1]))
        begin = end
    return pieces


def _sign(shade: int, held: bool, cell: int) -> Piece:
    at = shade + STEPS
    if not held:
        return _SIGNS[at] * cell, _STYLES[at]
    return (_SIGNS[at] + "F" if cell > 1 else _HELD[at]), _STYLES[at]


def marked(shade: int, held: bool, cell: int) -> Piece:
    """Return the cell under the cursor: its sign and, where there is room, its level."""
    odd = _SIGNS[shade + STEPS] if shade > STEPS else ""
    sign = odd or ("-" if shade < 0 else "+" if shade else "0")
    level = "F" if held else str(abs(shade)) if shade and not odd else " "
    return (sign + level)[:cell], "cursor"


def shades_legend(scale: float, held: bool = False) -> tuple[Piece, ...]:
    """Return what the shades mean: all of them in order between the ends of the scale.

    `scale` is what the outermost shades stand for; `held` adds the sign of frozen weights.
    """
    note: Piece = (" F frozen" if held else "", "label")
    if scale == 0.0:
        return ("all 0", "label"), note
    ramp = zip(_SIGNS, _STYLES[: 2 * STEPS + 1], strict=False)
    return (f"-{scale:g} ", "label"), *ramp, (f" +{scale:g}", "label"), note
