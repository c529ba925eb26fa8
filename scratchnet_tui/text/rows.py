"""A row of styled text: what charts, reports and panes are made of.

A row names its styles, and `styles` alone turns them into colours.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from rich.cells import cell_len

Piece: TypeAlias = tuple[str, str] | tuple[str, str, str]
"""Text, the name of its style, and optionally the action a click on it asks for."""

Row: TypeAlias = tuple[Piece, ...]
"""A line, from left to right."""


def width_of(row: Iterable[Piece]) -> int:
    """Return how many cells a row takes."""
    return sum(cell_len(piece[0]) for piece in row)


def padded(row: Iterable[Piece], width: int) -> Row:
    """Return a row padded with blanks to a width; a wider one is unchanged."""
    pieces = tuple(row)
    return (*pieces, (" " * (width - width_of(pieces)), ""))


def rows_of(lines: Iterable[str], style: str = "") -> list[Row]:
    """Return a row for each line of text, all in one style."""
    return [((line, style),) for line in lines]


def joined(pieces: Iterable[Piece]) -> Row:
    """Merge neighbours of the same style and drop empty pieces; actions are lost."""
    texts = (piece for piece in pieces if piece[0])
    return tuple(
        ("".join(piece[0] for piece in group), style)
        for style, group in groupby(texts, key=itemgetter(1))
    )
