"""Proving that what is learned is learned rightly: the gradient is checked, the source shown."""

from __future__ import annotations

from scratchnet_tui.session.notices import Lasts

from .base import Base


class ProofActions(Base):
    """Commands that look for mistakes; nothing of the run is changed."""

    def action_check(self) -> None:
        """Check the gradient at the present weights; the keyboard does not wait for it."""
        if not any(worker.group == "check" for worker in self.workers):
            self.run_worker(self._check(), group="check")

    async def _check(self) -> None:
        from scratchnet_tui.screens.check import CheckScreen

        self._tell("Checking the gradient ...")
        found = await self.runner.alone(self.session.check)
        snapshot = self.main.snapshot
        assert snapshot is not None  # it was drawn a moment ago, after the check
        word = "right" if found.right else "wrong" if found.finite else "not finite"
        self._tell(f"The gradient is {word}. The check changed nothing.", Lasts.HERE)
        self.push_screen(CheckScreen(found, snapshot))

    async def action_source(self) -> None:
        """Show the source of the core: of the phase that is open, else of an update."""
        from scratchnet_tui.screens.source import SourceScreen
        from scratchnet_tui.session.source_code import UnreadableError, remark, sources

        await self.runner.alone(lambda: None)
        snapshot = self.main.snapshot
        assert snapshot is not None  # it was drawn a moment ago
        inside = snapshot.inside
        try:
            first, shown = sources(snapshot.problem, inside.phase if inside else None)
        except UnreadableError as error:
            self._tell(str(error))
            return
        self.push_screen(SourceScreen(shown, first, remark(snapshot.problem)))
