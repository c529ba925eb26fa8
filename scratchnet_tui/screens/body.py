"""The part of the main screen that holds the panes, and puts each in its place."""

from __future__ import annotations

from textual.containers import Container
from textual.events import Resize
from textual.geometry import NULL_OFFSET, NULL_SPACING, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from scratchnet_tui.panes.lesson import LessonPane

from .arrangement import Arrangement, Wants, arranged

_BARS = 3  # lines of the main screen for status, notice and keys


class Body(Container):
    """A container that arranges panes by what they have to show."""

    def __init__(self) -> None:
        super().__init__(id="body")
        self._places = _Places()
        self._seen: Arrangement | None = None

    @property
    def layout(self) -> Layout:
        """The layout that places the panes."""
        return self._places

    def lay_out(self, wants: Wants) -> None:
        """Rearrange the panes for other content."""
        self._places.wants = wants
        self._place(self.size or self._coming)

    @property
    def _coming(self) -> Size:
        """The size it will have at the first layout: the window without the lines of its own.

        If that is wrong, `on_resize` corrects it.
        """
        width, height = self.app.size
        return Size(width, height - _BARS)

    def on_resize(self, event: Resize) -> None:
        """Rearrange the panes for another size of the window."""
        self._place(event.size)

    def _place(self, size: Size) -> None:
        if not size:
            return
        new = arranged(size, self._places.wants)
        if new == self._seen:
            return
        self._seen = new
        for pane in self.children:
            pane.display = pane.id in new.regions
            if isinstance(pane, LessonPane):
                pane.shorten(new.strip)
            pane.set_class(pane.id == self._places.wants.zoomed, "-zoomed")
        self.refresh(layout=True)


class _Places(Layout):
    """The places of an arrangement."""

    name = "places"

    def __init__(self) -> None:
        self.wants = Wants()

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002 - Textual calls it so
    ) -> ArrangeResult:
        """Return the positions of the visible panes."""
        parent.pre_layout(self)
        regions = arranged(size, self.wants).regions
        places = ((child, regions.get(str(child.id))) for child in children)
        return [
            WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child)
            for child, region in places
            if region is not None
        ]
