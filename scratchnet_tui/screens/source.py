"""The source that runs, over the main screen: one function at a time, one line highlighted.

Long lines are wrapped, so nothing has to be scrolled sideways.
"""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from scratchnet_tui.session.source_code import Source

from .dialog import Dialog, bindings_of

_MARGIN = 7  # the mark, the number of the line, and a space on either side
_HANG = 4  # the indentation of continuation lines

_BOLD, _ITALIC = Style(bold=True), Style(italic=True)
_CODE = ANSISyntaxTheme(
    {
        ("Keyword",): _BOLD,
        ("Operator", "Word"): _BOLD,
        ("Name", "Function"): _BOLD,
        ("Name", "Class"): _BOLD,
        ("Comment",): _ITALIC,
        ("Literal", "String", "Doc"): _ITALIC,
    }
)
"""No colours: they could not be read on every background."""


def source_text(source: Source, width: int) -> tuple[Text, int]:
    """Return a function as styled text at most `width` cells wide, and its highlighted row."""
    syntax = Syntax("", "python", theme=_CODE, background_color="default")
    rows: list[Text] = []
    at = 0
    lines = syntax.highlight(source.code).split("\n")
    for number, line in enumerate(lines[: source.code.count("\n") + 1], start=source.first):
        marked = number == source.marked
        if marked:
            at = len(rows)
            line.stylize("reverse not bold")  # bold may be another colour, here behind the text
        margin = f"{'>' if marked else ' '} {number:>4} "
        for piece in code_rows(line, max(20, width - _MARGIN)):
            rows.append(Text.assemble((margin, "bold" if marked else ""), piece))
            margin = " " * _MARGIN
    return Text("\n", no_wrap=True).join(rows), at


def code_rows(line: Text, width: int) -> list[Text]:
    """Wrap a line of source at spaces; continuation lines are indented further."""
    indent = len(line.plain) - len(line.plain.lstrip()) + _HANG
    pieces = []
    while len(line) > width:
        cut = line.plain.rfind(" ", indent, width) + 1
        head, line = line.divide([cut or width])
        pieces.append(head)
        line = Text.assemble(" " * indent, line)
    return [*pieces, line]


class SourcePane(VerticalScroll):
    """Scrolls a function, with the highlighted line in view."""

    def __init__(self) -> None:
        super().__init__(id="source-scroll")
        self._source: Source | None = None
        self._width = 0

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        yield Static(id="source-text")

    def show(self, source: Source) -> None:
        """Show a function."""
        self._source = source
        self._draw()

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        if self._width != self.scrollable_content_region.width:
            self._draw()

    def _draw(self) -> None:
        self._width = self.scrollable_content_region.width
        if self._source is None or not self._width:
            return
        text, at = source_text(self._source, self._width)
        self.query_one(Static).update(text)
        height = self.size.height

        def look() -> None:
            self.scroll_to(y=max(0, at - height // 2), animate=False)

        self.call_after_refresh(look)


class SourceScreen(Dialog[None]):
    """The functions that an update runs.

    `first` is the index of the one to show first; `remark` is a sentence below.
    """

    NAME = "source"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def __init__(self, shown: tuple[Source, ...], first: int, remark: str) -> None:
        super().__init__()
        self._shown, self._at, self._remark = shown, first, remark

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        with Vertical(id="source", classes="dialog"):
            yield SourcePane()
            yield Static(self._remark, id="source-remark", markup=False)

    def on_mount(self) -> None:
        """Show the first function."""
        self.action_turn(0)

    def holds(self, condition: str) -> bool:
        """Tell whether there are other functions, or lines out of sight."""
        return len(self._shown) > 1 if condition == "several" else super().holds(condition)

    def action_turn(self, by: int) -> None:
        """Show the next function, or the one before."""
        self._at = (self._at + by) % len(self._shown)
        source = self._shown[self._at]
        self.query_one(
            "#source"
        ).border_title = f"{source.title}  {self._at + 1}/{len(self._shown)}"
        self.query_one(SourcePane).show(source)
