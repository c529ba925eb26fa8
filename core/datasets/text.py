"""From the bytes of a file to rows of cells, each with its line in the file, block by block."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import chain
from typing import TYPE_CHECKING

from ..types import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What may part the cells, and what it is called."""

LONGEST_ROW = 16 << 20
"""A row, header or not, may take so many bytes; it has to be in memory as a whole."""

_HEAD = 1 << 20  # characters in which the end of the header is looked for


def decoded(blocks: Iterable[bytes]) -> Iterator[str]:
    r"""Yield the text, some whole lines at a time, with every line end turned into ``\n``.

    Parameters
    ----------
    blocks : iterable of bytes
        The file, cut anywhere.

    Raises
    ------
    DataError
        If it is no text in UTF-8, or a line is longer than `LONGEST_ROW`; with the place.
    """
    waiting: list[bytes] = []  # the beginning of a line of which the end is yet to come
    length, start, line = 0, 0, 1  # how long it is, and where in the file it starts
    for block in chain(blocks, (None,)):
        data = b""
        if block is not None:
            waiting.append(block)
            length += len(block)
            if b"\0" in block or b"\n" in block or b"\r" in block or start + length < 3:
                data = b"".join(waiting)
                waiting = [data]
            if length > LONGEST_ROW and not data:
                raise DataError(_too_long(line))
            end = _last_line_end(data)
        else:
            data = b"".join(waiting)
            end = length
        if start == 0 and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise DataError("the text starts with the mark of UTF-16; save the file as UTF-8")
        nul = data.find(b"\0")
        if nul >= 0:
            place = f"byte {start + nul + 1}, in line {line + _line_ends(data[:nul])}, is zero"
            raise DataError(f"this is not text ({place}); a spreadsheet must be exported as CSV")
        if end == 0:
            continue
        whole, rest = data[:end], data[end:]
        waiting, length = [rest], len(rest)
        try:
            text = whole.decode("utf-8")
        except UnicodeDecodeError as fault:
            here, value = line + _line_ends(whole[: fault.start]), f"0x{whole[fault.start]:02x}"
            place = f"byte {start + fault.start + 1}, in line {here}, is {value}"
            raise DataError(f"the text is not UTF-8 ({place}); save the file as UTF-8") from None
        if start == 0:
            text = text.removeprefix("\ufeff")
        # Not splitlines() anywhere: it also splits at characters where no editor starts a line.
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        start += end
        line += text.count("\n")
        yield text


def _last_line_end(data: bytes) -> int:
    """Return how many bytes are whole lines for certain: a CR at the very end may be half one."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, max(0, len(data) - 1))) + 1


def _line_ends(data: bytes) -> int:
    r"""Return how many lines end in the bytes; a CR and an LF beside it end one."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _too_long(line: int) -> str:
    return (
        f"line {line}: the row is longer than {LONGEST_ROW >> 20} MiB; is this a table with a line "
        "for each sample?"
    )


class Rows:
    """The rows of a table, one by one, each with the line in the file on which it starts.

    Parameters
    ----------
    texts : iterable of str
        The text of the file in pieces, each of whole lines. See `decoded`.

    Attributes
    ----------
    separator : str
        What parts the cells: a comma if the header has one outside quotes.
    line : int
        The line on which the last row ends.
    characters : int
        How many characters have been taken from the text; may be set back to 0.
    underscores : bool
        Whether there has been an underscore so far; most tables of numbers have none.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.characters = 0
        self.underscores = False
        self.line = 0
        self._since = 0  # characters handed on since the last row was complete
        texts = iter(texts)
        head = _head_of(texts)
        self.separator = separator("".join(head))
        self._reader = csv.reader(
            chain.from_iterable(map(self._hand_on, chain(head, texts))),
            delimiter=self.separator,
            strict=True,
            skipinitialspace=True,
        )

    def _hand_on(self, text: str) -> Iterable[str]:
        """Return the lines of a piece of text."""
        if self._since > LONGEST_ROW:  # no row has ended in pieces as long as that
            raise DataError(_too_long(self.line + 1))
        self._since += len(text)
        self.characters += len(text)
        self.underscores = self.underscores or "_" in text
        return io.StringIO(text)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that are not blank, the header first.

        Raises
        ------
        DataError
            If the quoting is broken, or a row is too long.
        """
        reader, tabs = self._reader, self.separator == "\t"
        while True:
            # A quoted cell may run over several lines: the row starts after the last one's end.
            line = self.line + 1
            try:
                row = next(reader, None)
            except csv.Error as fault:
                raise DataError(_quoting_fault(str(fault), line, reader.line_num)) from None
            if row is None:
                return
            self.line = reader.line_num
            self._since = 0
            # Commas alone are not a blank line but empty cells. Tabs alone look like a blank line.
            if (len(row) > 1 and not tabs) or any(cell.strip() for cell in row):
                yield line, row


def _head_of(texts: Iterator[str]) -> list[str]:
    """Return so many of the first pieces of a text that the whole header is in them."""
    head: list[str] = []
    length = seen = 0
    for text in texts:
        head.append(text)
        length += len(text)
        if length >= 2 * seen:  # not at each of thousands of pieces
            seen = length
            line, end, _ = _bare("".join(head)).partition("\n")
            if length >= _HEAD or (end and '"' not in line):
                break
    return head


def _bare(text: str) -> str:
    """Return the beginning of a text, without what is between quotes and without blank lines."""
    return re.sub('"[^"]*"', "", text[:_HEAD]).lstrip("\n ")


def separator(text: str) -> str:
    """Return what parts the cells: a comma if the header has one outside quotes."""
    # A name between quotes may hold any separator and even a line end, so those go first.
    header = _bare(text).partition("\n")[0]
    return "," if "," in header else max(SEPARATORS, key=header.count)


def _quoting_fault(fault: str, first: int, last: int) -> str:
    """Put an error of the csv module in plain words, for the row on lines `first` to `last`."""
    if "field limit" in fault:
        most = csv.field_size_limit()
        return f'line {first}: a cell has over {most} characters; is a quote (") not closed?'
    if "end of data" in fault:
        return f'line {first}: a quote (") is opened and not closed before the file ends'
    return f'line {last}: a closing quote (") must be followed by a separator or a line end'
