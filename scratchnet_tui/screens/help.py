"""The help: every key from the table of commands, how to read the screen, and the words used."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group
from rich.table import Column, Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from scratchnet_tui.commands import COMMANDS

from .dialog import Dialog, bindings_of

_READING = (
    ("*", "behind a weight: the last update changed it"),
    ("=", "behind a weight: it is frozen, and no update changes it"),
    (
        "✓",
        "every output of the row is closer than 0.1 to its target; of numbers, than a tenth of "
        "their spread (standard deviation)",
    ),
    ("~", "on the right side, but not that close yet"),
    ("✗", "the wrong answer"),
    ("mse", "mean of (d - y)^2 over all rows, whichever loss is minimised"),
    ("R2", "of numbers: 1 when every output is its target, 0 when as good as their mean"),
    ("t v", "in the chart: test and validation set; gap is how far they lie above"),
    ("X O", "on the map: the samples by class; below it stands what each sign means"),
)

_DOUBTS = (
    ("p t", "Pin the run, and go to the lesson's twin: the same weights without the bug."),
    ("n", "Other weights: bad luck goes away, a bug stays."),
    ("g", "If it says wrong, there is a bug, even while the loss falls."),
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
    ("batch", "the samples that make one update"),
    ("epoch", "once through all rows that are trained on"),
    ("momentum", "the share of the last step that is taken again"),
    ("split", "shares to train on and for validation; the others are the test set"),
    ("overfitting", "the rows trained on get better, the test set gets worse"),
    ("dropout", "hidden units left out at random, in training only"),
)


_PANES = (
    ("Loss", (
        ("left right", "Put a cursor on the curve and read it; shift for ten columns."),
        ("home end", "The first epoch, the last one."),
        ("Enter", "Take the whole session to the epoch under the cursor."),
        ("v", "The mse, the loss or the accuracy."),
    )),
    ("Compare table", (
        ("up down", "Choose a run or a comparison."),
        ("Enter", "Start the comparison; show a run of it in the panes."),
        ("x delete", "Remove the pinned run."),
    )),
    ("Predictions", (
        ("up down", "Choose a row; left and right choose a cell of it."),
        ("v", "In order, worst first, the confusion matrix, the same of rows held out."),
        ("=", "Change the cell: 0 and 1 are swapped, other numbers are typed."),
        ("insert", "Add a copy of the row below it; delete removes the row."),
        ("Bksp", "Take the last of these edits back. Each starts a new run."),
    )),
    ("Try an input", (
        ("arrows", "Go from pixel to pixel; in a row of numbers, choose and change."),
        ("space", "Set or clear the pixel; + and - change its grey."),
        ("Bksp", "Clear all. Insert adds it to the rows, Tab chooses its target."),
    )),
    ("Setup", (
        ("up down", "Choose a row; home and end choose the first and the last one."),
        ("left right", "Change its value."),
        ("Enter", "Type a value; for the data set a name, or the path of a table, with options "
         "such as --header none behind it."),
        ("insert", "On a layer: add one like it; delete removes it."),
    )),
    ("Columns of a table", (
        ("Enter", "In the setup, on columns: open the list. In the list: take it on."),
        ("i t x", "Make the column an input or a target, or leave it out; left and right too."),
        ("w space", "Read the numbers of the column as words, and back."),
        ("Escape", "Leave everything as it was."),
    )),
    ("Weights", (
        ("arrows", "Go from weight to weight; also home, end, page up and page down."),
        ("Enter", "Type a value for the weight; so does a second click on it."),
        ("v", "Heat maps where numbers are too wide, or always; pictures of what units look for."),
    )),
    ("Map", (
        ("left right", "The map of the next unit: the outputs, then every hidden unit."),
        ("up down", "The next pair of inputs; the others are held at their mean."),
        ("Enter", "All shades, or only the decision."),
    )),
    ("Source", (("Tab", "The next function; with shift the one before."),)),
)  # fmt: skip

_MORE = {
    "Inside": (
        ("Enter", "The next phase; after the last one, take the update."),
        ("Bksp", "The phase before; from the first, undo an update."),
        ("2 Enter", "In the predictions: what this row alone would do."),
    ),
    "Look": (
        ("Tab", "The next pane."),
        ("Escape", "Back from a zoomed pane, or out of an update."),
    ),
    "App": (("^p", "The command palette: find a command by its name."),),
}
"""Keys that are no commands, by the heading they stand under."""


def help_sections() -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return the whole help: headings, each with keys or words and their meanings."""
    groups = dict.fromkeys(entry.group for entry in COMMANDS)
    commands = [
        (group, (*((c.shown, c.help) for c in COMMANDS if c.group == group), *_MORE.get(group, ())))
        for group in groups
    ]
    words = (("Bug or bad luck?", _DOUBTS), ("On the screen", _READING), ("Words", _WORDS))
    return [*commands, *_PANES, *words]


def help_page() -> Group:
    """Return the help with a table under each heading, so that long meanings are aligned."""
    parts: list[Text | Table] = []
    for heading, entries in help_sections():
        table = Table.grid(Column(width=14), Column(ratio=1), expand=True)
        for name, meaning in entries:
            table.add_row(Text(f"  {name}", "bold"), Text(meaning))
        parts += [Text(heading, "bold"), table]
    return Group(*parts)


class HelpScreen(Dialog[None]):
    """The help, over the main screen."""

    NAME = "help"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        with VerticalScroll(id="help", classes="dialog") as box:
            box.border_title = "Help"
            yield Static(help_page(), id="help-text")
