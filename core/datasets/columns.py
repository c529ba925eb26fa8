"""The names of the columns, and which of them are inputs, targets, or left aside."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..legal import listed
from ..printable import printable, shortened
from ..types import DataError
from .words import is_number, one_line, shown

if TYPE_CHECKING:
    from collections.abc import Sequence


MOST_COLUMNS = 100_000
"""Tables with more columns than this are refused."""


def header(line: int, cells: Sequence[str]) -> list[str]:
    """Check the first row and return the names of the columns."""
    if not cells:
        raise DataError("the file is empty; it needs a line of column names and rows of numbers")
    if len(cells) > MOST_COLUMNS:
        raise DataError(
            f"line {line} has {len(cells):,} cells; {MOST_COLUMNS:,} columns are the most"
        )
    if all(map(is_number, cells)):
        raise DataError(
            f"line {line} starts with {shown(cells[0])} and holds only numbers, so there "
            "seems to be no header; put a line with the names of the columns above it"
        )
    columns: dict[str, int] = {}
    looks: dict[str, int] = {}
    for number, name in enumerate(map(one_line, cells), 1):
        place = f"line {line}, column {number}"
        if not name:
            raise DataError(f"{place}: the name is blank; every column needs a name")
        if any(unicodedata.category(character) == "Cc" for character in name):
            raise DataError(f"{place}: the name {shown(name)} has a control character in it")
        if name in columns:
            raise DataError(f"{place}: {shown(name)} names column {columns[name]} too; change one")
        columns[name] = number
        if looks.setdefault(printable(name), number) != number:
            first = looks[printable(name)]
            raise DataError(f"{place}: {shown(name)} looks like the name of column {first}")
    if len(columns) == 1:
        raise DataError(
            f"line {line}: there is only one column, {shown(name)}; write at least an input and "
            "a target, separated by a comma, a semicolon or a tab"
        )
    return list(columns)


def columns_of(names: Sequence[str], asked: Sequence[str], what: str) -> tuple[list[int], set[int]]:
    """Return the indices of the columns named, and which of them were named as ``class:``.

    A name may be written as it stands in the file, or as it is shown.
    """
    found: dict[int, None] = {}  # in their order
    classes: set[int] = set()
    columns = {printable(name): column for column, name in enumerate(names)} if asked else {}
    for name in map(printable, map(one_line, asked)):
        plain = name
        if what == "target" and name not in columns and name.startswith("class:"):
            plain = one_line(name.removeprefix("class:"))
        if plain not in columns:
            raise DataError(f"there is no column {shown(plain)}; {_choice(plain, names)}")
        column = columns[plain]
        if column in found:
            raise DataError(f"the {what} {shown(plain)}, column {column + 1}, is named twice")
        found[column] = None
        if plain != name:
            classes.add(column)
    return list(found), classes


@dataclass(frozen=True)
class Roles:
    """Which columns of a table are what, as indices.

    Attributes
    ----------
    targets : tuple of int
        In the order in which they were named.
    inputs : tuple of int
        In the order of the file.
    classes : frozenset of int
        The targets that are read as labels, whatever they hold.
    """

    targets: tuple[int, ...]
    inputs: tuple[int, ...]
    classes: frozenset[int]

    @cached_property
    def wanted(self) -> frozenset[int]:
        """The targets, to ask whether a column is one."""
        return frozenset(self.targets)


def roles_of(names: Sequence[str], targets: Sequence[str], ignore: Sequence[str]) -> Roles:
    """Return which columns are what, by the names of the targets and of those left aside.

    Raises
    ------
    DataError
        If there is no such column, one has two roles, or there is no input or target left.
    """
    aside = frozenset(columns_of(names, ignore, "ignored column")[0])
    wanted, classes = columns_of(names, targets, "target")
    for column in wanted:
        if column in aside:
            raise DataError(
                f"the target {shown(names[column])} is also ignored; choose one of the two"
            )
    left = [column for column in range(len(names)) if column not in aside]
    if len(wanted) == len(names):
        raise DataError(f"all {len(wanted)} columns are targets; leave at least one as an input")
    if len(left) < 2 or len(wanted) == len(left):
        raise DataError("too many columns are ignored; keep at least an input and a target")
    wanted = wanted or left[-1:]
    taken = set(wanted)
    inputs = tuple(column for column in left if column not in taken)
    return Roles(tuple(wanted), inputs, frozenset(classes))


def _choice(name: str, names: Sequence[str]) -> str:
    """List the columns there are, the first few of many, and the one most like `name`."""
    # Comparing takes the square of the length, so only the beginnings of long names count.
    spellings = {other.casefold()[:40]: other for other in names}
    found = difflib.get_close_matches(name.casefold()[:40], spellings, n=1)
    guess = f"; did you mean {_brief(spellings[found[0]])}?" if found else ""
    return f"the columns are {listed([_brief(other) for other in names], 80)}{guess}"


def _brief(name: str) -> str:
    return f"'{shortened(name, 30)}'"
