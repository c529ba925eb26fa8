"""The editor for a trial input: pixels or numbers on the left, the answer on the right."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from textual.binding import Binding, BindingType
from textual.message import Message

from core import Dataset, Floats
from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.text.rows import Piece, Row, padded
from scratchnet_tui.text.wording import fit, plain, signed

from .sample_picture import ink_sign, output_bars

_GAP = 3
_NUMBER = 9
_NAME = 10
_STEPS = 4  # from blank to full ink
_TENTHS = 10


class InputEditor(RowsPane):
    """An input that the keys change. It does not know the network; the answer is passed to `show`.

    Parameters
    ----------
    dataset : Dataset
        Says what the inputs are: pixels of a picture, or numbers with names.
    low, high : Floats
        The range of each input in the data, shape (inputs,).
    raw : Floats
        The input to begin with, shape (inputs,), before any scaling.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(0, -1)", "up", show=False),
        Binding("down", "go(0, 1)", "down", show=False),
        Binding("left", "go(-1, 0)", "left", show=False),
        Binding("right", "go(1, 0)", "right", show=False),
        Binding("plus,equals_sign", "step(1)", "more", show=False),
        Binding("minus,underscore", "step(-1)", "less", show=False),
        Binding("space", "fill", "fill", show=False),
        Binding("enter", "enter", "take", show=False),
        Binding("backspace", "clear", "clear", show=False),
    ]

    class Changed(Message):
        """The input or the cursor has changed."""

    class Typing(Message):
        """The user wants to type a number."""

        def __init__(self, called: str, value: float) -> None:
            super().__init__()
            self.called, self.value = called, value

    def __init__(self, dataset: Dataset, low: Floats, high: Floats, raw: Floats) -> None:
        super().__init__("", "input-editor")
        self._dataset, self._low, self._high = dataset, low, high
        self.raw = raw.copy()
        self._y: Floats = np.zeros(len(dataset.targets))
        self._remark = ""
        self._at = 0
        # A constant that serves as the bias is no input to try.
        self._free = len(raw) - dataset.has_bias_input

    @property
    def blank(self) -> bool:
        """Whether there is nothing to clear."""
        return bool((self.raw[: self._free] == self._cleared).all())

    @property
    def inputs(self) -> int:
        """How many inputs can be edited."""
        return self._free

    def show(self, y: Floats, remark: str) -> None:
        """Draw the answer to the present input, shape (outputs,), and a line below it."""
        self._y, self._remark = y, remark
        self.update_rows()

    def put(self, value: float) -> None:
        """Set the value of the input under the cursor."""
        self.raw[self._at] = value
        self.post_message(self.Changed())
        self.update_rows()

    @property
    def _lines(self) -> int:
        picture = self._dataset.picture
        return picture[0] if picture is not None else self._free

    def _left_width(self) -> int:
        picture = self._dataset.picture
        return 2 * picture[1] if picture is not None else _NAME + _NUMBER + 5

    def row_count(self) -> int:
        """Return the lines of the input or of the answer, and one below."""
        return max(self._lines, len(self._y)) + 1

    def row_width(self) -> int:
        """Return the width of the view, which the bars fill."""
        return self.size.width

    def row(self, number: int) -> Row:
        """Return a line: a row of pixels or one number, and beside it a bar of the answer."""
        if number == self.row_count() - 1:
            return ((self._remark, ""),)
        left = self._pixels(number) if self._dataset.picture is not None else self._value(number)
        line = number - self.scroll_offset.y
        height = min(self.row_count() - 1, max(1, self.size.height))
        room = self.size.width - self._left_width() - _GAP - 1
        answer = output_bars(self._dataset, self._y, room, height)
        beside = answer[line] if 0 <= line < len(answer) else ()
        return (*padded(left, self._left_width() + _GAP), *beside)

    def _pixels(self, number: int) -> Row:
        assert self._dataset.picture is not None
        height, width = self._dataset.picture
        if number >= height:
            return ()
        ink = self._ink()[number * width : (number + 1) * width]
        pieces: list[Piece] = []
        for j, level in enumerate(ink.tolist()):
            sign = ink_sign(level)
            if number * width + j == self._at:
                pieces.append(("[]", "cursor"))
            else:
                pieces.append((2 * sign, "") if sign != " " else ("· ", "label"))
        return tuple(pieces)

    def _ink(self) -> Floats:
        span = float(self._high.max() - self._low.min())
        ink: Floats = np.clip((self.raw - self._low.min()) / (span or 1.0), 0.0, 1.0)
        return ink

    def _value(self, number: int) -> Row:
        if number >= self._free:
            return ()
        name = fit(self._dataset.features[number], _NAME)
        text = plain(float(self.raw[number])).rjust(_NUMBER)
        if number == self._at:
            return ((f"{name} ", "bold"), (f"< {text} >", "cursor"))
        return ((f"{name}   {text}", ""),)

    @property
    def place(self) -> str:
        """Return where the cursor is, and the value there."""
        value = signed(float(self.raw[self._at])).strip().lstrip("+")
        picture = self._dataset.picture
        if picture is None:
            return f"{self._dataset.features[self._at]} = {value}"
        row, column = divmod(self._at, picture[1])
        return f"pixel {row + 1},{column + 1} = {value}"

    def action_go(self, x: int, y: int) -> None:
        """Move to another pixel or number; left and right change a number."""
        picture = self._dataset.picture
        if picture is None and x:
            self.action_step(x)
            return
        if picture is None:
            self._at = (self._at + y) % self._free
        else:
            row, column = divmod(self._at, picture[1])
            row, column = (row + y) % picture[0], (column + x) % picture[1]
            self._at = row * picture[1] + column
        line = self._at if picture is None else self._at // picture[1]
        if not self.scroll_offset.y <= line < self.scroll_offset.y + self.size.height:
            self.scroll_to(y=line if y < 0 else line - self.size.height + 1, animate=False)
        self.post_message(self.Changed())
        self.update_rows()

    def action_step(self, by: int) -> None:
        """Change a pixel by a quarter of the ink, a number by a tenth of its range."""
        if self._dataset.picture is None:
            span = float(self._high[self._at] - self._low[self._at]) or 1.0
            # Ten steps of a tenth come back to where they began.
            self.put(round(float(self.raw[self._at]) + by * span / _TENTHS, 10))
            return
        level = round(float(self._ink()[self._at]) * _STEPS) + by
        self._put_ink(min(_STEPS, max(0, level)) / _STEPS)

    def _put_ink(self, level: float) -> None:
        low, high = float(self._low.min()), float(self._high.max())
        self.put(low + level * (high - low))

    def action_fill(self) -> None:
        """Fill the pixel, or clear it; move a number to the other end of its range."""
        if self._dataset.picture is not None:
            self._put_ink(0.0 if self._ink()[self._at] >= 0.5 else 1.0)
            return
        low, high = float(self._low[self._at]), float(self._high[self._at])
        self.put(low if self.raw[self._at] > (low + high) / 2 else high)

    def action_enter(self) -> None:
        """Fill or clear a pixel; type a number."""
        if self._dataset.picture is not None:
            self.action_fill()
        else:
            name = self._dataset.features[self._at]
            self.post_message(self.Typing(name, float(self.raw[self._at])))

    @property
    def _cleared(self) -> float:
        """The value of a cleared pixel or number."""
        return float(self._low.min()) if self._dataset.picture is not None else 0.0

    def action_clear(self) -> None:
        """Clear the picture; set all numbers to 0."""
        self.raw[: self._free] = self._cleared
        self.post_message(self.Changed())
        self.update_rows()
