"""The predictions pane: the answer of the network to each sample, and keys to browse them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from core import CoreError
from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.session.row_edits import refuse_unless_editable
from scratchnet_tui.text.rows import Row
from scratchnet_tui.text.wording import share_explained

from .columns import AnswerColumns
from .confusion_matrix import ConfusionMatrix
from .rows import AnswerRows, Cursor
from .views import PREDICTION_VIEWS, Listing, default_view, listing, views_of

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

_TITLE = "2 Predictions"


class PredictionsPane(RowsPane):
    """The answers in one view: a table with a cursor, or a confusion matrix.

    A row can be opened, and edited if the table is short.
    """

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
        """The user wants to see the update that a single row would make."""

        def __init__(self, sample: int) -> None:
            super().__init__()
            self.sample = sample

    class Edited(Message):
        """The truth table is to be edited: ``cell``, ``copy``, ``remove`` or ``back``."""

        def __init__(self, what: str, sample: int, column: int | None) -> None:
            super().__init__()
            self.what, self.sample, self.column = what, sample, column

    class Said(Message):
        """Something is not possible, and why."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(_TITLE, "predictions")
        self._snapshot: Snapshot | None = None
        self._listing: Listing | None = None
        self._matrix: ConfusionMatrix | None = None
        self._rows = AnswerRows()
        self._view = "order"
        self._named = ""
        self._cursor = Cursor()
        self._leading = True  # whether the cursor stays in the first row, whichever sample that is
        self._clicked: int | None = None
        self._full = False  # whether all columns were asked for, by choosing one of them

    def show(self, snapshot: Snapshot) -> None:
        """Draw the answers of a snapshot."""
        dataset = snapshot.problem.dataset
        other = dataset.name != self._named or self._view not in views_of(dataset)
        if other:
            self._named, self._view = dataset.name, default_view(dataset)
            self._full = False
        self._snapshot = snapshot
        if other:
            self._open_at_top()
        else:
            self._take_stock()

    def next_view(self) -> None:
        """Show the next of the views that the data set has."""
        if self._snapshot is None:
            return
        views = views_of(self._snapshot.problem.dataset)
        self._view = views[(views.index(self._view) + 1) % len(views)]
        self._clicked, self._full = None, False
        self._open_at_top()

    def _open_at_top(self) -> None:
        """List the samples with the cursor fixed in the first row, which is the worst one.

        Once the user chooses a row, the cursor follows its sample.
        """
        self._leading = True
        self._take_stock()
        self.scroll_to(x=0, y=0, animate=False, immediate=True)
        self.update_rows()

    def _take_stock(self) -> None:
        """Rebuild the listing."""
        assert self._snapshot is not None
        new = listing(self._snapshot, self._view)
        sample = min(self._cursor.sample, len(new.dataset) - 1)
        if self._leading:
            sample = int(new.order[0])
        self._cursor = replace(self._cursor, sample=sample)
        self._listing = new
        self._matrix = ConfusionMatrix(new.dataset, new.y, self.size.width) if new.matrix else None
        self.caption(_TITLE + PREDICTION_VIEWS[self._view], self._summary())
        self.update_rows()

    def _summary(self) -> str:
        assert self._snapshot is not None
        assert self._listing is not None
        if self._matrix is not None:
            return f"accuracy {self._matrix.accuracy:.1%}"
        since = self._snapshot.solved_since
        if since is not None and self._listing.part is None:
            return f"all rows right since epoch {since:,}"
        right = self._listing.right
        if self._listing.dataset.kind != "numbers":
            return f"{int(right.sum())} of {len(right)} within 0.1"
        shown = share_explained(self._snapshot.r_squared(self._listing.part))
        return f"R2 {shown}, {int(right.sum())} of {len(right)} right"

    def on_resize(self) -> None:
        """Adapt the table to the new size."""
        if self._snapshot is not None and self._matrix is not None:
            self._take_stock()
        super().on_resize()

    @property
    def listed(self) -> Listing | None:
        """What is listed; None before the first snapshot."""
        return self._listing

    @property
    def _table(self) -> AnswerRows | None:
        """The table, fitted to the present size; None if a matrix is shown."""
        if self._listing is None or self._matrix is not None:
            return None
        self._rows.fit(self._listing, self._room(), self._full)
        return self._rows

    @property
    def columns(self) -> AnswerColumns | None:
        """The columns of the table; None if a matrix is shown."""
        table = self._table
        return None if table is None else table.columns

    @property
    def lines(self) -> int:
        """How many lines the whole content takes."""
        if self._matrix is not None:
            return self._matrix.height
        if self._listing is None:
            return 0
        picture = self._listing.dataset.picture
        least = 0 if picture is None else 1 + picture[0] + self._listing.y.shape[1]
        return max(1 + len(self._listing.dataset), least)

    def row_count(self) -> int:
        """Return a row for each sample, or each class, and the heading."""
        if self._matrix is not None:
            return self._matrix.height
        if self._listing is None:
            return 0
        rows = 1 + len(self._listing.dataset)
        return rows if self._listing.dataset.picture is None else max(rows, self.size.height)

    def row_width(self) -> int:
        """Return the width of the table or the matrix."""
        if self._matrix is not None:
            return self._matrix.width
        return 0 if self.columns is None else self.columns.width

    def pinned_cells(self, number: int) -> int:  # noqa: ARG002 - all rows alike
        """Return the width of verdict and number, which stay in place beside the rest."""
        return 0 if self.columns is None else self.columns.pinned

    def _room(self) -> int:
        """Return the width for the table, without the scrollbar if there is one."""
        bar = self.styles.scrollbar_size_vertical if self.row_count() > self.size.height else 0
        return self.size.width - bar

    def row(self, number: int) -> Row:
        """Return the heading, the row of a sample, or that of a class."""
        if self._matrix is not None:
            return self._matrix.row(number)
        table = self._table
        assert table is not None
        row = table.row(number, self._cursor if self.has_focus else None)
        line = number if number < self.pinned else number - self.scroll_offset.y
        return table.with_picture(row, line, self._cursor.sample, self.size.height)

    # the cursor

    @property
    def sample(self) -> int:
        """The sample under the cursor, as a row of the part that is shown."""
        return self._cursor.sample

    @property
    def situation(self) -> str:
        """The situation that the footer shows keys for.

        It is a table to edit, one to read, or a matrix.
        """
        if self._listing is None or self._snapshot is None:
            return "predictions"
        if self._listing.matrix:
            return "predictions-matrix"
        if self._listing.part is not None:
            return "predictions-test"
        try:
            refuse_unless_editable(self._snapshot.spec, self._listing.dataset)
        except CoreError:
            return "predictions-long"
        return "predictions"

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        if self._matrix is not None:
            self.scroll_relative(y=by, animate=False)
        elif self._listing is not None:
            self._go(int(self._listing.places[self._cursor.sample]) + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by some pages."""
        self.action_move(by * self.page_height)

    def action_go(self, row: int) -> None:
        """Move to a row; -1 is the last.

        In the first row the cursor stays when the order changes.
        """
        if self._matrix is None:
            self._go(row if row >= 0 else self.row_count())
            self._leading = row == 0
        else:
            self.scroll_to(y=0 if row >= 0 else self.row_count(), animate=False)

    def action_column(self, by: int) -> None:
        """Choose the next cell of the row, or scroll a wide confusion matrix."""
        if self.columns is not None and self.columns.brief:
            self._full = True
        choosable = () if self.columns is None else self.columns.choosable
        if not choosable:
            self.scroll_relative(x=4 * by, animate=False)
            return
        column = self._cursor.column
        if column in choosable:
            at = (choosable.index(column) + by) % len(choosable)
        else:
            at = 0 if by > 0 else -1
        self._cursor = replace(self._cursor, column=choosable[at])
        self._bring_column()
        self.update_rows()

    def _bring_column(self) -> None:
        """Scroll sideways as far as needed to show the chosen cell."""
        table = self._table
        assert table is not None
        left, pinned = 0, table.columns.pinned
        for text, style, *_ in table.sample_row(self._cursor.sample, self._cursor):
            if style == "cursor":
                x, right = self.scroll_offset.x, left + len(text)
                if not x + pinned <= left <= right <= x + self._room():
                    before = left < x + pinned
                    x = left - pinned if before else right - self._room()
                    self.scroll_to(x=x, animate=False)
                return
            left += len(text)

    def _go(self, place: int) -> None:
        """Move the cursor to a row, and bring it into view."""
        if self._listing is None:
            return
        place = max(0, min(place, len(self._listing.dataset) - 1))
        self._cursor = replace(self._cursor, sample=int(self._listing.order[place]))
        self._clicked, self._leading = None, False
        top = max(min(self.scroll_offset.y, place), place - self.page_height + 1)
        self.scroll_to(y=top, animate=False, immediate=True)
        self.update_rows()

    def action_open(self) -> None:
        """Ask to open the update of the row under the cursor."""
        if self._listing is None or self._matrix is not None:
            return
        if self._listing.part is not None:
            text = f"The {self._listing.part} set is never trained on: it has no update."
            self.post_message(self.Said(text))
        else:
            self.post_message(self.Opened(self.sample))

    def action_edit(self, what: str) -> None:
        """Ask for an edit of the truth table."""
        if self._listing is None:
            return
        if what != "back" and (self._matrix is not None or self._listing.part is not None):
            self.post_message(self.Said("Only rows that are trained on can be edited; press v."))
            return
        choosable = () if self.columns is None else self.columns.choosable
        if what == "cell" and not choosable:
            text = "There is no cell to choose; for pictures, press a to draw one."
            self.post_message(self.Said(text))
            return
        column = self._cursor.column if self._cursor.column in choosable else None
        self.post_message(self.Edited(what, self.sample, column))

    def on_click(self, event: Click) -> None:
        """Move the cursor to the clicked row; a second click opens it."""
        line = event.y - self.gutter.top
        place = self._number(line) - self.pinned
        if self._listing is None or self._matrix is not None or line < self.pinned:
            return
        if not 0 <= place < len(self._listing.dataset):
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
