"""The update pane: one update, phase by phase, with every number of it in a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.text.rows import Row

if TYPE_CHECKING:
    from scratchnet_tui.session.phase_stepper import Inside
    from scratchnet_tui.session.snapshot import Snapshot

    from .phase_page import PhasePage

_TITLE = "7 Inside"


class UpdatePane(RowsPane):
    """The phase that is shown; the strip of all phases and the formula stay in view."""

    pinned = 2

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "phase(1)", "next", show=False),
        Binding("backspace,ctrl+h", "phase(-1)", "back", show=False),
    ]

    class PhaseWanted(Message):
        """A request for the next phase (1), or the one before (-1)."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self) -> None:
        super().__init__(_TITLE, "inside")
        self._inside: Inside | None = None
        self._page: PhasePage | None = None
        self._whole = False
        self._made_for: tuple[Inside, int, int, bool] | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Draw the phase of a snapshot; another phase starts scrolled to its top."""
        before, inside = self._inside, snapshot.inside
        self._inside = inside
        if inside is None:
            self._page = self._made_for = None
            self.caption(_TITLE)
            return
        if before is None or (before.at, before.sample) != (inside.at, inside.sample):
            self.scroll_to(0, 0, animate=False, immediate=True)
        self.update_rows()

    def next_view(self) -> None:
        """Write out wide matrices, or leave out their middle again."""
        self._whole = not self._whole
        self.scroll_to(0, 0, animate=False, immediate=True)
        self.update_rows()

    def action_phase(self, by: int) -> None:
        """Ask for another phase."""
        self.post_message(self.PhaseWanted(by))

    def update_rows(self) -> None:
        """Lay the page out before its rows are compared."""
        if self._inside is not None and self.display and self.size:
            from .phase_page import PhasePage

            wanted = (self._inside, self.text_width(), self.container_size.height, self._whole)
            if wanted != self._made_for:
                self._made_for, self._page = wanted, PhasePage(*wanted)
            self._label(self._inside)
        super().update_rows()

    def _label(self, inside: Inside) -> None:
        """Say in the border which update and phase it is, and the keys."""
        keys = ["Enter next", "Bksp back", "Esc leave"]
        if self._whole or (self._page is not None and self._page.elided):
            keys.insert(0, "v shorten" if self._whole else "v show all")
        number = f"phase {inside.at + 1}/{len(inside.phases)}"
        self.caption(f"{_TITLE}: {_which(inside)}", "  ".join((number, *keys)))

    def row_count(self) -> int:
        """Return the rows of the page."""
        return self._page.count if self._page else 0

    def row_width(self) -> int:
        """Return the width of the page."""
        return self._page.width if self._page else 0

    def row(self, number: int) -> Row:
        """Return a row of the page; text stays in view when the matrices are scrolled sideways."""
        assert self._page is not None
        row = self._page.row(number)
        return ((" " * self.scroll_offset.x, ""), *row) if number < self.pinned else row

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Redraw the rows that do not scroll."""
        super().watch_scroll_x(old_value, new_value)
        if round(old_value) != round(new_value):
            self.update_rows()


def _which(inside: Inside) -> str:
    """Return which update it is, and of which rows."""
    trace = inside.trace
    if inside.sample is not None:
        return f"row {inside.sample + 1} alone, only a look"
    rows = (
        f"row {trace.samples[0] + 1}" if len(trace.samples) == 1 else f"{len(trace.samples)} rows"
    )
    return f"update {trace.step:,}, epoch {trace.epoch:,}, {rows}"
