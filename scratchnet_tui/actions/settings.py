"""Changing the run: its settings, its data, its learning rate."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from core import (
    CoreError,
    DataError,
    Reading,
    is_read,
)
from scratchnet_tui.form import Field, next_rate, with_columns, with_layer, without_layer
from scratchnet_tui.panes.setup import SetupPane
from scratchnet_tui.session import events as ev
from scratchnet_tui.session.background_reading import is_soon_read, read_aside
from scratchnet_tui.session.setup import Setup, ToRead
from scratchnet_tui.text.file_remarks import in_form
from scratchnet_tui.text.reading import progress

from .context import Context

if TYPE_CHECKING:
    from core import Table
    from scratchnet_tui.form.columns import Columns


class SettingsCommands:
    """Commands and messages that change what is run."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reading: Reading | None = None  # the file that is being read, if any

    async def rate_up(self) -> None:
        """Raise the learning rate."""
        await self._change_rate(up=True)

    async def rate_down(self) -> None:
        """Lower the learning rate."""
        await self._change_rate(up=False)

    async def _change_rate(self, up: bool) -> None:
        session = self._context.session

        def change() -> ev.NewRun | ev.RunChanged | None:
            rate = next_rate(session.spec.rate, up)
            return session.change(dataclasses.replace(session.spec, rate=rate))

        await self._context.change(change)

    async def turn(self, event: SetupPane.Turned) -> None:
        """Choose the next value of a setting."""
        field, now = event.field, self._context.session.setup
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
            before = self._context.session.dataset
            await self._context.change(lambda: self._turn(event))
            self._context.report_file(before)
        else:  # the progress of reading is shown, and it can be stopped
            self._let_type(field, texts[0], at_once=True)

    def _turn(self, event: SetupPane.Turned) -> ev.SettingsTaken | ev.NoOtherValue | None:
        """Apply the next value that is compatible with the other settings."""
        field, now, refusal = event.field, self._context.session.setup, None
        for text in _texts(event, now):
            try:
                return self._context.session.adopt(field.parse(now, text))
            except CoreError as error:
                refusal = refusal or error
        if refusal is not None:
            raise refusal
        return ev.NoOtherValue(field.name)

    async def layer(self, event: SetupPane.Layered) -> None:
        """Add a hidden layer after the chosen one, or remove the chosen one."""
        session = self._context.session

        def layered(now: Setup) -> Setup:
            if event.layer >= len(now.spec.hidden):  # it has been removed meanwhile
                return now
            if event.add:
                return with_layer(now, event.layer + 1)
            return without_layer(now, event.layer)

        await self._context.change(lambda: session.adopt(layered(session.setup)))

    def type_value(self, event: SetupPane.Typing) -> None:
        """Open a prompt for a value."""
        self._let_type(event.field, event.field.text(self._context.session.setup))

    def _let_type(self, field: Field, text: str, at_once: bool = False) -> None:
        """Open a prompt with a text in it, or apply that text at once if it is valid."""
        from scratchnet_tui.screens.prompt import PromptScreen

        async def take(text: str) -> None:
            session = self._context.session
            wanted, before = field.reads(session.setup, text), session.dataset
            table = None if wanted is None else await self._read(wanted)

            def adopt() -> ev.SettingsTaken | None:
                now = session.setup
                if table is not None:
                    now = dataclasses.replace(now, table=table)
                return session.adopt(field.parse(now, text))

            try:
                event = await self._context.training.alone(adopt)
            except DataError as error:
                if field.jump is not None:  # options follow the path, as the hint says
                    raise
                raise DataError(in_form(str(error))) from None
            self._context.report_file(before, event)

        self._context.app.push_screen(
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

    def open(self, event: SetupPane.Opened) -> None:
        """Open the list of columns, or the remarks on the file."""
        settings = self._context.session.setup
        if settings.dataset is None or settings.dataset.table is None:
            return  # another run has begun meanwhile
        if event.field.opens == "remarks":
            from scratchnet_tui.screens.remarks import RemarksScreen

            self._context.app.push_screen(RemarksScreen(settings.dataset))
            return
        from scratchnet_tui.form.columns import columns_of
        from scratchnet_tui.screens.columns import ColumnsScreen

        columns = columns_of(settings.spec, settings.dataset)

        async def take(changed: Columns) -> None:
            session = self._context.session
            before, choices = session.dataset, changed.choices()
            event = await self._context.training.alone(
                lambda: session.adopt(with_columns(session.setup, **choices))
            )
            self._context.report_file(before, event)

        self._context.app.push_screen(ColumnsScreen(columns, take))

    async def _read(self, wanted: ToRead) -> Table:
        """Read a file while the present run goes on; cancelling this stops the reading."""
        self._reading = reading = Reading()
        try:
            return await read_aside(wanted, reading)
        finally:
            if self._reading is reading:
                self._reading = None

    def _how_far(self) -> str:
        """Return the progress of reading a file in words; empty if none is being read."""
        return f"Reading: {progress(self._reading)}." if self._reading else ""

    def data(self) -> None:
        """Go to the data set in the setup."""
        self._go_to_field("data set")

    def model(self) -> None:
        """Go to the network in the setup."""
        self._go_to_field("hidden")

    def _go_to_field(self, name: str) -> None:
        self._context.main.go_to("setup")
        self._context.main.query_one(SetupPane).choose(name)


def _texts(event: SetupPane.Turned, now: Setup) -> list[str]:
    """Return the values to try when a field is turned, in order."""
    jump = event.field.jump if event.far else None
    return [jump(now, event.by)] if jump is not None else event.field.turned(now, event.by)
