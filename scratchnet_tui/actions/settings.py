"""Changing the run: its settings, its lesson, its learning rate."""

from __future__ import annotations

import dataclasses

from core import LESSONS, CoreError, Lesson, Reading, Table

from ..fields import Settings, next_rate, with_layer, without_layer
from ..panes.lesson import LessonPane
from ..panes.setup import SetupPane
from ..reading import read_aside, words
from .base import Base


class SettingsActions(Base):
    """Commands and messages that change what is run."""

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
        await self._change(lambda: self._turn(event))

    def _turn(self, event: SetupPane.Turned) -> str:
        """Take the next value that suits the rest of the settings."""
        field, now, refusal = event.field, self.session.settings, None
        jump = field.jump if event.far else None
        texts = [jump(now, event.by)] if jump is not None else field.turned(now, event.by)
        for text in texts:
            try:
                return self.session.adopt(field.parse(now, text))
            except CoreError as error:
                refusal = refusal or error
        if refusal is not None:
            raise refusal
        return f"There is no other {field.name} to choose."

    async def on_setup_pane_layered(self, event: SetupPane.Layered) -> None:
        """Add a hidden layer after the chosen one, or remove the chosen one."""

        def layer(now: Settings) -> Settings:
            if event.add:
                return with_layer(now, event.layer + 1)
            return without_layer(now, event.layer)

        await self._change(lambda: self.session.adopt(layer(self.session.settings)))

    def on_setup_pane_typing(self, event: SetupPane.Typing) -> None:
        """Let a value be typed."""
        from ..screens.value import ValueScreen

        field = event.field

        async def take(text: str) -> None:
            session = self.session
            file = field.reads(session.settings, text)
            table = None if file is None else await self._read(file)

            def adopt() -> str:
                now = session.settings
                if table is not None:
                    now = dataclasses.replace(now, table=table)
                return session.adopt(field.parse(now, text))

            notice = await self.runner.alone(adopt)
            if notice:
                self._tell(notice)

        self.push_screen(
            ValueScreen(
                field.name,
                field.hint,
                field.text(self.session.settings),
                take,
                field.choices if field.jump is not None else (),
                self._how_far,
            )
        )

    _reading: Reading | None = None
    """The file that is being read, if any."""

    async def _read(self, file: str) -> Table:
        """Read a file while the present run goes on; whoever cancels this stops the reading."""
        self._reading = reading = Reading()
        try:
            return await read_aside(file, reading)
        finally:
            if self._reading is reading:
                self._reading = None

    def _how_far(self) -> str:
        """Say how far the reading of a file has come; empty while none is read."""
        return f"Reading: {words(self._reading)}." if self._reading else ""

    def action_lessons(self) -> None:
        """Choose a lesson."""
        from ..screens.lessons import LessonsScreen

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
            said = self.session.open_lesson(lesson)
            return f"{self._title_of(lesson)}{said}"

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
