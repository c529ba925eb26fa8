"""The weights pane: every matrix with its numbers, signs and colours, and what moved last.

While it has the focus, a cursor moves from cell to cell, to read, set or freeze one weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region
from textual.message import Message

from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.text.rows import Row

from .heat_matrix import MATRIX_LOOKS, drawings, scale_text
from .matrix_layout import Cell, MatrixLayout
from .number_matrix import MatrixDrawing, NumberMatrix
from .weight_matrix import WEIGHT_VIEWS, Touched, WeightMatrix, weight_matrices

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

_TITLES = {"weights": "3 Weights", "gradient": "3 Gradient dE/dW", "step": "3 Last step dW"}
_ENDINGS = {"heat": ", heat map", "numbers": ", numbers", "pictures": ", pictures"}


class WeightsPane(RowsPane):
    """Every weight of the network. Matrices are put side by side where there is room."""

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
        """The user wants to type a value for a weight."""

        def __init__(self, name: str, place: tuple[int, ...], called: str, value: float) -> None:
            super().__init__()
            self.name, self.place = name, place
            self.called, self.value = called, value

    def __init__(self) -> None:
        super().__init__(_TITLES["weights"], "weights")
        self._snapshot: Snapshot | None = None
        self._view = "weights"
        self._look = "auto"
        self._matrices: tuple[WeightMatrix, ...] = ()
        self._drawings: tuple[MatrixDrawing, ...] = ()
        self._layout = MatrixLayout()
        self._cursor = Cell(0, 0, 0)
        self._clicked: Cell | None = None

    def show(self, snapshot: Snapshot, view: str, touched: Touched | None = None) -> None:
        """Draw a snapshot in a view, one of `WEIGHT_VIEWS`, with what is touched marked.

        A snapshot whose gradient nobody has worked out yet is not drawn as one: the next has it.
        """
        if view == "gradient" and "gradient" not in vars(snapshot):
            return
        self._snapshot, self._view = snapshot, view
        self._matrices = weight_matrices(snapshot, view, touched)
        self._choose_drawings()
        self.update_rows()
        self._read_out()

    def next_view(self) -> None:
        """Change how the matrices are drawn: automatic, as heat maps, as numbers, as pictures."""
        chosen, at = self.chosen, MATRIX_LOOKS.index(self._look)
        self._look = MATRIX_LOOKS[(at + 1) % len(MATRIX_LOOKS)]
        if self._look == "pictures" and self._picture is None:
            self._look = MATRIX_LOOKS[0]
        self._choose_drawings()
        if chosen is not None:
            self._cursor = self._cell_of(*chosen)
        self.update_rows()
        self.call_after_refresh(self._reveal)  # the scrollbars have come or gone by then
        self._read_out()

    @property
    def _picture(self) -> tuple[int, int] | None:
        return None if self._snapshot is None else self._snapshot.problem.dataset.picture

    def _choose_drawings(self) -> None:
        """Choose how the matrices are drawn in the present size."""
        alone = self.has_class("-zoomed")
        room = self.text_width()
        self._drawings = drawings(self._matrices, self._look, room, self._picture, alone)

    @property
    def shape(self) -> tuple[object, ...]:
        """What the number of lines of the matrices depends on."""
        numbers = map(NumberMatrix, self._matrices)
        sizes = tuple((each.matrix.layer, each.width, each.height) for each in numbers)
        return (*sizes, self._look, self._picture)

    def lines(self, width: int) -> int:
        """Return how many lines the matrices take in a pane `width` cells wide."""
        room = max(16, width - self.gutter.width - self.styles.scrollbar_size_vertical)
        drawn = drawings(self._matrices, self._look, room, self._picture, alone=False)
        layout = MatrixLayout(drawn, room)
        return layout.height + (self.styles.scrollbar_size_horizontal if layout.width > room else 0)

    def update_rows(self) -> None:
        """Lay out the matrices before the rows are compared."""
        self._layout = MatrixLayout(self._drawings, self.text_width(), self.size.height)
        if self._drawings:
            self._cursor = self._layout.nearest(self._cursor)
        super().update_rows()

    def row_count(self) -> int:
        """Return the lines of all matrices."""
        return self._layout.height

    def row_width(self) -> int:
        """Return the width of the widest matrix."""
        return self._layout.width

    def pinned_cells(self, number: int) -> int:
        """Return the width of the names that stay in place beside a row."""
        return self._layout.pinned_cells(number)

    def _number(self, line: int) -> int:
        """Return the number of the row on a line of the view; heads of matrices stay in place."""
        return self._layout.pinned_line(line, self.scroll_offset.y)

    def row(self, number: int) -> Row:
        """Return a row across the matrices of a band."""
        seen = self._layout.in_view(number, self.scroll_offset.x, self._view_size[0])
        return self._layout.row(number, self._cursor if self.has_focus else None, seen)

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Draw the numbers that have come into view."""
        super().watch_scroll_x(old_value, new_value)
        if round(old_value) != round(new_value):
            self.update_rows()

    # the cursor

    def _cell_of(self, name: str, place: tuple[int, ...]) -> Cell:
        """Return the cell of a weight; the first cell if it is not drawn."""
        for n, drawn in enumerate(self._drawings):
            cell = drawn.matrix.cell_of(name, place)
            if cell is not None:
                return Cell(n, *cell)
        return Cell(0, 0, 0)

    @property
    def chosen(self) -> tuple[str, tuple[int, ...]] | None:
        """The parameter array and the index in it under the cursor.

        None before the first snapshot.
        """
        if not self._drawings:
            return None
        n, i, j = self._cursor
        return self._drawings[n].matrix.weight(i, j)

    def action_across(self, by: int) -> None:
        """Move the cursor to the right or to the left."""
        self._go(self._layout.across(self._cursor, by))

    def action_down(self, by: int) -> None:
        """Move the cursor down or up."""
        self._go(self._layout.down(self._cursor, by))

    def action_edge(self, last: bool) -> None:
        """Move the cursor to the first or the last column of the row."""
        self._go(self._layout.edge(self._cursor, last))

    def action_page(self, by: int) -> None:
        """Move the cursor a page down or up."""
        self._go(self._layout.page(self._cursor, by * max(1, self._view_size[1] - 1)))

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
        y = self._number(event.y - self.gutter.top)
        cell = self._layout.cell_at(self.cell_at(event.x - self.gutter.left, y), y)
        if cell is None:
            return
        again = cell == self._clicked
        self._go(cell)
        self._clicked = cell
        if again:
            self.action_type()

    def _go(self, cell: Cell) -> None:
        """Move the cursor to a cell and bring it into view."""
        self._clicked = None
        if not self._drawings:
            return
        self._cursor = cell
        self._reveal()
        self.update_rows()
        self._read_out()

    @property
    def _view_size(self) -> tuple[int, int]:
        """How many cells and lines are visible, once the scrollbars that are needed are shown."""
        width, height = self.size
        below = self.row_width() > width
        beside = self.row_count() > height - below
        return width - beside, height - (below or self.row_width() > width - beside)

    def watch_show_horizontal_scrollbar(self) -> None:
        """Keep a new scrollbar from hiding the cursor."""
        if self.has_focus:
            self.call_after_refresh(self._reveal)

    watch_show_vertical_scrollbar = watch_show_horizontal_scrollbar

    def _reveal(self) -> None:
        """Scroll as little as needed to see the cursor, with the names next to it."""
        if not (self._drawings and self.size):
            return
        cell, wanted = self._layout.region(self._cursor), self._layout.around(self._cursor)
        width, height = self._view_size
        if wanted.width > width or wanted.height > height:
            wanted = cell
        seen = Region(*self.scroll_offset, width, height)
        if not seen.contains_region(wanted):
            x, y = seen.offset + Region.get_scroll_to_visible(seen, wanted)
            if self.pinned_cells(cell.y):  # a column begins beside the names, not half under them
                x = -(-x // cell.width) * cell.width
            self.scroll_to(x, y, animate=False, force=True)  # the scrollbars may come after it

    def _read_out(self) -> None:
        """Show the weight under the cursor in the border, while the pane has the focus."""
        text = ""
        if self.has_focus and self._snapshot is not None and self.chosen is not None:
            (n, i, j), (name, place) = self._cursor, self.chosen
            matrix = self._drawings[n].matrix
            called = self._snapshot.problem.weight_name(name, place)
            value = float(matrix.values[i, j]) + 0.0  # no minus before a zero
            text = f"{WEIGHT_VIEWS[self._view]}{called} = {value:.5g}"
            last, moved = self._snapshot.last_step, ""
            if self._view == "weights" and last is not None:
                moved = f", last dW {float(last[name][place]) + 0.0:+.3g}"
            held, freeze = (", frozen", "frees") if matrix.frozen[i, j] else ("", "freezes")
            lines = (
                text + moved + held + f" (Enter edits, f {freeze})",
                text + moved + held + " (Enter, f)",
                text + moved + held,
                text + moved.replace("last ", "") + held,
                text + held + " (Enter, f)",
                text + held,
            )
            text = next((line for line in lines if cell_len(line) <= self.size.width - 2), text)
        self.caption(self._title(), text)

    def _title(self) -> str:
        """Return what is drawn, in which form if that was chosen, and the scale of pictures."""
        ending = _ENDINGS.get(self._look, "")
        scale = scale_text(self._drawings) if self._drawings else ""
        return _TITLES[self._view] + ending + f" {scale}" * bool(scale)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor, or hide it."""
        super().watch_has_focus(has_focus)
        self._clicked = None
        self.update_rows()
        self._read_out()

    def on_resize(self) -> None:
        """Redraw everything in the new size, with the cursor in view."""
        self._choose_drawings()
        super().on_resize()
        if self.has_focus:
            self.call_after_refresh(self._reveal)  # the scrollbars have come or gone by then
            self._read_out()
