"""Reading a user's file: what can go wrong gets one sentence, and no name can upset a terminal."""

from __future__ import annotations

import stat
import sys
from functools import cache
from pathlib import Path

from .types import DataError

STDIN = "-"
"""What stands for standard input in the place of a file."""

MOST_MEBIBYTES = 256
"""Larger files are refused."""


def read_bytes(path: Path) -> bytes:
    """Return the content of an ordinary file.

    The messages do not name the file; the caller does.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    DataError
        If it cannot be read, is no ordinary file, or is larger than `MOST_MEBIBYTES`.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise DataError("this is a directory; name a file in it")
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device may never end
            raise DataError("this is not an ordinary file; save it to one first")
        if status.st_size > MOST_MEBIBYTES << 20:
            raise DataError(f"the file is too large; at most {MOST_MEBIBYTES} MiB are read")
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError("there is no such file") from None
    except PermissionError:
        raise DataError("there is no permission to read this file") from None
    except (OSError, ValueError) as fault:  # ValueError: a path with a NUL character in it
        why = getattr(fault, "strerror", None) or fault
        raise DataError(f"the file cannot be read ({why})") from None


@cache
def read_stdin() -> bytes:
    """Return all of standard input. It can be read only once, so it is kept.

    Raises
    ------
    DataError
        If it is closed, a terminal, or larger than `MOST_MEBIBYTES`.
    """
    if sys.stdin is None:
        raise DataError("standard input is closed; pipe a table into it, or name a file")
    if sys.stdin.isatty():
        raise DataError("standard input is a terminal; pipe a table into it, or name a file")
    try:
        data = sys.stdin.buffer.read((MOST_MEBIBYTES << 20) + 1)
    except OSError as fault:
        raise DataError(f"standard input cannot be read ({fault.strerror or fault})") from None
    if len(data) > MOST_MEBIBYTES << 20:
        raise DataError(f"the input is too large; at most {MOST_MEBIBYTES} MiB are read")
    return data


def printable(text: str) -> str:
    """Return the name of a file, quoted and escaped only if a terminal could not show it."""
    return text if text.isprintable() else ascii(text)
