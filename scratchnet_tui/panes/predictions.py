"""The predictions pane: what the network answers to each sample, and how far off it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from .answers import Brief, Table, table_of
from .listings import VIEWS, Listing, default_view, listing, views_of
from .mixed import Mixed
from .rows import Row, RowsPane
from .sketch import Beside

if TYPE_CHECKING:
    from ..snapshot import Snapshot

_TITLE = "2 Predictions"
_GAP = 1


class PredictionsPane(RowsPane):
    """Inputs, targets d, outputs y, errors e = d - y, and a verdict on every row."""

    pinned = 1

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

    def __init__(self) -> None:
        super().__init__(_TITLE, "predictions")
        self._snapshot: Snapshot | None = None
        self._list: Listing | None = None
        self._table: Table | Brief | None = None
        self._mixed: Mixed | None = None
        self._view = "order"
        self._name = ""
        self._sample = 0
        self._column: int | None = None
        self._clicked: int | None = None
        self._full = False  # whether all columns were asked for, by choosing one of them
        self._beside = Beside()

    def show(self, snapshot: Snapshot) -> None:
        """Draw the answers of a snapshot."""
        dataset = snapshot.problem.dataset
        if dataset.name != self._name or self._view not in views_of(dataset):
            self._name, self._view = dataset.name, default_view(dataset)
            self._full = False
        self._snapshot = snapshot
        self._take_stock()

    def next_view(self) -> None:
        """Show the next of the views that the data set has."""
        if self._snapshot is None:
            return
        views = views_of(self._snapshot.problem.dataset)
        self._view = views[(views.index(self._view) + 1) % len(views)]
        self._clicked, self._full, self._table = None, False, None
        self._take_stock()
        self.scroll_to(x=0, y=0, animate=False, immediate=True)
        self.update_rows()

    def _take_stock(self) -> None:
        """List the samples anew."""
        assert self._snapshot is not None
        new = listing(self._snapshot, self._view)
        if self._list is None or self._list.dataset is not new.dataset:
            self._table = None
            self._sample = min(self._sample, len(new.dataset) - 1)
        self._list = new
        self._mixed = Mixed(new.dataset, new.y) if new.matrix else None
        self.caption(_TITLE + VIEWS[self._view], self._summary())
        self.update_rows()

    def _summary(self) -> str:
        assert self._snapshot is not None
        assert self._list is not None
        if self._mixed is not None:
            return f"accuracy {self._mixed.accuracy:.1%}"
        since = self._snapshot.solved_since
        if since is not None and not self._list.of_test:
            return f"all rows right since epoch {since:,}"
        right = self._list.right
        return f"{int(right.sum())} of {len(right)} within 0.1"

    def on_resize(self) -> None:
        """Choose the table that suits the new size."""
        self._table = None
        super().on_resize()

    @property
    def columns(self) -> Table | Brief:
        """The columns of the table, as they suit the room there is."""
        assert self._list is not None
        if self._table is None:
            self._table = table_of(
                self._list.dataset, self._room() - self._number_width(), self._full
            )
        return self._table

    @property
    def sample(self) -> int:
        """The sample under the cursor: a row of the test set where that is shown."""
        return self._sample

    @property
    def listed(self) -> Listing | None:
        """What is listed; None before the first picture."""
        return self._list

    def row_count(self) -> int:
        """Return a row for each sample, or each class, and the heading."""
        if self._mixed is not None:
            return self._mixed.height
        if self._list is None:
            return 0
        rows = 1 + len(self._list.dataset)
        return rows if self._list.dataset.picture is None else max(rows, self.size.height)

    def row_width(self) -> int:
        """Return the width of the table."""
        if self._mixed is not None:
            return self._mixed.width
        return self._table_width() if self._list else 0

    def _shown(self) -> int:
        return self.columns.inputs_that_fit(self._room() - self._number_width())

    def _table_width(self) -> int:
        return self._number_width() + self.columns.width(self._shown())

    def _number_width(self) -> int:
        """Return the cells of the row's own number, with a blank."""
        assert self._list is not None
        numbered = self._list.numbered or self._list.dataset.picture is not None
        return max(2, len(str(len(self._list.dataset)))) + 1 if numbered else 0

    def _room(self) -> int:
        """Return how wide the table may be, beside a scrollbar where there is one."""
        bar = self.styles.scrollbar_size_vertical if self.row_count() > self.size.height else 0
        return self.size.width - bar

    def row(self, number: int) -> Row:
        """Return the heading, the row of a sample, or that of a class."""
        assert self._list is not None
        if self._mixed is not None:
            return self._mixed.row(number)
        wide = self._number_width()
        if number == 0:
            row: Row = (
                (f"{'#':>{wide - 1}} " if wide else "", "dim"),
                *self.columns.heading(self._shown()),
            )
        elif number > len(self._list.dataset):
            row = ()  # below a short table the picture goes on
        else:
            row = self._sample_row(int(self._list.order[number - 1]), wide)
        return self._with_picture(row, number)

    def _sample_row(self, i: int, wide: int) -> Row:
        assert self._list is not None
        here = self.has_focus and i == self._sample
        chosen = self._column if here else None
        row: Row = (
            (f"{i + 1:>{wide - 1}} " if wide else "", "dim"),
            *self.columns.sample(i, self._shown(), self._list.y[i], self._list.verdict(i), chosen),
        )
        if here and chosen not in self._choosable():
            return tuple((piece[0], "cursor") for piece in row)
        return row

    def _with_picture(self, row: Row, number: int) -> Row:
        """Add a line of the picture beside the table, where there is one and room for it."""
        assert self._list is not None
        line = number if number < self.pinned else number - self.scroll_offset.y
        room = self._room() - self._table_width() - _GAP
        lines = self._beside.lines(self._list, self._sample, room, self.size.height)
        if not 0 <= line < len(lines):
            return row
        taken = sum(cell_len(piece[0]) for piece in row)
        return (*row, (" " * (self._table_width() + _GAP - taken), ""), *lines[line])

    def _choosable(self) -> tuple[int, ...]:
        return self.columns.choosable(self._shown())

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
        """Go to a row; -1 is the last."""
        if self._mixed is None:
            self._go(row if row >= 0 else self.row_count())
        else:
            self.scroll_to(y=0 if row >= 0 else self.row_count(), animate=False)

    def action_column(self, by: int) -> None:
        """Choose the next cell of the row, or scroll a confusion matrix that is wide."""
        if self._list is not None and self._mixed is None and isinstance(self.columns, Brief):
            self._full, self._table = True, None
        choosable = () if self._mixed is not None or self._list is None else self._choosable()
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
        left = 0
        for text, mood, *_ in self._sample_row(self._sample, self._number_width()):
            if mood == "cursor":
                x, right = self.scroll_offset.x, left + len(text)
                if not x <= left <= right <= x + self._room():
                    self.scroll_to(x=left if left < x else right - self._room(), animate=False)
                return
            left += len(text)

    def _go(self, place: int) -> None:
        """Put the cursor on a row, and bring it into view."""
        if self._list is None:
            return
        place = max(0, min(place, len(self._list.dataset) - 1))
        self._sample = int(self._list.order[place])
        self._clicked = None
        top = max(min(self.scroll_offset.y, place), place - self.page_height + 1)
        self.scroll_to(y=top, animate=False, immediate=True)
        self.update_rows()

    def action_open(self) -> None:
        """Ask to look inside the row with the cursor."""
        if self._list is None or self._mixed is not None:
            return
        if self._list.of_test:
            self.post_message(self.Said("The test set is never trained on: it has no update."))
        else:
            self.post_message(self.Opened(self._sample))

    def action_edit(self, what: str) -> None:
        """Ask for an edit of the truth table."""
        if self._list is None:
            return
        if what != "back" and (self._mixed is not None or self._list.of_test):
            self.post_message(self.Said("Only rows that are trained on can be edited; press v."))
            return
        if what == "cell" and not self._choosable() and isinstance(self.columns, Brief):
            text = "Press left or right to see the cells; of pictures, press a to draw one."
            self.post_message(self.Said(text))
            return
        column = self._column if self._column in self._choosable() else None
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
