"""What every action stands on: the session, the runner that trains it, and the main screen."""

from __future__ import annotations

from collections.abc import Callable

from core import CoreError

from ..lesson_words import claim_news
from ..lifecycle import SteadyApp
from ..runner import Runner
from ..screens.main import MainScreen
from ..session import Session
from ..snapshot import Snapshot

PACE = "100"
"""The pace without a lesson, unless another was asked for."""


class Base(SteadyApp):
    """An app with a run in it.

    Parameters
    ----------
    session : Session
        The run to open on.
    pace : str or None
        Epochs a second, one of `runner.PACES`; None: `PACE`, and in each lesson its own.
    """

    def __init__(self, session: Session, pace: str | None) -> None:
        super().__init__(ansi_color=True)  # the terminal's own colours, and none with NO_COLOR
        self.session = session
        self.main = main = MainScreen()
        self._pace_is_given = pace is not None
        self.runner = Runner(
            session, self._show, self._tell, pace or PACE, lambda: main.wants_gradient
        )

    def _show(self, snapshot: Snapshot) -> None:
        runner, news = self.runner, claim_news(self.main.snapshot, snapshot)
        self.main.show(snapshot, runner.running, runner.pace, runner.speed)
        if news:
            self._tell(news)

    def _tell(self, text: str) -> None:
        mood = "alarm" if text == self.session.diverged else "notice"
        self.main.tell(text, self.session.epoch, mood)

    def _run(self, epochs: int | None = None) -> None:
        self.run_worker(self.runner.run(epochs), group="training")

    async def _change(self, change: Callable[[], str]) -> None:
        """Change the session between two slices; a refusal leaves it as it was."""
        try:
            notice = await self.runner.alone(change)
        except CoreError as error:
            notice = f"Not done: {error}."
        if notice:
            self._tell(notice)
