"""Trying an input: it is drawn or typed, and the answer is updated with each key."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from core import (
    CoreError,
    Dataset,
    Floats,
    SpecError,
    class_names,
    encode,
    forward,
    has_classes,
    raw_inputs,
    raw_targets,
    unscaled_targets,
)
from core.printable import quoted
from scratchnet_tui.form import number
from scratchnet_tui.panes.predictions.input_editor import InputEditor
from scratchnet_tui.session.row_edits import refuse_unless_editable

from .dialog import Dialog, bindings_of
from .prompt import PromptScreen

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot


class TryInputScreen(Dialog[None]):
    """An editor for an input over the main screen; training may go on behind it.

    Parameters
    ----------
    snapshot : Snapshot
        The run; `show` draws newer weights.
    dataset : Dataset
        The rows to begin from: the training rows, or the test set.
    sample : int
        The index of the row.
    add : callable
        ``await add(row)`` adds a row of inputs and targets to the data.
    """

    NAME = "try-input"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def __init__(
        self,
        snapshot: Snapshot,
        dataset: Dataset,
        sample: int,
        add: Callable[[tuple[float, ...]], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._snapshot, self._sample, self._add = snapshot, sample, add
        raw = raw_inputs(dataset)
        self._editor = InputEditor(dataset, raw.min(axis=0), raw.max(axis=0), raw[sample])
        self._names = class_names(dataset) if has_classes(dataset) else ()
        self._target = raw_targets(dataset)[sample]

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        with Vertical(id="try-input", classes="dialog") as box:
            box.border_title = f"Try an input, starting from row {self._sample + 1}"
            yield self._editor

    def on_mount(self) -> None:
        """Show the answer to the input it begins with."""
        self._editor.styles.height = self._editor.row_count()
        self._editor.focus()
        self._answer()

    def show(self, snapshot: Snapshot) -> None:
        """Answer with the weights of a newer snapshot, if the inputs are still the same ones."""
        new, old = snapshot.problem.dataset, self._snapshot.problem.dataset
        same = (new.features, new.targets) == (old.features, old.targets)
        if not same or new.picture != old.picture:
            return
        self._snapshot = snapshot
        if self.is_mounted:
            self._answer()

    @property
    def output(self) -> Floats:
        """The answer to the present input in the units of the targets, shape (outputs,)."""
        problem = self._snapshot.problem
        with np.errstate(all="ignore"):
            x = encode(problem.dataset, self._editor.raw[None, :])
            y: Floats = forward(problem.network, self._snapshot.params, x).output[0]
        return unscaled_targets(problem.dataset, y)

    def holds(self, condition: str) -> bool:
        """Tell what kind of input it is, and whether it can become a row of the data."""
        dataset = self._snapshot.problem.dataset
        return {
            "picture": dataset.picture is not None,
            "number": dataset.picture is None,
            "numbers": dataset.picture is None and self._editor.inputs > 1,
            "classes": bool(self._names),
            "editable": self._editable(),
            "filled": not self._editor.blank,
        }[condition]

    def _editable(self) -> bool:
        try:
            refuse_unless_editable(self._snapshot.spec, self._snapshot.problem.dataset)
        except CoreError:
            return False
        return True

    def _answer(self) -> None:
        self._editor.show(self.output, f"{self._editor.place}.  {self._adding()}".rstrip())
        self.show_keys()

    def _adding(self) -> str:
        """Return what `Insert` would do, if anything."""
        if not self._editable():
            return ""
        if not self._names:
            return "Insert adds it with that row's targets."
        return f"Tab: target {self._names[self._class()]}; Insert adds it."

    def _class(self) -> int:
        if len(self._target) == 1:
            return int(self._target[0] > 0.5)
        return int(self._target.argmax())

    def on_input_editor_changed(self) -> None:
        """Update the answer."""
        self._answer()

    def on_input_editor_typing(self, event: InputEditor.Typing) -> None:
        """Open a prompt for a number."""

        async def take(text: str) -> None:
            self._editor.put(_finite(text))

        hint = "A number; only this input is changed, none of the data."
        self.app.push_screen(PromptScreen(event.called, hint, f"{event.value:g}", take))

    def action_target(self, by: int) -> None:
        """Choose the next class as the target."""
        if not self._names:
            return
        following = (self._class() + by) % len(self._names)
        if len(self._target) == 1:
            self._target = np.array([float(following)])
        else:
            self._target = np.eye(len(self._names))[following]
        self._answer()

    async def action_add(self) -> None:
        """Add the input to the data as a row, which starts a new run."""
        row = (*self._editor.raw.tolist(), *self._target.tolist())
        try:
            await self._add(row)
        except CoreError as error:
            self._editor.show(self.output, f"Not done: {error}.")
        else:
            self._editor.show(self.output, "It is the last row now: a new run from epoch 0.")


def _finite(text: str) -> float:
    value = number("rows", text)
    if not math.isfinite(value):
        raise SpecError("rows", f"{quoted(text)} is not a finite number such as -0.5")
    return value
