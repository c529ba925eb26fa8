"""The columns of a file over the main screen: what each of them is used for, and read as."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar, cast

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from core import CoreError
from scratchnet_tui.form.columns import Columns, Use
from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.text.file_remarks import in_form
from scratchnet_tui.text.rows import Row

from .dialog import Dialog, bindings_of

_NAME, _USE, _READ = 24, 9, 9  # cells of a name, of a use, and of what a column is read as


class ColumnList(RowsPane):
    """The columns, one a row, below a fixed heading."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "column", show=False),
        Binding("down", "move(1)", "column", show=False),
        Binding("pageup", "move_page(-1)", "page", show=False),
        Binding("pagedown", "move_page(1)", "page", show=False),
        Binding("home", "move_to(0)", "first", show=False),
        Binding("end", "move_to(-1)", "last", show=False),
        Binding("left", "turn(-1)", "use", show=False),
        Binding("right", "turn(1)", "use", show=False),
    ]

    class Moved(Message):
        """The cursor is on another column, or its use has changed."""

    def __init__(self, columns: Columns) -> None:
        super().__init__("", "columns")
        self.columns = columns
        self.at = 0
        self._reasons: dict[int, str] = {}
        self.pinned = 1

    def on_mount(self) -> None:
        """Set the height to the number of columns."""
        self.styles.height = self.row_count()

    def show(self, columns: Columns) -> None:
        """Draw the columns with other uses."""
        self.columns = columns
        self._drawn_anew()

    def why(self, at: int) -> str:
        """Return why a column is not an input by default. It is computed once for each column."""
        if at not in self._reasons:
            self._reasons[at] = self.columns.why_aside(at)
        return self._reasons[at]

    def action_move(self, by: int) -> None:
        """Move to another column."""
        self._go((self.at + by) % len(self.columns.entries))

    def action_move_page(self, by: int) -> None:
        """Move by as many columns as are visible."""
        last = len(self.columns.entries) - 1
        self._go(min(last, max(0, self.at + by * self.page_height)))

    def action_move_to(self, at: int) -> None:
        """Move to the first column, or to the last one."""
        self._go(range(len(self.columns.entries))[at])

    def action_turn(self, by: int) -> None:
        """Choose the next use of the column."""
        self.show(self.columns.turned(self.at, by))

    def on_click(self, event: Click) -> None:
        """Move to the clicked column; a click at the cursor chooses the next use."""
        at = event.y - self.gutter.top - self.pinned + self.scroll_offset.y
        if event.y - self.gutter.top < self.pinned or at >= len(self.columns.entries):
            return
        if at == self.at:
            self.action_turn(1)
        else:
            self._go(at)

    def _go(self, at: int) -> None:
        self.at = at
        first, height = self.scroll_offset.y, self.page_height
        if at < first:
            self.scroll_to(y=at, animate=False)
        elif at >= first + height:
            self.scroll_to(y=at - height + 1, animate=False)
        self._drawn_anew()

    def _drawn_anew(self) -> None:
        self.update_rows()
        self.post_message(self.Moved())

    def read_as(self, at: int) -> str:
        """Return what a column is read as."""
        words = self.columns.entries[at].words or not self.columns.holds_numbers(at)
        return "words" if words else "numbers"

    def row_count(self) -> int:
        """Return the columns and their heading."""
        return len(self.columns.entries) + 1

    def row(self, number: int) -> Row:
        """Return the heading, or a column."""
        if number == 0:
            heading = f"{'column':<{_NAME}}  {'use':<{_USE}}{'read as':<{_READ}}"
            return ((f"{heading}why it is no input of itself", "title"),)
        at = number - 1
        entry = self.columns.entries[at]
        line = (
            f"{_fitted(entry.name)}  {entry.use:<{_USE}}{self.read_as(at):<{_READ}}{self.why(at)}"
        )
        changed = entry != self.columns.before[at]
        return ((line, "cursor" if at == self.at else "bold" if changed else ""),)


def _fitted(name: str) -> str:
    """Return a name cut or padded to its column."""
    if cell_len(name) > _NAME:
        name = set_cell_size(name, _NAME - 1).rstrip() + "…"
    return set_cell_size(name, _NAME)


class ColumnsScreen(Dialog[None]):
    """The list over the main screen. It stays open until the choice is applied, or dropped.

    ``await take(columns)`` makes the change, or raises `core.CoreError`.
    """

    NAME = "columns"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def __init__(self, columns: Columns, take: Callable[[Columns], Awaitable[object]]) -> None:
        super().__init__()
        self._columns, self._take = columns, take
        self._taking = False

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        with Vertical(id="columns-box", classes="dialog") as box:
            box.border_title = "Columns"
            yield ColumnList(self._columns)
            yield Static(id="columns-text")

    def on_mount(self) -> None:
        """Show the columns."""
        self._list.focus()
        self._explain()

    @property
    def _list(self) -> ColumnList:
        return self.query_one(ColumnList)

    def holds(self, condition: str) -> bool:
        """Tell whether a use would be another one, or the column could be read as words."""
        shown = self._list
        if condition == "numbers":
            return shown.columns.holds_numbers(shown.at)
        uses = {"no input": "input", "no target": "target", "not out": "ignored"}
        return shown.columns.entries[shown.at].use != uses[condition]

    def on_column_list_moved(self) -> None:
        """Show details of the column under the cursor."""
        self._explain()

    def _explain(self) -> None:
        shown = self._list
        entry, why = shown.columns.entries[shown.at], shown.why(shown.at)
        uses = {
            "input": "is an input" + f", although it {why}" * bool(why),
            "target": "is to be learned",
            "aside": f"is left aside, for it {why}; i makes it an input all the same",
            "ignored": "is left out",
        }
        count = sum(each.use == "input" for each in shown.columns.entries)
        inputs = f"{count} input{'s' * (count != 1)} in all"
        self._say(
            f"{entry.name} {uses[entry.use]}. It is read as {shown.read_as(shown.at)}. {inputs}."
        )

    def _say(self, text: str) -> None:
        note = self.query_one("#columns-text", Static)
        if str(note.content) != text:
            note.update(Text(text))
        self.show_keys()

    def action_use_as(self, use: str) -> None:
        """Give the column under the cursor a use."""
        shown = self._list
        shown.show(shown.columns.used_as(shown.at, cast(Use, use)))

    def action_words(self) -> None:
        """Read the column under the cursor as words, or as numbers again."""
        shown = self._list
        if shown.columns.holds_numbers(shown.at):
            shown.show(shown.columns.with_words(shown.at))

    async def action_take(self) -> None:
        """Apply the choice, or show why it is not possible."""
        if self._taking:
            return
        self._taking = True
        try:
            await self._take(self._list.columns)
        except CoreError as error:
            self._say(in_form(str(error)))
        else:
            self.leave()
        finally:
            self._taking = False
