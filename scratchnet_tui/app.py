"""The app: it turns keys into commands for the session, and hands snapshots to the main screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from core import Diverged, SpecError, Stop

from .actions.comparing import CompareActions
from .actions.inside import InsideActions
from .actions.samples import SampleActions
from .actions.settings import SettingsActions
from .actions.time import TimeActions
from .actions.training import TrainingActions
from .actions.verify import ProofActions
from .actions.view import LookingActions
from .actions.weights import WeightActions
from .commands import COMMANDS
from .session.notices import Lasts
from .session.session import Session
from .terminal.lifecycle import AT_ONCE, run_app
from .text.styles import THEMES, has_many

if TYPE_CHECKING:
    from .cli.options import Start
    from .terminal.guard import Guard

_ALWAYS = (*AT_ONCE, "ctrl+z")
"""Keys that work wherever the focus is."""


class ScratchnetApp(
    TrainingActions,
    TimeActions,
    SettingsActions,
    CompareActions,
    WeightActions,
    InsideActions,
    ProofActions,
    SampleActions,
    LookingActions,
):
    """The trainer in the terminal.

    Parameters
    ----------
    session : Session
        The run to open on.
    pace : str or None
        Epochs a second, one of `settings.paces.PACES`; None: as each lesson wants it.
    start : bool
        Whether to train at once; with the stop rule of 0 epochs it stays where it is all the same.
    notes : sequence of str
        What is worth knowing of the run, in sentences without a full stop.
    """

    TITLE = "scratchnet-tui"
    CSS_PATH = "scratchnet.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "unzoom", "back", show=False),
        *(
            Binding(
                key,
                entry.name,
                entry.label or entry.help,
                show=False,
                priority=key in _ALWAYS,
                tooltip=entry.help,
                id=f"{entry.name}.{number}",
            )
            for entry in COMMANDS
            for number, key in enumerate(entry.keys.split(","))
        ),
    ]

    def __init__(
        self,
        session: Session,
        pace: str | None = None,
        start: bool = False,
        notes: Sequence[str] = (),
    ) -> None:
        super().__init__(session, pace)
        theme = THEMES[has_many(self.console.color_system)]
        self.register_theme(theme)
        self.theme = theme.name
        self.animation_level = "none"
        self._start = start and session.stop.epochs != 0
        self._notes = notes

    def get_default_screen(self) -> Screen[None]:
        """Open on the main screen."""
        return self.main

    def on_mount(self) -> None:
        """Show the untrained network, when there is a screen to show it on."""
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        if self.ending:  # a signal came before the first picture
            return
        lesson = self.session.lesson
        if lesson is not None:
            self._take_pace(lesson)
        self.main.go_to("loss")
        self._show(self.session.snapshot())  # the text of a lesson may come over the panes
        if lesson is not None:
            self._tell(self._begun(lesson), Lasts.RUN)
        else:
            self._tell("Space runs and pauses; ? opens the help.", Lasts.HERE)
        if self._notes:
            self._tell(" ".join(f"{note[0].upper()}{note[1:]}." for note in self._notes), Lasts.RUN)
        self._tell_of_file()
        if self._start:
            self._run()
        self.open_keyboard()

    def get_system_commands(
        self,
        screen: Screen[object],  # noqa: ARG002 - Textual calls it so
    ) -> Iterable[SystemCommand]:
        """Offer every command in the command palette."""
        for entry in COMMANDS:
            action = entry.name

            async def do(action: str = action) -> None:
                await self.run_action(action)

            title = entry.help.rstrip(".").split(":")[0]
            yield SystemCommand(title, f"Key: {entry.shown}", do)


def open_app(
    start: Start, pace: str | None, running: bool, stop: Stop, guard: Guard | None = None
) -> int:
    """Open the app and return its exit code.

    Parameters
    ----------
    start : Start
        The run to open on.
    pace : str or None
        Epochs a second; None: as each lesson wants it.
    running : bool
        Whether to train at once.
    stop : Stop
        When training stops by itself.
    guard : Guard, optional
        What puts the terminal right when the app has died.
    """
    try:
        session = Session(start.spec, start.dataset, start.lesson, stop)
    except Diverged as error:
        raise SpecError("weights", str(error)) from None
    return run_app(ScratchnetApp(session, pace, running, start.notes), guard)
