"""The app: it turns keys into commands for the session, and hands snapshots to the main screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from core import Diverged, SpecError, Stop

from .actions.comparing import CompareActions
from .actions.inside import InsideActions
from .actions.looking import LookingActions
from .actions.proof import ProofActions
from .actions.samples import SampleActions
from .actions.settings import SettingsActions
from .actions.time import TimeActions
from .actions.training import TrainingActions
from .actions.weights import WeightActions
from .commands import COMMANDS
from .lifecycle import AT_ONCE, run_app
from .session import Session

if TYPE_CHECKING:
    from .options import Start

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
    pace : str
        Epochs a second, one of `runner.PACES`.
    start : bool
        Whether to train at once.
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

    def __init__(self, session: Session, pace: str = "100", start: bool = False) -> None:
        super().__init__(session, pace)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self._start = start

    def get_default_screen(self) -> Screen[None]:
        """Open on the main screen."""
        return self.main

    def on_mount(self) -> None:
        """Show the untrained network, when there is a screen to show it on."""
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        if self.ending:  # a signal came before the first picture
            return
        self._show(self.session.snapshot())
        self.main.go_to("loss")
        lesson = self.session.lesson
        self._tell(self._title_of(lesson) if lesson else "Space runs and pauses; ? is the help.")
        if self._start:
            self._run()
        self.open_keyboard()

    def get_system_commands(
        self,
        screen: Screen[object],  # noqa: ARG002 - Textual calls it so
    ) -> Iterable[SystemCommand]:
        """Offer every command in the command palette, and Textual's choice of themes."""
        for entry in COMMANDS:
            action = entry.name

            async def do(action: str = action) -> None:
                await self.run_action(action)

            title = entry.help.rstrip(".").split(":")[0]
            yield SystemCommand(title, f"Key: {entry.shown}", do)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)


def open_app(start: Start, pace: str, running: bool, stop: Stop) -> int:
    """Open the app and return its exit code.

    Parameters
    ----------
    start : Start
        The run to open on.
    pace : str
        Epochs a second.
    running : bool
        Whether to train at once.
    stop : Stop
        When training stops by itself.
    """
    try:
        session = Session(start.spec, start.dataset, start.lesson, stop)
    except Diverged as error:
        raise SpecError("weights", str(error)) from None
    return run_app(ScratchnetApp(session, pace, running))
