"""The answers to some samples as rows of text: a heading, and a row for each sample.

If samples are pictures, the one under the cursor is drawn beside the table.
"""

from __future__ import annotations

from dataclasses import dataclass

from core import Dataset
from scratchnet_tui.text.rows import Row, padded

from .columns import AnswerColumns
from .sample_picture import SamplePanel, least_width
from .views import Listing

_GAP = 1


@dataclass(frozen=True)
class Cursor:
    """The position of the cursor.

    `column` is one of `AnswerColumns.choosable`; with any other value the whole row is chosen.
    """

    sample: int = 0
    column: int | None = None


class AnswerRows:
    """The table of a listing, reused from one listing to the next."""

    def __init__(self) -> None:
        self._listing: Listing | None = None
        self._columns: AnswerColumns | None = None
        self._fitted_to: tuple[Dataset, int, bool, bool] | None = None
        self._panel = SamplePanel()

    def fit(self, listing: Listing, room: int, full: bool) -> None:
        """Set the listing, and choose columns anew if the data or the room have changed.

        Parameters
        ----------
        listing : Listing
            The samples and the answers to them.
        room : int
            The width in cells, without the scrollbar if there is one.
        full : bool
            Whether every column is wanted, although they do not fit.
        """
        self._listing, self._room = listing, room
        dataset = listing.dataset
        numbered = listing.numbered or dataset.picture is not None
        picture = least_width(dataset)
        wanted = (dataset, room - (picture + _GAP if picture else 0), numbered, full)
        if wanted != self._fitted_to:
            self._fitted_to, self._columns = wanted, AnswerColumns(*wanted)

    @property
    def listing(self) -> Listing:
        """What is listed."""
        assert self._listing is not None
        return self._listing

    @property
    def columns(self) -> AnswerColumns:
        """The columns for the present room."""
        assert self._columns is not None
        return self._columns

    def row(self, number: int, cursor: Cursor | None) -> Row:
        """Return the heading (0), the row of a sample, or below the last an empty row.

        Samples are numbered from 1 in the order of the listing. `cursor` None hides the cursor.
        """
        listing = self.listing
        if number == 0:
            return self.columns.heading()
        if number > len(listing.dataset):
            return ()
        return self.sample_row(int(listing.order[number - 1]), cursor)

    def sample_row(self, sample: int, cursor: Cursor | None) -> Row:
        """Return the row of a sample: all of it is marked if no cell is chosen."""
        listing, columns = self.listing, self.columns
        column = cursor.column if cursor is not None and cursor.sample == sample else None
        row = columns.sample(sample, listing.y[sample], listing.verdict(sample), column)
        if cursor is not None and cursor.sample == sample and column not in columns.choosable:
            return tuple((piece[0], "cursor") for piece in row)
        return row

    def with_picture(self, row: Row, line: int, sample: int, height: int) -> Row:
        """Append one line of a sample's picture to a row, if it has one and there is room.

        `line` is the line of the view, from 0, and `height` the number of its lines.
        """
        wide = self.columns.width + _GAP
        lines = self._panel.lines(self.listing, sample, self._room - wide, height)
        return (*padded(row, wide), *lines[line]) if 0 <= line < len(lines) else row
