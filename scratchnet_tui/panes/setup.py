"""The setup pane: a form for the keyboard. Up and down choose a row, left and right its value.

The form scrolls, with its headings; the hint on the chosen row stays at the bottom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from scratchnet_tui.form import Field, groups_of
from scratchnet_tui.session.setup import Setup
from scratchnet_tui.text.rows import Row, rows_of
from scratchnet_tui.text.wording import wrapped

from .rows_pane import RowsPane

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

_LABEL = 11


class SetupPane(RowsPane):
    """The settings of the run. A change takes effect at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "row", show=False),
        Binding("down", "choose(1)", "row", show=False),
        Binding("home", "choose_end(0)", "first row", show=False),
        Binding("end", "choose_end(-1)", "last row", show=False),
        Binding("left", "turn(-1)", "value", show=False),
        Binding("right", "turn(1)", "value", show=False),
        Binding("shift+right,pagedown", "jump(1)", "group", show=False),
        Binding("shift+left,pageup", "jump(-1)", "group", show=False),
        Binding("enter", "type", "type", show=False),
        Binding("insert", "layer(True)", "add a layer", show=False),
        Binding("delete,backspace", "layer(False)", "remove the layer", show=False),
    ]

    class Turned(Message):
        """A field is to take its next value, or with `far` one of its next group of values."""

        def __init__(self, field: Field, by: int, far: bool = False) -> None:
            super().__init__()
            self.field = field
            self.by = by
            self.far = far

    class Typing(Message):
        """The user wants to type a value for a field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Opened(Message):
        """A field that has a screen of its own in place of a value is to be opened."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Moved(Message):
        """The cursor has moved to another row."""

    class Layered(Message):
        """A hidden layer, counted from 0, is to get another after it, or is to be removed."""

        def __init__(self, layer: int, add: bool) -> None:
            super().__init__()
            self.layer = layer
            self.add = add

    def __init__(self) -> None:
        super().__init__("4 Setup", "setup")
        self._settings: Setup | None = None
        self._fields: tuple[Field, ...] = ()
        self._lines: tuple[Field | Row, ...] = ()
        self._facts: tuple[str, ...] = ()
        self._chosen = 0
        self._foot: list[Row] = []
        self._parts = (0, 0)
        self._named = ""

    def show(self, snapshot: Snapshot) -> None:
        """Draw the settings of a snapshot."""
        problem = snapshot.problem
        shapes = ", ".join(
            f"{name} {'x'.join(map(str, shape))}"
            for name, shape in problem.network.param_shapes().items()
        )
        network = problem.network
        self._facts = (
            f"{network.shape}, {network.param_count} parameters: {shapes}",
            problem.dataset.description,
        )
        settings = Setup(snapshot.spec, snapshot.stop, problem.dataset, snapshot.file)
        if settings != self._settings:
            self._lay_out(settings)
        self.update_rows()

    def _lay_out(self, settings: Setup) -> None:
        """Create the rows for these settings; the cursor stays on its field, or near it."""
        name = self.chosen.name if self._fields else ""
        self._settings = settings
        lines: list[Field | Row] = []
        for group in groups_of(settings):
            lines += [((group.title, "bold"),), *group.fields]
            if group.note:
                lines.append(((group.note, ""),))
        self._lines = tuple(lines)
        self._fields = tuple(line for line in lines if isinstance(line, Field))
        names = self.names
        self._chosen = names.index(name) if name in names else min(self._chosen, len(names) - 1)

    @property
    def names(self) -> list[str]:
        """The labels of the rows, in order."""
        return [field.name for field in self._fields]

    @property
    def chosen(self) -> Field:
        """The field that has the cursor."""
        return self._fields[self._chosen]

    @property
    def situation(self) -> str:
        """The situation that the footer shows keys for: the form, or some rows of it."""
        if not self._fields:
            return "setup"
        if self.chosen.jump is not None:
            return "setup-data"
        if self.chosen.opens:
            return "setup-open"
        return "setup" if self.chosen.layer is None else "setup-layer"

    def choose(self, name: str) -> None:
        """Move the cursor to the field of that name."""
        self._chosen = self.names.index(name)
        self.keep_in_view()
        self.update_rows()

    def action_choose(self, by: int) -> None:
        """Move to another row."""
        if self._fields:
            self._chosen = (self._chosen + by) % len(self._fields)
            self.keep_in_view()
            self.update_rows()

    def action_choose_end(self, at: int) -> None:
        """Move to the first row, or to the last one."""
        if self._fields:
            self.choose(self.names[at])

    def keep_in_view(self) -> None:
        """Scroll as little as needed to see the chosen row; above a first row, its heading too."""
        line = self._lines.index(self.chosen)
        top = line if isinstance(self._lines[line - 1], Field) else line - 1
        self._foot = self._make_foot()
        self.virtual_size = self.virtual_size.with_height(self.row_count())
        height = max(1, self.size.height - len(self._foot))
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif line >= self.scroll_offset.y + height:
            self.scroll_to(y=line - height + 1, animate=False)

    def action_turn(self, by: int) -> None:
        """Ask for the next value."""
        if self._fields and self.chosen.opens:
            self.action_type()
        elif self._fields:
            self.post_message(self.Turned(self.chosen, by))

    def action_jump(self, by: int) -> None:
        """Ask for a value of the next group; on a row without groups, scroll."""
        if self._fields and self.chosen.jump is not None:
            self.post_message(self.Turned(self.chosen, by, far=True))
        else:
            self.scroll_relative(y=by * self.page_height, animate=False)

    def action_type(self) -> None:
        """Ask to type a value, or to open the screen in its place."""
        if self._fields:
            kind = self.Opened if self.chosen.opens else self.Typing
            self.post_message(kind(self.chosen))

    def action_layer(self, add: bool) -> None:
        """Ask to add a layer after the chosen one, or to remove it."""
        if self._fields and self.chosen.layer is not None:
            self.post_message(self.Layered(self.chosen.layer, add))

    def on_click(self, event: Click) -> None:
        """Choose the row that is clicked; a click on a value takes the next one."""
        number = self._number(event.y - self.gutter.top)
        if not 0 <= number < len(self._lines):
            return
        field = self._lines[number]
        if isinstance(field, Field):
            self._chosen = self._fields.index(field)
            if event.x - self.gutter.left > _LABEL:
                self.action_turn(1)
            self.update_rows()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor and its hint, or hide them."""
        super().watch_has_focus(has_focus)
        if self._fields:
            if has_focus:
                self.keep_in_view()
            self.update_rows()

    def on_resize(self) -> None:
        """Redraw everything in the new size, with the cursor in view."""
        if self._fields and self.has_focus:
            self.keep_in_view()
        super().on_resize()

    def update_rows(self) -> None:
        """Lay out the notes below the form, then draw what has changed."""
        self._foot = self._make_foot()
        count = f"{self._chosen + 1} of {len(self._fields)}" if self.has_focus else ""
        self.caption("4 Setup", count)
        if self.situation != self._named:
            self._named = self.situation
            self.post_message(self.Moved())
        parts = (len(self._lines), len(self._foot))
        if parts != self._parts:  # a line of the view shows another row now
            self._parts, self._laid_out = parts, (-1, -1, -1, -1)
        super().update_rows()

    def _number(self, line: int) -> int:
        """Return the row on a line of the view: the last lines hold the notes below the form."""
        left = self.row_count() - self.size.height
        foot = left > 0 and line >= self.size.height - len(self._foot)
        return line + (left if foot else self.scroll_offset.y)

    def _make_foot(self) -> list[Row]:
        """Return the notes below the form: a hint on the chosen row, then facts on the run."""
        if self._settings is None:
            return []
        width = self.text_width()
        rows: list[Row] = [()]
        least = 0
        if self.has_focus:
            text = f"{self.chosen.hint} {self.chosen.remark(self._settings)}".strip()
            for part in text.split("\n"):
                rows += rows_of(wrapped(part, width))
        for fact in self._facts:
            rows += rows_of(wrapped(fact, width))
            # The hint and the shape of the network go before the words on the data.
            least = least or min(len(rows), self.size.height - 3) * self.has_focus
        if len(self._lines) + len(rows) > self.size.height:  # the form needs the room
            rows = rows[: max(self.size.height // 3, least)]
        return rows

    def row_count(self) -> int:
        """Return the rows of the form and of the notes below it."""
        return len(self._lines) + len(self._foot) if self._settings else 0

    def row(self, number: int) -> Row:
        """Return a row of the form, or a note."""
        assert self._settings is not None
        if number >= len(self._lines):
            return self._foot[number - len(self._lines)]
        field = self._lines[number]
        if not isinstance(field, Field):
            return field
        label = f"{field.name:<{_LABEL}}"
        room = max(4, self.size.width - _LABEL - 4)
        value, more = field.text(self._settings), field.more(self._settings)
        if more and cell_len(f"{value} ({more})") <= room:
            value = f"{value} ({more})"
        if cell_len(value) > room:
            value = set_cell_size(value, room - 1).rstrip() + "…"
        if self.has_focus and field.name == self.chosen.name:
            return ((label, "bold"), (f"< {value} >", "cursor"))
        return ((label, "label"), (f"  {value}", ""))
