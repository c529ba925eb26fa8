"""How the app begins and ends: on what terminal, with which exit code, with what last words."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from contextlib import suppress
from importlib.metadata import version

from rich.console import RenderableType
from textual import constants
from textual.app import App
from textual.driver import Driver
from textual.worker import WorkerFailed

from . import __version__
from .tight import TightScreen


class SteadyApp(App[None]):
    """An app that always leaves the terminal as it was, and never a traceback on it."""

    def get_driver_class(self) -> type[Driver]:
        """Draw on a terminal that may go away, unless another driver is asked for."""
        if constants.DRIVER is not None:
            return super().get_driver_class()
        from .driver import TerminalDriver

        return TerminalDriver

    @property
    def ending(self) -> bool:
        """Whether the app is on its way out: then there is soon nothing left to draw on."""
        return self._exit

    def _end_batch(self) -> None:
        """Let all screens draw what has changed during a batch; Textual wakes none of them."""
        super()._end_batch()
        if not self._batch_count and self._exception is None:
            for screen in self._screen_stack:
                if isinstance(screen, TightScreen):
                    screen.catch_up()

    def _fatal_error(self) -> None:
        """End; `run_app` says what has happened."""
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002 - Textual calls it so
        """End; `run_app` says what has happened."""
        self._close_messages_no_wait()


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
        f"Python {platform.python_version()}, TERM={os.environ.get('TERM', '')}\n\n"
    )
    try:
        handle, path = tempfile.mkstemp(prefix="scratchnet-tui-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(where)
            file.writelines(traceback.format_exception(fault))
    except OSError as error:
        reason = f"{type(fault).__name__}: {fault}".splitlines()[0]
        return f"a fault of the program: {reason} (no file could be written: {error.strerror})"
    return f"a fault of the program ended it; what happened is in {path}"
