"""The tables of keys: of the commands, the footers and the dialogs.

Keys, footers, command palette and help are built from them.

Every letter has an alternative that needs no letter, and the Hangul key in the same position on
the keyboard for users who type Korean.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A command of the user.

    Attributes
    ----------
    name : str
        The action: the app's ``action_<name>``.
    keys : str
        The keys by Textual's names, separated by commas.
    shown : str
        The keys as the footer and the help show them.
    label : str
        A word or two for the footer; empty to keep it out.
    help : str
        A sentence.
    group : str
        Its heading in the help.
    """

    name: str
    keys: str
    shown: str
    label: str
    help: str
    group: str


_TRAIN, _INSIDE, _TIME, _SETTINGS = "Train", "Inside", "Time", "Settings"
_COMPARE, _VERIFY, _VIEW, _APP = "Compare", "Proof", "Look", "App"

COMMANDS: tuple[Command, ...] = (
    Command("toggle_run", "space,f5", "space F5", "run", "Run, or pause.", _TRAIN),
    Command("step_epoch", "s,ㄴ,full_stop", "s .", "epoch", "Train one epoch.", _TRAIN),
    Command(
        "step_hundred", "S,greater_than_sign", "S >", "hundred", "Train a hundred epochs.", _TRAIN
    ),
    Command(
        "rewind", "r,ㄱ,0", "r 0", "rewind", "Go back to epoch 0 and the same weights.", _TRAIN
    ),
    Command("new_seed", "n,ㅜ,f6", "n F6", "seed", "Start a new run with the next seed.", _TRAIN),
    Command(
        "faster",
        "plus,equals_sign",
        "+",
        "faster",
        "Go faster: 1, 10, 100, 1000 epochs a second, then as fast as possible.",
        _TRAIN,
    ),
    Command("slower", "minus,underscore", "-", "slower", "Go slower.", _TRAIN),
    Command(
        "inside",
        "i,ㅑ,asterisk",
        "i *",
        "inside",
        "Step inside the next update; the run pauses.",
        _INSIDE,
    ),
    Command(
        "draw",
        "a,ㅁ,exclamation_mark",
        "a !",
        "try",
        "Try an input of your own: draw a picture, or choose numbers.",
        _INSIDE,
    ),
    Command("pane(7)", "7", "7", "", "The update you are looking at.", _INSIDE),
    Command(
        "back", "comma", ",", "back", "Go back one epoch; inside an update, one update.", _TIME
    ),
    Command("back_hundred", "less_than_sign", "<", "", "Go back a hundred epochs.", _TIME),
    Command(
        "go_to_epoch",
        "colon",
        ":",
        "",
        "Type the number of an epoch this run has reached, and go there.",
        _TIME,
    ),
    Command(
        "undo_change",
        "u,ㅕ,backslash",
        "u \\",
        "undo",
        "Pause, and take back the last change: a rate, a weight, a freeze.",
        _TIME,
    ),
    Command(
        "redo_change",
        "U,vertical_line",
        "U |",
        "redo",
        "Pause, and make the change again that was taken back.",
        _TIME,
    ),
    Command("lessons", "l,ㅣ,f2", "l F2", "lessons", "Choose a lesson.", _SETTINGS),
    Command(
        "twin",
        "t,ㅅ,slash",
        "t /",
        "twin",
        "Go to the lesson to compare this one with, from the same seed.",
        _SETTINGS,
    ),
    Command(
        "own_run",
        "T,ㅆ,left_parenthesis",
        "T (",
        "",
        "Begin the lesson again as it was written, from its own seed.",
        _SETTINGS,
    ),
    Command("data", "d,ㅇ,f3", "d F3", "data", "Choose the data set.", _SETTINGS),
    Command("model", "m,ㅡ,f4", "m F4", "model", "Change the network.", _SETTINGS),
    Command(
        "rate_down",
        "left_square_bracket",
        "[",
        "rate -",
        "Lower the learning rate; training goes on.",
        _SETTINGS,
    ),
    Command(
        "rate_up",
        "right_square_bracket",
        "]",
        "rate +",
        "Raise the learning rate; training goes on.",
        _SETTINGS,
    ),
    Command(
        "freeze",
        "f,ㄹ,number_sign",
        "f #",
        "freeze",
        "Freeze the weight under the cursor, or free it again.",
        _SETTINGS,
    ),
    Command(
        "pin",
        "p,ㅔ,at",
        "p @",
        "pin",
        "Pin the current run: its curve stays, and the next is drawn over it.",
        _COMPARE,
    ),
    Command(
        "compare",
        "P,ㅖ,dollar_sign",
        "P $",
        "compare",
        "Compare the pinned runs in a table, or start a ready-made comparison.",
        _COMPARE,
    ),
    Command(
        "check",
        "g,ㅎ,percent_sign",
        "g %",
        "check",
        "Check the gradient: compare it with what the loss does when a weight is moved.",
        _VERIFY,
    ),
    Command(
        "source", "c,ㅊ,ampersand", "c &", "source", "Show the code that has just run.", _VERIFY
    ),
    Command(
        "fingerprint",
        "h,ㅗ,right_parenthesis",
        "h )",
        "fingerprint",
        "Show the fingerprint of this moment, to compare it with that of others.",
        _VERIFY,
    ),
    Command(
        "log_axis", "y,ㅛ,f7", "y F7", "log axis", "Draw the loss on a logarithmic axis.", _VIEW
    ),
    Command(
        "weight_view",
        "w,ㅈ,f8",
        "w F8",
        "weights",
        "Show the weights, the gradient dE/dW, or the last step dW.",
        _VIEW,
    ),
    Command(
        "next_view",
        "v,ㅍ,semicolon",
        "v ;",
        "view",
        "Show the next view of the pane: of predictions, loss, map, weights or an update.",
        _VIEW,
    ),
    Command(
        "zoom", "z,ㅋ,f9", "z F9", "zoom", "Give the pane the whole screen, or put it back.", _VIEW
    ),
    Command("pane(1)", "1", "1", "", "The loss.", _VIEW),
    Command("pane(2)", "2", "2", "", "The predictions.", _VIEW),
    Command("pane(3)", "3", "3", "", "The weights.", _VIEW),
    Command("pane(4)", "4", "4", "", "The setup.", _VIEW),
    Command("pane(5)", "5", "5", "", "The lesson.", _VIEW),
    Command("pane(6)", "6", "6", "", "The log of what has happened.", _VIEW),
    Command("pane(8)", "8", "8", "", "The map: the answer at every point of two inputs.", _VIEW),
    Command("help", "question_mark,f1", "? F1", "help", "Show this help.", _APP),
    Command("suspend_process", "ctrl+z", "^z", "", "Suspend; `fg` in the shell resumes.", _APP),
    Command("quit", "q,ㅂ,ctrl+q,ctrl+c", "q ^q", "quit", "Quit.", _APP),
)
"""Every command, in the order of the help."""

