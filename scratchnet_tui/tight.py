"""Updates that hold the cells that were marked, and not what stands to the left of them.

Textual sends a line of a widget from its left edge up to the last cell that has changed. Over a
slow line the part before the first one is a third of a frame.
"""

from __future__ import annotations

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor
from textual.widget import Widget


class TightUpdate(ChopsUpdate):
    """The marked cells of some lines."""

    def render_segments(self, console: Console) -> str:
        """Return what is to be sent to the terminal."""
        sent: list[str] = []
        for y, first, last in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                left, right = max(x, first), min(end, last)
                if strip is not None and left < right:
                    sent.append(Control.move_to(left, y).segment.text)
                    sent.append(strip.crop(left - x, right - x).render(console))
        return "".join(sent)


class TightCompositor(Compositor):
    """Textual's compositor, with tight updates."""

    def update_widgets(self, widgets: set[Widget]) -> None:
        """Take the marks of widgets over.

        Textual keeps every region that was ever marked until a widget is drawn as a whole, and
        reads them nowhere. A run that is shown for hours marks a great many.
        """
        super().update_widgets(widgets)
        for widget in widgets:
            widget._dirty_regions.clear()

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return an update of what was marked; None if nothing was."""
        update = super().render_partial_update()
        if update is None:
            return None
        return TightUpdate(update.chops, update.spans, update.chop_ends)
