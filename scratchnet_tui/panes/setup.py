"""The setup pane: a form for the keyboard. Up and down choose a row, left and right its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.message import Message

from ..fields import FIELDS, Field
from ..wording import wrapped
from .rows import Row, RowsPane

if TYPE_CHECKING:
    from core import RunSpec

    from ..snapshot import Snapshot

_LABEL = 11


class SetupPane(RowsPane):
    """The settings of the run. What is changed here takes effect at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "row", show=False),
        Binding("down", "choose(1)", "row", show=False),
        Binding("left", "turn(-1)", "value", show=False),
        Binding("right", "turn(1)", "value", show=False),
        Binding("enter", "type", "type", show=False),
    ]

    class Turned(Message):
        """A field shall take its next value."""

        def __init__(self, field: Field, by: int) -> None:
            super().__init__()
            self.field = field
            self.by = by

    class Typing(Message):
        """A value shall be typed for a field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self) -> None:
        super().__init__("4 Setup", "setup")
        self._spec: RunSpec | None = None
        self._facts: tuple[str, ...] = ()
        self._chosen = 0

    def show(self, snapshot: Snapshot) -> None:
        """Draw the settings of a snapshot."""
        network, dataset = snapshot.problem.network, snapshot.problem.dataset
        self._spec = snapshot.spec
        self._facts = (
            f"{network.shape}, {network.param_count} parameters",
            dataset.description,
        )
        self.update_rows()

    def choose(self, name: str) -> None:
        """Put the cursor on the field of that name."""
        self._chosen = [field.name for field in FIELDS].index(name)
        self.update_rows()

    def action_choose(self, by: int) -> None:
        """Go to another row."""
        self._chosen = (self._chosen + by) % len(FIELDS)
        self.scroll_to_region_of(self._chosen)
        self.update_rows()

    def scroll_to_region_of(self, line: int) -> None:
        """Bring a row into view."""
        if not self.scroll_offset.y <= line < self.scroll_offset.y + self.size.height:
            self.scroll_to(y=line, animate=False)

    def action_turn(self, by: int) -> None:
        """Ask for the next value."""
        self.post_message(self.Turned(FIELDS[self._chosen], by))

    def action_type(self) -> None:
        """Ask to type a value."""
        self.post_message(self.Typing(FIELDS[self._chosen]))

    def on_click(self, event: Click) -> None:
        """Choose the row that is clicked; a click on a value takes the next one."""
        line = event.y - self.gutter.top + self.scroll_offset.y
        if 0 <= line < len(FIELDS):
            self._chosen = line
            if event.x - self.gutter.left > _LABEL:
                self.action_turn(1)
            self.update_rows()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.update_rows()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.update_rows()

    def _notes(self) -> list[Row]:
        """Return what stands below the form: a hint on the chosen row, then facts on the run."""
        width = self.text_width()
        rows: list[Row] = [()]
        if self.has_focus:
            field = FIELDS[self._chosen]
            told = f"{field.hint} {field.told(self._spec) if self._spec else ''}".strip()
            rows += [((line, ""),) for line in wrapped(told, width)]
            rows += [(("Enter types a value.", "dim"),), ()]
        for fact in self._facts:
            rows += [((line, "dim"),) for line in wrapped(fact, width)]
        return rows

    def row_count(self) -> int:
        """Return the rows of the form and of the notes below it."""
        return len(FIELDS) + len(self._notes()) if self._spec else 0

    def row(self, number: int) -> Row:
        """Return a row of the form, or a note."""
        assert self._spec is not None
        if number >= len(FIELDS):
            return self._notes()[number - len(FIELDS)]
        field = FIELDS[number]
        label = f"{field.name:<{_LABEL}}"
        room = max(4, self.size.width - _LABEL - 4)
        value = field.text(self._spec)
        if cell_len(value) > room:
            value = set_cell_size(value, room - 2).rstrip() + ".."
        if self.has_focus and number == self._chosen:
            return ((label, "bold"), (f"< {value} >", "cursor"))
        return ((label, "dim"), (f"  {value}", ""))
