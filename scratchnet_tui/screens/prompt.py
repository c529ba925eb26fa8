"""Typing a value, with a hint on valid ones; a refused text stays for editing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.worker import Worker

from core import CoreError

from .dialog import Dialog, bindings_of

_LOOK = 0.2  # seconds between two looks at how far something has come
_SOON = 0.3  # seconds for which keys wait for a value to be taken


class PromptScreen(Dialog[None]):
    """One input. It stays open until its text is accepted or dropped.

    Parameters
    ----------
    title : str
        The name of the value.
    hint : str
        What is valid.
    text : str
        The present value.
    take : callable
        ``await take(text)`` makes the change, or raises `core.CoreError`.
    names : sequence of str
        Some texts that are valid; those that contain the typed text are listed.
    progress : callable
        ``progress()`` is the progress, in words, of slow work that can be stopped by cancelling
        ``take``; empty if there is none.
    at_once : bool
        Whether to take the present value as soon as the screen is open.
    """

    NAME = "prompt"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def __init__(
        self,
        title: str,
        hint: str,
        text: str,
        take: Callable[[str], Awaitable[object]],
        names: Sequence[str] = (),
        progress: Callable[[], str] = lambda: "",
        at_once: bool = False,
    ) -> None:
        super().__init__()
        self._progress, self._at_once = progress, at_once
        self._attempt: Worker[None] | None = None
        self._trying = ""
        self._names = names
        self._title, self._hint, self._text, self._take = title, hint, text, take

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        with Vertical(classes="dialog") as box:
            box.border_title = Text(self._title)
            yield Static(self._hint, id="prompt-hint", markup=False)
            value = Input(self._text, compact=True)
            value.cursor_blink = False  # a blinking cursor sends bytes for ever
            yield value
            yield Static(id="prompt-error", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the names that contain the typed text."""
        typed = event.value.strip()
        found = [name for name in self._names if typed in name and typed not in self._names]
        self.query_one("#prompt-error", Static).update(", ".join(found) if typed else "")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value; an earlier one that is still being taken is cancelled."""
        await self._begin(event.value.strip())

    def on_mount(self) -> None:
        """Take the present value, if requested."""
        if self._at_once:
            self.call_after_refresh(self._begin, self._text)

    async def _begin(self, text: str) -> None:
        if self._under_way and text == self._trying:  # Enter was pressed twice
            return
        self._trying, done = text, asyncio.Event()
        self._attempt = self.run_worker(self._try(text, done), group="taking", exclusive=True)
        with suppress(TimeoutError):  # the next key is for what comes of this, unless that is long
            await asyncio.wait_for(done.wait(), _SOON)

    @property
    def _under_way(self) -> bool:
        return self._attempt is not None and not self._attempt.is_finished

    async def _try(self, text: str, done: asyncio.Event) -> None:
        """Take a value, or show what is wrong with it."""
        watch = self.set_interval(_LOOK, self._tell_progress)
        try:
            await self._take(text)
        except CoreError as error:
            self._say(str(error))
        else:
            self.leave()
        finally:
            watch.stop()
            done.set()

    def _tell_progress(self) -> None:
        if progress := self._progress():
            self._say(f"{progress} Escape stops.")

    def _say(self, text: str) -> None:
        self.query_one("#prompt-error", Static).update(Text(text))

    def action_leave(self) -> None:
        """Stop slow work, or else close. A change that has begun closes the screen by itself."""
        if not self._under_way:
            self.leave()
        elif self._attempt is not None and self._progress():
            self._attempt.cancel()
            self._say("Stopped; nothing has changed.")
