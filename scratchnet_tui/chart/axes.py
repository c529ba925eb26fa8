"""Where an axis ends, and where its ticks are: chosen in steps, so that a live chart is steady.

Each end is the roundest number that leaves little of the axis empty. A growing curve only ever
extends its range, and the larger the range, the rounder an end may be: so an end moves seldom,
and only outwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.arrays import Floats

HUGE = 1e300  # beyond it a span overflows; such a value is drawn where infinity is
TINY = 1e-12  # a linear axis never gets shorter than this
EPOCHS = 10.0  # the shortest x axis
LABEL = 4  # cells kept for the labels of the y axis at least, so that the canvas seldom moves
TICKS = 6  # parts an axis is divided into at most: more is clutter
AIR = 0.21  # an end of the axis of losses lies at most this share of what they span beyond them
FLAT = 1e-3  # values that differ by less than this share of their size are one flat line
SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


@dataclass(frozen=True)
class Axis:
    """One axis: its ends and its ticks.

    Parameters
    ----------
    low, high : float
        The values at the two ends; on a log axis their decimal logarithms.
    ticks : tuple of (float, str)
        The position of each tick, as a fraction of the axis, and its label.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def place(self, values: Floats) -> Floats:
        """Convert values of shape (points,) to fractions of the axis, between 0 and 1.

        What lies outside the axis is moved to its nearer end: an infinite loss shows at the top.
        Only nan stays nan.
        """
        if self.log:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(values <= 0.0, -np.inf, np.log10(values))
        inside = np.clip(values, self.low, self.high)
        return (inside - self.low) / (self.high - self.low)

    @property
    def label_width(self) -> int:
        """Cells that the longest label takes, at least `LABEL`."""
        return max([LABEL, *(len(label) for _, label in self.ticks)])


