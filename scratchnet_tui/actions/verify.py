"""Checking that what is computed is right: the gradient check, the source, the fingerprint."""

from __future__ import annotations

from scratchnet_tui.session.events import Lasts
from scratchnet_tui.text import hints

from .context import Context


class VerifyCommands:
    """Commands that look for mistakes; the run is not changed."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def check(self) -> None:
        """Check the gradient at the present weights, without blocking the keyboard."""
        app = self._context.app
        if not any(worker.group == "check" for worker in app.workers):
            app.run_worker(self._check(), group="check")

    async def _check(self) -> None:
        from scratchnet_tui.screens.check import CheckScreen

        context = self._context
        context.say(hints.CHECKING)
        found = await context.training.alone(context.session.check)
        snapshot = context.main.snapshot
        assert snapshot is not None  # it was drawn a moment ago, after the check
        context.say(hints.checked(found), Lasts.HERE)
        context.app.push_screen(CheckScreen(found, snapshot))

    async def fingerprint(self) -> None:
        """Show the fingerprint of the present moment."""
        context = self._context
        context.report(await context.training.alone(context.session.fingerprint))

    async def source(self) -> None:
        """Show the source of the core: of the open phase, else of an update."""
        from scratchnet_tui.screens.source import SourceScreen
        from scratchnet_tui.session.source_code import UnreadableError, sources

        context = self._context
        await context.training.alone(lambda: None)
        snapshot = context.main.snapshot
        assert snapshot is not None  # it was drawn a moment ago
        inside = snapshot.inside
        try:
            first, shown = sources(snapshot.problem, inside.phase if inside else None)
        except UnreadableError as error:
            context.say(str(error))
            return
        context.app.push_screen(SourceScreen(shown, first, hints.engine_shown(snapshot.problem)))
