"""How the app begins and ends: on what terminal, with which exit code, with what last words."""

from __future__ import annotations

import os
import platform
import signal
import tempfile
import traceback
from importlib.metadata import version

from rich.console import RenderableType
from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.worker import WorkerFailed

from . import __version__
from .guard import Guard
from .streams import say

QUIET_ENDINGS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
"""The signals that ask the process to end; after any other one people are told which it was."""


class SteadyApp(App[None]):
    """An app that always leaves the terminal as it was, and never a traceback on it."""

    guard = Guard()
    """What puts the terminal right when the app has died; by default nothing does."""

    def get_driver_class(self) -> type[Driver]:
        """Draw on a terminal that may go away."""
        from .driver import TerminalDriver

        return TerminalDriver

    @property
    def ending(self) -> bool:
        """Whether the app is on its way out: then there is soon nothing left to draw on."""
        return self._exit

    def _handle_exception(self, error: Exception) -> None:
        """Take note of a fault, unless it is that something has gone already while the app ends."""
        if not (self.ending and isinstance(_cause(error), (NoMatches, ScreenStackError))):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End; `run_app` says what has happened."""
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002 - Textual calls it so
        """End; `run_app` says what has happened."""
        self._close_messages_no_wait()


def run_app(app: SteadyApp, guard: Guard | None = None) -> int:
    """Run the app and return its exit code.

    Parameters
    ----------
    app : SteadyApp
        The app.
    guard : Guard, optional
        What puts the terminal right when the app has died.

    Returns
    -------
    int
        0 after quitting, 1 after a fault of the program, 128 and its number after a signal.
    """
    if guard is not None:
        app.guard = guard
    fault: Exception | None = None
    try:
        app.run()
    except Exception as error:  # it could not even end
        fault = error
    fault = app._exception or fault
    if fault is not None:
        say(keep_fault(fault))
        return 1
    code = app.return_code or 0
    number = code - 128
    if number > 0 and number not in QUIET_ENDINGS:
        say(f"ended by signal {number} ({signal.strsignal(number)})")
    return code


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
    fault = _cause(fault)
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


def _cause(fault: Exception) -> Exception:
    """Return what went wrong in a worker, where it did."""
    if isinstance(fault, WorkerFailed) and isinstance(fault.error, Exception):
        return fault.error
    return fault
