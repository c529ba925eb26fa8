"""Where an axis ends, and where its ticks are: chosen in steps, so that a live chart holds still.

The right end of the epochs goes up through 10, 20, 50, 100, ...; the top of the losses through
1, 1.5, 2, 3, 4, 5, 6, 8, 10, ...; a logarithmic axis grows by whole decades.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.types import Floats

HUGE = 1e300  # beyond it a span overflows; such a value is drawn where infinity is
TINY = 1e-12  # a linear axis never gets shorter than this
EPOCHS = 10.0  # the shortest x axis
LABEL = 4  # cells kept for the labels of the y axis at least, so that the canvas seldom moves
TICKS = 6  # parts an axis is divided into at most: more is clutter
SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


@dataclass(frozen=True)
class Axis:
    """One axis: what its ends mean, and where its ticks are.

    Parameters
    ----------
    low, high : float
        The values at the two ends; on a log axis their decimal logarithms.
    ticks : tuple of (float, str)
        Where each tick is, as a fraction of the axis, and its label.
    log : bool
        Whether the axis is logarithmic.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def place(self, values: Floats) -> Floats:
        """Turn values into fractions of the axis.

        Parameters
        ----------
        values : Floats
            Any numbers, shape (points,).

        Returns
        -------
        Floats
            Between 0 and 1, shape (points,). What lies outside the axis is moved to its nearer
            end: an infinite loss shows at the top. Only nan stays nan.
        """
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(values <= 0.0, -np.inf, np.log10(values))
        inside = np.clip(values, self.low, self.high)
        return (inside - self.low) / (self.high - self.low)

    @property
    def label_width(self) -> int:
        """Cells the longest label takes, never fewer than `LABEL`."""
        return max([LABEL, *(len(label) for _, label in self.ticks)])


def x_limit(last: float, x_to: float | None = None) -> float:
    """Choose the right end of the axis of epochs.

    Parameters
    ----------
    last : float
        The last epoch of any curve.
    x_to : float, optional
        The end asked for. None, or a number that cannot be one, means a step.

    Returns
    -------
    float
        `x_to`, or the first of 10, 20, 50, 100, 200, 500, ... that is not left of the last epoch.
    """
    if x_to is not None and 1.0 <= x_to <= HUGE:
        return float(x_to)
    return _round_up(max(last, EPOCHS), ("1", "2", "5"))


