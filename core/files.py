"""Reading a user's file: what can go wrong gets one sentence."""

from __future__ import annotations

import stat
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


_given: list[bytes] = []


def give_stdin(data: bytes | None) -> None:
    """Say what came through standard input; the core reads only files, and can be asked often.

    Parameters
    ----------
    data : bytes or None
        All of it; None: nothing did.
    """
    _given[:] = [] if data is None else [data]


def given_stdin() -> bytes:
    """Return what `give_stdin` was given.

    Raises
    ------
    DataError
        If it was given nothing.
    """
    if not _given:
        raise DataError("no table was piped in; start with --data - behind a pipe, or name a file")
    return _given[0]
