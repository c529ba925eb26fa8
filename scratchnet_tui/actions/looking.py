"""Looking at the run another way; nothing of it is changed."""

from __future__ import annotations

from ..screens.main import PANES
from .base import Base


class LookingActions(Base):
    """Commands that only look."""

    def action_log_axis(self) -> None:
        """Change between a linear and a logarithmic axis."""
        self.main.toggle_log_axis()

    async def action_weight_view(self) -> None:
        """Show weights, gradient or last step."""
        self.main.next_view()
        await self.runner.alone(lambda: None)

    def action_zoom(self) -> None:
        """Give the pane with the focus the whole screen, or take it back."""
        self.main.toggle_zoom()

    async def action_pane(self, number: int) -> None:
        """Go to a pane, by its number."""
        self.main.go_to(PANES[number - 1])

    async def action_unzoom(self) -> None:
        """Leave a zoomed pane."""
        self.main.unzoom()

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        from ..screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """Choose the colours from a list."""
        from textual.theme import ThemeProvider

        from ..screens.palette import Palette

        self.push_screen(Palette([ThemeProvider], placeholder="Search for themes..."))

    def action_help(self) -> None:
        """Show the help."""
        from ..screens.help import HelpScreen

        self.push_screen(HelpScreen())
