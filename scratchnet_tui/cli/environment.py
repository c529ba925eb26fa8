"""What the environment may say to the app: variables that Textual and Rich would look at."""

from __future__ import annotations

import os

from .options import UsageError

_COLOURS = "TEXTUAL_COLOR_SYSTEM"
_KEYS = "TEXTUAL_DISABLE_KITTY_KEY"

_COLOUR_SYSTEMS = ("auto", "standard", "256", "truecolor")


def take_environment() -> None:
    """Take from the environment what is meant for users; it has to be done before Textual is there.

    Two variables of Textual's help with a terminal that says the wrong thing about itself, and are
    heeded. The others are tools for whoever writes an app: they put another driver in the place of
    ours, press keys, or write files.

    Raises
    ------
    UsageError
        If a variable says something that is not valid.
    """
    colours = os.environ.get(_COLOURS) or "auto"  # empty, as everywhere, means not set
    os.environ[_COLOURS] = colours
    if colours not in _COLOUR_SYSTEMS:
        raise UsageError(
            f"{_COLOURS} is {colours!r}; it must be one of {', '.join(_COLOUR_SYSTEMS)}, or not set"
        )
    for name in list(os.environ):
        if name.startswith("TEXTUAL") and name not in (_COLOURS, _KEYS):
            del os.environ[name]
