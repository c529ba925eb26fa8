"""Changing the run: its settings, its lesson, its learning rate."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from core import LESSONS, CoreError, DataError, Lesson, Reading, Table, is_read
from scratchnet_tui.form import (
    Field,
    Settings,
    ToRead,
    next_rate,
    with_columns,
    with_layer,
    without_layer,
)
from scratchnet_tui.panes.setup import SetupPane
from scratchnet_tui.session.background_reading import is_soon_read, read_aside, words
from scratchnet_tui.text.file_remarks import in_form
from scratchnet_tui.text.lesson_news import next_lesson, pace_words

from .base import Base

if TYPE_CHECKING:
    from scratchnet_tui.form.columns import Columns

_NO_LESSON = "No lesson is open; press l to choose one."


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
        field, now = event.field, self.session.settings
        try:
            texts = _texts(event, now)
            wanted = field.reads(now, texts[0]) if texts else None
        except CoreError:  # `_turn` says why, or finds another value
            wanted = None
        if (
            wanted is None
            or is_read(wanted.file, wanted.header, wanted.encoding, now.table)
            or is_soon_read(wanted.file)
        ):
            before = self.session.dataset
            await self._change(lambda: self._turn(event))
            self._tell_of_file(before)
        else:  # how far the reading has come is to be seen, and it can be stopped
            self._let_type(field, texts[0], at_once=True)

    def _turn(self, event: SetupPane.Turned) -> str:
        """Take the next value that suits the rest of the settings."""
        field, now, refusal = event.field, self.session.settings, None
        for text in _texts(event, now):
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
            if event.layer >= len(now.spec.hidden):  # it has gone in the meantime
                return now
            if event.add:
                return with_layer(now, event.layer + 1)
            return without_layer(now, event.layer)

        await self._change(lambda: self.session.adopt(layer(self.session.settings)))

    def on_setup_pane_typing(self, event: SetupPane.Typing) -> None:
        """Let a value be typed."""
        self._let_type(event.field, event.field.text(self.session.settings))

    def _let_type(self, field: Field, text: str, at_once: bool = False) -> None:
        """Let a value be typed, beginning from a text, or take that text at once if it is legal."""
        from scratchnet_tui.screens.prompt import PromptScreen

        async def take(text: str) -> None:
            session = self.session
            wanted, before = field.reads(session.settings, text), session.dataset
            table = None if wanted is None else await self._read(wanted)

            def adopt() -> str:
                now = session.settings
                if table is not None:
                    now = dataclasses.replace(now, table=table)
                return session.adopt(field.parse(now, text))

            try:
                notice = await self.runner.alone(adopt)
            except DataError as error:
                if field.jump is not None:  # options stand behind the path, as it says
                    raise
                raise DataError(in_form(str(error))) from None
            self._tell_of_file(before, notice)

        self.push_screen(
            PromptScreen(
                field.name,
                field.hint,
                text,
                take,
                field.choices if field.jump is not None else (),
                self._how_far,
                at_once,
            )
        )

    def on_setup_pane_opened(self, event: SetupPane.Opened) -> None:
        """Open the list of columns, or what is to be said of the file."""
        settings = self.session.settings
        if settings.dataset is None or settings.dataset.table is None:
            return  # it is another run in the meantime
        if event.field.opens == "remarks":
            from scratchnet_tui.screens.remarks import RemarksScreen

            self.push_screen(RemarksScreen(settings.dataset))
            return
        from scratchnet_tui.form.columns import columns_of
        from scratchnet_tui.screens.columns import ColumnsScreen

        columns = columns_of(settings.spec, settings.dataset)

        async def take(changed: Columns) -> None:
            session = self.session
            before, choices = session.dataset, changed.choices()
            notice = await self.runner.alone(
                lambda: session.adopt(with_columns(session.settings, **choices))
            )
            self._tell_of_file(before, notice)

        self.push_screen(ColumnsScreen(columns, take))

    _reading: Reading | None = None
    """The file that is being read, if any."""

    async def _read(self, wanted: ToRead) -> Table:
        """Read a file while the present run goes on; whoever cancels this stops the reading."""
        self._reading = reading = Reading()
        try:
            return await read_aside(wanted, reading)
        finally:
            if self._reading is reading:
                self._reading = None

    def _how_far(self) -> str:
        """Say how far the reading of a file has come; empty while none is read."""
        return f"Reading: {words(self._reading)}." if self._reading else ""

    def action_lessons(self) -> None:
        """Choose a lesson; the list begins at the next one where all of the present is seen."""
        from scratchnet_tui.screens.lessons import LessonsScreen

        async def take(lesson: Lesson | None) -> None:
            if lesson is not None:
                await self._open_lesson(lesson)

        begin, snapshot = self.session.lesson, self.main.snapshot
        if begin is not None and snapshot is not None and snapshot.all_met:
            begin = next_lesson(begin) or begin
        self.push_screen(LessonsScreen(begin), take)

    def _begun(self, lesson: Lesson) -> str:
        """Say what there is to know of a lesson that has just been opened.

        That is the seed, where it is not the lesson's own, the title and the pace.
        """
        seed, own = self.session.spec.seed, lesson.spec.seed
        kept = f"Seed {seed} is kept; T takes the lesson's seed {own}. " if seed != own else ""
        pace = pace_words(self.runner.pace)
        return f"{kept}{lesson.title}. {pace[0].upper()}{pace[1:]}."

    def _take_pace(self, lesson: Lesson) -> None:
        """Go at the pace of a lesson, unless the command line gave one."""
        if not self._pace_is_given:
            self.runner.set_pace(str(lesson.pace))

    async def _open_lesson(self, lesson: Lesson, seed: int | None = None) -> None:
        self.runner.pause()
        self._take_pace(lesson)

        def begin() -> str:
            said = self.session.open_lesson(lesson, seed)
            return f"{self._begun(lesson)}{said}"

        await self._change(begin)

    async def action_own_run(self) -> None:
        """Begin the lesson again as it was written, from its own seed."""
        lesson = self.session.lesson
        if lesson is None:
            self._tell(_NO_LESSON)
        else:
            await self._open_lesson(lesson, lesson.spec.seed)

    async def action_twin(self) -> None:
        """Go to the lesson that the present one is to be compared with."""
        lesson = self.session.lesson
        if lesson is None:
            self._tell(_NO_LESSON)
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


def _texts(event: SetupPane.Turned, now: Settings) -> list[str]:
    """Return the values to try when a field is turned, in order."""
    jump = event.field.jump if event.far else None
    return [jump(now, event.by)] if jump is not None else event.field.turned(now, event.by)
