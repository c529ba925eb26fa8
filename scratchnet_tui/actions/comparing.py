"""Comparing runs: pin one, look at the table, start several from the same weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Comparison

from .base import Base

if TYPE_CHECKING:
    from scratchnet_tui.screens.compare import CompareScreen
    from scratchnet_tui.session.snapshot import Snapshot


class CompareActions(Base):
    """Commands that lay runs beside each other."""

    _table: CompareScreen | None = None

    def _show(self, snapshot: Snapshot) -> None:
        super()._show(snapshot)
        if self._table is not None and self._table.is_current:
            self._table.show(snapshot)

    async def action_pin(self) -> None:
        """Keep the curve of the present run."""
        await self._change(self.session.pin)

    def action_compare(self) -> None:
        """Show the compare table, unless it is open already."""
        from scratchnet_tui.screens.compare import CompareScreen

        if self.main.snapshot is None or self._table is not None:
            return

        async def unpin(name: str) -> None:
            await self._change(lambda: self.session.unpin(name))

        async def swap(name: str) -> None:
            await self._change(lambda: self.session.show(name))

        async def take(comparison: Comparison | None) -> None:
            self._table = None
            if comparison is not None:
                self.runner.pause()
                await self._change(lambda: self.session.compare(comparison))

        self._table = CompareScreen(self.main.snapshot, unpin, swap)
        self.push_screen(self._table, take)
