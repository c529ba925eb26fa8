"""Validation of values, with one sentence for each error."""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection
from typing import Any

from core.errors import SpecError
from core.printable import quoted

from .synonyms import key, nearest, same

_MOST_LISTED = 16
"""Maximum number of names listed in a message."""

_CLOSE = 0.75
"""Minimum similarity of a suggested name, as the ratio of `difflib`."""

_MOST_DIGITS = 30
"""Maximum digits of a whole number, so that it can be displayed."""

_KINDS: dict[type, str] = {
    str: "a name",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


def of_type(name: str, value: Any, default: object) -> Any:
    """Return a value converted to the type of its field's default, or raise `SpecError`."""
    if isinstance(default, tuple):
        kind = int if name == "hidden" else str
        if not isinstance(value, list | tuple) or not all(is_a(kind, item) for item in value):
            what = "whole numbers" if kind is int else "names"
            raise SpecError(
                name, f"{_called(name)} is {quoted(value)}; it must be a list of {what}"
            )
        for item in value:
            _check_digits(name, item)
        return tuple(value)
    if isinstance(default, float) and is_a(int, value):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    kinds = (str, type(None)) if name in ("dataset", "data_file") else (type(default),)
    if not any(is_a(kind, value) for kind in kinds):
        raise SpecError(name, f"{_called(name)} is {quoted(value)}; it must be {_KINDS[kinds[0]]}")
    _check_digits(name, value)
    return value


def is_a(kind: type, value: object) -> bool:
    """Whether a value is of that type; a bool does not count as an int."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def valid_name(field: str, name: str, valid: Collection[str]) -> str:
    """Return the valid name for a name or an exact synonym of it in that field; see `synonyms`.

    Raises
    ------
    SpecError
        If there is none. The message names the nearest substitute, or the valid names.
    """
    found = same(field, name, valid)
    if found is None:
        raise unknown_name(field, name, valid)
    return found


def unknown_name(field: str, name: str, valid: Collection[str]) -> SpecError:
    """Return the error for a name that is not valid. Parameters as in `valid_name`."""
    refused = f"{_called(field)} is {quoted(name)}"
    near = nearest(field, name)
    if near is not None:
        return SpecError(field, f"{refused}; the nearest here is {near.name}, {near.difference}")
    close = closest(name, valid)
    hint = f" (did you mean {close}?)" if close else ""
    return SpecError(field, f"{refused}{hint}; it must be one of {listed(valid)}")


def closest(name: str, valid: Collection[str]) -> str | None:
    """Return the valid name that was most likely mistyped; None if none is close.

    Names are close if three quarters of their letters match in order: ``tahn`` is tanh, but
    ``mnist`` is not moons.
    """
    # Comparison is quadratic in the length, and valid names are far shorter than this.
    wanted = key(name[:100])
    shares = {each: difflib.SequenceMatcher(None, key(each), wanted).ratio() for each in valid}
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= _CLOSE else None


def listed(names: Collection[str], room: int = 160) -> str:
    """Join names with commas, but only the first if there are many or they exceed `room` chars."""
    first: list[str] = []
    for name in names:
        if len(first) == _MOST_LISTED or (first and sum(map(len, first)) + len(name) > room):
            return f"{', '.join(first)} and {len(names) - len(first):,} more"
        first.append(name)
    return ", ".join(first)


def _called(field: str) -> str:
    """Return the name of a field for messages."""
    return field.replace("_", " ")


def check_whole(field: str, value: int, least: int) -> None:
    """Raise `SpecError` if a whole number is below `least` or has too many digits."""
    if value < least:
        raise SpecError(
            field,
            f"{_called(field)} is {quoted(value)}; it must be a whole number of {least} or more",
        )
    _check_digits(field, value)


def _check_digits(field: str, value: object) -> None:
    """Raise `SpecError` if a whole number has too many digits; other values pass."""
    if isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS:
        raise SpecError(
            field,
            f"{_called(field)} has {quoted(value)}; at most {_MOST_DIGITS} digits are allowed",
        )


def check_range(
    field: str,
    value: float,
    low: float,
    high: float,
    *,
    open_low: bool = False,
    open_high: bool = False,
) -> None:
    """Raise `SpecError` if a number is outside a range, whose ends may be open."""
    above = value > low if open_low else value >= low
    below = value < high if open_high else value <= high
    if above and below:
        return
    if math.isinf(high):
        valid = f"a finite number {f'above {low:g}' if open_low else f'of {low:g} or more'}"
    elif open_low:
        valid = f"a number above {low:g} and {'below' if open_high else 'at most'} {high:g}"
    else:
        valid = f"a number from {low:g} to {'below ' * open_high}{high:g}"
    given = f"{value:g}" if float(f"{value:g}") == value else repr(value)  # 1.0000001 is not 1
    raise SpecError(field, f"{_called(field)} is {given}; it must be {valid}")
