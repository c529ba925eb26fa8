"""Partial updates: only what is marked is drawn.

What has been drawn is never drawn again, so a lost mark leaves a wrong cell for good;
`PartialUpdateScreen` loses none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual._compositor import Compositor
from textual.geometry import Size
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.screen import Screen

    Base = Screen[Any]
else:
    Base = object  # with two widget bases Textual would use the styles of only one


class PartialUpdateCompositor(Compositor):
    """Textual's compositor, which forgets each mark once it has been drawn."""

    def update_widgets(self, widgets: set[Widget]) -> None:
        """Collect the marked regions of widgets, and clear them there.

        Textual keeps every region that was ever marked until a widget renders itself as a whole.
        One that draws line by line never does, and a run shown for hours marks a great many.
        """
        super().update_widgets(widgets)
        for widget in widgets:
            if type(widget).render_line is not Widget.render_line:
                widget._dirty_regions.clear()


class PartialUpdateScreen(Base):
    """A mixin, listed before Textual's own screen, with which no partial update is lost.

    Textual's screen loses what a screen has marked when the app is in a batch, as while a dialog is
    being created; when a dialog above it is not mounted yet; and when there are two dialogs above
    it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._compositor = PartialUpdateCompositor()

    def _screen_resized(self, size: Size) -> None:
        """Redraw everything: a terminal that was resized may have lost its content.

        That holds even if the size is unchanged: it may have been another in between.
        """
        if size:
            self._compositor._dirty_regions.add(size.region)
        super()._screen_resized(size)

    def _compositor_refresh(self) -> None:
        """Draw what is marked, or mark it in the screens above that it shows through."""
        if self.app._batch_count:  # `_display` would drop it; `SteadyApp` asks again
            return
        stack = self.app.screen_stack
        if self in stack[:-1] and (marked := self._compositor._dirty_regions):
            # The screens above have cached an outdated picture of those below.
            for above in stack[stack.index(self) + 1 :]:
                above._set_dirty(*marked)
            for between in stack[stack.index(self) + 1 : -1]:
                between._exchange_repaint_regions()  # the screen on top is the one that is drawn
        self.about_to_draw()
        super()._compositor_refresh()

    def about_to_draw(self) -> None:
        """Do what is left before what is marked is drawn; does nothing here."""

    def draw_now(self) -> None:
        """Draw what is marked, without waiting for the next sixtieth of a second.

        Each widget that is marked asks the screen by a message to be drawn, and in between the
        training may have the processor: from a mark to its paint it is 3 ms to 25 ms. Not if
        something has to be laid out first.
        """
        widgets = [self, *self.walk_children(Widget)]
        if (
            not self.is_current
            or self.app._batch_count
            or self.message_queue_size
            or self._layout_required
            or self._scroll_required
            or any(each._layout_required or each._scroll_required for each in widgets)
        ):
            return
        for widget in widgets:
            if widget._repaint_required and widget is not self:
                widget._repaint_required = False
                self._dirty_widgets.add(widget)
        self._on_timer_update()

    def catch_up(self) -> None:
        """Draw what was marked while nothing could be drawn."""
        if self._compositor._dirty_regions:
            self._dirty_widgets.add(self)
        self.check_idle()
