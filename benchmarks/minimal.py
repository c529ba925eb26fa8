"""The smallest app to compare with: three widgets that hold a line of text each."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class MinimalApp(App[None]):
    """Three lines."""

    def compose(self) -> ComposeResult:
        """Make the widgets."""
        yield Static("the first")
        yield Static("the second")
        yield Static("the third")


if __name__ == "__main__":
    MinimalApp().run()
