"""The frame of a picture: name and ends of the vertical axis, and the axis below."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from scratchnet_tui.text.rows import Row

ROWS = 2
"""How many rows a frame takes beside those of its picture."""


def number(value: float) -> str:
    """Write an end of an axis."""
    return f"{value:.3g}"


def shortened(text: str, width: int) -> str:
    """Cut a text that is too long, and show that it was cut."""
    return (
        text if cell_len(text) <= width else set_cell_size(text, max(0, width - 2)) + ".."[:width]
    )


def upward(name: str, width: int) -> str:
    """Return the name of the vertical axis, cut for a pane `width` cells wide."""
    return f"{shortened(name, max(4, width // 3))} ^"


def gutter(ends: tuple[float, float]) -> int:
    """Return how many cells are left of a picture: the ends of its axis, and a blank."""
    return max(len(number(end)) for end in ends) + 1


def framed(
    head: Row, picture: Sequence[Row], up: tuple[float, float], across: tuple[float, float],
    name: str, columns: int,
) -> list[Row]:  # fmt: skip
    """Return the rows of a picture with its frame.

    Parameters
    ----------
    head : Row
        The row above it.
    picture : sequence of Row
        The picture, from the top down. A row may extend beyond its columns.
    up, across : tuple of float
        The lower and the upper end of each axis.
    name : str
        The name of the horizontal axis.
    columns : int
        The width of the picture in cells.
    """
    wide, last = gutter(up), len(picture) - 1
    labels = {last: number(up[0])} | {0: number(up[1])}
    beside = (f"{labels.get(line, ''):>{wide - 1}} " for line in range(len(picture)))
    rows = [((label, "label"), *row) for label, row in zip(beside, picture, strict=True)]
    return [head, *rows, ((" " * wide + _below(across, name, columns), "label"),)]


def _below(ends: tuple[float, float], name: str, columns: int) -> str:
    """Return the line below a picture: the ends of the axis, and its name."""
    low, high = (number(end) for end in ends)
    shown = shortened(f"{name} >", max(0, columns - len(low) - len(high) - 2))
    space = columns - len(low) - len(high) - cell_len(shown)
    left = max(1, space // 2)
    return low + " " * left + shown + " " * max(1, space - left) + high
