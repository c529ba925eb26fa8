"""From the numbers of a map to its cells: steps of a ramp, in colours or, without them, in signs.

The ramp has few steps, so few cells change from one frame to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core import Floats
from scratchnet_tui.text.rows import Piece, Row, joined

Steps: TypeAlias = NDArray[np.intp]
"""A step of a ramp for each point of a map; -1 where the number is not finite."""

RAMP = (25, 32, 74, 153, 255, 223, 215, 208, 166)
"""Blue to orange over white, among the 256 colours: the eyes of nearly all tell them apart."""

SIGNS = ".,:-=+*#%"
"""The same steps without colour, light to dark; none of them is a letter, as the marks are."""

CLASSES = (
    (153, 75, 32), (223, 215, 208), (151, 78, 36), (225, 182, 133), (230, 228, 220),
    (254, 250, 245),
)  # fmt: skip
"""For each class three shades: hardly, rather, surely."""

_COARSE = np.array([0, 2, 2, 4, 4, 4, 6, 6, 8])

HUES = tuple(f"class {number}" for number in range(6))
"""Where there are sixteen colours, they repeat what the letters of the classes say."""

_LOST = 244
_SHADES = 3


@dataclass(frozen=True)
class RampScale:
    """What the ends of the ramp mean.

    `low` and `high` are the values at its ends; `middle` is the decision threshold between two
    answers.
    """

    low: float
    high: float
    middle: float


def ramp_steps(values: Floats, scale: RampScale, smooth: bool, coarse: bool = False) -> Steps:
    """Return the step of the ramp for each value.

    Parameters
    ----------
    values : Floats
        Any shape.
    scale : RampScale
        Values beyond its ends take the last step.
    smooth : bool
        Whether all steps are used, or one for either side of the middle.
    coarse : bool
        Whether only every second step is used.
    """
    finite = np.isfinite(values)
    known = np.where(finite, values, 0.0)
    if smooth:
        with np.errstate(all="ignore"):
            share = (known - scale.low) / (scale.high - scale.low)
        steps = np.clip(np.nan_to_num(share) * len(RAMP), 0, len(RAMP) - 1).astype(np.intp)
        steps = _COARSE[steps] if coarse else steps
    else:
        steps = np.where(known > scale.middle, len(RAMP) - 2, 1)
    return np.where(finite, steps, -1)


def winners(values: Floats, smooth: bool) -> Steps:
    """Return which class wins and how surely: three steps for each class.

    `values` are the outputs, shape (..., classes); without `smooth` all are equally sure.
    """
    finite = np.asarray(np.isfinite(values).all(axis=-1))
    known = np.where(finite[..., None], values, 0.0)
    best = known.argmax(axis=-1)
    sure = np.clip(known.max(axis=-1) * 4 - 1, 0, 2).astype(np.intp) if smooth else 1
    return np.where(finite, best * _SHADES + sure, -1)


def colours_of(steps: Steps, classes: bool) -> Steps:
    """Return one of the 256 colours for each step."""
    ramp = [shade for shades in CLASSES for shade in shades] if classes else list(RAMP)
    return np.array([*ramp, _LOST])[steps]


def half_blocks(colours: Steps, marks: Mapping[int, str]) -> Row:
    """Draw two rows of a map as one row of text.

    `colours` has shape (2, columns): the upper row and the lower one. `marks` are drawn over them,
    by column.
    """
    pieces: list[Piece] = []
    for x, (upper, lower) in enumerate(colours.T.tolist()):
        if x in marks:
            ink = 231 if lower == RAMP[0] else 16
            pieces.append((marks[x], f"cell {ink} {lower} bold"))
        elif upper == lower:
            pieces.append((" ", f"cell - {lower}"))
        else:
            pieces.append(("▀", f"cell {upper} {lower}"))
    return joined(pieces)


def lettered(steps: Steps, colours: Sequence[int], marks: Mapping[int, str]) -> Row:
    """Draw a row of a map of more classes than there are colours: letters distinguish them.

    Parameters
    ----------
    steps : Steps
        Those of `winners`, shape (columns,).
    colours : sequence of int
        The background colour of each class.
    marks : mapping of int to str
        Signs to draw over it, by column.
    """
    pieces: list[Piece] = []
    for x, step in enumerate(steps.tolist()):
        best, sure = divmod(step, _SHADES)
        behind = colours[best] if step >= 0 else _LOST
        sign = "?" if step < 0 else class_letter(best).lower() if sure else "."
        bold = " bold" if x in marks else ""
        pieces.append((marks.get(x, sign), f"cell 16 {behind}{bold}"))
    return joined(pieces)


def signs(steps: Steps, classes: bool, marks: Mapping[int, str]) -> Row:
    """Draw a row of a map with signs instead of colours.

    Parameters
    ----------
    steps : Steps
        Shape (columns,).
    classes : bool
        Whether the steps are those of `winners`. A small letter means that a class is sure.
    marks : mapping of int to str
        Signs to draw over it, by column.
    """
    pieces: list[Piece] = []
    for x, step in enumerate(steps.tolist()):
        if x in marks:
            pieces.append((marks[x], "bold"))
        elif step < 0:
            pieces.append(("?", "label"))
        elif classes:
            best, sure = divmod(step, _SHADES)
            pieces.append((class_letter(best).lower() if sure else ".", HUES[best % len(HUES)]))
        else:
            pieces.append((SIGNS[step], _hue(step)))
    return joined(pieces)


def class_letter(number: int) -> str:
    """Return the letter of a class, from 0; it repeats after Z."""
    return chr(ord("A") + number % 26)


def _hue(step: int) -> str:
    """Return the one of the sixteen colours that goes with a sign."""
    middle = len(RAMP) // 2
    return "minus 1" if step < middle else "plus 1" if step > middle else ""
