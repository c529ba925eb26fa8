"""Long sums with their middle left out: how many terms it has, and their sum, stand in its place.

``0.3*0.1 + 0.2*0.5 + (58 more: 0.4120) + 0.1*0.9 + 0.5`` can still be added up by hand, and what
it begins and ends with stays in sight.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from core.exact import exp, log, total_all

if TYPE_CHECKING:
    from .equation import Terms

MOST = 6
"""Sums of more terms than this are elided."""

_ENDS = 2  # terms kept at either end


def elided(terms: Terms) -> Terms:
    """Leave out the middle of every long sum.

    Parameters
    ----------
    terms : Terms
        One side of an equation.

    Returns
    -------
    Terms
        The terms that stay, with the sum of the others in their place as ``(58 more: 0.4120)``.
        Sums of terms whose form is not known are kept whole.
    """
    kept: list[str | float] = []
    i = 0
    while i < len(terms):
        parts = _sum_from(terms, i)
        if not parts:
            kept.append(terms[i])
            i += 1
            continue
        end = parts[-1][0]
        if len(parts) > MOST:
            middle = parts[_ENDS:-_ENDS]
            head, tail = parts[_ENDS - 1][0], parts[-_ENDS - 1][0]  # where the middle is cut out
            values = np.array([value for _, value in middle])
            total = total_all(values) if np.isfinite(values).all() else math.nan
            kept += (*terms[i:head], " + ", f"({len(middle)} more: ", total, ")")
            kept += terms[tail:end]
        else:
            kept += terms[i:end]
        i = end
    return tuple(kept)


def _sum_from(terms: Terms, start: int) -> list[tuple[int, float]]:
    """Return for each term of the sum that begins at a place where it ends, and its value."""
    parts: list[tuple[int, float]] = []
    at = start
    while (part := _part(terms, at)) is not None:
        parts.append(part)
        at = part[0]
        if at >= len(terms) or terms[at] != " + ":
            break
        at += 1
    return parts


def _part(terms: Terms, at: int) -> tuple[int, float] | None:
    """Return where the term that begins at a place ends, and its value; None if it is no term."""
    for form, worth in _FORMS:
        piece = terms[at : at + len(form)]
        if len(piece) == len(form) and all(map(_fits, piece, form)):
            numbers = [number for number in piece if isinstance(number, float)]
            return at + len(form), worth(*numbers)
    product, end = 1.0, at
    while end < len(terms):
        factor = terms[end]
        if isinstance(factor, str):
            return None
        product, end = product * factor, end + 1
        if end >= len(terms) or terms[end] != "*":
            return end, product
        end += 1
    return None


def _exp(v: float) -> float:
    return float(exp(np.array(v)))


def _log(y: float) -> float:
    return float(log(np.array(y)))


def _fits(piece: str | float, wanted: str | None) -> bool:
    return isinstance(piece, float) if wanted is None else piece == wanted


_FORMS: tuple[tuple[tuple[str | None, ...], Callable[..., float]], ...] = (
    (("exp(", None, ")"), _exp),
    (("exp(", None, " - ", None, ")"), lambda v, highest: _exp(v - highest)),
    ((None, "*ln(", None, ")"), lambda d, y: d * _log(y)),
    (
        (None, "*ln(", None, ") + (1 - ", None, ")*ln(1 - ", None, ")"),
        lambda d, y, d_, y_: d * _log(y) + (1.0 - d_) * _log(1.0 - y_),
    ),
    (("(", None, " + ", None, ")*", None), lambda old, step, delta: (old + step) * delta),
)
"""Terms that are more than a product of numbers, and their value; None stands for a number."""
