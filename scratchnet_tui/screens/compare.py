"""The compare table: the pinned runs, how they differ, and ready-made comparisons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from core import COMPARISONS, Comparison
from scratchnet_tui.panes.loss.legend import colour
from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.session.pinned_run import Pin
from scratchnet_tui.text.rows import Row

from .compare_table import as_line, facts, table
from .dialog import Dialog, bindings_of

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

_READY = tuple(COMPARISONS.values())


class RunList(RowsPane):
    """The present run, the pinned runs, and below them the ready-made comparisons."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "row", show=False),
        Binding("down", "move(1)", "row", show=False),
        Binding("enter", "choose", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor is on another row."""

    class Chosen(Message):
        """The row under the cursor was chosen."""

    def __init__(self) -> None:
        super().__init__("", "runs")
        self._runs: tuple[Pin, ...] = ()
        self._at = 0

    def show(self, runs: tuple[Pin, ...]) -> None:
        """Draw these runs, with the cursor on the same run or comparison as before."""
        entry = self.entry if self._runs else None
        self._runs = runs
        names = [each.name for each in self._entries]
        if entry is None:
            self._at = 1 if len(runs) == 1 else 0  # alone there is nothing to compare it with
        elif entry.name in names:
            self._at = names.index(entry.name)
        else:  # it was taken off
            self._at = min(self._at, len(runs) - 1)
        self.styles.height = self.row_count()
        self.update_rows()

    @property
    def runs(self) -> tuple[Pin, ...]:
        """The runs of the table, the present one first."""
        return self._runs

    @property
    def _entries(self) -> tuple[Pin | Comparison, ...]:
        return (*self._runs, *_READY)

    @property
    def entry(self) -> Pin | Comparison:
        """The entry under the cursor."""
        return self._entries[self._at]

    def action_move(self, by: int) -> None:
        """Move to another row."""
        self._at = (self._at + by) % len(self._entries)
        line = self._line(self._at)
        if not self.scroll_offset.y <= line < self.scroll_offset.y + self.size.height:
            self.scroll_to(y=line if by > 0 else line - 1, animate=False)
        self.update_rows()
        self.post_message(self.Moved())

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        self.post_message(self.Chosen())

    def on_click(self, event: Click) -> None:
        """Move to the clicked row; a click at the cursor chooses it."""
        line = event.y - self.gutter.top + self.scroll_offset.y
        there = [i for i in range(len(self._entries)) if self._line(i) == line]
        if there and there[0] == self._at:
            self.action_choose()
        elif there:
            self.action_move(there[0] - self._at)

    def _line(self, entry: int) -> int:
        """Return the row of an entry: below the headings, with a gap between the parts."""
        return entry + 1 if entry < len(self._runs) else entry + 3

    def row_count(self) -> int:
        """Return the rows of both parts with their headings."""
        return self._line(len(self._entries))

    def row(self, number: int) -> Row:
        """Return a row: a heading, a run, or a comparison."""
        cells = table(self._runs, self.size.width)
        if number == 0:
            return ((as_line(cells[0]), "title"),)
        if number <= len(self._runs):
            run, line = self._runs[number - 1], as_line(cells[number])
            if number - 1 == self._at:
                return ((line, "cursor"),)
            return ((line[:1], colour(run)), (line[1:], "bold" if run.look is None else ""))
        if number == len(self._runs) + 1:
            return ()
        if number == len(self._runs) + 2:
            return (("Start runs from the same weights, in lock step", "title"),)
        entry = number - 3
        return ((_READY[entry - len(self._runs)].title, "cursor" if entry == self._at else ""),)


class CompareScreen(Dialog[Comparison]):
    """The table over the main screen. Dismissed with the comparison to start.

    ``await unpin(name)`` removes a run, ``await swap(name)`` makes it the present one. `show` draws
    newer snapshots.
    """

    NAME = "compare"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def __init__(
        self,
        snapshot: Snapshot,
        unpin: Callable[[str], Awaitable[None]],
        swap: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._unpin, self._swap = unpin, swap

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        with Vertical(id="compare", classes="dialog") as box:
            box.border_title = "Compare"
            yield RunList()
            yield Static(id="compare-text")

    def on_mount(self) -> None:
        """Show the runs."""
        self.query_one(RunList).focus()
        self._draw()

    def show(self, snapshot: Snapshot) -> None:
        """Draw the runs of a snapshot."""
        self._snapshot = snapshot
        if self.is_mounted:
            self._draw()

    def holds(self, condition: str) -> bool:
        """Tell whether the cursor is on a comparison, or on a pinned run, perhaps a live one."""
        entry = self.query_one(RunList).entry
        if condition == "ready-made":
            return isinstance(entry, Comparison)
        if condition == "live":
            return isinstance(entry, Pin) and entry.look is not None and entry.live
        return isinstance(entry, Pin) and entry.look is not None

    def _draw(self) -> None:
        self.query_one(RunList).show((self._snapshot.card, *self._snapshot.pins))
        self._explain()

    def on_run_list_moved(self) -> None:
        """Show details of the row under the cursor."""
        self._explain()

    def _explain(self) -> None:
        runs = self.query_one(RunList)
        entry = runs.entry
        if isinstance(entry, Comparison):
            text = entry.text
        elif len(runs.runs) == 1:
            text = "Nothing is pinned yet. Close this, press p to pin the run, and start another."
        else:
            text = facts(entry, runs.runs)
        note = self.query_one("#compare-text", Static)
        if str(note.content) != text:
            note.update(Text(text))
        self.show_keys()

    async def on_run_list_chosen(self) -> None:
        """Start a comparison, or show a companion in the panes."""
        entry = self.query_one(RunList).entry
        if isinstance(entry, Comparison):
            self.leave(entry)
        elif entry.look is not None:
            await self._swap(entry.name)

    async def action_unpin(self) -> None:
        """Remove the run under the cursor."""
        entry = self.query_one(RunList).entry
        if isinstance(entry, Pin) and entry.look is not None:
            await self._unpin(entry.name)
