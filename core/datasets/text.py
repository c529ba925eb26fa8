"""From the bytes of a file to rows of cells, each with its line in the file."""

from __future__ import annotations

import codecs
import csv
import re
from typing import TYPE_CHECKING

from ..types import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What may part the cells, and what it is called."""


def decode(data: bytes) -> str:
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


def separator(text: str) -> str:
    """Return what parts the cells: a comma if the header has one outside quotes."""
    # A name between quotes may hold any separator and even a line end, so those go first.
    bare = re.sub('"[^"]*"', "", text[: 1 << 20]).lstrip("\n ").partition("\n")[0]
    return "," if "," in bare else max(SEPARATORS, key=bare.count)


def records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, the header first, each with its line in the file."""
    reader = csv.reader(_lines(text), delimiter=separator, strict=True, skipinitialspace=True)
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


def _lines(text: str) -> Iterator[str]:
    """Yield the lines one by one. A StringIO would hold them all again, four times as big."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _quoting_fault(fault: str, first: int, last: int) -> str:
    """Put an error of the csv module in plain words, for the row on lines `first` to `last`."""
    if "field limit" in fault:
        most = csv.field_size_limit()
        return f'line {first}: a cell has over {most} characters; is a quote (") not closed?'
    if "end of data" in fault:
        return f'line {first}: a quote (") is opened and not closed before the file ends'
    return f'line {last}: a closing quote (") must be followed by a separator or a line end'
