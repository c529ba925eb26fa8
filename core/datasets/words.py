"""How the cells and names of a table are told apart, and shown in a message."""

from __future__ import annotations

from ..printable import composed, quoted


def is_number(cell: str) -> bool:
    """Tell whether a cell is written as a number, finite or not. Python's 1_000 is not one."""
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def one_line(name: str) -> str:
    """Return a name on one line without blanks around it, spelled one way where Unicode has two."""
    return " ".join(composed(name).split())


def shown(text: str) -> str:
    """Quote a cell or a name for a message, without the blanks around it."""
    return quoted(text.strip(" \t\n"))


def count(number: int, noun: str) -> str:
    """Put a number before a noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
