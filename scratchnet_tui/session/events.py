"""The events of a session, and how long a notice of each stays true.

The records themselves are in `event_records`. They are made when the first of them is used: making
so many classes takes as long as painting the screen.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .event_records import *  # noqa: F403


class Lasts(Enum):
    """How long a notice of an event stays true."""

    HERE = auto()
    """While the run stands at the update where it was shown."""

    FATE = auto()
    """While it is solved since the same epoch, and has diverged or not, as when it was shown."""

    RUN = auto()
    """While the settings are those of then, from that moment of the run on."""

    KEY = auto()
    """Until the next key: a refusal, or a hint."""


if not TYPE_CHECKING:  # or any name at all would seem to exist

    def __getattr__(name: str) -> object:
        if name.startswith("_"):  # as the import system asks for
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import event_records

        globals()[name] = getattr(event_records, name)
        return globals()[name]