def x_limit(last: float, x_to: float | None = None) -> float:
    """Choose the right end of the axis of epochs.

    Parameters
    ----------
    last : float
        The last epoch of any curve.
    x_to : float, optional
        The requested end; None, or a number that cannot be one, means an automatic end.

    Returns
    -------
    float
        `x_to`, or the first of 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, ... that is not
        left of the last epoch.
    """
    if x_to is not None and 1.0 <= x_to <= HUGE:
        return float(x_to)
    return round_up(max(last, EPOCHS), ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8"))


def x_axis(high: float, columns: int) -> Axis:
    """Lay out the axis of epochs from 0 to `high`, which is at least 1.

    Ticks are at least ten cells apart, so that the labels do not touch.
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

    Its ticks and labels follow from its ends and `rows` alone. At most 30 % of it is empty,
    unless the values are nearly equal or an end was requested.

    Parameters
    ----------
    values : Floats
        All the values to be drawn, shape (points,).
    rows : int
        The height of the axis in cells.
    y_from, y_to : float, optional
        The requested ends; None, or numbers that cannot be ends, mean automatic ones.
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
    inner = _multiples(low, high, _step(low, high, most))
    return Axis(low, high, _labelled([low, *inner, high], low, high, most))


def short(number: float, digits: int = 4) -> str:
    """Write a number in few cells, with at most `digits` digits: 0, 0.5, 200, 1k, 1.25M, 2e-5."""
    size = abs(number)
    if size == 0.0 or 1e-3 <= size < 1e3:
        return f"{number + 0.0:.{digits}g}"
    for unit, suffix in SUFFIXES:
        if unit <= size < 1e15:
            return f"{number / unit:.{digits}g}{suffix}"
    mantissa, exponent = f"{number:.{digits - 1}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"


def round_up(size: float, starts: tuple[str, ...] = ("1", "2", "5")) -> float:
    """Return the smallest round number that is not below a size.

    A round number can be read, and it does not change while the size changes a little.

    Parameters
    ----------
    size : float
        A finite number above 0.
    starts : tuple of str
        The leading digits of round numbers, ascending from 1; zeros follow.

    Returns
    -------
    float
        The number; infinity where it is too large for a float.
    """
    exponent = math.floor(math.log10(size))
    powers = (exponent, exponent + 1)  # a logarithm may be rounded
    # Read, not multiplied: 3 * 0.1 is not 0.3.
    steps = (float(f"{start}e{power}") for power in powers for start in starts)
    return next(step for step in steps if step >= size)


def _linear_limits(values: Floats) -> tuple[float, float]:
    """Return the roundest numbers around the values that leave little empty.

    Values that are nearly equal are drawn as a flat line over 0.
    """
    lowest, highest = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    size = max(highest, -lowest)
    if size <= 0.0:
        return 0.0, 1.0
    if highest - lowest < max(FLAT * size, TINY):
        limit = round_up(max(size, TINY), ("1", "1.5", "2", "3", "4", "5", "6", "8"))
        return (-limit if lowest < 0.0 else 0.0), (limit if highest > 0.0 else 0.0)
    air = AIR * (highest - lowest)
    return _outside(lowest, air, math.floor), _outside(highest, air, math.ceil)


def _outside(value: float, air: float, rounding: Callable[[float], int]) -> float:
    """Return the roundest number beyond a value that is at most `air` away from it."""
    exponent = math.floor(math.log10(max(abs(value), air))) + 1
    while True:
        for start in (5, 1):  # what is a multiple of a rounder one is one of the next as well
            count = start * rounding(value / float(f"{start}e{exponent}"))
            end = float(f"{count}e{exponent}")  # read, not multiplied: 3 * 0.1 is not 0.3
            if abs(end - value) <= air:
                return end
        exponent -= 1


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


def _step(low: float, high: float, most: int, *, whole: bool = False) -> float:
    """Choose the distance between ticks: a round one that makes at most `most` parts.

    Both ends should have a tick. So a step that divides them is preferred, then half the axis or
    all of it if that is a short number that leads to both, then any round number.
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
        short_enough = math.isclose(float(f"{step:.1e}"), step) and _is_whole(low / step)
        if parts <= most and short_enough and (not whole or _is_whole(step)):
            return step
    return ladder[0]


def _multiples(low: float, high: float, step: float) -> list[float]:
    """Return every multiple of the step from the low end to the high end, both included."""
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return [min(max(count * step, low), high) for count in range(first, last + 1)]


def _labelled(
    ticks: list[float], low: float, high: float, most: int, log: bool = False
) -> tuple[tuple[float, str], ...]:
    """Return positions and labels of the first and the last tick, and of others that have room."""
    values = np.log10(ticks) if log else np.array(ticks)
    places = np.clip((values - low) / (high - low), 0.0, 1.0).tolist()
    apart = 0.6 / most
    kept = [0]
    for i in range(1, len(ticks) - 1):
        if places[kept[-1]] + apart < places[i] < places[-1] - apart:
            kept.append(i)
    kept.append(len(ticks) - 1)
    texts = _texts([ticks[i] for i in kept])
    return tuple((places[i], text) for i, text in zip(kept, texts, strict=True))


def _texts(ticks: list[float]) -> list[str]:
    """Write ticks so that neighbours differ, with the same number of decimals where short."""
    size = max(abs(at) for at in ticks)
    if 1e-3 <= size < 1e4:
        for decimals in range(9):
            if all(math.isclose(round(at, decimals), at, rel_tol=1e-9) for at in ticks):
                return [f"{at + 0.0:.{decimals}f}" for at in ticks]
    for digits in range(4, 17):
        texts = [short(at, digits) for at in ticks]
        if len(set(texts)) == len(texts):
            break
    return texts


_ROUND = (
    (1.0, 10.0),
    (1.0, 5.0, 10.0),
    (1.0, 2.0, 5.0, 10.0),
    (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0),
    (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0),
)
"""How the ends of a logarithmic axis may begin, the roundest first; each holds the one before."""

_NEARLY_LINEAR = 0.35  # decades: on a shorter logarithmic axis even steps stand evenly enough


def _log_limits(values: Floats) -> tuple[float, float]:
    """Return the decimal logarithms of the roundest ends that leave little empty.

    Values that are nearly equal get the decade they lie in.
    """
    exponents = np.log10(values) if values.size else np.array([-2.0, 0.0])
    lowest, highest = float(exponents.min()), float(exponents.max())
    low, high = math.floor(lowest + 1e-9), math.ceil(highest - 1e-9)
    if highest - lowest < math.log10(1.0 + FLAT):
        return float(min(low, high - 1)), float(high)
    air = AIR * (highest - lowest)
    return _log_outside(lowest, air, "below"), _log_outside(highest, air, "above")


def _log_outside(value: float, air: float, side: str) -> float:
    """Return the logarithm of the roundest number beyond a value, also given as a logarithm."""
    decade = math.floor(value)
    end = value
    finer = ([i / 10**n for i in range(10**n, 10 * 10**n + 1)] for n in (1, 2, 3, 4))
    for starts in chain(_ROUND, finer):
        logs = np.log10(starts)
        if side == "below":
            place = np.searchsorted(logs, value - decade + 1e-9, side="right") - 1
        else:
            place = np.searchsorted(logs, value - decade - 1e-9, side="left")
        end = decade + float(logs[place])
        if abs(end - value) <= air:
            break
    return end


def _log_axis(positive: Floats, most: int, y_from: float | None, y_to: float | None) -> Axis:
    """Choose a logarithmic axis around values above 0."""
    low, high = _log_limits(positive)
    asked_low, asked_high = (
        math.log10(asked) if asked is not None and 0.0 < asked <= HUGE else auto
        for asked, auto in ((y_from, low), (y_to, high))
    )
    if asked_high - asked_low > 1e-6:
        low, high = asked_low, asked_high
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    whole = math.isclose(low, decades[0]) and math.isclose(high, decades[-1]) if decades else False
    if len(decades) > 1 and (whole or len(decades) > 2):
        return Axis(low, high, _decades(decades, low, high, most), log=True)
    bottom, top = float(f"{10.0**low:.8g}"), float(f"{10.0**high:.8g}")
    if high - low > _NEARLY_LINEAR:
        inner = [
            float(f"{start}e{at}")
            for at in (math.floor(low), math.floor(high))
            for start in (1, 2, 5)
        ]
        inner = [at for at in sorted(set(inner)) if bottom < at < top]
    else:
        inner = _multiples(bottom, top, _step(bottom, top, most))
    return Axis(low, high, _labelled([bottom, *inner, top], low, high, most, log=True), log=True)


def _decades(decades: range, low: float, high: float, most: int) -> tuple[tuple[float, str], ...]:
    """Return positions and labels of whole decades."""
    steps = (start * 10**power for power in range(4) for start in (1, 2, 5))
    step = next(step for step in steps if high - low <= most * step)
    # Ticks are counted from the top: the curve begins there, and the top moves less.
    ticks = decades[::-1][:: max(1, min(step, len(decades) - 1))]
    plain = all(-4 <= at <= 4 for at in ticks)
    labels = [f"{10.0**at:.{max(0, -at)}f}" if plain else f"1e{at}" for at in ticks]
    places = [min(max((at - low) / (high - low), 0.0), 1.0) for at in ticks]
    return tuple(zip(places, labels, strict=True))
