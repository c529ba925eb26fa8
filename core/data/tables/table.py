"""A table as it was read from a file: named columns of numbers or words, one sample a line.

What is read is kept, so that its columns can be put to another use without reading it again.
Whatever is wrong is said in one sentence that names the line and the column, so that a person can
go to that very place in an editor. Whatever was left aside, changed or guessed is a remark.
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
    """A file as it was read: its columns, whatever each of them will be used for.

    Attributes
    ----------
    file : str
        Its path as it was given, or `file_reading.STDIN`.
    header, encoding : str
        What was asked for when it was read.
    names : tuple of str
        The names of the columns.
    columns : tuple of Column
        One for each name.
    rows : int
        How many rows there are below the header.
    digest : str
        A hash of its bytes. Two files with the same one hold the same.
    unnamed : frozenset of int
        The columns for which the file has no name.
    remarks : tuple of Remark
        What is to be said of it, whatever its columns are used for.
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
        """Say why a column, counted from 0, is no input unless somebody keeps it; often empty.

        What `missing` says of missing cells plays a part in it.
        """
        return why_aside(self.columns[column], self.names, self.rows, self.unnamed, missing)


def open_table(
    path: str | Path,
    reading: Reading | None = None,
    header: str = "auto",
    encoding: str = AUTO,
    asked: Sequence[str] = (),
) -> Table:
    """Read a file, and keep what it holds for whatever its columns may be used for.

    Cells are parted by commas, semicolons, tabs, bars or runs of blanks.

    Parameters
    ----------
    path : str or Path
        The file.
    reading : Reading, optional
        Is told how far the reading has come, and may stop it.
    header : str
        One of `layout.HEADERS`: whether the first row has the names of the columns.
    encoding : str
        The name of an encoding, or ``auto``: UTF-8, or another where that is certain.
    asked : sequence of str
        The columns that will be used; their words are kept however many there are in the table.

    Raises
    ------
    DataError
        If the file cannot be read, or is no table.
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
    """Make a table of the bytes of a file. The other parameters and errors as in `open_table`.

    Parameters
    ----------
    file : str
        Its path, or `file_reading.STDIN`.
    content : iterable of bytes
        What it holds, cut anywhere.
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
        # The helpers know the place inside the file; its name is added once, here.
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
    """Return what a message calls a file."""
    return "stdin" if file == STDIN else shortened(str(Path(file)))
