"""How a map or a curve is to be drawn: its size, and whether colours and shades are used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ViewOptions:
    """How a map is to be drawn.

    Attributes
    ----------
    width, height : int
        The room, in cells of text.
    coloured : bool
        Half blocks in colour, two points to a cell; otherwise signs.
    smooth : bool
        All shades, or only the decision.
    coarse : bool
        Every second shade: fewer cells then change during training.
    """

    width: int
    height: int
    coloured: bool
    smooth: bool
    coarse: bool = False
