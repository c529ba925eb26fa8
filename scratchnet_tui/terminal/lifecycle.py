"""How the app starts and ends: its terminal, its exit code, and its report after a fault."""

from __future__ import annotations

import os
import platform
import signal
import tempfile
import traceback
from typing import Any

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.events import Callback, Event, InputEvent, Key, Paste, Resize
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import AwaitMount
from textual.worker import WorkerFailed, WorkType

from core.printable import printable, quoted, shortened
from scratchnet_tui import __version__

from .event_queue import EventQueue
from .guard import Guard
from .output_filter import sanitized
from .partial_updates import PartialUpdateScreen
from .shown_cells import Changes, ShownCells
from .streams import say

QUIET_ENDINGS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
"""The signals that ask the process to end; after any other one people are told which it was."""

AT_ONCE = ("ctrl+q", "ctrl+c")
"""Keys that end the app at any moment, whatever else was pressed before and has not acted yet."""


class SteadyApp(App[None]):
    """An app that always restores the terminal, and never prints a traceback on it.

    Keys and clicks that come before the first paint are kept until `deliver_events` is called;
    those that come after the app was asked to end are ignored.
    """

    guard = Guard()
    """What puts the terminal right when the app has died; by default nothing does."""

    def __init__(self) -> None:
        super().__init__(ansi_color=True)  # the terminal's own colours, and none with NO_COLOR
        self.event_queue = EventQueue(self, super().post_message)
        self.shown = ShownCells()
        """What is on the terminal, by all that was sent."""
        self._parsed_for: dict[str, str] = {}

    def get_driver_class(self) -> type[Driver]:
        """Draw on a terminal that may go away."""
        from .driver import TerminalDriver

        return TerminalDriver

    def open_in(self, theme: Theme) -> None:
        """Set the theme that the app opens in; its styles are then parsed once, not twice."""
        self.register_theme(theme)
        self.theme = theme.name
        self._parsed_for = self.get_css_variables()
        self.stylesheet.set_variables(self._parsed_for)

    def refresh_css(self, animate: bool = True) -> None:
        """Parse the styles again, unless they are those of the theme the app opened in."""
        if self.get_css_variables() != self._parsed_for:
            self._parsed_for = {}
            super().refresh_css(animate)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Draw what has changed; every frame, of any screen, passes here."""
        if isinstance(renderable, LayoutUpdate):
            renderable.strips = [[_sanitized(strip) for strip in row] for row in renderable.strips]
        elif isinstance(renderable, ChopsUpdate):
            rows = {y for y, _, _ in renderable.spans}
            renderable.chops = [
                {x: strip and _sanitized(strip) for x, strip in row.items()} if y in rows else row
                for y, row in enumerate(renderable.chops)
            ]
        if isinstance(renderable, LayoutUpdate | ChopsUpdate) and not self._batch_count:
            renderable = self.changes(renderable)
        super()._display(screen, renderable)

    def changes(self, update: LayoutUpdate | ChopsUpdate) -> Changes | None:
        """Return what a frame changes on the terminal; None if it shows all of it already."""
        changes = self.shown.changes(update, self.size, self.console)
        return changes if changes.text else None

    @property
    def ending(self) -> bool:
        """Whether the app is closing: then there is soon nothing left to draw on."""
        return self._exit

    def deliver_events(self) -> None:
        """Deliver keys and clicks from now on, beginning with those that are waiting."""
        # As a function: nothing is left unawaited if the app ends before the worker begins.
        deliver: WorkType[None] = self.event_queue.run
        self.run_worker(deliver, group="input")

    def post_message(self, message: Message) -> bool:
        """Queue input from the terminal; post everything else at once."""
        if not isinstance(message, InputEvent | Paste) or message.is_forwarded:
            return super().post_message(message)
        if self.ending:
            return False
        if isinstance(message, Key) and message.key in AT_ONCE:
            end: WorkType[None] = self.action_quit
            self.run_worker(end)  # the app itself may be waiting for something
        else:
            self.event_queue.take(message)
        return True

    async def on_event(self, event: Event) -> None:
        """Drop events that would start something once the app is closing."""
        if isinstance(event, Resize):  # also to the same size: as after a program in between
            self.shown.forget()
        if not (self.ending and isinstance(event, InputEvent | Paste | Callback)):
            await super().on_event(event)

    def push_screen(self, screen: Screen[Any] | str, *more: Any, **named: Any) -> Any:
        """Open a screen, unless the app is closing."""
        if self.ending:
            return AwaitMount(self.screen, [])
        return super().push_screen(screen, *more, **named)

    def _end_batch(self) -> None:
        """Let all screens draw what has changed during a batch; Textual wakes none of them."""
        super()._end_batch()
        if not self._batch_count and self._exception is None:
            for screen in self._screen_stack:
                if isinstance(screen, PartialUpdateScreen):
                    screen.catch_up()

    def _handle_exception(self, error: Exception) -> None:
        """Record a fault, except for widgets that are gone already while the app closes."""
        if not (self.ending and isinstance(_cause(error), (NoMatches, ScreenStackError))):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End; `run_app` reports the fault."""
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002 - Textual calls it so
        """End; `run_app` reports the fault."""
        self._close_messages_no_wait()


def _sanitized(strip: Strip) -> Strip:
    """Return a strip of the same width that is safe to show."""
    segments = [sanitized(segment) for segment in strip]
    if all(new is old for new, old in zip(segments, strip, strict=True)):
        return strip
    return Strip(segments).adjust_cell_length(strip.cell_length)


def run_app(app: SteadyApp, guard: Guard | None = None) -> int:
    """Run the app and return its exit code.

    It is 0 after quitting, 1 after a fault of the program, and 128 plus its number after a signal.
    `guard` restores the terminal if the app dies.
    """
    if guard is not None:
        app.guard = guard
    fault: Exception | None = None
    try:
        app.run()
    except Exception as error:  # a fault while ending
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
    """Write a report of a fault to a file, and return a sentence that says where.

    The file is new and readable only by its owner.
    """
    from importlib.metadata import version

    fault = _cause(fault)
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


def _cause(fault: Exception) -> Exception:
    """Return the original error of a failed worker."""
    if isinstance(fault, WorkerFailed) and isinstance(fault.error, Exception):
        return fault.error
    return fault
