"""The weights pane: every matrix with its numbers, signs and colours, and what moved last.

While it has the focus a cursor goes from cell to cell, to read, set or freeze one weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region
from textual.message import Message

from .blocks import VIEWS, Block, Touched, blocks_of
from .rows import Row, RowsPane
from .shelves import Shelves, Spot

if TYPE_CHECKING:
    from ..snapshot import Snapshot

_TITLES = {"weights": "3 Weights", "gradient": "3 Gradient dE/dW", "step": "3 Last step dW"}


class WeightsPane(RowsPane):
    """Every weight of the network. Matrices stand side by side as far as there is room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "across(-1)", "left", show=False),
        Binding("right", "across(1)", "right", show=False),
        Binding("up", "down(-1)", "up", show=False),
        Binding("down", "down(1)", "down", show=False),
        Binding("home", "edge(False)", "first column", show=False),
        Binding("end", "edge(True)", "last column", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("enter", "type", "edit", show=False),
    ]

    class Typing(Message):
        """A value shall be typed for a weight."""

        def __init__(self, name: str, place: tuple[int, ...], called: str, value: float) -> None:
            super().__init__()
            self.name, self.place = name, place
            self.called, self.value = called, value

    def __init__(self) -> None:
        super().__init__(_TITLES["weights"], "weights")
        self._snapshot: Snapshot | None = None
        self._view = "weights"
        self._blocks: tuple[Block, ...] = ()
        self._shelves = Shelves()
        self._cursor = Spot(0, 0, 0)
        self._clicked: Spot | None = None

    def show(self, snapshot: Snapshot, view: str, touched: Touched | None = None) -> None:
        """Draw the weights of a snapshot, or their gradient or last step.

        Parameters
        ----------
        snapshot : Snapshot
            The run as it stands.
        view : str
            One of `blocks.VIEWS`.
        touched : Touched, optional
            What is to be marked.
        """
        if view == "gradient" and not snapshot.gradient:
            return  # it was made before anybody asked for the gradient; the next one brings it
        self._snapshot, self._view = snapshot, view
        self._blocks = blocks_of(snapshot, view, touched)
        self.update_rows()
        self._read_out()

    def update_rows(self) -> None:
        """Put the matrices on shelves before the rows are compared."""
        self._shelves = Shelves(self._blocks, self.size.width)
        if self._blocks:
            self._cursor = self._shelves.nearest(self._cursor)
        super().update_rows()

    def row_count(self) -> int:
        """Return the rows of all shelves."""
        return self._shelves.height

    def row_width(self) -> int:
        """Return the width of the widest matrix."""
        return self._shelves.width

    def row(self, number: int) -> Row:
        """Return a row across the matrices of a shelf."""
        return self._shelves.row(number, self._cursor if self.has_focus else None)

    # the cursor

    @property
    def chosen(self) -> tuple[str, tuple[int, ...]] | None:
        """The parameter array and the place in it under the cursor; None before there is any."""
        if not self._blocks:
            return None
        n, i, j = self._cursor
        return self._blocks[n].weight(i, j)

    def action_across(self, by: int) -> None:
        """Go to the right or to the left."""
        self._go(self._shelves.across(self._cursor, by))

    def action_down(self, by: int) -> None:
        """Go down or up."""
        self._go(self._shelves.down(self._cursor, by))

    def action_edge(self, last: bool) -> None:
        """Go to the first or the last column of the row."""
        self._go(self._shelves.edge(self._cursor, last))

    def action_page(self, by: int) -> None:
        """Go a screenful down or up."""
        self._go(self._shelves.page(self._cursor, by * max(1, self.scrollable_size.height - 1)))

    def action_type(self) -> None:
        """Ask to type a value for the weight under the cursor."""
        if self._snapshot is None or self.chosen is None:
            return
        self._go(self._cursor)
        name, place = self.chosen
        called = self._snapshot.problem.weight_name(name, place)
        value = float(self._snapshot.params[name][place])
        self.post_message(self.Typing(name, place, called, value))

    def on_click(self, event: Click) -> None:
        """Put the cursor on the cell that is clicked; a second click edits it."""
        x = event.x - self.gutter.left + self.scroll_offset.x
        y = event.y - self.gutter.top + self.scroll_offset.y
        spot = self._shelves.spot_at(x, y)
        if spot is None:
            return
        again = spot == self._clicked
        self._go(spot)
        self._clicked = spot
        if again:
            self.action_type()

    def _go(self, spot: Spot) -> None:
        """Put the cursor on a cell and bring it into view."""
        self._clicked = None
        if not self._blocks:
            return
        self._cursor = spot
        self._reveal()
        self.update_rows()
        self._read_out()

    def _reveal(self) -> None:
        """Scroll as little as it takes to see the cursor, with names that stand next to it."""
        if not (self._blocks and self.size):
            return
        cell, wanted = self._shelves.region(self._cursor), self._shelves.around(self._cursor)
        width, height = self.scrollable_size
        if wanted.width > width or wanted.height > height:
            wanted = cell
        seen = Region(*self.scroll_offset, width, height)
        if not seen.contains_region(wanted):
            offset = seen.offset + Region.get_scroll_to_visible(seen, wanted)
            self.scroll_to(offset.x, offset.y, animate=False)

    def _read_out(self) -> None:
        """Say in the frame which weight is under the cursor, while the pane has the focus."""
        text = ""
        if self.has_focus and self._snapshot is not None and self.chosen is not None:
            n, i, j = self._cursor
            block, called = self._blocks[n], self._snapshot.problem.weight_name(*self.chosen)
            value = float(block.values[i, j]) + 0.0  # no minus before a zero
            text = f"{VIEWS[self._view]}{called} = {value:.5g}"
            freeze = "frees" if block.frozen[i, j] else "freezes"
            hints = (f" (Enter edits, f {freeze})", " (Enter, f)", "")
            room = self.size.width - cell_len(text)
            text += next((hint for hint in hints if len(hint) <= room), "")
        self.caption(_TITLES[self._view], text)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor, or hide it."""
        super().watch_has_focus(has_focus)
        self._clicked = None
        self.update_rows()
        self._read_out()

    def on_resize(self) -> None:
        """Draw everything again in the new size, with the cursor in view."""
        super().on_resize()
        if self.has_focus:
            self.call_after_refresh(self._reveal)  # the scrollbars have come or gone by then
            self._read_out()
