"""Reading a file in a separate thread."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from core import Reading

from .background_thread import begin
from .setup import ToRead

if TYPE_CHECKING:
    from core import Table

_SMALL = 1 << 20  # bytes that are read without a noticeable wait


async def read_aside(wanted: ToRead, reading: Reading) -> Table:
    """Read a file in a separate thread.

    Cancelling this stops the reading too. The process does not wait for the thread when it ends,
    since a read may hang for ever. `reading` reports the progress and can stop it.

    Raises
    ------
    core.DataError
        If the file cannot be used.
    """
    from core import open_table

    try:
        return await begin(
            lambda: open_table(wanted.file, reading, wanted.header, wanted.encoding, wanted.asked)
        )
    except asyncio.CancelledError:
        reading.stop()
        raise


def is_soon_read(file: str) -> bool:
    """Tell whether a file is read too quickly to show progress."""
    try:
        status = Path(file).stat()
    except (OSError, ValueError):  # the reader will report why
        return True
    return stat.S_ISREG(status.st_mode) and status.st_size <= _SMALL
