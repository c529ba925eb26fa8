"""What every action stands on: the session, the runner that trains it, and the main screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.events import Event, Key

from core import CoreError, Dataset
from scratchnet_tui.screens.main import MainScreen
from scratchnet_tui.session.notices import Lasts, Notice
from scratchnet_tui.session.session import Session, has_changed
from scratchnet_tui.session.snapshot import Snapshot
from scratchnet_tui.session.training_loop import Runner
from scratchnet_tui.terminal.lifecycle import SteadyApp
from scratchnet_tui.text.file_remarks import briefly, in_form, in_full, new_remarks
from scratchnet_tui.text.lesson_news import claim_news

PACE = "100"
"""The pace without a lesson, unless another was asked for."""


class Base(SteadyApp):
    """An app with a run in it.

    Parameters
    ----------
    session : Session
        The run to open on.
    pace : str or None
        Epochs a second, one of `settings.paces.PACES`; None: `PACE`, and in each lesson its own.
    """

    def __init__(self, session: Session, pace: str | None) -> None:
        super().__init__()
        self.session = session
        self.main = main = MainScreen()
        self._pace_is_given = pace is not None
        self.runner = Runner(
            session, self._show, self._tell, pace or PACE, lambda: main.wants_gradient
        )

    def exit(self, *result: Any, **named: Any) -> None:
        """End, without waiting for what is still being worked out."""
        super().exit(*result, **named)
        self.runner.end()

    def _show(self, snapshot: Snapshot) -> None:
        runner, news = self.runner, claim_news(self.main.snapshot, snapshot)
        self.main.show(snapshot, runner.running, runner.pace, runner.speed)
        if news:
            self._tell(news)

    def _tell(self, text: str, lasts: Lasts = Lasts.KEY) -> None:
        mood = "alarm" if text == self.session.diverged else "notice"
        self.main.tell(Notice(text, self.session.moment, lasts, mood))

    def _tell_of_file(self, before: Dataset | None = None, said: str = "") -> None:
        """Say what is to be said of the file that was read and was not said of the data before.

        The first of it is a notice; the log has all of it, and so has the setup. Where the file has
        changed since it was read, that is what the notice is about.

        Parameters
        ----------
        before : Dataset, optional
            The data before.
        said : str
            What was said of the change to these data.
        """
        dataset, moment = self.session.dataset, self.session.moment
        remarks = new_remarks(before, dataset)
        if said:
            self._tell(said, Lasts.RUN)
        if not remarks:
            return
        kept = [f"{dataset.name}: {in_form(in_full(remark))}" for remark in remarks]
        text, more = briefly(remarks)
        if said and before is not None and has_changed(before.table, dataset.table):
            text = said
        self.main.tell(Notice(text, moment, Lasts.RUN, more=more), kept)

    async def on_event(self, event: Event) -> None:
        """Take a notice away that lasts until the next key, before the key says something new."""
        if isinstance(event, Key) and not event.is_forwarded:
            self.main.key_was_pressed()
        await super().on_event(event)

    def _run(self, epochs: int | None = None) -> None:
        self.run_worker(self.runner.run(epochs), group="training")

    async def _change(self, change: Callable[[], str], lasts: Lasts = Lasts.RUN) -> None:
        """Change the session between two slices; a refusal leaves it as it was."""
        try:
            notice = await self.runner.alone(change)
        except CoreError as error:
            notice, lasts = f"Not done: {in_form(str(error))}.", Lasts.KEY
        if notice:
            self._tell(notice, lasts)
