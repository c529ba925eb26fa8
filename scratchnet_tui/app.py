"""The app: it hands keys and messages to groups of commands, and opens on the main screen."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Event, Key
from textual.screen import Screen

from core import Diverged, SpecError, Stop

from .actions.comparing import CompareCommands
from .actions.context import Context
from .actions.lessons import LessonCommands
from .actions.samples import SampleCommands
from .actions.settings import SettingsCommands
from .actions.time import TimeCommands
from .actions.training import TrainingCommands
from .actions.update import UpdateCommands
from .actions.verify import VerifyCommands
from .actions.view import ViewCommands
from .actions.weights import WeightCommands
from .commands import COMMANDS
from .panes.loss.pane import LossPane
from .panes.predictions.pane import PredictionsPane
from .panes.setup import SetupPane
from .panes.update.pane import UpdatePane
from .panes.weights.pane import WeightsPane
from .session.events import Lasts
from .session.session import Session
from .terminal.lifecycle import AT_ONCE, SteadyApp, run_app
from .text.engine import slower
from .text.styles import THEMES, has_many
from .text.wording import as_sentences

if TYPE_CHECKING:
    from .session.start import Start
    from .terminal.guard import Guard

PACE = "100"
"""The pace without a lesson, unless another was asked for."""

_ALWAYS = (*AT_ONCE, "ctrl+z")
"""Keys that work wherever the focus is."""


_OF_TEXTUAL = ("quit", "suspend_process")
"""The commands that Textual has by itself."""


class ScratchnetApp(SteadyApp):
    """The trainer in the terminal.

    Every command is a method of one of the groups; the app finds it by its name.

    Parameters
    ----------
    session : Session
        The run to open on.
    pace : str or None
        Epochs a second, one of `settings.paces.PACES`; None for the pace of each lesson.
    start : bool
        Whether to train at once; a stop rule of 0 epochs prevents it.
    notes : sequence of str
        Remarks on the run, in sentences without a full stop.
    slower : str
        Why it trains more slowly than elsewhere, if it does; also without a full stop.
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
        slower: str = "",
    ) -> None:
        super().__init__()
        remark = as_sentences([slower] if slower else [])
        self.context = context = Context(self, session, pace or PACE, remark)
        self.session, self.main, self.training = session, context.main, context.training
        self._lesson_commands = LessonCommands(context, keeps_pace=pace is not None)
        self._sample_commands = SampleCommands(context)
        self._settings_commands = SettingsCommands(context)
        self._time_commands = TimeCommands(context)
        self._update_commands = UpdateCommands(context)
        self._view_commands = ViewCommands(context, self._update_commands)
        self._weight_commands = WeightCommands(context)
        self._offer(
            self._lesson_commands,
            self._sample_commands,
            self._settings_commands,
            self._time_commands,
            self._update_commands,
            self._view_commands,
            self._weight_commands,
            TrainingCommands(context),
            CompareCommands(context),
            VerifyCommands(context),
        )
        theme = THEMES[has_many(self.console.color_system)]
        self.open_in(theme)
        self.animation_level = "none"
        self._start = start and session.stop.epochs != 0
        self._notes = notes

    def _offer(self, *groups: object) -> None:
        """Let Textual find each command, in the group that has a method of its name."""
        names = {entry.name.partition("(")[0] for entry in COMMANDS}.difference(_OF_TEXTUAL)
        for name in (*names, "unzoom", "command_palette"):
            (method,) = (getattr(group, name) for group in groups if hasattr(group, name))
            setattr(self, f"action_{name}", method)

    def get_default_screen(self) -> Screen[None]:
        """Open on the main screen."""
        return self.main

    def on_mount(self) -> None:
        """Show the untrained network, when there is a screen to show it on."""
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        if self.ending:  # a signal came before the first paint
            return
        context, lesson = self.context, self.session.lesson
        if lesson is not None:
            self._lesson_commands.take_pace(lesson)
        context.show(self.session.snapshot())  # the text of a lesson may come over the panes
        if lesson is not None:
            context.report(self._lesson_commands.opened(lesson))
        if self._notes:
            context.say(as_sentences(self._notes), Lasts.RUN)
        context.report_file()
        if self._start:
            context.train()
        self.deliver_events()
        if not gc.isenabled():  # as the program starts; what was imported by now stays
            gc.freeze()
            gc.enable()

    def exit(self, *result: Any, **named: Any) -> None:
        """End, without waiting for work that is under way."""
        super().exit(*result, **named)
        self.training.end()

    async def on_event(self, event: Event) -> None:
        """Remove a notice that lasts until the next key, before the key causes another one."""
        if isinstance(event, Key) and not event.is_forwarded:
            self.main.key_was_pressed()
        await super().on_event(event)

    # what the panes ask for

    def on_key(self, event: Key) -> None:
        """Report that a key does nothing, if no command has handled it."""
        self._view_commands.say_idle(event)

    @on(LossPane.Sought)
    async def _seek(self, event: LossPane.Sought) -> None:
        await self._time_commands.seek(event)

    @on(PredictionsPane.Opened)
    async def _open_row(self, event: PredictionsPane.Opened) -> None:
        await self._update_commands.open_row(event)

    @on(PredictionsPane.Edited)
    async def _edit_row(self, event: PredictionsPane.Edited) -> None:
        await self._sample_commands.edit(event)

    @on(PredictionsPane.Said)
    def _say(self, event: PredictionsPane.Said) -> None:
        self.context.say(event.text)

    @on(UpdatePane.PhaseWanted)
    async def _step_phase(self, event: UpdatePane.PhaseWanted) -> None:
        await self._update_commands.step(event)

    @on(WeightsPane.Typing)
    def _type_weight(self, event: WeightsPane.Typing) -> None:
        self._weight_commands.type_weight(event)

    @on(SetupPane.Turned)
    async def _turn_setting(self, event: SetupPane.Turned) -> None:
        await self._settings_commands.turn(event)

    @on(SetupPane.Layered)
    async def _change_layers(self, event: SetupPane.Layered) -> None:
        await self._settings_commands.layer(event)

    @on(SetupPane.Typing)
    def _type_setting(self, event: SetupPane.Typing) -> None:
        self._settings_commands.type_value(event)

    @on(SetupPane.Opened)
    def _open_setting(self, event: SetupPane.Opened) -> None:
        self._settings_commands.open(event)

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

    `pace` is in epochs a second; None for the pace of each lesson. `running` trains at once.
    `guard` restores the terminal if the app dies.
    """
    try:
        session = Session(start.spec, start.dataset, start.lesson, stop, start.engine)
    except Diverged as error:
        raise SpecError("weights", str(error)) from None
    remark = slower(start.engine, start.spec)
    return run_app(ScratchnetApp(session, pace, running, start.notes, remark), guard)
