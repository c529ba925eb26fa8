"""The standard streams, which may be closed, full, or read by nobody."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO


def prepare_streams() -> None:
    """Make the streams fit to be written to, whatever whoever started us has made of them."""
    try:
        os.fstat(0)
    except OSError:  # closed: the next file that is opened would be standard input
        os.open(os.devnull, os.O_RDONLY)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us: nobody wants to read it
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        elif isinstance(stream, io.TextIOWrapper):  # names may have signs the encoding lacks
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout.isatty():
        measure_terminals()


def measure_terminals() -> None:
    """Let terminals say how large they are, and not the environment, which does not follow them."""
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


def say(sentence: str, program: str = "scratchnet-tui") -> None:
    """Say something on standard error. Where it cannot be written nobody wants to read it."""
    with suppress(OSError):
        print(f"{program}: {sentence}", file=sys.stderr)
    finish()


def tell_notes(notes: Iterable[str]) -> None:
    """Say on standard error what is worth knowing of a run before it begins, a line each."""
    from core.user_input.printable import printable

    for note in notes:
        say(f"note: {printable(note)}")


def finish() -> None:
    """Let no word be left on its way to standard error, whatever it was that wrote it."""
    try:
        sys.stderr.flush()
    except OSError:
        give_up(sys.stderr)


def give_up(stream: TextIO) -> None:
    """Write to nowhere from here on: Python would complain again when it flushes at the end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
