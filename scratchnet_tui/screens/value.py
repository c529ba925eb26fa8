"""Typing a value, with what is legal in view and a refusal that keeps the text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from core import CoreError

from .dialog import Dialog, bindings_of


class ValueScreen(Dialog[None]):
    """One input. It stays until its text is taken or left.

    Parameters
    ----------
    title : str
        What the value is of.
    hint : str
        What is legal.
    text : str
        The present value.
    take : callable
        ``await take(text)`` makes the change, or raises `core.CoreError`.
    names : sequence of str
        Some texts that are legal; those that hold what is typed are listed.
    """

    NAME = "value"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def __init__(
        self,
        title: str,
        hint: str,
        text: str,
        take: Callable[[str], Awaitable[object]],
        names: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._names = names
        self._title, self._hint, self._text, self._take = title, hint, text, take

    def compose(self) -> ComposeResult:
        """Make the widgets."""
        with Vertical(classes="dialog") as box:
            box.border_title = Text(self._title)
            yield Static(self._hint, id="value-hint", markup=False)
            value = Input(self._text, compact=True)
            value.cursor_blink = False  # a blinking cursor sends bytes for ever
            yield value
            yield Static(id="value-error", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the names that hold what is typed."""
        typed = event.value.strip()
        found = [name for name in self._names if typed in name and typed not in self._names]
        self.query_one("#value-error", Static).update(", ".join(found) if typed else "")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value, or say what is wrong with it."""
        try:
            await self._take(event.value.strip())
        except CoreError as error:
            self.query_one("#value-error", Static).update(str(error))
        else:
            self.leave()
