"""The help: every key from the table of commands, how to read the screen, and the words used."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from ..commands import COMMANDS
from .dialog import Dialog

_READING = (
    ("*", "behind a weight: the last update changed it"),
    ("=", "behind a weight: it is frozen, and no update changes it"),
    ("✓", "every output of the row is closer than 0.1 to its target"),
    ("~", "on the right side, but not that close yet"),
    ("✗", "the wrong answer"),
    ("mse", "mean of (d - y)^2 over all rows, whatever loss is being made small"),
)

_DOUBTS = (
    ("p t", "Pin the run, and go to the lesson's twin: the same weights without the bug."),
    ("n", "Other weights: bad luck goes away, a bug stays."),
    ("g", "Wrong says there is a bug, even while the loss falls."),
    ("c", "Read the code; in the setup, a slip makes it wrong on purpose."),
)

_WORDS = (
    ("x, d", "inputs and desired outputs (targets)"),
    ("v", "weighted sum of a unit, elsewhere called z"),
    ("y", "output of a unit, phi(v), elsewhere called a"),
    ("e", "error, d - y at the output and W^T delta at a hidden layer"),
    ("delta", "-dE/dv: how far the sum should go, and which way"),
    ("dW", "the step of a weight: alpha * delta * its input"),
    ("alpha", "the learning rate"),
    ("W", "rows are the units fed, columns are where the signal comes from"),
)


def help_text() -> Text:
    """Return the whole help as styled text."""
    text = Text()
    for group in dict.fromkeys(entry.group for entry in COMMANDS):
        text.append(f"{group}\n", "bold cyan")
        for entry in (entry for entry in COMMANDS if entry.group == group):
            _line(text, entry.shown, entry.help)
        if group == "Inside":
            _line(text, "Enter", "The next phase; after the last one, take the update.")
            _line(text, "Bksp", "The phase before; from the first, undo an update.")
            _line(text, "2 Enter", "In the predictions: what this row alone would do.")
        if group == "Look":
            _line(text, "Tab", "The next pane.")
            _line(text, "Escape", "Back from a zoomed pane, or out of an update.")
    _line(text, "^p", "The command palette: find a command by its name.")
    text.append("Loss\n", "bold cyan")
    _line(text, "left right", "Put a cursor on the curve and read it; shift for ten columns.")
    _line(text, "home end", "The first epoch, the last one.")
    _line(text, "Enter", "Take the whole session to the epoch under the cursor.")
    text.append("Compare table\n", "bold cyan")
    _line(text, "up down", "Choose a run or a comparison.")
    _line(text, "Enter", "Start the comparison; show a run of it in the panes.")
    _line(text, "x delete", "Take the pinned run off.")
    text.append("Setup\n", "bold cyan")
    _line(text, "up down", "Choose a row.")
    _line(text, "left right", "Change its value.")
    _line(text, "Enter", "Type a value.")
    text.append("Weights\n", "bold cyan")
    _line(text, "arrows", "Go from weight to weight; also home, end, page up and page down.")
    _line(text, "Enter", "Type a value for the weight; so does a second click on it.")
    text.append("Source\n", "bold cyan")
    _line(text, "Tab", "The next function; with shift the one before.")
    for heading, entries in (
        ("Bug or bad luck?", _DOUBTS),
        ("On the screen", _READING),
        ("Words", _WORDS),
    ):
        text.append(f"{heading}\n", "bold cyan")
        for name, meaning in entries:
            _line(text, name, meaning)
    text.rstrip()
    return text


def _line(text: Text, key: str, meaning: str) -> None:
    text.append(f"  {key:<12}", "bold")
    text.append(f"{meaning}\n")


class HelpScreen(Dialog[None]):
    """The help, over the main screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,ㅂ,enter,space", "leave", "close"),
    ]

    def compose(self) -> ComposeResult:
        """Make the widgets."""
        with VerticalScroll(id="help", classes="dialog") as box:
            box.border_title = "Help"
            box.border_subtitle = "up, down, page up, page down; Escape closes"
            yield Static(help_text(), id="help-text")
