"""Normalising the cells and names of a table, and showing them in messages."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Collection

from core.printable import composed, printable, quoted


def is_number(cell: str) -> bool:
    """Whether a cell is a number literal, finite or not. Python's 1_000 does not count."""
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def one_line(name: str) -> str:
    """Return a name stripped, on one line, in Unicode's composed form."""
    return " ".join(composed(name).split())


def shown(text: str) -> str:
    """Strip a cell or a name and quote it for a message."""
    return quoted(text.strip(" \t\n"))


def count(number: int, noun: str) -> str:
    """Return a number and a noun, with the plural s where needed."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


CLASS = "class:"
"""The prefix of a column name in a spec that makes the column be read as words."""


def plain_name(name: str, names: Collection[str]) -> str:
    """Return the printable name of the column that a name in a spec refers to.

    Parameters
    ----------
    name : str
        A name as in the file or as displayed, with or without the prefix ``class:``.
    names : collection of str
        The printable names of all columns. One that really begins with ``class:`` wins.
    """
    shown_so = printable(one_line(name))
    if shown_so in names or not shown_so.startswith(CLASS):
        return shown_so
    return one_line(shown_so.removeprefix(CLASS))


_MOST_TYPED = 110  # maximum length of a name written out after an option
_MOST_TYPED_IN_ALL = 250


def with_column(option: str, *names: str) -> str:
    """Return an option and its columns as typed in a shell, such as ``--ignore age``.

    Names are joined as a line of CSV, with its quotes, and the result is quoted for the shell.
    Names too long to type are replaced by ``NAME``.
    """
    lengths = [len(name) for name in names]
    if max(lengths) > _MOST_TYPED or sum(lengths) > _MOST_TYPED_IN_ALL:
        names = tuple(CLASS * name.startswith(CLASS) + "NAME" for name in names)
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(map(printable, names))
    text = line.getvalue()
    typed = text if re.fullmatch(r"[\w.:\-]+", text) else shlex.quote(text)
    return f"{option}={typed}" if text.startswith("-") else f"{option} {typed}"
