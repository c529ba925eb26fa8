"""How the cells and names of a table are told apart, and shown in a message."""

from __future__ import annotations

import unicodedata


def is_number(cell: str) -> bool:
    """Tell whether a cell is written as a number, finite or not. Python's 1_000 is not one."""
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def one_line(name: str) -> str:
    """Return a name on one line without blanks around it, spelled one way where Unicode has two."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def shown(text: str, most: int = 40) -> str:
    """Quote a text for a message, trimmed, control characters escaped, and cut if it is long."""
    text = text.strip(" \t\n")
    return repr(text) if len(text) <= most else f"{text[:most]!r}... ({len(text)} characters)"


def count(number: int, noun: str) -> str:
    """Put a number before a noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
