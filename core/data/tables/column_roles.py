"""The roles of a table's columns: which are inputs, targets or left out, and why."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError
from core.printable import printable, shortened
from core.user_input.validation import listed

from .cells import Column, place
from .labels import LONGEST_LABEL, MOST_LABELS, MOST_TEXTS
from .messages import CLASS, one_line, plain_name, shown, with_column

ASIDE_SHARE = 1 / 3
"""A column with more than this share missing is left out by default."""

_FEWEST_ROWS = 3  # with fewer rows a column is constant or all-distinct by chance

Role: TypeAlias = Literal["input", "target", "ignored", "aside"]


@dataclass(frozen=True)
class TableChoices:
    """The user's choices of how the columns of a table are used.

    Attributes
    ----------
    target : tuple of str
        The target columns, in this order. Empty: the last one that is neither ignored nor empty.
        ``class:NAME`` reads a column of numbers as labels.
    ignore : tuple of str
        The columns to leave out.
    keep : tuple of str
        Columns to use as inputs although they would be left out by default. ``class:NAME`` reads a
        column of numbers as words.
    missing : str
        One of `choices.MISSING_CHOICES`. ``stop`` refuses missing cells, ``drop`` drops their rows,
        ``mean`` fills them with the mean over the training rows (for words the most frequent one),
        ``mark`` does so and adds an input that is 1 where the cell was missing. ``auto`` decides by
        how many there are.
    strict : bool
        Whether to refuse a table instead of guessing.
    """

    target: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    missing: str = "auto"
    strict: bool = False


NO_CHOICES = TableChoices()
"""The defaults."""


@dataclass(frozen=True)
class ColumnRole:
    """What a column of a table is used for.

    Attributes
    ----------
    name : str
        Its printable name.
    role : Role
        ``ignored`` if the user left it out, ``aside`` if it was left out by default.
    why : str
        Why it was left out by default; else empty.
    words : bool
        Whether it is read as labels.
    """

    name: str
    role: Role
    why: str = ""
    words: bool = False


@dataclass(frozen=True)
class Roles:
    """The roles of all columns of a table, as indices.

    Attributes
    ----------
    targets : tuple of int
        In the order of `TableChoices.target`.
    inputs : tuple of int
        In the order of the file.
    words : frozenset of int
        The inputs and targets that are read as labels.
    forced : frozenset of int
        Those the user asked to read as labels.
    aside : tuple of (int, str)
        The columns left out by default, and why.
    ignored : frozenset of int
        The columns the user left out.
    """

    targets: tuple[int, ...]
    inputs: tuple[int, ...]
    words: frozenset[int]
    forced: frozenset[int]
    aside: tuple[tuple[int, str], ...]
    ignored: frozenset[int]

    def missing(self, column: Column) -> NDArray[np.bool_]:
        """Return which rows have no value in a column, shape (rows,)."""
        if column.index in self.words:
            return column.no_word(column.index in self.forced)
        return np.isnan(column.number_array())

    def each(self, names: Sequence[str]) -> tuple[ColumnRole, ...]:
        """Return the role of each column, in the order of the file."""
        targets, inputs, aside = frozenset(self.targets), frozenset(self.inputs), dict(self.aside)
        roles: list[ColumnRole] = []
        for index, name in enumerate(map(printable, names)):
            role: Role = "ignored"
            if index in targets:
                role = "target"
            elif index in inputs:
                role = "input"
            elif index in aside:
                role = "aside"
            roles.append(ColumnRole(name, role, aside.get(index, ""), index in self.words))
        return tuple(roles)


def columns_of(
    names: Sequence[str], asked: Collection[str], what: str
) -> tuple[dict[int, None], set[int]]:
    """Return the indices of the columns asked for, and which were given with ``class:``.

    A name may be written as in the file or as displayed.

    Parameters
    ----------
    what : str
        What the error for a column given twice calls it; empty: duplicates are allowed.

    Raises
    ------
    DataError
        If there is no such column, or one is given twice.
    """
    found: dict[int, None] = {}  # an ordered set
    classes: set[int] = set()
    columns = {printable(name): column for column, name in enumerate(names)} if asked else {}
    for name in map(printable, map(one_line, asked)):
        plain = name if what == "ignored column" else plain_name(name, columns)
        if plain not in columns:
            raise DataError(f"there is no column {shown(plain)}; {_choice(plain, names)}")
        column = columns[plain]
        if what and column in found:
            raise DataError(f"the {what} {shown(plain)}, column {column + 1}, is named twice")
        found[column] = None
        if plain != name:
            classes.add(column)
    return found, classes


def roles_of(
    names: Sequence[str],
    columns: Sequence[Column],
    rows: int,
    unnamed: Collection[int],
    choices: TableChoices,
) -> Roles:
    """Decide the role of each column of a table.

    `unnamed` are the columns for which the file has no name.

    Raises
    ------
    DataError
        If a chosen column does not exist, has two roles or cannot be used that way, or no input or
        target is left.
    """
    ignored = frozenset(columns_of(names, choices.ignore, "ignored column")[0])
    wanted, classes = columns_of(names, choices.target, "target")
    kept, words = columns_of(names, choices.keep, "kept column")
    _check_once(names, ignored, wanted, kept)
    left = [column for column in range(len(names)) if column not in ignored]
    if len(wanted) == len(names):
        raise DataError(f"all {len(wanted)} columns are targets; leave at least one as an input")
    if len(left) < 2 or len(wanted) == len(left):
        raise DataError("too many columns are ignored; keep at least an input and a target")
    # A trailing separator on each line makes an empty last column.
    full = [column for column in left if not columns[column].is_empty] or left
    targets = tuple(wanted or full[-1:])
    taken = frozenset(targets)
    aside: list[tuple[int, str]] = []
    inputs: list[int] = []
    text: set[int] = set()
    for index in left:
        column = columns[index]
        as_words = index in classes or index in words or not column.has_numbers
        if column.is_empty and index not in classes:
            as_words = False
        if index not in taken:
            why = "" if index in kept else why_aside(column, names, rows, unnamed, choices.missing)
            if why:
                aside.append((index, why))
                continue
            inputs.append(index)
        if as_words:
            text.add(index)
    if not inputs:
        what = "; ".join(f"{_brief(names[index])} {why}" for index, why in aside[:3])
        of_use = [index for index, _ in aside if can_be_kept(columns[index])]
        keep = with_column("--keep", names[of_use[0]]) if of_use else ""
        advice = f"; say {keep} to use it all the same" if keep else ""
        raise DataError(
            f"no column is left as an input: {what}{'; ...' * (len(aside) > 3)}{advice}"
        )
    roles = Roles(
        targets,
        tuple(inputs),
        frozenset(text),
        frozenset(classes | words),
        tuple(aside),
        ignored,
    )
    for index in sorted((*inputs, *targets)):
        _check(columns[index], names, rows, index in taken, roles)
    return roles


def _check_once(
    names: Sequence[str], ignored: Collection[int], wanted: Collection[int], kept: Collection[int]
) -> None:
    for column in wanted:
        if column in ignored:
            raise DataError(
                f"the target {shown(names[column])} is also ignored; choose one of the two"
            )
        if column in kept:
            raise DataError(
                f"the target {shown(names[column])} is also kept as an input; choose one of the two"
            )
    for column in kept:
        if column in ignored:
            raise DataError(
                f"the column {shown(names[column])} is both kept and ignored; choose one of the two"
            )


def can_be_kept(column: Column) -> bool:
    """Whether a column that is left out by default could be used as an input."""
    return not column.is_empty and (column.has_numbers or column.labels is not None)


# columns that are left out by default


def why_aside(
    column: Column, names: Sequence[str], rows: int, unnamed: Collection[int], missing: str
) -> str:
    """Say why a column is not an input by default; empty if it is one.

    `names` are those of all columns, `unnamed` the columns for which the file has no name, and
    `missing` is one of `choices.MISSING_CHOICES`.
    """
    if column.is_empty:
        return "is empty"
    gone = missing_of(column)
    if missing == "auto" and gone > ASIDE_SHARE * rows:
        return f"is missing in {gone:,} of {rows:,} rows"
    name = names[column.index]
    nameless = column.index in unnamed or re.fullmatch(r"Unnamed: \d+", name) is not None
    if column.has_numbers:
        if column.odd:
            return ""
        if rows >= _FEWEST_ROWS or nameless:
            numbered = _numbers_rows(column, name, nameless)
            if numbered:
                return numbered
        numbers = column.number_array()
        if rows >= _FEWEST_ROWS and not column.missing and bool((numbers == numbers[0]).all()):
            return f"is {numbers[0]:g} in every row"
        return ""
    if column.odd and column.dates >= 0.9 * column.odd and column.dates:
        return "holds dates"
    labels = column.labels
    if labels is None:
        if column.last_label is not None and len(column.last_label.cell) > LONGEST_LABEL:
            return f"holds texts of over {LONGEST_LABEL} characters"
        return f"holds more than {MOST_LABELS} different words"
    if rows < _FEWEST_ROWS:
        return ""
    if len(labels) == 1:
        return f"is {shown(next(iter(labels)))} in every row"
    if len(labels) == rows:
        return "differs in every row"
    if len(labels) > MOST_TEXTS and 2 * len(labels) > rows - gone:
        return f"holds {len(labels)} words that mostly differ"
    return ""


def _numbers_rows(column: Column, name: str, nameless: bool) -> str:
    """Say that a column merely numbers the rows; empty if it does not."""
    numbers = column.number_array()
    if column.missing or not bool((numbers == np.floor(numbers)).all()):
        return ""
    counts = bool((np.diff(numbers) == 1.0).all())
    if not nameless and not _is_id(name):
        return ""
    start = "has no name and " if nameless else ""
    if counts:
        return f"{start}counts the rows"
    if len(np.unique(numbers)) < len(numbers):
        return ""
    return f"{start or 'has '}{'has ' * nameless}another number in each row"


_ID = re.compile(
    r"(.*[ _.\-])?(id|idx|index|row ?names?|serial|uuid)|(no|nr|num|row)\.?|#|번호|순번|일련번호",
    re.IGNORECASE,
)
_CAMEL = re.compile(r".*[a-z](Id|ID)")


def _is_id(name: str) -> bool:
    """Whether a name is typical of a column of row identifiers."""
    return _ID.fullmatch(name) is not None or _CAMEL.fullmatch(name) is not None


def missing_of(column: Column) -> int:
    """Return the number of rows without a value in a column."""
    if column.has_numbers or column.labels is None:
        return column.missing
    return int(np.count_nonzero(column.no_word(all_words=False)))


# columns that cannot be used as chosen


def _check(column: Column, names: Sequence[str], rows: int, is_target: bool, roles: Roles) -> None:
    """Refuse a column that cannot be used in its role."""
    index = column.index
    name = names[index]
    if index in roles.words:
        _check_labels(column, names, is_target, index in roles.forced)
        return
    if column.is_empty:
        what = "target" if is_target else "column"
        raise DataError(f"the {what} {shown(name)} is empty in every row; name another one")
    if column.odd:
        assert column.first_odd is not None
        where = place(column.first_odd.line, index, names)
        numbers = column.count + column.missing
        others = f" ({numbers:,} of {rows:,} cells are numbers)" if column.count else ""
        choices: list[str] = []
        if column.labels is not None and column.odd > column.bad:
            option = "--target" if is_target else "--keep"
            choices.append(f"{with_column(option, CLASS + name)} to read the column as words")
        if not is_target:
            choices.append(f"{with_column('--ignore', name)} to leave it out")
        words = f"; say {', or '.join(choices)}" if choices else ""
        raise DataError(f"{where}: {column.why_odd()}{others}{words}")


def _check_labels(column: Column, names: Sequence[str], is_target: bool, forced: bool) -> None:
    name = names[column.index]
    if column.labels is None:
        if column.last_label is None:
            raise DataError(
                f"the labels of {shown(name)} were not kept, for so wide a table has too many; "
                f"name it when the file is read, with {with_column('--target', CLASS + name)}"
            )
        where = place(column.last_label.line, column.index, names)
        label = column.last_label.cell
        advice = (
            "name another target with --target"
            if is_target
            else f"say {with_column('--ignore', name)} to leave the column out"
        )
        if len(label) > LONGEST_LABEL:
            raise DataError(
                f"{where}: {shown(label)} is too long for a label, which has at most "
                f"{LONGEST_LABEL} characters; {advice}"
            )
        what = "a target" if is_target else "an input"
        raise DataError(
            f"{where}: {shown(label)} is label number {MOST_LABELS + 1}; {what} has at most "
            f"{MOST_LABELS}; {advice}"
        )
    if is_target:
        gone = set(column.code_array()[column.no_word(forced)].tolist())
        known = [label for label, code in column.labels.items() if code not in gone]
        if len(known) < 2:
            where = place(column.first_line, column.index, names)
            only = shown(known[0]) if known else "nothing"
            raise DataError(f"{where}: {only} is the only label; a target needs two or more")


def _choice(name: str, names: Sequence[str]) -> str:
    """List the columns, or the first few of many, and the one most similar to `name`."""
    # Comparison is quadratic in the length, so only the beginnings of names are compared.
    spellings = {other.casefold()[:40]: other for other in names}
    found = difflib.get_close_matches(name.casefold()[:40], spellings, n=1)
    guess = f"; did you mean {_brief(spellings[found[0]])}?" if found else ""
    return f"the columns are {listed([_brief(other) for other in names], 80)}{guess}"


def _brief(name: str) -> str:
    return f"'{shortened(name, 30)}'"
