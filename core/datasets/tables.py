"""A table from a CSV file: one line of column names, then one sample a line, all of it numbers.

Whatever is wrong is said in one sentence that names the line and the column, so that a person can
go to that very place in an editor.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import re
import unicodedata
from array import array
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..files import printable, read_bytes
from ..types import DataError, Floats
from .base import Dataset, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def read_table(path: str | Path, targets: tuple[str, ...] = ()) -> Dataset:
    """Read a CSV file with a header line into a data set.

    Cells are parted by commas, or by semicolons or tabs where the header has no comma.

    Parameters
    ----------
    path : str or Path
        The file, in UTF-8.
    targets : tuple of str
        The names of the target columns, in the order wanted. Empty: the last column.

    Returns
    -------
    Dataset
        ``x`` of shape (rows, columns - targets) and ``d`` of shape (rows, targets). The inputs
        keep the order of the file.

    Raises
    ------
    DataError
        If the file cannot be read, is no table of finite numbers, or lacks a target.
    """
    path = Path(path)
    try:
        text = _decode(read_bytes(path))
        separator = _separator(text)
        records = _records(text, separator)
        names = _header(*next(records, (0, [])))
        wanted = _target_columns(names, targets)
        table = _numbers(records, names, wanted, _SEPARATORS[separator])
    except DataError as fault:
        # The helpers know the place inside the file; its name is added once, here.
        raise DataError(f"{printable(str(path))}: {fault}") from None
    inputs = [column for column in range(len(names)) if column not in wanted]
    d = table.take(wanted, axis=1)
    return Dataset(
        name=printable(path.name),
        x=table.take(inputs, axis=1),
        d=d,
        features=tuple(names[column] for column in inputs),
        targets=tuple(names[column] for column in wanted),
        kind=kind_of(d),
        description=f"{_count(len(table), 'row')} x {_count(len(inputs), 'input')} -> "
        f"{_count(len(wanted), 'target')}",
    )


def _decode(data: bytes) -> str:
    r"""Return the text of the file, with every line end turned into ``\n``."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise DataError("the text starts with the mark of UTF-16; save the file as UTF-8")
    nul = data.find(b"\0")
    if nul >= 0:
        place = f"byte {nul + 1}, in line {_line_of(data, nul)}, is zero"
        raise DataError(f"this is not text ({place}); a spreadsheet must be exported as CSV")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line, value = _line_of(data, fault.start), f"0x{data[fault.start]:02x}"
        place = f"byte {fault.start + 1}, in line {line}, is {value}"
        raise DataError(f"the text is not UTF-8 ({place}); save the file as UTF-8") from None
    # Not splitlines() anywhere: it also splits at characters where no editor starts a line.
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _line_of(data: bytes, position: int) -> int:
    """Return the line, counted from 1, on which the byte at that position lies."""
    ends = {end: data.count(end, 0, position) for end in (b"\n", b"\r", b"\r\n")}
    return 1 + ends[b"\n"] + ends[b"\r"] - ends[b"\r\n"]


def _separator(text: str) -> str:
    """Return what parts the cells: a comma if the header has one outside quotes."""
    # A name between quotes may hold any separator and even a line end, so those go first.
    bare = re.sub('"[^"]*"', "", text[: 1 << 20]).lstrip("\n ").partition("\n")[0]
    return "," if "," in bare else max(_SEPARATORS, key=bare.count)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, the header first, each with its line in the file."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True, skipinitialspace=True)
    while True:
        # A quoted cell may run over several lines: the row starts after the last one's end.
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as fault:
            raise DataError(_quoting_fault(str(fault), line, reader.line_num)) from None
        if row is None:
            return
        # Commas alone are not a blank line but empty cells. Tabs alone look like a blank line.
        if any(cell.strip() for cell in row) or (len(row) > 1 and separator != "\t"):
            yield line, row


def _quoting_fault(fault: str, first: int, last: int) -> str:
    """Put an error of the csv module in plain words, for the row on lines `first` to `last`."""
    if "field limit" in fault:
        most = csv.field_size_limit()
        return f'line {first}: a cell has over {most} characters; is a quote (") not closed?'
    if "end of data" in fault:
        return f'line {first}: a quote (") is opened and not closed before the file ends'
    return f'line {last}: a closing quote (") must be followed by a separator or a line end'


def _header(line: int, cells: Sequence[str]) -> list[str]:
    """Check the first row and return the names of the columns."""
    if not cells:
        raise DataError("the file is empty; it needs a line of column names and rows of numbers")
    if all(map(_is_number, cells)):
        raise DataError(
            f"line {line} starts with {_shown(cells[0])} and holds only numbers, so there "
            "seems to be no header; put a line with the names of the columns above it"
        )
    columns: dict[str, int] = {}
    for number, name in enumerate(map(_one_line, cells), 1):
        place = f"line {line}, column {number}"
        if not name:
            raise DataError(f"{place}: the name is blank; every column needs a name")
        if any(unicodedata.category(character) == "Cc" for character in name):
            raise DataError(f"{place}: the name {_shown(name)} holds a control character")
        if name in columns:
            raise DataError(f"{place}: {_shown(name)} names column {columns[name]} too; change one")
        columns[name] = number
    if len(columns) == 1:
        raise DataError(
            f"line {line}: there is only one column, {_shown(name)}; write at least an input and "
            "a target, parted by a comma, a semicolon or a tab"
        )
    return list(columns)


