"""Parsing the values of the command line: each function reads one kind, or refuses it.

The parser appends the text of a refusal to the name of the option.
"""

from __future__ import annotations

import argparse
import csv


def refusal(text: str, valid: str) -> argparse.ArgumentTypeError:
    """Return the refusal of a value, such as ``is 'x'; it must be a number``."""
    from core.printable import (
        quoted,  # not needed until something is refused, and it is heavy
    )

    return argparse.ArgumentTypeError(f"is {quoted(text)}; it must be {valid}")


def to_fingerprint(text: str) -> str:
    """Read the fingerprint of a moment, however it is typed."""
    from core import SpecError, read_fingerprint

    try:
        return read_fingerprint(text)
    except SpecError as error:
        raise argparse.ArgumentTypeError(error.of("").strip()) from None


def to_names(text: str) -> tuple[str, ...]:
    """Read names separated by commas."""
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise refusal(text, "names with commas between them")
    return names


def to_columns(text: str) -> tuple[str, ...]:
    """Read names of columns, or none; one that contains a comma is quoted, as in the file."""
    if not text.strip():
        return ()
    if '"' not in text:
        return to_names(text)
    try:
        names = next(csv.reader([text], strict=True, skipinitialspace=True))
    except csv.Error:
        names = []
    if not names or not all(map(str.strip, names)):
        raise refusal(text, 'names with commas between them, each in quotes (") or none')
    return tuple(names)


def to_widths(text: str) -> tuple[int, ...]:
    """Read the widths of layers; 0, none or an empty text means none."""
    if text.strip().lower() in ("0", "", "none"):
        return ()
    try:
        return tuple(int(width) for width in text.split(","))
    except ValueError:
        raise refusal(
            text, "the widths of the hidden layers, such as 4 or 8,8, or 0 for none"
        ) from None


def to_real(text: str) -> float:
    """Read a number."""
    try:
        return float(text)
    except ValueError:
        raise refusal(text, "a number such as 0.9") from None


def to_split(text: str) -> tuple[float, float]:
    """Read the share of training rows, and after a comma that of validation rows."""
    try:
        share, _, validation = text.partition(",")
        return float(share), float(validation) if "," in text else 0.0
    except ValueError:
        raise refusal(
            text,
            "the share to train on, or two with one for validation, such as 0.8 or 0.7,0.15; the "
            "rest is the test set",
        ) from None


def to_whole(text: str) -> int:
    """Read a whole number, or refuse in a sentence."""
    try:
        return int(text)
    except ValueError:
        raise refusal(text, "a whole number") from None


def to_batch(text: str) -> int:
    """Read the size of a batch; 0 means all."""
    if text.strip().lower() == "all":
        return 0
    return to_count(text, valid="a whole number of 1 or more, or all")


def to_samples(text: str) -> int:
    """Read a number of samples."""
    return to_count(text, least=2)


def to_extras(text: str) -> tuple[str, ...]:
    """Read the names of extra inputs, or none."""
    return () if text.strip().lower() == "none" else to_names(text)


def to_rows(text: str) -> tuple[tuple[float, ...], ...]:
    """Read rows separated by semicolons, with their numbers separated by blanks or commas."""
    rows = []
    for number, written in enumerate(text.strip().rstrip(";").split(";"), start=1):
        words = written.replace(",", " ").split()
        if not words:
            raise argparse.ArgumentTypeError(f"row {number} is empty; write its numbers")
        for word in words:
            try:
                float(word)
            except ValueError:
                from core.printable import quoted

                raise argparse.ArgumentTypeError(
                    f"{quoted(word)} in row {number} is not a number; semicolons separate the rows"
                ) from None
        rows.append(tuple(map(float, words)))
    return tuple(rows)


def to_count(text: str, least: int = 1, valid: str = "") -> int:
    """Read a whole number of at least 1, or of another minimum, or refuse in a sentence."""
    try:
        value = int(text)
    except ValueError:  # also where Python finds the number too long to read
        value = least - 1
    if value < least:
        raise refusal(text, valid or f"a whole number of {least} or more")
    return value


def to_epochs(text: str) -> int:
    """Read how many epochs to train; 0 leaves the network untrained."""
    return to_count(text, least=0)


def to_loss(text: str) -> float:
    """Read a target loss."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not value >= 0.0:
        raise refusal(text, "a number of 0 or more")
    return value
