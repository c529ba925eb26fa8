"""Comparing runs: pin one, open the table, start several from the same weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .context import Context

if TYPE_CHECKING:
    from core import Comparison
    from scratchnet_tui.screens.compare import CompareScreen
    from scratchnet_tui.session.snapshot import Snapshot


class CompareCommands:
    """Commands that compare runs."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._table: CompareScreen | None = None
        context.watchers.append(self._show)

    def _show(self, snapshot: Snapshot) -> None:
        if self._table is not None and self._table.is_current:
            self._table.show(snapshot)

    async def pin(self) -> None:
        """Keep the curve of the present run."""
        await self._context.change(self._context.session.runs.pin)

    def compare(self) -> None:
        """Show the compare table, unless it is open already."""
        from scratchnet_tui.screens.compare import CompareScreen

        context, session = self._context, self._context.session
        if context.main.snapshot is None or self._table is not None:
            return

        async def unpin(name: str) -> None:
            await context.change(lambda: session.runs.unpin(name))

        async def swap(name: str) -> None:
            await context.change(lambda: session.show(name))

        async def take(comparison: Comparison | None) -> None:
            self._table = None
            if comparison is not None:
                context.training.pause()
                await context.change(lambda: session.compare(comparison))

        self._table = CompareScreen(context.main.snapshot, unpin, swap)
        context.app.push_screen(self._table, take)
