"""What the screens that open over the main one have in common: they are left once only."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import ModalScreen

from ..tight import TightScreen

_T = TypeVar("_T")


class Dialog(TightScreen, ModalScreen[_T | None]):
    """A modal screen that bears a key being pressed twice before it has gone."""

    _left = False

    def leave(self, result: _T | None = None) -> None:
        """Close the screen with a result; a second call does nothing.

        Nor does a call while another screen is on top: it is that one which would be closed.
        """
        if self.is_active and not self._left:
            self._left = True
            self.dismiss(result)

    def action_leave(self) -> None:
        """Close the screen without a result."""
        self.leave()
