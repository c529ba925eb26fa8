"""The command palette, which bears its keys being pressed before it has found anything."""

from __future__ import annotations

from contextlib import suppress

from textual.command import CommandPalette


class Palette(CommandPalette):
    """Textual's palette, where turning a page of a list not drawn yet would end the app."""

    def _action_command_list(self, list_action: str) -> None:
        with suppress(KeyError):  # the list has not been laid out yet
            super()._action_command_list(list_action)