_SAMPLES = (
    "toggle_run", "help", "quit", "next_view", "draw", "step_epoch", "inside", "zoom", "rewind",
)  # fmt: skip

FOOTER: dict[str, tuple[str, ...]] = {
    "paused": (
        "toggle_run", "step_epoch", "inside", "back", "new_seed", "lessons", "help", "quit",
        "pin", "rewind", "compare", "check", "source", "step_hundred", "zoom", "data", "model",
        "log_axis", "weight_view", "undo_change", "redo_change", "fingerprint",
    ),
    "running": (
        "toggle_run", "slower", "faster", "rate_down", "rate_up", "new_seed", "help", "quit",
        "rewind", "log_axis", "weight_view", "zoom", "lessons", "pin", "compare", "back",
    ),
    "setup": ("toggle_run", "zoom", "help", "quit"),
    "setup-data": ("toggle_run", "zoom", "help", "quit"),
    "setup-layer": ("toggle_run", "zoom", "help", "quit"),
    "setup-open": ("toggle_run", "zoom", "help", "quit"),
    "inside": ("source", "toggle_run", "zoom", "help", "quit", "back", "weight_view", "check",
        "fingerprint",
    ),
    "predictions": _SAMPLES,
    "predictions-long": _SAMPLES,
    "predictions-test": _SAMPLES,
    "predictions-matrix": _SAMPLES,
    "map": ("toggle_run", "help", "quit", "next_view", "step_epoch", "zoom", "new_seed", "rewind"),
    "weights": (
        "freeze", "undo_change", "help", "quit", "weight_view", "check", "zoom", "toggle_run",
        "redo_change",
    ),
}  # fmt: skip
"""The commands the footer names in each situation, the most needed first."""


_FORM = (("up down", "row"), ("left right", "value"), ("Enter", "type"))

