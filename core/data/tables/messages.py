"""How the cells and names of a table are told apart, and shown in a message."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Collection

from core.printable import composed, printable, quoted


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


CLASS = "class:"
"""Stands before the name of a column in a spec that is to be read as words."""


def plain_name(name: str, names: Collection[str]) -> str:
    """Return the column that is meant by a name in a spec, without what it is to be read as.

    Parameters
    ----------
    name : str
        A name as it stands in the file or as it is shown, perhaps with ``class:`` before it.
    names : collection of str
        The names of the columns, as they are shown. One that begins with ``class:`` is itself.
    """
    shown_so = printable(one_line(name))
    if shown_so in names or not shown_so.startswith(CLASS):
        return shown_so
    return one_line(shown_so.removeprefix(CLASS))


_MOST_TYPED = 110  # characters of one name that are written out behind an option
_MOST_TYPED_IN_ALL = 250


def with_column(option: str, *names: str) -> str:
    """Return an option with columns behind it, as it is typed into a shell or behind a path.

    Parameters
    ----------
    option : str
        Such as ``--ignore``.
    *names : str
        The names of the columns. One with commas or quotes is quoted as in a CSV file, since names
        are listed so, and all of it then for the shell. Names that nobody would type, being very
        long, are written ``NAME``.
    """
    lengths = [len(name) for name in names]
    if max(lengths) > _MOST_TYPED or sum(lengths) > _MOST_TYPED_IN_ALL:
        names = tuple(CLASS * name.startswith(CLASS) + "NAME" for name in names)
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(map(printable, names))
    text = line.getvalue()
    typed = text if re.fullmatch(r"[\w.:\-]+", text) else shlex.quote(text)
    return f"{option}={typed}" if text.startswith("-") else f"{option} {typed}"
