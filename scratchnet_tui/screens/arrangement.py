"""The arrangement of the panes: which are visible, how large each is, what a small window omits.

It depends only on the size of the window and on what the panes have to show: it never changes
from one frame to the next during training.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from textual.geometry import Region, Size

from scratchnet_tui.panes.map.thumbnails import GAP, WIDTH

FRAME = 2  # lines of a frame
SIDES = 4  # columns of a frame and the blanks beside the text

_WIDE, _HUGE = 110, 160  # columns from which on there are three columns of panes; larger ones
_GRAND = (180, 46)  # columns and lines from which on the map is the largest pane
_LOG = 42  # lines from which on the log is seen
_LOG_LINES = 8
_STRIP = 19  # lines from which on the claims of a lesson stand below the weights
_UPPER = 8  # lines that the loss keeps above a lesson
_AIRY_UPPER = 11  # and where there is room for the text of the lesson too
_LEAST = 5  # lines of any pane
_BESIDE_LEAST = 68  # columns beside a large map


@dataclass(frozen=True)
class Wants:
    """What the panes have to show.

    Attributes
    ----------
    predictions : int
        The lines of its table.
    weights : callable
        The lines of the matrices, by the columns of the pane.
    claims, lesson : callable or None
        The lines of the lesson's claims, and of its whole text, by the columns of the pane; None
        without a lesson.
    plane : bool
        Whether there is a map.
    inside : bool
        Whether an update is shown.
    zoomed : str
        The pane that fills the window, if any.
    """

    predictions: int = 0
    weights: Callable[[int], int] = field(default=lambda _width: 0)
    claims: Callable[[int], int] | None = None
    lesson: Callable[[int], int] | None = None
    plane: bool = False
    inside: bool = False
    zoomed: str = ""


@dataclass(frozen=True)
class Arrangement:
    """The regions of the panes.

    `regions` has the visible panes by name; together they fill the window. `strip` means that only
    the claims of the lesson are shown, without a frame.
    """

    regions: Mapping[str, Region]
    strip: bool = False


def arranged(size: Size, wants: Wants) -> Arrangement:
    """Arrange the panes; `size` are the columns and lines for all of them."""
    width, height = size
    if wants.zoomed:
        return Arrangement({wants.zoomed: Region(0, 0, width, height)})
    if width < _WIDE:
        return _narrow(width, height, wants)
    if wants.inside:
        return _wide_inside(width, height, wants)
    if width >= _GRAND[0] and height >= _GRAND[1] and wants.plane:
        return _grand(width, height, wants)
    return _wide(width, height, wants)


def _narrow(width: int, height: int, wants: Wants) -> Arrangement:
    """Put loss and predictions, or an open update, over weights and lesson."""
    weights = wants.weights(width) + FRAME
    if wants.inside:
        weights = _between(_LEAST, weights, round(0.38 * height))
        return Arrangement(_stack(0, 0, width, inside=height - weights, weights=weights))
    lesson, strip = 0, False
    weights = _between(_LEAST, weights, math.ceil(0.45 * height))
    if wants.claims is not None and wants.lesson is not None and height >= _STRIP:
        strip_lines = wants.claims(width) + 1  # a line parts it from what is above
        weights = max(_LEAST, min(weights, height - _UPPER - strip_lines))
        room = height - weights - _AIRY_UPPER
        strip = room < strip_lines + 3
        lesson = strip_lines if strip else min(room, wants.lesson(width) + FRAME)
    upper = height - weights - lesson
    right = 34 if width < 80 else max(44, width // 2)
    below = {"weights": weights} | ({"lesson": lesson} if lesson else {})
    return Arrangement(
        {
            "loss": Region(0, 0, width - right, upper),
            "predictions": Region(width - right, 0, right, upper),
            **_stack(0, upper, width, **below),
        },
        strip,
    )


def _columns(width: int) -> tuple[int, int]:
    """Return how wide setup and predictions are in a wide window."""
    return (36, 56) if width >= _HUGE else (32, 44)


def _wide(width: int, height: int, wants: Wants) -> Arrangement:
    """Put the setup on the left, loss and weights in the middle, the lesson or the map right."""
    left, right = _columns(width)
    middle = width - left - right
    log = {"log": _LOG_LINES} if height >= _LOG else {}
    room = height - sum(log.values())
    weights = _between(_LEAST, wants.weights(middle) + FRAME, 4 * room // 7)
    return Arrangement(
        {
            "setup": Region(0, 0, left, height),
            **_stack(left, 0, middle, loss=room - weights, weights=weights, **log),
            **_right(width - right, right, height, wants),
        }
    )


def _right(x: int, width: int, height: int, wants: Wants) -> dict[str, Region]:
    """Stack the predictions over the lesson, or over the map if no lesson is open."""
    wanted = max(_LEAST + 2, wants.predictions + FRAME)
    if wants.lesson is None and wants.plane:
        square = min(map_lines(width), height - _LEAST - 2)
        return _stack(x, 0, width, predictions=height - square, map=square)
    predictions = min(wanted, 3 * height // 7)
    lesson = height - predictions
    if wants.lesson is not None and wants.plane:
        square = min(map_lines(width), lesson - wants.lesson(width) - FRAME)
        if square >= 2 * map_lines(width) // 3:
            lesson -= square
            return _stack(x, 0, width, predictions=predictions, lesson=lesson, map=square)
    return _stack(x, 0, width, predictions=predictions, lesson=lesson)


def _wide_inside(width: int, height: int, wants: Wants) -> Arrangement:
    """Put an open update over the weights, and the right column beside it."""
    right = _columns(width)[1]
    log = {"log": _LOG_LINES} if height >= _LOG else {}
    room = height - sum(log.values())
    weights = _between(_LEAST, wants.weights(width - right) + FRAME, 3 * room // 8)
    return Arrangement(
        {
            **_stack(0, 0, width - right, inside=room - weights, weights=weights, **log),
            **_right(width - right, right, height, wants),
        }
    )


def _grand(width: int, height: int, wants: Wants) -> Arrangement:
    """Put a large square map on the right, and the weights below, where they fit side by side."""
    left = _columns(width)[0]
    weights = _between(_LEAST, wants.weights(width - left) + FRAME, height // 3)
    upper = height - weights
    plane = min(map_columns(upper) + _THUMBNAIL, width - left - _BESIDE_LEAST)
    middle = width - left - plane
    third, wanted = "log", _LOG_LINES
    if wants.lesson is not None:
        third, wanted = "lesson", wants.lesson(middle) + FRAME
    predictions = _between(_LEAST + 2, wants.predictions + FRAME, upper // 3)
    rest = _between(_LOG_LINES, wanted, upper - predictions - upper // 3)
    loss = upper - predictions - rest
    return Arrangement(
        {
            "setup": Region(0, 0, left, height),
            **_stack(left, 0, middle, loss=loss, predictions=predictions, **{third: rest}),
            "map": Region(left + middle, 0, plane, upper),
            **_stack(left, upper, width - left, weights=weights),
        }
    )


_THUMBNAIL = WIDTH + GAP  # columns for small maps of the hidden units beside the large one
_LABELS = 7  # columns beside the picture of a map, about
_NOTES = 4  # lines above and below it, about


def map_lines(width: int) -> int:
    """Return how high a map pane must be for its picture to be square.

    A cell of a terminal is about twice as high as it is wide.
    """
    return (width - SIDES - _LABELS) // 2 + _NOTES + FRAME


def map_columns(height: int) -> int:
    """Return how wide a map pane must be for its picture to be square."""
    return 2 * (height - FRAME - _NOTES) + _LABELS + SIDES


def _between(least: int, wanted: int, most: int) -> int:
    return max(least, min(wanted, most))


def _stack(x: int, y: int, width: int, **heights: int) -> dict[str, Region]:
    """Return panes one below the other."""
    regions = {}
    for name, height in heights.items():
        regions[name] = Region(x, y, width, height)
        y += height
    return regions
