"""The rows of the predictions pane: a table of answers in some view, or a confusion matrix.

Which row and which cell the cursor is on is set by the keys, in `predictions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.text.rows import Row, padded
from scratchnet_tui.text.wording import share_explained

from .columns import Table
from .confusion_matrix import Mixed
from .sample_picture import Beside, least_width
from .views import VIEWS, Listing, default_view, listing, views_of

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

_TITLE = "2 Predictions"
_GAP = 1


class Answers(RowsPane):
    """A verdict on every row, inputs, targets d, outputs y, and errors e = d - y."""

    pinned = 1

    def __init__(self) -> None:
        super().__init__(_TITLE, "predictions")
        self._snapshot: Snapshot | None = None
        self._list: Listing | None = None
        self._table: Table | None = None
        self._mixed: Mixed | None = None
        self._view = "order"
        self._named = ""
        self._sample = 0
        self._leading = True  # whether the cursor stays in the first row, whichever sample that is
        self._column: int | None = None
        self._clicked: int | None = None
        self._full = False  # whether all columns were asked for, by choosing one of them
        self._beside = Beside()

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
        self._clicked, self._full, self._table = None, False, None
        self._open_at_top()

    def _open_at_top(self) -> None:
        """List the samples with the cursor in the first row, and stay there: it is the worst one.

        That holds until somebody chooses a row; then the cursor stays on its sample.
        """
        self._leading = True
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
        if self._leading:
            self._sample = int(new.order[0])
        self._list = new
        self._mixed = Mixed(new.dataset, new.y, self.size.width) if new.matrix else None
        self.caption(_TITLE + VIEWS[self._view], self._summary())
        self.update_rows()

    def _summary(self) -> str:
        assert self._snapshot is not None
        assert self._list is not None
        if self._mixed is not None:
            return f"accuracy {self._mixed.accuracy:.1%}"
        since = self._snapshot.solved_since
        if since is not None and self._list.part is None:
            return f"all rows right since epoch {since:,}"
        right = self._list.right
        if self._list.dataset.kind != "numbers":
            return f"{int(right.sum())} of {len(right)} within 0.1"
        shown = share_explained(self._snapshot.r_squared(self._list.part))
        return f"R2 {shown}, {int(right.sum())} of {len(right)} right"

    def on_resize(self) -> None:
        """Choose the table that suits the new size."""
        self._table = None
        if self._snapshot is not None and self._mixed is not None:
            self._take_stock()
        super().on_resize()

    @property
    def columns(self) -> Table:
        """The columns of the table, as they suit the room there is."""
        assert self._list is not None
        if self._table is None:
            dataset = self._list.dataset
            numbered = self._list.numbered or dataset.picture is not None
            picture = least_width(dataset)
            room = self._room() - (picture + _GAP if picture else 0)
            self._table = Table(dataset, room, numbered, self._full)
        return self._table

    @property
    def listed(self) -> Listing | None:
        """What is listed; None before the first picture."""
        return self._list

    @property
    def lines(self) -> int:
        """How many lines show all there is."""
        if self._mixed is not None:
            return self._mixed.height
        if self._list is None:
            return 0
        picture = self._list.dataset.picture
        least = 0 if picture is None else 1 + picture[0] + self._list.y.shape[1]
        return max(1 + len(self._list.dataset), least)

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
        return self.columns.width if self._list else 0

    def pinned_cells(self, number: int) -> int:  # noqa: ARG002 - all rows alike
        """Return how wide the verdict and the number are, which stay beside the rest."""
        return 0 if self._list is None or self._mixed is not None else self.columns.pinned

    def _room(self) -> int:
        """Return how wide the table may be, beside a scrollbar where there is one."""
        bar = self.styles.scrollbar_size_vertical if self.row_count() > self.size.height else 0
        return self.size.width - bar

    def row(self, number: int) -> Row:
        """Return the heading, the row of a sample, or that of a class."""
        assert self._list is not None
        if self._mixed is not None:
            return self._mixed.row(number)
        if number == 0:
            row = self.columns.heading()
        elif number > len(self._list.dataset):
            row = ()  # below a short table the picture goes on
        else:
            row = self._sample_row(int(self._list.order[number - 1]))
        return self._with_picture(row, number)

    def _sample_row(self, i: int) -> Row:
        assert self._list is not None
        here = self.has_focus and i == self._sample
        chosen = self._column if here else None
        row = self.columns.sample(i, self._list.y[i], self._list.verdict(i), chosen)
        if here and chosen not in self.columns.choosable:
            return tuple((piece[0], "cursor") for piece in row)
        return row

    def _with_picture(self, row: Row, number: int) -> Row:
        """Add a line of the picture beside the table, where there is one and room for it."""
        assert self._list is not None
        line = number if number < self.pinned else number - self.scroll_offset.y
        wide = self.columns.width
        room = self._room() - wide - _GAP
        lines = self._beside.lines(self._list, self._sample, room, self.size.height)
        if not 0 <= line < len(lines):
            return row
        return (*padded(row, wide + _GAP), *lines[line])
