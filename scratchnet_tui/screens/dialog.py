"""What the screens over the main one have in common: a footer, and closing only once."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen

from scratchnet_tui.commands import DIALOGS
from scratchnet_tui.panes.bars import KeyBar
from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.terminal.partial_updates import PartialUpdateScreen

_T = TypeVar("_T")


def bindings_of(name: str) -> list[BindingType]:
    """Return the bindings of a dialog, one of those in `DIALOGS`."""
    return [
        Binding(key.keys, key.action, key.label, show=False) for key in DIALOGS[name] if key.keys
    ]


class Footed(PartialUpdateScreen):
    """A screen over the main one, with the keys that do something in it at the bottom.

    A subclass gives its name in `DIALOGS`, and `holds` tells when its conditions are met.
    """

    NAME = ""

    def on_mount(self) -> None:
        """Show the keys, now and whenever something has moved."""
        if self.is_attached:  # the app may be ending, or the screen on its way out again
            self.mount(KeyBar())
        self.screen_layout_refresh_signal.subscribe(self, self._laid_out_anew)
        self.call_after_refresh(self.show_keys)

    def _laid_out_anew(self, _screen: Screen[object]) -> None:
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys that do something now."""
        for bar in self.query(KeyBar):
            bar.show_dialog(
                key for key in DIALOGS[self.NAME] if not key.when or self.holds(key.when)
            )

    def holds(self, condition: str) -> bool:
        """Tell whether a condition of a key is met."""
        if condition != "scrolls":
            raise ValueError(f"{type(self).__name__} knows no condition {condition!r}")
        return any(
            widget.max_scroll_y > 0
            for widget in self.query("*")
            if isinstance(widget, RowsPane | VerticalScroll) and widget.can_focus
        )


class Dialog(Footed, ModalScreen[_T | None]):
    """A modal screen that closes once, however often its keys are pressed before it is gone."""

    _left = False

    def leave(self, result: _T | None = None) -> None:
        """Close the screen with a result; a second call does nothing.

        Nor does a call while another screen is on top, which would be closed instead.
        """
        if self.is_active and not self._left:
            self._left = True
            self.dismiss(result)

    def action_leave(self) -> None:
        """Close the screen without a result."""
        self.leave()
