"""A table that is piped in: standard input is read to its end, and the core is given the bytes.

Whoever opens the app after that takes the keys from the terminal itself.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from core import DataError
from core.files import MOST_MEBIBYTES, give_stdin


def read_table() -> None:
    """Read all of standard input, and give it to the core as the content of the file ``-``.

    Raises
    ------
    DataError
        If it is closed, a terminal, or larger than `core.files.MOST_MEBIBYTES`.
    """
    give_stdin(_all_of_it())


def _all_of_it() -> bytes:
    if sys.stdin is None:
        raise DataError("standard input is closed; pipe a table into it, or name a file")
    if sys.stdin.isatty():
        raise DataError("standard input is a terminal; pipe a table into it, or name a file")
    try:
        data = sys.stdin.buffer.read((MOST_MEBIBYTES << 20) + 1)
    except OSError as fault:
        why = fault.strerror or fault
        raise DataError(f"standard input cannot be read ({why})") from None
    if len(data) > MOST_MEBIBYTES << 20:
        raise DataError(f"standard input is too large; at most {MOST_MEBIBYTES} MiB are read")
    return data


def take_keyboard() -> None:
    """Take the keys from the terminal, after the table has come through standard input."""
    with suppress(OSError):  # there may be no terminal; then the app says so
        terminal = os.open("/dev/tty", os.O_RDWR)
        os.dup2(terminal, 0)
        os.close(terminal)