def x_axis(high: float, columns: int) -> Axis:
    """Lay out the axis of epochs, which always begins at 0.

    Parameters
    ----------
    high : float
        Its right end, at least 1.
    columns : int
        Cells the axis is wide.

    Returns
    -------
    Axis
        With air between the labels: at least ten cells from tick to tick.
    """
    most = min(TICKS, max(1, (columns - 1) // 10))
    ticks = _multiples(0.0, high, _step(0.0, high, most, whole=True))
    return Axis(0.0, high, tuple((at / high, short(at)) for at in ticks))


def y_axis(
    values: Floats,
    rows: int,
    *,
    log: bool = False,
    y_from: float | None = None,
    y_to: float | None = None,
) -> Axis:
    """Choose the axis of losses.

    Parameters
    ----------
    values : Floats
        All the values to be drawn, shape (points,).
    rows : int
        Cells the axis is high.
    log : bool
        Whether it is logarithmic.
    y_from, y_to : float, optional
        The ends asked for. None, or numbers that cannot be ends, mean steps that hold the values.

    Returns
    -------
    Axis
        The ticks and their labels follow from its ends and `rows` alone.
    """
    values = values[np.abs(values) <= HUGE]
    most = min(TICKS, max(1, (rows - 1) // 3))
    if log:
        return _log_axis(values[values > 0.0], most, y_from, y_to)
    low, high = _linear_limits(values)
    asked_low = low if y_from is None or not abs(y_from) <= HUGE else y_from
    asked_high = high if y_to is None or not abs(y_to) <= HUGE else y_to
    # A span that rounding would eat up cannot be divided into ticks.
    if asked_high - asked_low > max(1e-9 * max(abs(asked_low), abs(asked_high)), 1e-290):
        low, high = asked_low, asked_high
    step = _step(low, high, most)
    ticks = _multiples(low, high, step)
    if len(ticks) < 2:  # ends asked for, with no room for round numbers between them
        return Axis(low, high, ((0.0, short(low)), (1.0, short(high))))
    places = [(at - low) / (high - low) for at in ticks]
    return Axis(low, high, tuple(zip(places, _texts(ticks, step), strict=True)))


def short(number: float) -> str:
    """Write a number in few cells, with four digits at most: 0, 0.5, 200, 1k, 1.25M, 2e-5."""
    size = abs(number)
    if size == 0.0 or 1e-3 <= size < 1e3:
        return f"{number + 0.0:.4g}"
    for unit, suffix in SUFFIXES:
        if unit <= size < 1e15:
            return f"{number / unit:.4g}{suffix}"
    digits, exponent = f"{number:.3e}".split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"


def _round_up(size: float, starts: tuple[str, ...]) -> float:
    """Return the next number that begins with one of the starts and goes on in noughts."""
    exponent = math.floor(math.log10(size))
    # Read, not multiplied: 3 * 0.1 is not 0.3.
    steps = [float(f"{start}e{exponent}") for start in starts] + [float(f"1e{exponent + 1}")]
    return next(step for step in steps if step >= size)


def _linear_limits(values: Floats) -> tuple[float, float]:
    """Return 0 and a round number above the values; with negative ones, the same below 0."""
    highest, lowest = (float(values.max()), float(values.min())) if values.size else (0.0, 0.0)
    size = max(highest, -lowest)
    if size <= 0.0:
        return 0.0, 1.0
    limit = _round_up(max(size, TINY), ("1", "1.5", "2", "3", "4", "5", "6", "8"))
    return (-limit if lowest < 0.0 else 0.0), (limit if highest > 0.0 else 0.0)


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


def _step(low: float, high: float, most: int, *, whole: bool = False) -> float:
    """Choose the distance between ticks: a round one that makes at most `most` parts.

    Both ends should carry a tick. So a step that divides them comes first, then half the axis or
    the whole of it if that is a short number, and only then whatever is round.
    """
    span = high - low
    exponent = math.floor(math.log10(span / most))
    ladder = [
        step
        for power in range(exponent, exponent + 3)
        for step in (float(f"{start}e{power}") for start in ("1", "2", "2.5", "5"))
        if span / step <= most + 1e-9 and (not whole or (step >= 1.0 and _is_whole(step)))
    ]
    for step in ladder:
        if _is_whole(low / step) and _is_whole(high / step):
            return step
    for parts in (2, 1):
        step = span / parts
        if parts <= most and not whole and math.isclose(float(f"{step:.1e}"), step):
            return step
    return ladder[0]


def _multiples(low: float, high: float, step: float) -> list[float]:
    """Return every multiple of the step from the low end to the high end, both included."""
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return [min(max(count * step, low), high) for count in range(first, last + 1)]


def _texts(ticks: list[float], step: float) -> list[str]:
    """Write the ticks of a linear axis, all with the same decimals while they stay short."""
    size = max((abs(at) for at in ticks), default=0.0)
    if size and not 1e-3 <= size < 1e4:
        return [short(at) for at in ticks]
    decimals = next((count for count in range(8) if _is_whole(step * 10.0**count)), 8)
    return [f"{at + 0.0:.{decimals}f}" for at in ticks]


def _log_axis(positive: Floats, most: int, y_from: float | None, y_to: float | None) -> Axis:
    """Choose a logarithmic axis of whole decades around values above 0."""
    exponents = np.log10(positive) if positive.size else np.array([-2.0, 0.0])
    high = float(math.ceil(exponents.max() - 1e-9))
    low = min(float(math.floor(exponents.min() + 1e-9)), high - 1.0)
    asked_low, asked_high = (
        math.log10(asked) if asked is not None and 0.0 < asked <= HUGE else auto
        for asked, auto in ((y_from, low), (y_to, high))
    )
    if asked_high - asked_low > 1e-6:
        low, high = asked_low, asked_high
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    steps = (start * 10**power for power in range(4) for start in (1, 2, 5))
    step = next(step for step in steps if high - low <= most * step)
    # Ticks hang from the top: the curve begins there, and the top moves less than the bottom.
    ticks = decades[::-1][:: max(1, min(step, len(decades) - 1))]
    if len(ticks) < 2:  # the ends asked for lie within a decade or two
        return Axis(low, high, ((0.0, short(10.0**low)), (1.0, short(10.0**high))), log=True)
    plain = all(-4 <= at <= 4 for at in ticks)
    labels = [f"{10.0**at:.{max(0, -at)}f}" if plain else f"1e{at}" for at in ticks]
    places = [min(max((at - low) / (high - low), 0.0), 1.0) for at in ticks]
    return Axis(low, high, tuple(zip(places, labels, strict=True)), log=True)
