"""The predictions pane: what the network answers to each sample, and the keys to go through it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from core import CoreError
from scratchnet_tui.session.row_edits import refuse_unless_editable

from .rows import Answers


class PredictionsPane(Answers):
    """The answers, with a cursor: a row can be opened, and edited where the table is short."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "row", show=False),
        Binding("down", "move(1)", "row", show=False),
        Binding("left", "column(-1)", "cell", show=False),
        Binding("right", "column(1)", "cell", show=False),
        Binding("pageup", "page(-1)", "page", show=False),
        Binding("pagedown", "page(1)", "page", show=False),
        Binding("home", "go(0)", "first", show=False),
        Binding("end", "go(-1)", "last", show=False),
        Binding("enter", "open", "inside", show=False),
        Binding("equals_sign", "edit('cell')", "edit the cell", show=False),
        Binding("insert", "edit('copy')", "copy the row", show=False),
        Binding("delete", "edit('remove')", "remove the row", show=False),
        Binding("backspace", "edit('back')", "take the edit back", show=False),
    ]

    class Opened(Message):
        """The update that a row alone would make shall be looked at."""

        def __init__(self, sample: int) -> None:
            super().__init__()
            self.sample = sample

    class Edited(Message):
        """The truth table shall be edited: ``cell``, ``copy``, ``remove`` or ``back``."""

        def __init__(self, what: str, sample: int, column: int | None) -> None:
            super().__init__()
            self.what, self.sample, self.column = what, sample, column

    class Said(Message):
        """Something is not possible here, and why."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    @property
    def sample(self) -> int:
        """The sample under the cursor: a row of the part that is shown."""
        return self._sample

    @property
    def situation(self) -> str:
        """What the footer is to name the keys for: a table to edit, one to read, or a matrix."""
        if self._list is None or self._snapshot is None:
            return "predictions"
        if self._list.matrix:
            return "predictions-matrix"
        if self._list.part is not None:
            return "predictions-test"
        try:
            refuse_unless_editable(self._snapshot.spec, self._list.dataset)
        except CoreError:
            return "predictions-long"
        return "predictions"

    def action_move(self, by: int) -> None:
        """Go so many rows on."""
        if self._mixed is not None:
            self.scroll_relative(y=by, animate=False)
        elif self._list is not None:
            self._go(int(self._list.places[self._sample]) + by)

    def action_page(self, by: int) -> None:
        """Go so many pages on."""
        self.action_move(by * self.page_height)

    def action_go(self, row: int) -> None:
        """Go to a row; -1 is the last. In the first row the cursor stays when the order changes."""
        if self._mixed is None:
            self._go(row if row >= 0 else self.row_count())
            self._leading = row == 0
        else:
            self.scroll_to(y=0 if row >= 0 else self.row_count(), animate=False)

    def action_column(self, by: int) -> None:
        """Choose the next cell of the row, or scroll a confusion matrix that is wide."""
        if self._list is not None and self._mixed is None and self.columns.brief:
            self._full, self._table = True, None
        shown = self._list is not None and self._mixed is None
        choosable = self.columns.choosable if shown else ()
        if not choosable:
            self.scroll_relative(x=4 * by, animate=False)
            return
        if self._column in choosable:
            self._column = choosable[(choosable.index(self._column) + by) % len(choosable)]
        else:
            self._column = choosable[0 if by > 0 else -1]
        self._bring_column()
        self.update_rows()

    def _bring_column(self) -> None:
        """Scroll sideways as far as the chosen cell needs."""
        left, pinned = 0, self.columns.pinned
        for text, mood, *_ in self._sample_row(self._sample):
            if mood == "cursor":
                x, right = self.scroll_offset.x, left + len(text)
                if not x + pinned <= left <= right <= x + self._room():
                    before = left < x + pinned
                    x = left - pinned if before else right - self._room()
                    self.scroll_to(x=x, animate=False)
                return
            left += len(text)

    def _go(self, place: int) -> None:
        """Put the cursor on a row, and bring it into view."""
        if self._list is None:
            return
        place = max(0, min(place, len(self._list.dataset) - 1))
        self._sample = int(self._list.order[place])
        self._clicked, self._leading = None, False
        top = max(min(self.scroll_offset.y, place), place - self.page_height + 1)
        self.scroll_to(y=top, animate=False, immediate=True)
        self.update_rows()

    def action_open(self) -> None:
        """Ask to look inside the row with the cursor."""
        if self._list is None or self._mixed is not None:
            return
        if self._list.part is not None:
            text = f"The {self._list.part} set is never trained on: it has no update."
            self.post_message(self.Said(text))
        else:
            self.post_message(self.Opened(self._sample))

    def action_edit(self, what: str) -> None:
        """Ask for an edit of the truth table."""
        if self._list is None:
            return
        if what != "back" and (self._mixed is not None or self._list.part is not None):
            self.post_message(self.Said("Only rows that are trained on can be edited; press v."))
            return
        choosable = self.columns.choosable
        if what == "cell" and not choosable:
            text = "There is no cell to choose; for pictures, press a to draw one."
            self.post_message(self.Said(text))
            return
        column = self._column if self._column in choosable else None
        self.post_message(self.Edited(what, self._sample, column))

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row that is clicked; a second click opens it."""
        line = event.y - self.gutter.top
        place = self._number(line) - self.pinned
        if self._list is None or self._mixed is not None or line < self.pinned:
            return
        if not 0 <= place < len(self._list.dataset):
            return
        if place == self._clicked:
            self.action_open()
        else:
            self._go(place)
            self._clicked = place

    def on_focus(self) -> None:
        """Show the cursor."""
        self.update_rows()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self._clicked = None
        self.update_rows()
