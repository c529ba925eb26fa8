"""A table from a CSV file: one line of column names, then one sample a line: numbers, or labels.

Whatever is wrong is said in one sentence that names the line and the column, so that a person can
go to that very place in an editor.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..files import STDIN, given_stdin, read_bytes
from ..printable import printable, shortened
from ..types import DataError, Floats
from .base import Dataset, kind_of
from .cells import Columns, read_cells
from .columns import columns_of, header, target_columns
from .labels import one_hot
from .text import decode, records, separator
from .words import count, shown


def read_table(
    path: str | Path, targets: tuple[str, ...] = (), ignore: tuple[str, ...] = ()
) -> Dataset:
    """Read a CSV file with a header line into a data set.

    Cells are parted by commas, or by semicolons or tabs where the header has no comma.

    Parameters
    ----------
    path : str or Path
        The file, in UTF-8; ``-`` is what `files.give_stdin` was given.
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
    piped = str(path) == STDIN  # the file of that name is "./-"
    place = "stdin" if piped else shortened(str(Path(path)))
    try:
        text = decode(given_stdin() if piped else read_bytes(Path(path)))
        parted_by = separator(text)
        names = header(*next(records(text, parted_by), (0, [])))
        aside, _ = columns_of(names, ignore, "ignored column")
        wanted, texts = target_columns(names, targets, aside)
        columns = Columns(names, wanted, aside)
        table = read_cells(text, parted_by, columns, texts)
        inputs = [column for column in range(len(names)) if column not in (*wanted, *aside)]
        x, features = _spread(table, inputs, columns, bare=False)
        d, answers = _spread(table, wanted, columns, bare=len(wanted) == 1)
    except DataError as fault:
        # The helpers know the place inside the file; its name is added once, here.
        raise DataError(f"{place}: {fault}") from None
    classes = len(wanted) == 1 and wanted[0] in columns.labels
    return Dataset(
        name=place if piped else shortened(Path(path).name, 60),
        x=x,
        d=d,
        features=features,
        targets=answers,
        kind="classes" if classes else kind_of(d),
        description=f"{count(len(table), 'row')} x {count(len(features), 'input')} -> "
        f"{count(len(answers), 'target')}",
        label=names[wanted[0]] if classes else "",
        columns=tuple(names),
    )


def _spread(
    table: Floats, chosen: list[int], columns: Columns, bare: bool
) -> tuple[Floats, tuple[str, ...]]:
    """Return those columns and their names, a column of text as one column for each label.

    Raises
    ------
    DataError
        If two of them would have one name.
    """
    if not any(column in columns.labels for column in chosen):
        return table.take(chosen, axis=1), tuple(columns.names[column] for column in chosen)
    parts: list[Floats] = []
    titles: list[str] = []
    for column in chosen:
        name = columns.names[column]
        if column in columns.labels:
            part, found = one_hot(table[:, column], list(columns.labels[column]))
            parts.append(part)
            titles += found if bare else [f"{name}={label}" for label in found]
        else:
            parts.append(table[:, [column]])
            titles.append(name)
    looks = [printable(title) for title in titles]
    if len(set(looks)) < len(looks):
        twice = next(look for look in looks if looks.count(look) > 1)
        raise DataError(
            f"a label makes a column {shown(twice)}, and there is one of that name; rename it"
        )
    return np.concatenate(parts, axis=1), tuple(titles)
