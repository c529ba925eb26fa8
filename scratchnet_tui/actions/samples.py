"""Samples: edits of the truth table, and trying other inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import CoreError
from scratchnet_tui.form import number
from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.text import hints

from .context import Context

if TYPE_CHECKING:
    from scratchnet_tui.screens.try_input import TryInputScreen
    from scratchnet_tui.session.snapshot import Snapshot


class SampleCommands:
    """Commands and messages about samples."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._drawing: TryInputScreen | None = None
        context.watchers.append(self._show)

    def _show(self, snapshot: Snapshot) -> None:
        if self._drawing is not None:
            self._drawing.show(snapshot)

    async def edit(self, event: PredictionsPane.Edited) -> None:
        """Edit the truth table; a cell that is neither 0 nor 1 opens a prompt."""
        try:
            await self._edit(event)
        except CoreError as error:
            self._context.say(hints.refused(str(error)))

    async def _edit(self, event: PredictionsPane.Edited) -> None:
        context, edits, sample = self._context, self._context.session.row_edits, event.sample
        if event.what == "back":
            context.report(await context.training.alone(edits.undo))
        elif event.what == "copy":
            context.report(await context.training.alone(lambda: edits.copy_row(sample)))
        elif event.what == "remove":
            context.report(await context.training.alone(lambda: edits.remove_row(sample)))
        elif event.column is None:
            context.say(hints.NO_CELL)
        else:
            await self._edit_cell(sample, event.column)

    async def _edit_cell(self, sample: int, column: int) -> None:
        context, edits = self._context, self._context.session.row_edits

        async def put(value: float) -> None:
            context.report(
                await context.training.alone(lambda: edits.set_cell(sample, column, value))
            )

        cell = edits.cell(sample, column)
        if cell.value in (0.0, 1.0):
            await put(1.0 - cell.value)
            return
        from scratchnet_tui.screens.prompt import PromptScreen

        async def take(text: str) -> None:
            await put(number("rows", text))

        title, hint = (
            f"{cell.column} of row {sample + 1}",
            "A number. It starts a new run from epoch 0.",
        )
        context.app.push_screen(PromptScreen(title, hint, f"{cell.value:g}", take))

    def draw(self) -> None:
        """Try an input, beginning with the sample under the cursor."""
        from scratchnet_tui.screens.try_input import TryInputScreen

        context = self._context
        pane, snapshot = context.main.query_one(PredictionsPane), context.main.snapshot
        if self._drawing is not None or snapshot is None or pane.listed is None:
            return

        def closed(_: object) -> None:
            self._drawing = None

        async def add(row: tuple[float, ...]) -> None:
            edits = context.session.row_edits
            context.report(await context.training.alone(lambda: edits.add_row(row)))

        self._drawing = TryInputScreen(snapshot, pane.listed.dataset, pane.sample, add)
        context.app.push_screen(self._drawing, closed)
