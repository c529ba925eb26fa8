"""Reading a file in a thread of its own."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

from core import Reading, Table, open_table

from .background_thread import begin
from .setup import ToRead

_SMALL = 1 << 20  # bytes that are read in an instant


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
