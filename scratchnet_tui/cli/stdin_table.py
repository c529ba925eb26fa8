"""A table that is piped in: standard input is read to its end, once.

The app then has to read its keys from the terminal itself.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from core import DataError, Reading
from core.user_input.file_reading import STDIN, counted

if TYPE_CHECKING:
    from core import Table

_BLOCK = 1 << 20  # bytes that are read at a time


def read_table(
    reading: Reading, header: str = "auto", encoding: str = "auto", asked: Sequence[str] = ()
) -> Table:
    """Read the table on standard input. Parameters and errors as in `core.open_table`.

    Raises
    ------
    DataError
        If standard input is closed or a terminal too.
    """
    from core import parse_table

    return parse_table(STDIN, _all_of_it(reading), reading, header, encoding, asked)


def _all_of_it(reading: Reading) -> Iterator[bytes]:
    if sys.stdin is None:
        raise DataError("it is closed; pipe a table into it, or name a file")
    if sys.stdin.isatty():
        raise DataError("it is a terminal; pipe a table into it, or name a file")
    stream = cast(io.BufferedReader, sys.stdin.buffer)
    try:
        yield from counted(lambda: stream.read1(_BLOCK), reading, "the input")
    except OSError as fault:
        why = fault.strerror or fault
        raise DataError(f"it cannot be read ({why})") from None


def take_keyboard() -> None:
    """Read keys from the terminal, after the table was read from standard input."""
    with suppress(OSError):  # there may be no terminal; then the app says so
        terminal = os.open("/dev/tty", os.O_RDWR)
        os.dup2(terminal, 0)
        os.close(terminal)
