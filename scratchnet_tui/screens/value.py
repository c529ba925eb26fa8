"""Typing the value of a setting, with what is legal in view and a refusal that keeps the text."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from core import CoreError, RunSpec

from ..fields import Field


class ValueScreen(ModalScreen[RunSpec | None]):
    """One input. Dismissed with the new spec, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "close")]

    def __init__(self, field: Field, spec: RunSpec) -> None:
        super().__init__()
        self._field, self._spec = field, spec

    def compose(self) -> ComposeResult:
        """Make the widgets."""
        with Vertical(classes="dialog") as box:
            box.border_title = self._field.name
            box.border_subtitle = "Enter takes it; Escape leaves it"
            yield Static(self._field.hint, id="value-hint", markup=False)
            value = Input(self._field.text(self._spec), compact=True)
            value.cursor_blink = False  # a blinking cursor sends bytes for ever
            yield value
            yield Static(id="value-error", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the value, or say what is wrong with it."""
        try:
            spec = self._field.parse(self._spec, event.value.strip())
        except CoreError as error:
            self.query_one("#value-error", Static).update(str(error))
        else:
            self.dismiss(spec)
