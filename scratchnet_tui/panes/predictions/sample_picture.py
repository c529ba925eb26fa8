"""A sample as a picture, and an answer as bars: signs of increasing ink, so no colour is needed."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from core import Dataset, Floats, class_names, raw_targets, unscaled_targets
from scratchnet_tui.text.rows import Row, rows_of
from scratchnet_tui.text.wording import fit, rounded, signed

from .views import Listing

INK = " ░▒▓█"
"""Signs for the levels of grey, from the lightest ink to the darkest."""

_NAME = 8
_LEAST, _MOST = 12, 36  # the cells a picture and its bars may take


def ink_of(dataset: Dataset, x: Floats) -> Floats:
    """Scale inputs of shape (..., features) to 0..1 over the range of the data set."""
    low, high = float(dataset.x.min()), float(dataset.x.max())
    return np.clip((x - low) / (high - low if high > low else 1.0), 0.0, 1.0)


def ink_sign(level: float) -> str:
    """Return the sign for a level from 0 to 1."""
    return INK[min(len(INK) - 1, round(level * (len(INK) - 1)))]


def drawn_large(ink: Floats) -> list[str]:
    """Draw a picture with two characters for each pixel.

    `ink` has levels from 0 to 1, shape (height, width).
    """
    return ["".join(2 * ink_sign(level) for level in row) for row in ink.tolist()]


def drawn_small(ink: Floats) -> list[str]:
    """Draw a picture with half a character for each pixel, which is either light or dark.

    `ink` has levels from 0 to 1, shape (height, width).
    """
    dark = ink >= 0.5
    if len(dark) % 2:
        dark = np.vstack([dark, np.zeros_like(dark[:1])])
    signs = np.array(list(" ▄▀█"))
    return ["".join(row) for row in signs[2 * dark[::2] + dark[1::2]]]


def output_bars(dataset: Dataset, y: Floats, width: int, most: int) -> list[Row]:
    """Return a bar for each output; if they are too many, for the largest ones.

    Parameters
    ----------
    dataset : Dataset
        It names the outputs.
    y : Floats
        The outputs for one sample in the units of the targets, shape (outputs,).
    width : int
        The cells of a row.
    most : int
        The most rows.
    """
    names = class_names(dataset) if dataset.kind == "classes" else dataset.targets
    shown = np.arange(len(y))
    if len(y) > most:
        shown = np.argsort(-np.nan_to_num(y, nan=-np.inf), kind="stable")[: max(0, most)]
    label = min(_NAME, max(cell_len(name) for name in names))
    low, high = (0.0, 1.0) if dataset.kind != "numbers" else _span(dataset)
    wide = 7 if dataset.kind == "numbers" or width > _LEAST + label + 8 else 5
    room = max(1, width - label - wide - 2)
    best = int(np.argmax(y))
    rows: list[Row] = []
    for j in shown.tolist():
        value = float(y[j])
        share = (value - low) / (high - low)
        length = round(room * min(1.0, max(0.0, share))) if np.isfinite(share) else 0
        first = "bold" if j == best and len(y) > 1 else ""
        number = signed(value, 7, 3).replace("+", " ") if wide == 7 else f"{value:5.2f}"
        if wide == 7 and abs(value) >= 1e4:  # it needs no exponent yet
            number = rounded(value, 7, 3)
        rows.append(((f"{fit(names[j], label)}{number} ", first), ("█" * length, "good")))
    return rows


def _span(dataset: Dataset) -> tuple[float, float]:
    d = raw_targets(dataset)
    low, high = float(d.min()), float(d.max())
    return low, (high if high > low else low + 1.0)


def sample_panel(
    dataset: Dataset, i: int, y: Floats, width: int, height: int, name: str = "row"
) -> list[Row]:
    """Draw the picture of a sample below its name, with the bars of its answer at the bottom.

    Parameters
    ----------
    dataset : Dataset
        The samples; its `picture` is their shape.
    i : int
        The index of the sample.
    y : Floats
        The outputs for it before scaling back, shape (outputs,).
    width, height : int
        The cells of a row, at least those of the picture drawn small, and the most rows.
    name : str
        The word before the number of the row.
    """
    assert dataset.picture is not None
    ink = ink_of(dataset, dataset.x[i]).reshape(dataset.picture)
    roomy = height > len(ink) + min(len(y), 3) and width >= 2 * ink.shape[1]
    drawn: list[Row] = [((f"{name} {i + 1}"[:width], "label"),)]
    drawn += rows_of(drawn_large(ink) if roomy else drawn_small(ink))
    return (drawn + output_bars(dataset, unscaled_targets(dataset, y), width, height - len(drawn)))[
        :height
    ]


def panel_width(dataset: Dataset, room: int) -> int:
    """Return how many cells a picture and its bars take of the room; 0 if it is too little."""
    if dataset.picture is None or room < least_width(dataset):
        return 0
    return min(room, max(_MOST, 2 * dataset.picture[1]))


def least_width(dataset: Dataset) -> int:
    """Return the fewest cells a picture takes; 0 if there is none."""
    return 0 if dataset.picture is None else max(_LEAST, dataset.picture[1])


class SamplePanel:
    """The picture beside a table, drawn once for all its lines."""

    def __init__(self) -> None:
        self._key: tuple[Listing, int, int, int] | None = None
        self._lines: list[Row] = []

    def lines(self, shown: Listing, sample: int, room: int, height: int) -> list[Row]:
        """Return the lines of the picture and its bars; none if there is no room.

        `room` are the cells beside the table, `height` the rows.
        """
        width = panel_width(shown.dataset, room)
        if not width:
            return []
        key = (shown, sample, width, height)
        if self._key != key:
            self._key = key
            name = shown.part or "row"
            self._lines = sample_panel(shown.dataset, sample, shown.y[sample], width, height, name)
        return self._lines
