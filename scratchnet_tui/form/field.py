"""A setting as a row of a form: what it shows, and its neighbours left and right.

A field does not know widgets. It turns a setup into text, and a request into another setup.
The fields that the table of settings describes are built from it; see `field_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from core import RunSpec, Stop
from scratchnet_tui.session.setup import Setup, ToRead
from scratchnet_tui.settings.setting import Setting
from scratchnet_tui.settings.table import SETTINGS, STOP_RULES

NOTHING = "-"
"""What a field shows when there is nothing to be set."""


@dataclass(frozen=True)
class Field:
    """One setting.

    Attributes
    ----------
    name : str
        The label of its row.
    hint : str
        What it decides, and what may be typed.
    text : callable
        ``text(setup) -> str``: the present value.
    parse : callable
        ``parse(setup, text) -> setup``: a value that was typed. Raises `core.CoreError`.
    choices : tuple of str
        The values to turn through, cyclically.
    step : callable, optional
        ``step(setup, by) -> text``: the next value, for an endless range.
    layer : int or None
        The hidden layer it belongs to, counted from 0.
    remark : callable
        ``remark(setup) -> str``: remarks on the present value, one on each line; empty if there are
        none.
    jump : callable, optional
        ``jump(setup, by) -> text``: the first value of the next group, if values have groups.
    more : callable
        ``more(setup) -> str``: what its row shows after the present value.
    reads : callable
        ``reads(setup, text) -> ToRead``: the file that has to be read for a typed value. The
        caller reads it and puts it into `Setup.table` before `parse`. None: no file is read.
        Raises `core.CoreError` if that value is not valid.
    opens : str
        What Enter opens in place of an input: ``columns`` or ``remarks``; empty: an input.
    """

    name: str
    hint: str
    text: Callable[[Setup], str]
    parse: Callable[[Setup, str], Setup]
    choices: tuple[str, ...] = ()
    step: Callable[[Setup, int], str] | None = None
    layer: int | None = None
    remark: Callable[[Setup], str] = lambda _setup: ""
    jump: Callable[[Setup, int], str] | None = None
    more: Callable[[Setup], str] = lambda _setup: ""
    reads: Callable[[Setup, str], ToRead | None] = lambda _setup, _text: None
    opens: str = ""

    def turned(self, setup: Setup, by: int) -> list[str]:
        """Return the values to try when turning to the right (1) or to the left (-1), in order.

        From a typed value that is no choice they start at the first or last choice.
        """
        if self.step is not None:
            return [self.step(setup, by)]
        present = self.text(setup)
        if present == NOTHING:
            return []
        around = self.choices[::by]
        start = around.index(present) + 1 if present in around else 0
        return [text for text in (*around[start:], *around[:start]) if text != present]


@dataclass(frozen=True)
class Group:
    """Fields under a heading, and a short line below them that may be empty."""

    title: str
    fields: tuple[Field, ...]
    note: str = ""


def field_of(setting: Setting, **more: Any) -> Field:
    """Return the row of a setting of the spec, or of a stop rule, built from the table.

    The setting must have a row. `more` adds to the attributes of the field, or overrides them.
    """
    row = setting.row
    assert row is not None
    show, label, step = row.text or setting.text, row.label or setting.name, row.step
    stops = setting.group == "stop rules"

    def source(now: Setup) -> RunSpec | Stop:
        return now.stop if stops else now.spec

    def parse(now: Setup, text: str) -> Setup:
        changes = setting.changes(row.read(label, text))
        return replace(now, stop=replace(now.stop, **changes)) if stops else now.having(**changes)

    field = Field(
        label,
        setting.with_choices(row.hint),
        lambda now: show(source(now)),
        parse,
        row.turns or setting.choices,
        None if step is None else lambda now, by: step(source(now), by),
    )
    return replace(field, **more)


def rows_in(group: str, now: Setup) -> list[Setting]:
    """Return the settings of a group that have a row and apply now, in order."""
    return [
        setting
        for setting in (*SETTINGS, *STOP_RULES)
        if setting.group == group
        and setting.row is not None
        and setting.row.when(now.spec, now.dataset)
    ]
