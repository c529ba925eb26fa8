"""Reading a file in the background, and saying how far it has come."""

from __future__ import annotations

import asyncio
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core import Reading, Table, open_table

from .background_thread import begin
from .setup import ToRead

_SOON = 0.5  # seconds after which it is worth saying that a file is being read
_OFTEN = 0.1  # seconds between two such lines
_SMALL = 1 << 20  # bytes that are read in an instant


def words(reading: Reading) -> str:
    """Say how far a file has been read: ``34 of 250 MB, 1,204,000 rows``."""
    if not reading.bytes:
        return "nothing has come yet"
    size = f" of {_mb(reading.size)}" if reading.size else ""
    rows = f", {reading.rows:,} rows" if reading.rows else ""
    return f"{_mb(reading.bytes)}{size} MB{rows}"


def _mb(number: int) -> str:
    return f"{number / 1e6:.0f}" if number >= 10e6 else f"{number / 1e6:.1f}"


async def read_aside(wanted: ToRead, reading: Reading) -> Table:
    """Read a file in a thread of its own.

    Cancelling this stops the reading too. The process does not wait for the thread when it ends,
    since a read may hang for ever.

    Parameters
    ----------
    wanted : ToRead
        The file, and how it is to be read.
    reading : Reading
        Tells how far it has come, and may stop it.

    Raises
    ------
    core.DataError
        If the file cannot be used.
    """
    try:
        return await begin(
            lambda: open_table(wanted.file, reading, wanted.header, wanted.encoding, wanted.asked)
        )
    except asyncio.CancelledError:
        reading.stop()
        raise


def is_soon_read(file: str) -> bool:
    """Tell whether a file is read too soon to show how far it has come."""
    try:
        status = Path(file).stat()
    except (OSError, ValueError):  # whoever reads it will say why
        return True
    return stat.S_ISREG(status.st_mode) and status.st_size <= _SMALL


@contextmanager
def shown_on_stderr() -> Iterator[Reading]:
    """Provide a reading that shows on a terminal on standard error how far it has come.

    It does so only when reading takes a while, in one line that is wiped in the end.
    """
    if not sys.stderr.isatty():
        yield Reading()
        return
    line = _Line()
    try:
        yield Reading(line.show)
    finally:
        line.wipe()


class _Line:
    def __init__(self) -> None:
        self._due = time.monotonic() + _SOON
        self._length = 0

    def show(self, reading: Reading) -> None:
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + _OFTEN
            text = f"reading the table: {words(reading)}"
            self._write(text.ljust(self._length))
            self._length = len(text)

    def wipe(self) -> None:
        if self._length:
            self._write(" " * self._length)

    def _write(self, text: str) -> None:
        with suppress(OSError):  # where it cannot be written nobody wants to read it
            print(f"\r{text}\r", end="", file=sys.stderr, flush=True)
