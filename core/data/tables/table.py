"""A table read from a file: named columns of numbers or words, one sample per line.

Everything read is kept, so columns can be given other roles without reading the file again. An
error is one sentence that names line and column, so that the place can be found in an editor.
Whatever was left out, changed or guessed becomes a remark.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError
from core.printable import shortened
from core.user_input.file_reading import STDIN, Reading, blocks

from .cells import Column, Place, read_columns
from .column_roles import (
    columns_of,
    why_aside,
)
from .encodings import AUTO, Decoder
from .layout import Rows
from .messages import count, shown
from .remarks import Remark


@dataclass(frozen=True, eq=False)
class Table:
    """A file as it was read, before its columns have roles.

    Attributes
    ----------
    file : str
        The path as given, or `file_reading.STDIN`.
    header, encoding : str
        The options it was read with.
    rows : int
        The number of rows below the header.
    digest : str
        A hash of the bytes: equal digests mean equal content.
    unnamed : frozenset of int
        The columns for which the file has no name.
    remarks : tuple of Remark
        Remarks that do not depend on the roles of the columns.
    """

    file: str
    header: str
    encoding: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: int
    digest: str
    unnamed: frozenset[int]
    remarks: tuple[Remark, ...]

    def why_aside(self, column: int, missing: str = "auto") -> str:
        """Say why a column, counted from 0, is not an input by default; empty if it is one.

        `missing` is one of `choices.MISSING_CHOICES`; the answer can depend on it.
        """
        return why_aside(self.columns[column], self.names, self.rows, self.unnamed, missing)


def open_table(
    path: str | Path,
    reading: Reading | None = None,
    header: str = "auto",
    encoding: str = AUTO,
    asked: Sequence[str] = (),
) -> Table:
    """Read a file into a table.

    Cells are separated by commas, semicolons, tabs, bars or runs of blanks.

    Parameters
    ----------
    reading : Reading, optional
        Receives the progress, and may stop the reading.
    header : str
        One of `choices.HEADERS`: whether the first row holds the column names.
    encoding : str
        The name of an encoding, or ``auto``: UTF-8, or another if that is certain.
    asked : sequence of str
        Columns that will be used; their labels are kept even if the table has very many.

    Raises
    ------
    DataError
        If the file cannot be read, or is not a table.
    ReadingStopped
        If `reading` was stopped.
    """
    if str(path) == STDIN:  # the file of that name is "./-"
        raise DataError(
            "stdin: no table was piped in; start with --data - behind a pipe, or name a file"
        )
    reading = reading or Reading()
    content = blocks(Path(path), reading)
    return parse_table(str(path), content, reading, header, encoding, asked)


def parse_table(
    file: str,
    content: Iterable[bytes],
    reading: Reading | None = None,
    header: str = "auto",
    encoding: str = AUTO,
    asked: Sequence[str] = (),
) -> Table:
    """Parse the bytes of a file, in chunks of any size, into a table.

    `file` is its path or `file_reading.STDIN`; the rest and the errors are as in `open_table`.
    """
    digest = hashlib.blake2b(digest_size=16)

    def hashed() -> Iterator[bytes]:
        for block in content:
            digest.update(block)
            yield block

    try:
        decoder = Decoder(hashed(), encoding)
        source = Rows(iter(decoder), header)
        names = source.layout.names
        wanted = frozenset(columns_of(names, asked, "")[0])
        columns, number, total = read_columns(source, names, reading or Reading(), wanted)
    except DataError as fault:
        # The helpers give the position inside the file; its name is added here, once.
        raise type(fault)(f"{place_of(file)}: {fault}") from None
    remarks = (*_of_text(decoder), *source.layout.remarks, *_of_rows(source, total))
    return Table(
        file,
        header,
        encoding,
        names,
        tuple(columns),
        number,
        digest.hexdigest(),
        source.layout.unnamed,
        remarks,
    )


def _of_text(decoder: Decoder) -> list[Remark]:
    if not decoder.found:
        return []
    remedy = "" if decoder.marked else "name the encoding with --encoding"
    return [Remark("encoding", f"the text is read as {decoder.found}", (), remedy)]


def _of_rows(source: Rows, total: Place | None) -> list[Remark]:
    found = (
        ("blank-rows", source.empty, "separators alone"),
        ("comments", source.comments, "comment"),
        ("notes", source.notes, "a single text"),
    )
    ends = count(source.trailing, "line") + (" ends" if source.trailing == 1 else " end")
    passed = [Remark("trailing-separators", f"{ends} in separators with nothing behind")] * (
        source.trailing > 0
    )
    if total is not None:
        passed.append(
            Remark(
                "total-row",
                f"line {total.line}, {shown(total.cell)}, may sum up the rows above and is read as "
                "one of them",
                remedy="take it out of the file",
            )
        )
    return passed + [
        Remark(
            code,
            f"{count(number, 'line')} of {what} among the samples "
            f"{'is' if number == 1 else 'are'} passed over",
        )
        for code, number, what in found
        if number
    ]


def place_of(file: str) -> str:
    """Return the name of a file for messages."""
    return "stdin" if file == STDIN else shortened(str(Path(file)))
