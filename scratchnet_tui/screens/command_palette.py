"""The command palette, hardened against keys at any moment, and silent while nobody types."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from .dialog import Footed


class Palette(Footed, CommandPalette):
    """Textual's palette, in which some keys at the wrong moment would end the app.

    They are a page turned in a list that is not drawn yet, and any key while it is closing.
    """

    NAME = "palette"

    def on_mount(self) -> None:
        """Switch the blinking of the cursor off, which would send bytes for ever."""
        self.query_one(Input).cursor_blink = False

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close the palette; a second call does nothing."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def holds(self, condition: str) -> bool:  # noqa: ARG002 - there is but one, `found`
        """Tell whether there is a command to choose."""
        options = self.query_one(OptionList)
        return options.display and any(not option.disabled for option in options.options)

    def _action_command_list(self, list_action: str) -> None:
        with suppress(KeyError):  # the list has not been laid out yet
            super()._action_command_list(list_action)
