"""The environment variables that may affect the app, including those of Textual and Rich."""

from __future__ import annotations

import os

from .options import UsageError

_COLOURS = "TEXTUAL_COLOR_SYSTEM"
_KEYS = "TEXTUAL_DISABLE_KITTY_KEY"

_COLOUR_SYSTEMS = ("auto", "standard", "256", "truecolor")


def take_environment() -> None:
    """Keep only the variables meant for users; to be called before Textual is imported.

    Two variables of Textual's help with a terminal that describes itself wrongly, and are kept. The
    others are tools for app developers: they replace our driver, press keys, or write files.

    Raises
    ------
    UsageError
        If the value of a variable is not valid.
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
