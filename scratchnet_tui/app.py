"""The app: it turns keys into commands for the session, and hands snapshots to the main screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from core import LESSONS, CoreError, Diverged, Lesson, SpecError

from .commands import COMMANDS
from .fields import Field
from .lifecycle import SteadyApp, run_app
from .panes.lesson import LessonPane
from .panes.setup import SetupPane
from .runner import Runner
from .screens.main import PANES, MainScreen
from .session import Session, Snapshot, next_rate

if TYPE_CHECKING:
    from .options import Start

_ALWAYS = ("ctrl+q", "ctrl+c", "ctrl+z")
"""Keys that work wherever the focus is."""


class ScratchnetApp(SteadyApp):
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
        super().__init__(ansi_color=True)  # the terminal's own colours, and none with NO_COLOR
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.session = session
        self.main = main = MainScreen()
        self.runner = Runner(
            session, self._show, self._tell, pace, wants_gradient=lambda: main.wants_gradient
        )
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

    # what the runner and the session report

    def _show(self, snapshot: Snapshot) -> None:
        runner = self.runner
        self.main.show(snapshot, runner.running, runner.pace, runner.speed)

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

    # training

    def action_toggle_run(self) -> None:
        """Run, or pause."""
        if self.runner.running:
            self.runner.pause()
        else:
            self._run()

    def action_step_epoch(self) -> None:
        """Train one epoch; while running, pause first."""
        self._step(1)

    def action_step_hundred(self) -> None:
        """Train a hundred epochs; while running, pause first."""
        self._step(100)

    def _step(self, epochs: int) -> None:
        if not self.runner.stepping:  # steps asked for while stepping add up
            self.runner.pause()
        self._run(epochs)

    async def action_rewind(self) -> None:
        """Go back to epoch 0 and the same weights."""

        def rewind() -> str:
            self.session.rewind()
            return "Back at epoch 0 with the same weights."

        await self._change(rewind)

    async def action_new_seed(self) -> None:
        """Start anew from the next seed."""

        def reseed() -> str:
            spec = self.session.spec
            self.session.change(dataclasses.replace(spec, seed=spec.seed + 1))
            if spec.init == "literal":
                return f"Seed {spec.seed + 1}; the weights are still the given ones."
            return f"Seed {spec.seed + 1}: new weights."

        await self._change(reseed)

    def action_faster(self) -> None:
        """Go faster."""
        self._change_pace(1)

    def action_slower(self) -> None:
        """Go slower."""
        self._change_pace(-1)

    def _change_pace(self, by: int) -> None:
        self.runner.change_pace(by)
        self.main.show_status(self.runner.running, self.runner.pace, self.runner.speed)
        pace = self.runner.pace
        self._tell("As fast as it goes." if pace == "max" else f"{pace} epochs a second.")

    # settings

    async def action_rate_up(self) -> None:
        """Raise the learning rate."""
        await self._change_rate(up=True)

    async def action_rate_down(self) -> None:
        """Lower the learning rate."""
        await self._change_rate(up=False)

    async def _change_rate(self, up: bool) -> None:
        def change() -> str:
            spec = self.session.spec
            return self.session.change(dataclasses.replace(spec, rate=next_rate(spec.rate, up)))

        await self._change(change)

    async def on_setup_pane_turned(self, event: SetupPane.Turned) -> None:
        """Take the next value of a setting."""
        await self._change(lambda: self._turn(event.field, event.by))

    def _turn(self, field: Field, by: int) -> str:
        """Take the next value that suits the rest of the settings."""
        spec, refusal = self.session.spec, None
        for text in field.turned(spec, by):
            try:
                return self.session.change(field.parse(spec, text))
            except CoreError as error:
                refusal = refusal or error
        if refusal is not None:
            raise refusal
        return f"There is no other {field.name} to choose."

    def on_setup_pane_typing(self, event: SetupPane.Typing) -> None:
        """Let a value be typed."""
        from .screens.value import ValueScreen

        async def take(text: str) -> str:
            session = self.session
            notice = await self.runner.alone(
                lambda: session.change(event.field.parse(session.spec, text))
            )
            if notice:
                self._tell(notice)
            return notice

        self.push_screen(ValueScreen(event.field, event.field.text(self.session.spec), take))

    def action_lessons(self) -> None:
        """Choose a lesson."""
        from .screens.lessons import LessonsScreen

        async def take(lesson: Lesson | None) -> None:
            if lesson is not None:
                await self._open_lesson(lesson)

        present = self.session.lesson
        self.push_screen(LessonsScreen(present.name if present else None), take)

    def _title_of(self, lesson: Lesson) -> str:
        """Say what a lesson is called, and where its text is when it cannot be seen."""
        hidden = not self.main.query_one(LessonPane).display
        return f"{lesson.title}.{' Press 5 for what to watch.' if hidden else ''}"

    async def _open_lesson(self, lesson: Lesson) -> None:
        self.runner.pause()

        def begin() -> str:
            self.session.open_lesson(lesson)
            return self._title_of(lesson)

        await self._change(begin)

    async def action_twin(self) -> None:
        """Go to the lesson that the present one is to be compared with."""
        lesson = self.session.lesson
        if lesson is None or lesson.twin is None:
            self._tell("No lesson is open; press l to choose one.")
        else:
            await self._open_lesson(LESSONS[lesson.twin])

    def action_data(self) -> None:
        """Go to the data set in the setup."""
        self._go_to_field("data set")

    def action_model(self) -> None:
        """Go to the network in the setup."""
        self._go_to_field("hidden")

    def _go_to_field(self, name: str) -> None:
        self.main.go_to("setup")
        self.main.query_one(SetupPane).choose(name)

    # looking

    def action_log_axis(self) -> None:
        """Change between a linear and a logarithmic axis."""
        self.main.toggle_log_axis()

    async def action_weight_view(self) -> None:
        """Show weights, gradient or last step."""
        self.main.next_view()
        await self.runner.alone(lambda: None)

    def action_zoom(self) -> None:
        """Give the pane with the focus the whole screen, or take it back."""
        self.main.toggle_zoom()

    def action_pane(self, number: int) -> None:
        """Go to a pane, by its number."""
        self.main.go_to(PANES[number - 1])

    def action_unzoom(self) -> None:
        """Leave a zoomed pane."""
        self.main.unzoom()

    def action_command_palette(self) -> None:
        """Find a command by its name."""
        from .screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_help(self) -> None:
        """Show the help."""
        from .screens.help import HelpScreen

        self.push_screen(HelpScreen())

    def get_system_commands(
        self,
        screen: Screen[object],  # noqa: ARG002
    ) -> Iterable[SystemCommand]:
        """Offer every command in the command palette, and Textual's choice of themes."""
        for entry in COMMANDS:
            action = entry.name

            async def do(action: str = action) -> None:
                await self.run_action(action)

            title = entry.help.rstrip(".").split(":")[0]
            yield SystemCommand(title, f"Key: {entry.shown}", do)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)


def open_app(start: Start, pace: str, running: bool) -> int:
    """Open the app and return its exit code.

    Parameters
    ----------
    start : Start
        The run to open on.
    pace : str
        Epochs a second.
    running : bool
        Whether to train at once.
    """
    try:
        session = Session(start.spec, start.dataset, start.lesson)
    except Diverged as error:
        raise SpecError("weights", str(error)) from None
    return run_app(ScratchnetApp(session, pace, running))