def _target_columns(names: Sequence[str], targets: Sequence[str]) -> list[int]:
    """Return the indices of the target columns, in the order in which they were named."""
    wanted: list[int] = []
    for target in map(_one_line, targets):
        if target not in names:
            raise DataError(f"there is no column {_shown(target)}; {_choice(target, names)}")
        column = names.index(target)
        if column in wanted:
            raise DataError(f"the target {_shown(target)}, column {column + 1}, is named twice")
        wanted.append(column)
    if len(wanted) == len(names):
        raise DataError(f"all {len(wanted)} columns are targets; leave at least one as an input")
    return wanted or [len(names) - 1]


def _numbers(
    rows: Iterator[tuple[int, list[str]]], names: list[str], wanted: list[int], separators: str
) -> Floats:
    """Turn the rows below the header into numbers, shape (rows, columns)."""
    values = array("d")
    for line, row in rows:
        if len(row) != len(names):
            raise DataError(
                f"line {line} has {_count(len(row), 'cell')} parted by {separators}, and the "
                f"header has {len(names)}; {_odd_cell(row, names)}"
            )
        # Whole rows at a time, for speed. Only a row at fault is searched cell by cell.
        try:
            numbers = list(map(float, row))
        except ValueError:
            raise DataError(_bad_cell(line, row, names, wanted)) from None
        if not all(map(isfinite, numbers)) or "_" in "".join(row):
            raise DataError(_bad_cell(line, row, names, wanted))
        values.extend(numbers)
    if not values:
        raise DataError("there is no row of numbers below the header; add one for each sample")
    return np.frombuffer(values).reshape(-1, len(names))


def _odd_cell(row: Sequence[str], names: Sequence[str]) -> str:
    """Name the first column that has no cell, or the first cell that has no column."""
    if (here := len(row)) < len(names):
        return f"column {here + 1} {_shown(names[here])} is the first without a cell"
    return f"cell {len(names) + 1}, {_shown(row[len(names)])}, is the first without a column"


def _bad_cell(line: int, row: Sequence[str], names: Sequence[str], wanted: Sequence[int]) -> str:
    """Say which cell of a row is not a finite number, where it is, and why it is refused."""
    faults = (_fault(cell, column in wanted) for column, cell in enumerate(row))
    column, fault = next((column, fault) for column, fault in enumerate(faults) if fault)
    line += "".join(row[:column]).count("\n")
    return f"line {line}, column {column + 1} {_shown(names[column])}: {fault}"


def _fault(cell: str, is_target: bool) -> str:
    """Say why a cell is refused; the answer is empty for a legal number."""
    shown = _shown(cell)
    if not cell.strip():
        return "the cell is empty; write a number"
    if _is_number(cell):
        if isfinite(float(cell)):
            return ""
        if any(character.isdigit() for character in cell):
            return f"{shown} is too large; numbers go up to about 1.8e308"
        return f"{shown} is not a finite number; write one such as 0.5"
    if _is_number(cell.replace("_", "")):
        return f"{shown} has an underscore; write the digits alone"
    if _is_number(cell.replace(",", "")):
        return f"{shown} has a comma; write a decimal point and no thousands sign, as in 1234.5"
    if is_target:
        return f"{shown} is text, not a number; give each class its own column of 0 and 1"
    return f"{shown} is not a number; write one such as 0.5 or 1e-3"


def _is_number(cell: str) -> bool:
    """Tell whether a cell is written as a number, finite or not. Python's 1_000 is not one."""
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def _one_line(name: str) -> str:
    """Return a name on one line without blanks around it, spelled one way where Unicode has two."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def _choice(name: str, names: Sequence[str], most: int = 12) -> str:
    """List the columns there are, the first few of many, and the one most like `name`."""
    listed = ", ".join(map(_shown, names[:most]))
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    # Comparing takes the square of the length, so only the beginnings of long names count.
    spellings = {other.casefold()[:40]: other for other in names}
    found = difflib.get_close_matches(name.casefold()[:40], spellings, n=1)
    guess = f"; did you mean {_shown(spellings[found[0]])}?" if found else ""
    return f"the columns are {listed}{rest}{guess}"


def _shown(text: str, most: int = 40) -> str:
    """Quote a text for a message, trimmed, control characters escaped, and cut if it is long."""
    text = text.strip(" \t\n")
    return repr(text) if len(text) <= most else f"{text[:most]!r}... ({len(text)} characters)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
