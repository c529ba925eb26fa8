"""The line on standard error that shows how far a file has been read."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from core import Reading
from scratchnet_tui.text.reading import progress

_SOON = 0.5  # seconds of reading after which progress is shown
_OFTEN = 0.1  # seconds between two updates


@contextmanager
def shown_on_stderr() -> Iterator[Reading]:
    """Provide a reading that shows its progress if standard error is a terminal.

    It does so only if reading takes a while, in one line that is erased at the end.
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
            text = f"reading the table: {progress(reading)}"
            self._write(text.ljust(self._length))
            self._length = len(text)

    def wipe(self) -> None:
        if self._length:
            self._write(" " * self._length)

    def _write(self, text: str) -> None:
        with suppress(OSError):  # it is only a courtesy, so a failure to write is ignored
            print(f"\r{text}\r", end="", file=sys.stderr, flush=True)
