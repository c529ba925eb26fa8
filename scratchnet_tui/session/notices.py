"""A notice: a sentence about the run, and how long it is true.

It goes when the run has moved away from what it says. The log keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from scratchnet_tui.text.wording import wrapped

if TYPE_CHECKING:
    from core import RunSpec

    from .snapshot import Snapshot

_MORE = ".. 6 log"
"""Stands where a notice is too long even for two lines; pane 6 has all of it."""

_NARROWEST = 16


class Lasts(Enum):
    """How long a notice is true."""

    HERE = auto()
    """While the run stands at the update where it was told."""

    FATE = auto()
    """While it is solved since the same epoch, and has diverged or not, as when it was told."""

    RUN = auto()
    """While the settings are those of then, from that moment of the run on."""

    KEY = auto()
    """Until the next key: a refusal, or a hint."""


@dataclass(frozen=True)
class Moment:
    """What notices depend on.

    Attributes
    ----------
    spec : RunSpec
        The run, with its rule and rate of now.
    epoch, index : int
        How many epochs are complete, and how many updates of the next one.
    solved_since : int or None
        From which epoch on every row has been right.
    diverged : str
        What happened, when the run can go no further; else empty.
    """

    spec: RunSpec
    epoch: int
    index: int
    solved_since: int | None
    diverged: str

    @classmethod
    def of(cls, snapshot: Snapshot) -> Moment:
        """Return the moment that a snapshot shows."""
        record = snapshot.record
        return cls(
            snapshot.spec, record.epoch, snapshot.index, record.solved_since, snapshot.diverged
        )


@dataclass(frozen=True)
class Notice:
    """A sentence about the run.

    Attributes
    ----------
    text : str
        What is said, the useful part first.
    told : Moment
        When it was said.
    lasts : Lasts
        How long it is true.
    mood : str
        The style it is drawn in.
    more : str
        Where more is said; it stands at the end of the line, and the text gives way to it. Such a
        notice takes a single line, so it hides nothing.
    """

    text: str
    told: Moment
    lasts: Lasts = Lasts.KEY
    mood: str = "notice"
    more: str = ""

    def holds(self, now: Moment) -> bool:
        """Tell whether it is still true at another moment, as long as no key is pressed."""
        told = self.told
        if self.lasts is Lasts.HERE:
            return (now.spec, now.epoch, now.index) == (told.spec, told.epoch, told.index)
        if self.lasts is Lasts.FATE:
            return (now.solved_since, now.diverged) == (told.solved_since, told.diverged)
        if self.lasts is Lasts.RUN:
            return now.spec == told.spec and (now.epoch, now.index) >= (told.epoch, told.index)
        return True

    def lines(self, width: int, most: int = 2) -> tuple[str, ...]:
        """Return the text in one line of so many cells, or in two where they may be and must."""
        if self.more:
            room = max(1, width - cell_len(self.more) - 1)
            return (f"{_cut(self.text, room)} {self.more}",)
        if cell_len(self.text) <= width:
            return (self.text,)
        if most == 1:
            return (set_cell_size(self.text, width - len(_MORE)).rstrip() + _MORE,)
        width = max(width, _NARROWEST)  # a window too small for the panes shows no notice either
        first, *rest = wrapped(self.text, width)
        if len(rest) < 2:
            return (first, *rest)
        second = set_cell_size(" ".join(rest), width - len(_MORE)).rstrip()
        return first, second + _MORE


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…"
