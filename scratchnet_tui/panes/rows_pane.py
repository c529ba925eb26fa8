"""A pane made of rows of styled text that redraws only the cells that have changed.

A subclass says what its rows are; this module finds what has changed, for all panes. Textual
sends whatever region is marked, so the smaller the regions, the fewer bytes are sent over the
line, which may be an SSH connection.

That is why panes have no reactive attributes. A reactive refreshes the whole widget, and one pane
shows many facts that change in the same moment: its `show` receives a whole snapshot instead,
and compares its rows once. Nor do panes use the `on` decorator: they handle their own keys and
clicks by Textual's names (`action_move`, `on_click`), and report the rest by messages, which the
app handles with `on`.
"""

from __future__ import annotations

from itertools import zip_longest

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from scratchnet_tui.text.rows import Piece, Row
from scratchnet_tui.text.styles import has_many, style

_STRIDE = 8  # skipping fewer cells than this takes more bytes than sending them again


class RowsPane(ScrollView, can_focus=True):
    """A scrolling widget that draws rows.

    A subclass overrides `row_count`, `row` and `row_width`, and calls `update_rows` when what they
    return may have changed. Only the rows in view are ever asked for.
    """

    pinned = 0
    """How many rows at the top stay in place when the others scroll."""

    def __init__(self, title: str, name: str) -> None:
        super().__init__(id=name)
        self._caption, self._more = ("", ""), 0
        self.caption(title)
        self._drawn: dict[int, tuple[Row, int]] = {}
        self._laid_out = (-1, -1, -1, -1)

    def caption(self, title: str, subtitle: str = "") -> None:
        """Set the texts of the border, when they differ: setting one redraws the whole pane."""
        if (title, subtitle) != self._caption:
            self._caption = (title, subtitle)
            self.border_title = Text(title)  # no markup: W1[h1,x1] must be shown literally
            self._write_subtitle()

    def _write_subtitle(self) -> None:
        """Set the text at the bottom of the border, with the number of rows below the view."""
        text, room = self._caption[1], self.size.width or 80
        tries = (f"▼ {self._more:,} more", f"▼ {self._more:,}", "▼") if self._more else ()
        longer = (f"{text}  {more}" if text else more for more in tries)
        self.border_subtitle = Text(next((t for t in longer if cell_len(t) <= room - 2), text))

    def _count_below(self) -> None:
        """Show in the border how many rows follow below the view."""
        rows, (width, height) = self.row_count(), self.size
        beside = self.styles.scrollbar_size_vertical if rows > height else 0
        if self.row_width() > width - beside:  # there is a scrollbar, or soon will be
            height -= self.styles.scrollbar_size_horizontal
        more = max(0, rows - self.scroll_offset.y - height)
        if more != self._more:
            self._more = more
            self._write_subtitle()

    def row_count(self) -> int:
        """Return the number of rows."""
        return 0

    def row(self, number: int) -> Row:
        """Return one row, counted from 0."""
        raise IndexError(f"a pane of no rows was asked for row {number}")

    def row_width(self) -> int:
        """Return how many cells the widest row takes."""
        return 0

    def pinned_cells(self, number: int) -> int:  # noqa: ARG002 - here no row has any
        """Return how many cells at the left of a row stay in place when the rest scrolls."""
        return 0

    def update_rows(self) -> None:
        """Ask for the rows in view again, and redraw the cells that differ."""
        if not (self.is_mounted and self.display and self.size):
            return
        layout = (*self.size, *self.scroll_offset)
        size = Size(self.row_width(), self.row_count())
        if size != self.virtual_size:
            self.virtual_size = size
        self._count_below()
        if layout != self._laid_out:
            self._laid_out = layout
            self._drawn.clear()
            self.refresh()
            return
        drawn, self._drawn = self._drawn, {}
        for line in range(self.size.height):
            new = self._drawn[line] = self._ask(self._number(line))
            old = drawn.get(line)
            changed = self._changed(line, old, new) if old != new else []
            if changed:
                self.refresh(*changed)

    def _number(self, line: int) -> int:
        """Return the number of the row on a line of the view."""
        return line if line < self.pinned else line + self.scroll_offset.y

    def cell_at(self, x: int, number: int) -> int:
        """Return which cell of a row is in a column of the view."""
        return x if x < self.pinned_cells(number) else x + self.scroll_offset.x

    def _ask(self, number: int) -> tuple[Row, int]:
        """Return a row, and how many of its cells are pinned."""
        if number >= self.row_count():
            return (), 0
        return self.row(number), self.pinned_cells(number)

    def _changed(
        self, line: int, old: tuple[Row, int] | None, new: tuple[Row, int]
    ) -> list[Region]:
        """Return the parts of a line where two rows differ."""
        spans = None
        if old is not None and old[1] == new[1]:
            end = self.scroll_offset.x + self.size.width  # a wide matrix extends beyond the view
            spans = _differences(_cells(old[0], end), _cells(new[0], end))
        width, pinned = self.size.width, new[1]
        if spans is None:
            return [Region(0, line, width, 1)]
        regions = []
        for first, last in spans:
            left = first if first < pinned else max(pinned, first - self.scroll_offset.x)
            right = last if last <= pinned else max(pinned, last - self.scroll_offset.x)
            right = min(width, right)
            if left < right:
                regions.append(Region(left, line, right - left, 1))
        return regions

    @property
    def idle_hints(self) -> frozenset[str]:
        """The labels of those of the pane's keys in `HINTS` that would do nothing now."""
        scrolls = self.max_scroll_x > 0 or self.max_scroll_y > 0
        return frozenset() if scrolls else frozenset(("scroll",))

    def text_width(self) -> int:
        """Return how wide a text may be, with room for a scrollbar."""
        return max(16, self.size.width - self.styles.scrollbar_size_vertical)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view; called by Textual for the marked ones."""
        drawn = self._drawn.get(y)
        if drawn is None:
            drawn = self._drawn[y] = self._ask(self._number(y))
        row, pinned = drawn
        left, width = self.scroll_offset.x, self.size.width
        base = self.rich_style
        many = has_many(self.app.console.color_system)
        strip = Strip([Segment(piece[0], base + _style_of(piece, many)) for piece in row])
        if not (pinned and left):
            return strip.crop_extend(left, left + width, base)
        rest = strip.crop_extend(left + pinned, left + max(width, pinned), base)
        return Strip.join([strip.crop_extend(0, pinned, base), rest]).crop(0, width)

    def notify_style_update(self) -> None:
        """Redraw everything when the theme has changed."""
        super().notify_style_update()
        self._drawn.clear()

    def on_resize(self) -> None:
        """Redraw everything in the new size."""
        self.update_rows()

    def fit(self) -> None:
        """Redraw everything if the size is new: the first paint comes before `on_resize`."""
        if self.size and tuple(self.size) != self._laid_out[:2]:
            self.on_resize()

    def on_show(self) -> None:
        """Draw what has changed while the pane was hidden."""
        self.update_rows()

    def action_page_up(self) -> None:
        """Scroll a page up, as many rows as are not pinned."""
        self.scroll_relative(y=-self.page_height, animate=False)

    def action_page_down(self) -> None:
        """Scroll a page down, as many rows as are not pinned."""
        self.scroll_relative(y=self.page_height, animate=False)

    @property
    def page_height(self) -> int:
        """How many rows of the view scroll."""
        return max(1, self.scrollable_content_region.height - self.pinned)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the rows that have come into view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.update_rows()


def _style_of(piece: Piece, many: bool) -> Style:
    return style(piece[1], piece[2] if len(piece) > 2 else "", many)


def _cells(row: Row, end: int) -> list[tuple[str, str]] | None:
    """Split a row into its cells up to an end; None if some characters are not one cell wide."""
    cells: list[tuple[str, str]] = []
    for piece in row:
        if len(cells) >= end:
            break
        if cell_len(piece[0]) != len(piece[0]):
            return None
        cells += [(sign, piece[1]) for sign in piece[0][: end - len(cells)]]
    return cells


def _differences(
    old: list[tuple[str, str]] | None, new: list[tuple[str, str]] | None
) -> list[tuple[int, int]] | None:
    """Return the spans in which cells differ; None if that is unknown."""
    if old is None or new is None:
        return None
    spans: list[tuple[int, int]] = []
    for i, (before, after) in enumerate(zip_longest(old, new, fillvalue=(" ", ""))):
        if before == after:
            continue
        if spans and i - spans[-1][1] < _STRIDE:
            spans[-1] = (spans[-1][0], i + 1)
        else:
            spans.append((i, i + 1))
    return spans