HINTS: dict[str, tuple[tuple[str, str], ...]] = {
    "setup": (*_FORM, ("Esc", "back")),
    "setup-data": (*_FORM, ("PgUp PgDn", "family"), ("Esc", "back")),
    "setup-layer": (*_FORM, ("Ins Del", "layer"), ("Esc", "back")),
    "setup-open": (("up down", "row"), ("Enter", "open"), ("Esc", "back")),
    "inside": (("Enter", "next"), ("Bksp", "back"), ("Esc", "leave"), ("up down", "scroll")),
    "predictions": (("up down", "row"), ("Enter", "inside"), ("=", "edit")),
    "predictions-long": (("up down", "row"), ("Enter", "inside")),
    "predictions-test": (("up down", "row"),),
    "predictions-matrix": (("arrows", "scroll"),),
    "map": (("left right", "unit"), ("up down", "inputs")),
    "weights": (("arrows", "weight"), ("Enter", "edit")),
}
"""Keys of a pane's own, which the footer names before the commands."""


@dataclass(frozen=True)
class DialogKey:
    """A key of a dialog: the dialog binds it, and its footer shows it.

    Attributes
    ----------
    keys : str
        The keys by Textual's names, separated by commas; empty for those that a widget of the
        dialog handles itself, such as the arrows of a list.
    when : str
        The condition under which the key does something, one that `Footed.holds` knows; empty for
        always. The footer leaves out a key that would do nothing.
    """

    shown: str
    label: str
    keys: str = ""
    action: str = ""
    when: str = ""


def _close(keys: str = "", label: str = "close") -> DialogKey:
    return DialogKey("Esc", label, f"escape,{keys}".rstrip(","), "leave")


_SCROLL = (
    DialogKey("up down", "scroll", when="scrolls"),
    DialogKey("PgUp PgDn", "page", when="scrolls"),
)

DIALOGS: dict[str, tuple[DialogKey, ...]] = {
    "help": (*_SCROLL, _close("question_mark,f1,q,ㅂ,enter,space")),
    "lessons": (
        DialogKey("up down", "lesson"),
        DialogKey("Enter", "start"),
        _close("q,ㅂ,l,ㅣ,f2"),
    ),
    "compare": (
        DialogKey("up down", "row"),
        DialogKey("Enter", "start", when="ready-made"),
        DialogKey("Enter", "show", when="live"),
        DialogKey("x", "take off", "x,ㅌ,delete,backspace", "unpin", "pinned"),
        _close("q,ㅂ,P,ㅖ,dollar_sign"),
        DialogKey("space", "run or pause", "space,f5", "app.toggle_run"),
    ),
    "columns": (
        DialogKey("up down", "column"),
        DialogKey("i", "input", "i,ㅑ", "use_as('input')", "no input"),
        DialogKey("t", "target", "t,ㅅ", "use_as('target')", "no target"),
        DialogKey("x", "out", "x,ㅌ,delete,backspace", "use_as('ignored')", "not out"),
        DialogKey("Enter", "take it", "enter", "take"),
        _close("q,ㅂ", "leave it"),
        DialogKey("w", "words", "w,ㅈ,space", "words", "numbers"),
        DialogKey("left right", "use"),
    ),
    "remarks": (*_SCROLL, _close("q,ㅂ,enter,space")),
    "try-input": (
        DialogKey("arrows", "pixel", when="picture"),
        DialogKey("space", "set", when="picture"),
        DialogKey("+ -", "grey", when="picture"),
        DialogKey("up down", "input", when="numbers"),
        DialogKey("left right", "value", when="number"),
        DialogKey("Enter", "type", when="number"),
        _close("q,ㅂ"),
        DialogKey("Tab", "target", "tab", "target(1)", "classes"),
        DialogKey("Ins", "add", "insert", "add", "editable"),
        DialogKey("Bksp", "clear", when="filled"),
        DialogKey("F5", "run or pause", "f5", "app.toggle_run"),
        DialogKey("shift+Tab", "target before", "shift+tab", "target(-1)", "classes"),
    ),
    "check": (*_SCROLL, _close("g,ㅎ,percent_sign,q,ㅂ,enter,space")),
    "source": (
        DialogKey("Tab", "next function", "tab,right", "turn(1)", "several"),
        _close("c,ㅊ,ampersand,q,ㅂ,enter,space"),
        DialogKey("left", "one before", "shift+tab,left", "turn(-1)", "several"),
        *_SCROLL,
    ),
    "prompt": (DialogKey("Enter", "take it"), _close(label="leave it")),
    "palette": (
        DialogKey("up down", "command", when="found"),
        DialogKey("Enter", "do it", when="found"),
        DialogKey("Esc", "close"),
    ),
}
"""The keys of what opens over the main screen, the most needed first."""


def command(name: str) -> Command:
    """Return the command of that name."""
    return next(entry for entry in COMMANDS if entry.name == name)
