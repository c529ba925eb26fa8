"""Samples: other views of them, edits of the truth table, and trying an input of one's own."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from core import CoreError, Rows
from scratchnet_tui.form import number
from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.session.notices import Lasts
from scratchnet_tui.session.row_edits import (
    column_name,
    place_of,
    rows_of,
    with_cell,
    with_row,
    without_row,
)

from .base import Base

if TYPE_CHECKING:
    from scratchnet_tui.screens.try_input import TryInputScreen
    from scratchnet_tui.session.snapshot import Snapshot

_BACK = " Backspace takes it back."


class SampleActions(Base):
    """Commands and messages about samples."""

    _drawing: TryInputScreen | None = None
    _before: tuple[tuple[Rows, Rows | None], ...] = ()
    """For each edit the rows it made, and those that were there before it."""

    def _show(self, snapshot: Snapshot) -> None:
        super()._show(snapshot)
        if self._drawing is not None:
            self._drawing.show(snapshot)

    def action_next_view(self) -> None:
        """Show the next view of the pane with the focus, or else of the predictions."""
        following = getattr(self.main.focused, "next_view", None)
        (following or self.main.query_one(PredictionsPane).next_view)()
        self.main.show_keys()

    def on_predictions_pane_said(self, event: PredictionsPane.Said) -> None:
        """Say why something is not done."""
        self._tell(event.text)

    async def on_predictions_pane_edited(self, event: PredictionsPane.Edited) -> None:
        """Edit the truth table; a cell that is neither 0 nor 1 is typed."""
        try:
            await self._edit(event)
        except CoreError as error:
            self._tell(f"Not done: {error}.")

    async def _edit(self, event: PredictionsPane.Edited) -> None:
        if event.what == "back":
            await self._take_back()
            return
        rows = rows_of(self.session.spec, self.session.dataset)
        number = event.sample + 1
        if event.what == "copy":
            more = with_row(rows, event.sample, rows[event.sample])
            await self._take_rows(more, f"Row {number} is copied.")
        elif event.what == "remove":
            await self._take_rows(without_row(rows, event.sample), f"Row {number} is removed.")
        elif event.column is None:
            self._tell("Choose a cell with left and right first.")
        else:
            await self._edit_cell(rows, event.sample, event.column)

    async def _edit_cell(self, rows: Rows, sample: int, column: int) -> None:
        dataset = self.session.dataset
        place = place_of(dataset, column)
        name = column_name(dataset, column)
        bias = dataset.has_bias_input and column == len(dataset.features) - 1

        async def put(value: float) -> None:
            if value == rows[sample][place]:
                return
            no_bias = " It is no longer a bias." if bias else ""
            said = f"{name} of row {sample + 1} is {value:g}.{no_bias}"
            await self._take_rows(with_cell(rows, sample, place, value), said)

        present = rows[sample][place]
        if present in (0.0, 1.0):
            await put(1.0 - present)
            return
        from scratchnet_tui.screens.prompt import PromptScreen

        async def take(text: str) -> None:
            await put(number("rows", text))

        hint = "A number. It starts a new run from epoch 0."
        self.push_screen(PromptScreen(f"{name} of row {sample + 1}", hint, f"{present:g}", take))

    async def _take_rows(self, rows: Rows, said: str) -> None:
        """Begin a run with other rows, and remember those that were there."""
        before = self.session.spec.rows

        def change() -> str:
            return self.session.change(dataclasses.replace(self.session.spec, rows=rows))

        notice = await self.runner.alone(change)
        self._before = (*self._before, (rows, before))
        self._tell(f"{said} {notice}{_BACK}", Lasts.RUN)

    async def _take_back(self) -> None:
        """Begin a run with the rows as they were before the last edit."""
        if not self._before or self._before[-1][0] != self.session.spec.rows:
            self._before = ()
            self._tell("There is no edit to take back.")
            return
        rows = self._before[-1][1]

        def change() -> str:
            return self.session.change(dataclasses.replace(self.session.spec, rows=rows))

        notice = await self.runner.alone(change)
        self._before = self._before[:-1]
        self._tell(f"The rows are as they were. {notice}", Lasts.RUN)

    def action_draw(self) -> None:
        """Try an input of one's own, beginning from the sample under the cursor."""
        from scratchnet_tui.screens.try_input import TryInputScreen

        pane = self.main.query_one(PredictionsPane)
        if self._drawing is not None or self.main.snapshot is None or pane.listed is None:
            return

        def closed(_: object) -> None:
            self._drawing = None

        async def add(row: tuple[float, ...], said: str) -> None:
            rows = rows_of(self.session.spec, self.session.dataset)
            await self._take_rows(with_row(rows, len(rows) - 1, row), said)

        self._drawing = TryInputScreen(self.main.snapshot, pane.listed.dataset, pane.sample, add)
        self.push_screen(self._drawing, closed)
