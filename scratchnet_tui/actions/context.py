"""What every group of commands works with: the session, what trains it, and the main screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from core import CoreError, Dataset
from scratchnet_tui.screens.main import MainScreen
from scratchnet_tui.screens.notice import Notice
from scratchnet_tui.session.events import Lasts
from scratchnet_tui.session.session import Session, has_changed
from scratchnet_tui.session.snapshot import Snapshot
from scratchnet_tui.session.training_loop import TrainingLoop
from scratchnet_tui.terminal.lifecycle import SteadyApp
from scratchnet_tui.text import hints
from scratchnet_tui.text.events import sentence
from scratchnet_tui.text.file_remarks import briefly, in_form, in_full, new_remarks
from scratchnet_tui.text.lesson_news import claim_news

if TYPE_CHECKING:
    from scratchnet_tui.session.events import Event


class Context:
    """The session, the training loop and the main screen of an app, and how results are shown.

    Parameters
    ----------
    pace : str
        Epochs a second, one of `settings.paces.PACES`.
    remark : str
        A sentence on the engine, shown first; empty if there is none.

    Attributes
    ----------
    watchers : list of callable
        Each is called with every snapshot that is drawn, so that open screens follow the run.
    """

    def __init__(self, app: SteadyApp, session: Session, pace: str, remark: str = "") -> None:
        self.app, self.session, self._remark = app, session, remark
        self.main = MainScreen(self._begin)
        self.training = TrainingLoop(
            session, self.show, self.report, pace, prepare=self.main.prepare
        )
        self.watchers: list[Callable[[Snapshot], None]] = []

    def _begin(self) -> None:
        """Let the first paint have all the numbers, and not follow one of empty panes."""
        training = self.training
        self.main.give(self.session.snapshot(), training.running, training.pace, training.speed)
        if self._remark:
            self.say(self._remark)  # what follows takes its place; the log keeps it
        if self.session.lesson is None:
            self._welcome()

    def show(self, snapshot: Snapshot) -> None:
        """Draw a snapshot, and report what has happened to the claims of its lesson."""
        training, news = self.training, claim_news(self.main.snapshot, snapshot)
        self.main.show(snapshot, training.running, training.pace, training.speed)
        if news:
            self.say(news)
        for watcher in tuple(self.watchers):
            watcher(snapshot)

    def say(self, text: str, lasts: Lasts = Lasts.KEY, mood: str = "notice") -> None:
        """Show a text as a notice."""
        self.main.tell(Notice(text, self.session.moment, lasts, mood))

    def _welcome(self) -> None:
        """Show how to begin, and that the log has a remark on the engine, if it has."""
        text = f"{hints.WELCOME} {hints.SLOWER}" if self._remark else hints.WELCOME
        self.main.tell(Notice(text, self.session.moment, Lasts.HERE), (hints.WELCOME,))

    def report(self, event: Event | None) -> None:
        """Report an event, if any; as an alarm if the run can go no further."""
        if event is not None:
            alarm = event == self.session.diverged
            self.say(sentence(event), event.lasts, "alarm" if alarm else "notice")

    def report_file(self, before: Dataset | None = None, event: Event | None = None) -> None:
        """Report an event, then the remarks on the file that did not apply to the previous data.

        The first remark is a notice; the log has all of them, and so has the setup. If the file has
        changed since it was read, the notice is about that. `before` is the previous data, and
        `event` what has led to the new ones.
        """
        dataset, moment = self.session.dataset, self.session.moment
        remarks = new_remarks(before, dataset)
        self.report(event)
        if not remarks:
            return
        kept = [f"{dataset.name}: {in_form(in_full(remark))}" for remark in remarks]
        text, more = briefly(remarks)
        if event and before is not None and has_changed(before.table, dataset.table):
            text = sentence(event)
        self.main.tell(Notice(text, moment, Lasts.RUN, more=more), kept)

    def train(self, epochs: int | None = None) -> None:
        """Train a number of epochs, or until paused."""
        self.app.run_worker(self.training.run(epochs), group="training")

    async def change(self, change: Callable[[], Event | None]) -> None:
        """Change the session between two slices; a refusal leaves it as it was."""
        try:
            event = await self.training.alone(change)
        except CoreError as error:
            self.say(hints.refused(in_form(str(error))))
        else:
            self.report(event)
