"""A table from a CSV file: one line of column names, then one sample a line: numbers, or labels.

Whatever is wrong is said in one sentence that names the line and the column, so that a person can
go to that very place in an editor.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..files import STDIN, Reading, blocks
from ..printable import printable, shortened
from ..types import DataError, Floats
from .base import Dataset, kind_of
from .cells import Column, check_labels, check_size, read_columns
from .columns import Roles, header, roles_of
from .labels import one_hot
from .text import Rows, decoded
from .words import count, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, eq=False)
class Table:
    """A file as it was read: its columns, whatever each of them will be used for.

    Attributes
    ----------
    file : str
        Its path as it was given, or `files.STDIN`.
    names : tuple of str
        The header.
    columns : tuple of Column
        One for each name.
    rows : int
        How many rows there are below the header.
    digest : str
        A hash of its bytes. Two files with the same one hold the same.
    """

    file: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: int
    digest: str

    def dataset(self, targets: Sequence[str] = (), ignore: Sequence[str] = ()) -> Dataset:
        """Return the samples of the table. Parameters, value and errors as in `read_table`."""
        try:
            return self._dataset(roles_of(self.names, targets, ignore))
        except DataError as fault:
            raise DataError(f"{_place(self.file)}: {fault}") from None

    def _dataset(self, roles: Roles) -> Dataset:
        _check(self.names, self.columns, roles)
        self._check_labels(roles)
        x, features = self._spread(roles.inputs, roles, bare=False)
        d, answers = self._spread(roles.targets, roles, bare=len(roles.targets) == 1)
        first = self.columns[roles.targets[0]]
        classes = len(roles.targets) == 1 and _has_labels(first, roles)
        return Dataset(
            name="stdin" if self.file == STDIN else shortened(Path(self.file).name, 60),
            x=x,
            d=d,
            features=features,
            targets=answers,
            kind="classes" if classes else kind_of(d),
            description=f"{count(self.rows, 'row')} x {count(len(features), 'input')} -> "
            f"{count(len(answers), 'target')}",
            label=self.names[first.index] if classes else "",
            columns=self.names,
            table=self,
        )

    def _check_labels(self, roles: Roles) -> None:
        """Refuse labels that say nothing or were not kept, and what is too big with them."""
        width = len(self.names)
        for index in sorted((*roles.inputs, *roles.targets)):
            column = self.columns[index]
            if not _has_labels(column, roles):
                continue
            if column.labels is None:
                name = shown(self.names[index])
                raise DataError(
                    f"the labels of {name} were not kept, for so wide a table has too many; name "
                    f"it when the file is read, with --target class:{self.names[index]}"
                )
            check_labels(column, index in roles.wanted, self.rows, self.names)
            width += len(column.labels) - 1
        check_size(self.rows, width)

    def _spread(
        self, chosen: tuple[int, ...], roles: Roles, bare: bool
    ) -> tuple[Floats, tuple[str, ...]]:
        """Return those columns and their names, a column of text as one column for each label.

        Raises
        ------
        DataError
            If two of them would have one name.
        """
        parts: list[Floats] = []
        titles: list[str] = []
        for index in chosen:
            column, name = self.columns[index], self.names[index]
            if _has_labels(column, roles):
                assert column.labels is not None
                part, found = one_hot(column.code_array(), list(column.labels))
                parts.append(part)
                titles += found if bare else [f"{name}={label}" for label in found]
            else:
                parts.append(column.number_array()[:, None])
                titles.append(name)
        seen: set[str] = set()
        for title in map(printable, titles):  # as they look
            if title in seen:
                raise DataError(
                    f"a label makes a column {shown(title)}, and there is one of that name; "
                    "rename it"
                )
            seen.add(title)
        return np.concatenate(parts, axis=1), tuple(titles)


def read_table(
    path: str | Path, targets: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> Dataset:
    """Read a CSV file with a header line into a data set.

    Cells are separated by commas, or by semicolons or tabs where the header has no comma.

    Parameters
    ----------
    path : str or Path
        The file, in UTF-8.
    targets : tuple of str
        The names of the target columns, in the order wanted. Empty: the last column.
        A target that holds text becomes one column for each label, in the order of the alphabet.
        ``class:NAME`` reads a column of numbers as labels too.
    ignore : tuple of str
        The names of the columns that are left aside.

    Returns
    -------
    Dataset
        ``x`` of shape (rows, columns - targets) and ``d`` of shape (rows, targets). The inputs
        keep the order of the file. An input whose first cell is text becomes ``name=text`` columns.

    Raises
    ------
    DataError
        If the file cannot be read, is no table of finite numbers, or lacks a target.
    """
    return open_table(path, targets, ignore).dataset(targets, ignore)


def open_table(
    path: str | Path,
    targets: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reading: Reading | None = None,
) -> Table:
    """Read a CSV file, and keep what it holds for whatever its columns may be used for.

    Parameters
    ----------
    path : str or Path
        The file, in UTF-8.
    targets, ignore : sequence of str
        What the columns are to be first, as in `read_table`. A cell that cannot be used so ends
        the reading at once.
    reading : Reading, optional
        Is told how far the reading has come, and may stop it.

    Raises
    ------
    DataError
        If the file cannot be read, or is no table with such columns.
    ReadingStopped
        If `reading` was stopped.
    """
    if str(path) == STDIN:  # the file of that name is "./-"
        raise DataError(
            "stdin: no table was piped in; start with --data - behind a pipe, or name a file"
        )
    reading = reading or Reading()
    return parse_table(str(path), blocks(Path(path), reading), targets, ignore, reading)


def parse_table(
    file: str,
    content: Iterable[bytes],
    targets: Sequence[str] = (),
    ignore: Sequence[str] = (),
    reading: Reading | None = None,
) -> Table:
    """Make a table of the bytes of a file. The other parameters and errors as in `open_table`.

    Parameters
    ----------
    file : str
        Its path, or `files.STDIN`.
    content : iterable of bytes
        What it holds, cut anywhere.
    """
    digest = hashlib.blake2b(digest_size=16)

    def hashed() -> Iterator[bytes]:
        for block in content:
            digest.update(block)
            yield block

    try:
        source = Rows(decoded(hashed()))
        rows = iter(source)
        names = header(*next(rows, (0, [])))
        roles = roles_of(names, targets, ignore)
        columns, number = read_columns(
            rows,
            source,
            names,
            reading or Reading(),
            lambda columns: _check(names, columns, roles),
            frozenset(roles.targets),
        )
    except DataError as fault:
        # The helpers know the place inside the file; its name is added once, here.
        raise type(fault)(f"{_place(file)}: {fault}") from None
    return Table(file, tuple(names), tuple(columns), number, digest.hexdigest())


def _place(file: str) -> str:
    return "stdin" if file == STDIN else shortened(str(Path(file)))


def _has_labels(column: Column, roles: Roles) -> bool:
    """Tell whether a column is read as labels."""
    return column.has_labels(column.index in roles.wanted, column.index in roles.classes)


def _check(names: Sequence[str], columns: Sequence[Column], roles: Roles) -> None:
    """Refuse the first cell that cannot be used as its column is to be."""
    faults = [columns[index].fault_as(False, False) for index in roles.inputs]
    faults += [columns[index].fault_as(True, index in roles.classes) for index in roles.targets]
    first = min((fault for fault in faults if fault is not None), default=None)
    if first is not None:
        raise DataError(first.sentence(names))
