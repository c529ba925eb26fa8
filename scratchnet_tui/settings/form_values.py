"""Parsing the text typed in the form: each function reads one kind of value, or refuses it.

A refusal is a `core.SpecError` that begins with the label of the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LADDER = (1, 2, 3, 5, 7, 9)
"""The leading digits of the learning rates that [ and ] step through."""


def _refused(label: str, text: object, valid: str) -> Exception:
    from core import SpecError
    from core.printable import quoted

    return SpecError(label, f"{label} is {quoted(text)}; it must be {valid}")


def whole(label: str, text: str) -> int:
    """Read a whole number, or refuse in a sentence."""
    try:
        return int(text)
    except ValueError:
        raise _refused(label, text, "a whole number") from None


def switched(label: str, text: str) -> bool:
    """Read on or off, or refuse in a sentence."""
    if text.lower() not in ("on", "off"):
        raise _refused(label, text, "on or off")
    return text.lower() == "on"


def real(label: str, text: str) -> float:
    """Read a number, or refuse in a sentence."""
    try:
        return float(text)
    except ValueError:
        raise _refused(label, text, "a number such as 0.1") from None


def number(name: str, text: str) -> float:
    """Read a number whose meaning is known from its place, such as a cell or a weight.

    Raises
    ------
    SpecError
        With the field `name`, if the text is not a number.
    """
    try:
        return float(text)
    except ValueError:
        from core import SpecError
        from core.printable import quoted

        raise SpecError(name, f"{quoted(text)} is not a number such as -0.5") from None


def names(_label: str, text: str) -> tuple[str, ...]:
    """Read names separated by commas."""
    return tuple(name.strip() for name in text.split(","))


def extras(label: str, text: str) -> tuple[str, ...]:
    """Read the names of extra inputs, or none."""
    return () if text.lower() in ("", "none") else names(label, text)


def samples(label: str, text: str) -> int:
    """Read a number of samples. The automatic 0 of a spec cannot be typed."""
    value = whole(label, text)
    if value == 0:
        raise _refused(label, value, "2 or more")
    return value


def batch(label: str, text: str) -> int:
    """Read the size of a batch; 0 means all, which is typed as a word."""
    if text.lower() == "all":
        return 0
    value = whole(label, text)
    if value == 0:
        raise _refused(label, value, "1 or more, or all")
    return value


def split(label: str, text: str) -> tuple[float, float]:
    """Read the share of training rows, and after a comma that of validation rows."""
    trained, _, validation = text.partition(",")
    return real(label, trained), real(label, validation) if "," in text else 0.0


def class_weight(_label: str, text: str) -> Any:
    """Read the weights of the classes."""
    from core import read_class_weight

    return read_class_weight(text)


def whole_or_never(label: str, text: str) -> int | None:
    """Read a whole number, or never."""
    return None if text.lower() == "never" else whole(label, text)


def real_or_never(label: str, text: str) -> float | None:
    """Read a number, or never."""
    return None if text.lower() == "never" else real(label, text)


def neighbour(ladder: Sequence[int], value: int, by: int) -> int:
    """Return the next number of a ladder above (1) or below (-1) a value, clamped at its ends."""
    if by > 0:
        return next((rung for rung in ladder if rung > value), value)
    return next((rung for rung in reversed(ladder) if rung < value), value)


def next_rate(rate: float, up: bool) -> float:
    """Return the next learning rate up or down on the ladder 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1, ...

    `rate` is 0 or more. From 0 the way up starts at 0.1, and the ladder ends at 1e-6 and 9e6.
    """
    if rate == 0.0:
        return 0.1 if up else 0.0
    rungs = [float(f"{digit}e{power}") for power in range(-6, 7) for digit in LADDER]
    if up:
        return next((rung for rung in rungs if rung > rate * (1 + 1e-9)), rate)
    return next((rung for rung in reversed(rungs) if rung < rate * (1 - 1e-9)), rate)
