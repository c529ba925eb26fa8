"""How the app begins and ends: on what terminal, with which exit code, with what last words."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from contextlib import suppress
from importlib.metadata import version
from typing import Any

from rich.console import RenderableType
from textual import constants
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.screen import Screen
from textual.strip import Strip
from textual.worker import WorkerFailed

from core.printable import printable, quoted, shortened

from . import __version__
from .sanitize import sanitized


class SteadyApp(App[None]):
    """An app that always leaves the terminal as it was, and never a traceback on it."""

    def get_driver_class(self) -> type[Driver]:
        """Draw on a terminal that may go away, unless another driver is asked for."""
        if constants.DRIVER is not None:
            return super().get_driver_class()
        from .driver import TerminalDriver

        return TerminalDriver

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Draw what has changed; every picture, of whatever screen, passes here."""
        if isinstance(renderable, LayoutUpdate):
            renderable.strips = [[_sanitized(strip) for strip in row] for row in renderable.strips]
        elif isinstance(renderable, ChopsUpdate):
            rows = {y for y, _, _ in renderable.spans}
            renderable.chops = [
                {x: strip and _sanitized(strip) for x, strip in row.items()} if y in rows else row
                for y, row in enumerate(renderable.chops)
            ]
        super()._display(screen, renderable)

    @property
    def ending(self) -> bool:
        """Whether the app is on its way out: then there is soon nothing left to draw on."""
        return self._exit

    def _fatal_error(self) -> None:
        """End; `run_app` says what has happened."""
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002 - Textual calls it so
        """End; `run_app` says what has happened."""
        self._close_messages_no_wait()


def _sanitized(strip: Strip) -> Strip:
    """Return a strip that takes the same cells and is fit to be shown."""
    segments = [sanitized(segment) for segment in strip]
    if all(new is old for new, old in zip(segments, strip, strict=True)):
        return strip
    return Strip(segments).adjust_cell_length(strip.cell_length)


def run_app(app: SteadyApp) -> int:
    """Run the app and return its exit code.

    Parameters
    ----------
    app : SteadyApp
        The app.

    Returns
    -------
    int
        0 after quitting, 1 after a fault of the program, 128 and its number after a signal.
    """
    app.run()
    fault = app._exception
    if fault is not None:
        with suppress(OSError):  # there may be no terminal any more
            print(f"scratchnet-tui: {keep_fault(fault)}", file=sys.stderr, flush=True)
    return app.return_code or 0


def keep_fault(fault: Exception) -> str:
    """Write down what has happened, and return a sentence that says where.

    Parameters
    ----------
    fault : Exception
        The fault. The file is new and only its owner can read it, wherever links may lead.

    Returns
    -------
    str
        The sentence.
    """
    if isinstance(fault, WorkerFailed) and isinstance(fault.error, Exception):
        fault = fault.error
    where = (
        f"scratchnet-tui {__version__}, Textual {version('textual')}, "
        f"Python {platform.python_version()}, TERM={quoted(os.environ.get('TERM', ''))}\n\n"
    )
    try:
        handle, path = tempfile.mkstemp(prefix="scratchnet-tui-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(where)
            lines = "".join(traceback.format_exception(fault)).split("\n")
            file.write("\n".join(map(printable, lines)))
    except OSError as error:
        reason = shortened(f"{type(fault).__name__}: {fault}", 200)
        return f"a fault of the program: {reason} (no file could be written: {error.strerror})"
    return f"a fault of the program ended it; what happened is in {path}"
