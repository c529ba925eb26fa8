"""What a value must be to be valid, and the one sentence that says so when it is not."""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection
from typing import Any

from core.errors import SpecError
from core.printable import quoted

from .synonyms import key, nearest, same

_MOST_LISTED = 16
"""More names than this are not listed in a sentence."""

_CLOSE = 0.75
"""How much of a mistyped name must be right for the name to be suggested; see `difflib`."""

_MOST_DIGITS = 30
"""The most digits of a whole number, so that each can be shown, and counted on from."""

_KINDS: dict[type, str] = {
    str: "a name",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


def of_type(name: str, value: Any, default: object) -> Any:
    """Return a value in the type its field has, lists as tuples, or say what it should be."""
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
    """Tell whether a value is of that type, where True is not the number 1."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def valid_name(field: str, name: str, valid: Collection[str]) -> str:
    """Return the valid name of what is meant, in whatever way the field writes it.

    Parameters
    ----------
    field : str
        What the name is of. Other ways to write it are looked up under it; see `synonyms`.
    name : str
        What was given.
    valid : collection of str
        The valid names.

    Raises
    ------
    SpecError
        If nothing here is exactly that. It says what comes nearest, or else what is valid.
    """
    found = same(field, name, valid)
    if found is None:
        raise unknown_name(field, name, valid)
    return found


def unknown_name(field: str, name: str, valid: Collection[str]) -> SpecError:
    """Return the refusal of a name. Parameters as in `valid_name`."""
    refused = f"{_called(field)} is {quoted(name)}"
    near = nearest(field, name)
    if near is not None:
        return SpecError(field, f"{refused}; the nearest here is {near.name}, {near.difference}")
    close = closest(name, valid)
    hint = f" (did you mean {close}?)" if close else ""
    return SpecError(field, f"{refused}{hint}; it must be one of {listed(valid)}")


def closest(name: str, valid: Collection[str]) -> str | None:
    """Return the valid name that somebody has most likely mistyped; None where none is close.

    Close is what shares three quarters of its letters, in their order: ``tahn`` is tanh, and
    ``mnist`` is not moons.
    """
    # Comparing takes the square of the length, and no valid name is half as long as that.
    wanted = key(name[:100])
    shares = {each: difflib.SequenceMatcher(None, key(each), wanted).ratio() for each in valid}
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= _CLOSE else None


def listed(names: Collection[str], room: int = 160) -> str:
    """Name them all, or the first of very many, or as many as about `room` characters hold."""
    first: list[str] = []
    for name in names:
        if len(first) == _MOST_LISTED or (first and sum(map(len, first)) + len(name) > room):
            return f"{', '.join(first)} and {len(names) - len(first):,} more"
        first.append(name)
    return ", ".join(first)


def _called(field: str) -> str:
    """Return what a field is called in a sentence."""
    return field.replace("_", " ")


def check_whole(field: str, value: int, least: int) -> None:
    """Refuse a whole number that is too small, or has too many digits."""
    if value < least:
        raise SpecError(
            field,
            f"{_called(field)} is {quoted(value)}; it must be a whole number of {least} or more",
        )
    _check_digits(field, value)


def _check_digits(field: str, value: object) -> None:
    """Refuse a whole number that cannot be shown; other values pass."""
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
    """Refuse a number outside a range; an end that is open does not belong to it."""
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
