"""Drives the app in a test: presses keys, waits for conditions, reads the screen."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from textual.events import Key, Paste
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from core import LESSONS, Dataset, Params, RunSpec, Stop, Trainer, load
from scratchnet_tui.app import ScratchnetApp
from scratchnet_tui.commands import command
from scratchnet_tui.panes.lesson import LessonPane
from scratchnet_tui.panes.loss.pane import LossPane
from scratchnet_tui.panes.setup import SetupPane
from scratchnet_tui.session.session import Session
from scratchnet_tui.session.setup import NEVER
from scratchnet_tui.session.snapshot import Snapshot
from tests.helpers.screen_reader import OutputRecorder, strips_of, texts_of

SIZES = {"small": (80, 24), "wide": (120, 36), "huge": (200, 60)}
DEADLINE = 10.0  # seconds after which a test gives up waiting; none takes a tenth of it

_STATUS_LINE = re.compile(
    r"(?P<state>running|paused|diverged)?  +epoch (?P<epoch>[\d,]+)(?P<inside>\+\d+)? +"
    r"mse (?P<mse>\S+) +(?:(?P<right>\d+)/(?P<rows>\d+)|(?P<share>[\d.]+) %"
    r"(?: +test +(?P<test>[\d.]+) %)?|R2 (?P<r2>\S+)(?: +test (?P<test_r2>\S+))?)"
    r" *(?P<pace>\S.*?)? *$"
)


@dataclass(frozen=True)
class StatusLine:
    """The right half of the status line, read from the screen."""

    state: str
    epoch: int
    inside: int
    mse: float
    right: int
    rows: int
    pace: str
    share: str | None  # of correct rows, in percent, where rows are too many to count
    test: str | None
    r2: str | None  # of the rows trained on, where targets are numbers
    test_r2: str | None


@dataclass
class AppDriver:
    """What a user at the terminal can see and do."""

    app: ScratchnetApp
    pilot: Pilot[None]
    output: OutputRecorder
    pressed: list[str] = field(default_factory=list)

    # reading

    @property
    def rows(self) -> list[str]:
        """Every row of the screen."""
        return texts_of(self.app.screen)

    @property
    def text(self) -> str:
        return "\n".join(row.rstrip() for row in self.rows)

    def pane_rows(self, name: str) -> list[str]:
        """The rows inside the frame of a pane, as drawn."""
        return self.crop(self.widget(name).content_region)

    def framed_rows(self, name: str) -> list[str]:
        """The rows of a pane with its frame; none when it is hidden."""
        return self.crop(self.widget(name).region) if self.widget(name).display else []

    def crop(self, region: tuple[int, int, int, int]) -> list[str]:
        """The rows of a part of the screen: its column, its row, its width and its height."""
        x, y, width, height = region
        strips = strips_of(self.app.screen, y + height)[y:]
        return [strip.crop(x, x + width).text for strip in strips] if width else []

    def pane_text(self, name: str) -> str:
        """The text inside a pane, with its lines joined."""
        return " ".join(" ".join(self.pane_rows(name)).split())

    @property
    def dialog_text(self) -> str:
        """The text of the dialog over the main screen, with its lines joined."""
        return " ".join(" ".join(self.dialog_rows).split())

    @property
    def dialog_rows(self) -> list[str]:
        """The rows of the dialog over the main screen."""
        return self.crop(self.app.screen.query_one(".dialog").content_region)

    def widget(self, name: str) -> Widget:
        return self.app.main.query_one(f"#{name}")

    @property
    def focused(self) -> str:
        """The title of the pane whose frame is heavy."""
        heavy = [row for row in self.rows if "┏" in row]
        assert len(heavy) == 1, self.text
        return heavy[0].split("┏━")[1].split("━")[0].strip()

    @property
    def status(self) -> StatusLine:
        """The status line, parsed."""
        line = texts_of(self.app.screen, 1)[0]
        found = _STATUS_LINE.search(line)
        assert found, f"this is no status line: {line!r}\n{self.text}"
        return StatusLine(
            found["state"] or "paused",  # the first to go where there is little room
            int(found["epoch"].replace(",", "")),
            int(found["inside"] or 0),
            float(found["mse"]),
            int(found["right"] or -1),
            int(found["rows"] or -1),
            found["pace"] or "",
            found["share"],
            found["test"],
            found["r2"],
            found["test_r2"],
        )

    @property
    def notice(self) -> str:
        """The notice above the footer, one line or two."""
        rows = self.rows
        first = rows[-3].strip() if self.widget("notice-first").display else ""
        return f"{first} {rows[-2].strip()}".strip()

    @property
    def footer(self) -> str:
        """The last line."""
        return self.rows[-1].strip()

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot the panes show."""
        found = self.app.main.snapshot
        assert found is not None
        return found

    @property
    def form(self) -> SetupPane:
        return self.app.main.query_one(SetupPane)

    def form_values(self) -> dict[str, str]:
        """The values in the setup form by label, also of rows out of view."""
        rows = [
            "".join(piece[0] for piece in self.form.row(n)) for n in range(self.form.row_count())
        ]
        rows = [row for row in rows if row[:11].strip() in self.form.names]
        rows = rows[: len(self.form.names)] if self.form.display else []
        pairs = ((row[:11].strip(), row[11:].strip()) for row in rows)
        return {label: value.removeprefix("< ").removesuffix(" >") for label, value in pairs}

    @property
    def chosen_row(self) -> str:
        """The label of the form's row under the cursor."""
        rows = [row for row in self.pane_rows("setup") if re.search(r"< .* >", row)]
        assert len(rows) == 1, self.text
        return rows[0][:11].strip()

    # doing

    def send_keys(self, *keys: str) -> None:
        """Send keys without waiting for their effect."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            event = Key(name, key if len(key) == 1 else _character(name))
            event.set_sender(self.app)
            self.pressed.append(key)
            self.app.post_message(event)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each after the one before was processed."""
        for key in keys:
            self.send_keys(key)
            await self.process_messages()

    async def retype(self, text: str) -> None:
        """Replace the text of the open input; a short one is typed, a long one pasted."""
        await self.press("end", "ctrl+u")  # a binding is looked up later than a letter is typed
        if len(text) <= 10:
            self.send_keys(*text)
        else:
            self.app.post_message(Paste(text))
        await self.process_messages()

    async def go_to_row(self, name: str) -> None:
        """Go to a row of the setup form with the arrow keys."""
        await self.press("4")
        names = self.form.names
        self.send_keys(
            *["down"] * ((names.index(name) - names.index(self.chosen_row)) % len(names))
        )
        await self.wait_until(lambda: self.chosen_row == name)
        await self.wait_until_idle()

    async def type_value(self, text: str) -> None:
        """Open the input of the form's row, type a value, and press Enter."""
        await self.press("enter")
        await self.wait_until(lambda: isinstance(self.app.focused, Input))
        await self.retype(text)
        await self.press("enter")

    async def process_messages(self) -> None:
        """Let every key have its turn, and every widget deal with what has been asked of it."""
        while self.app.is_running and not self.app.event_queue.quiet:
            await self.pilot.pause(0)
        for n in range(50):  # a message may be answered by another; training never ends
            await self.pilot.pause(0)
            widgets = self.app.screen.walk_children(with_self=True)
            waiting = self.app.message_queue_size + sum(w.message_queue_size for w in widgets)
            if n >= 2 and not waiting:
                break

    async def wait_until(self, condition: Callable[..., object], what: str = "") -> None:
        """Wait until a condition holds; fail after `DEADLINE` seconds.

        The condition is called without arguments; in a loop, defaults may hold its variables.
        """
        deadline = time.monotonic() + DEADLINE
        while not condition():
            assert time.monotonic() < deadline, (
                f"never happened: {what or condition}; pressed {self.pressed}\n{self.text}"
                f"\n{self.output.first_stale_row(self.app.screen)}"
            )
            await self.pilot.pause(0.005)

    async def wait_until_idle(self) -> None:
        """Wait until no training is under way and two frames in a row are equal."""

        def at_rest() -> bool:
            training = any(worker.group == "training" for worker in self.app.workers)
            return not self.app.training.running and not training

        await self.process_messages()
        await self.wait_until(at_rest, "the training comes to rest")
        before: list[str] = []
        while before != (before := self.rows):
            await self.process_messages()

    async def train(self, epochs: int) -> None:
        """Train exactly this many epochs with the keys, and wait until the screen says so."""
        goal = self.status.epoch + epochs
        self.send_keys(*"S" * (epochs // 100))
        await self.wait_until(lambda: self.status.epoch == goal - epochs % 100, f"nearly {goal}")
        await self.wait_until_idle()
        for left in reversed(range(epochs % 100)):
            await self.press("s")
            await self.wait_until(
                lambda left=left: self.status.epoch == goal - left, f"epoch {goal}"
            )
            await self.wait_until_idle()

    async def train_to(self, epoch: int) -> None:
        """Train up to an epoch in one go, as the keys do in many."""
        left = epoch - self.app.session.epoch
        if not left:
            return
        self.app.run_worker(self.app.training.run(left), group="training")
        await self.wait_until(lambda: self.status.epoch == epoch, f"epoch {epoch}")
        await self.wait_until_idle()

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.process_messages()


def _character(name: str) -> str | None:
    """Return the character typed by a key with a long name, if any."""
    try:
        return unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        return None


@asynccontextmanager
async def open_app(
    spec: RunSpec | None = None,
    *,
    dataset: Dataset | None = None,
    lesson: str | None = None,
    size: tuple[int, int] | str = "small",
    pace: str | None = "max",
    start: bool = False,
    reading: bool = False,
    stop: Stop = NEVER,
    notes: Sequence[str] = (),
    slower: str = "",
) -> AsyncIterator[AppDriver]:
    """Open the app on a run and drive it.

    The text of a lesson that is shown first is closed, unless `reading`.

    On exit, the output sent so far must add up to what is on the screen.
    """
    if spec is None:
        spec = LESSONS[lesson].spec if lesson else RunSpec()
    session = Session(spec, dataset or load(spec), lesson, stop)
    app = ScratchnetApp(session, pace, start, notes, slower)
    line = OutputRecorder(app)
    async with app.run_test(size=SIZES[size] if isinstance(size, str) else size) as pilot:
        driver = AppDriver(app, pilot, line)
        await driver.wait_until(lambda: line.frames, "the first picture")
        await driver.wait_until(lambda: app.main.query_one(LossPane).ready, "what draws the chart")
        await driver.process_messages()
        if not reading and app.main.query_one(LessonPane).introduces:
            await driver.press("escape")
            await driver.wait_until_idle()
            driver.pressed.clear()
        try:
            yield driver
            if app.is_running and not app.training.running:
                await driver.wait_until_idle()
                await driver.wait_until(
                    lambda: not line.first_stale_row(app.screen), "the screen is up to date"
                )
        finally:
            app.workers.cancel_all()


def keys_of(name: str) -> list[str]:
    """Return every key of a command."""
    return command(name).keys.split(",")


def epochs_of(session: Session, but: str | None = None) -> set[int]:
    """Return the epochs at which the runs trained in lock step stand, except one."""
    shown = session.snapshot()
    live = [shown.card, *(pin for pin in shown.pins if pin.live)]
    return {pin.epochs for pin in live if pin.name != but}


def train_from_start(spec: RunSpec, epochs: int) -> Trainer:
    """Train a spec from its start, without the app."""
    trainer = Trainer(spec)
    for _ in trainer.run(max_epochs=epochs):
        pass
    return trainer


def same_bits(a: Params, b: Params) -> bool:
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)
