"""The standard streams, which may be closed, full, or without a reader."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO


def prepare_streams() -> None:
    """Make the standard streams usable, even if they were closed when the process started."""
    try:
        os.fstat(0)
    except OSError:  # closed: the next file that is opened would be standard input
        os.open(os.devnull, os.O_RDONLY)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the process that started us
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        elif isinstance(stream, io.TextIOWrapper):  # names may have characters the encoding lacks
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout.isatty():
        measure_terminals()


def measure_terminals() -> None:
    """Take the size from the terminal, not from the environment, which does not follow a resize."""
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def say(sentence: str, program: str = "scratchnet-tui") -> None:
    """Write a sentence to standard error; a failure to write is ignored."""
    with suppress(OSError):
        print(f"{program}: {sentence}", file=sys.stderr)
    finish()


def tell_notes(notes: Iterable[str]) -> None:
    """Write notes on a run to standard error, a line each."""
    from core.printable import printable

    for note in notes:
        say(f"note: {printable(note)}")


def finish() -> None:
    """Flush standard error; a failure to write is ignored."""
    try:
        sys.stderr.flush()
    except OSError:
        give_up(sys.stderr)


def give_up(stream: TextIO) -> None:
    """Redirect a stream to nowhere, because Python would complain when it flushes it at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
