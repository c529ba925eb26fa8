"""A notice: a sentence on the run, and how long it is true.

It is removed when the run has moved away from what it says. The log keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from scratchnet_tui.session.events import Lasts
from scratchnet_tui.session.moment import Moment
from scratchnet_tui.text.wording import wrapped

_MORE = ".. 6 log"
"""Stands where a notice is too long even for two lines; pane 6 has all of it."""

_NARROWEST = 16


@dataclass(frozen=True)
class Notice:
    """A sentence about the run.

    Attributes
    ----------
    text : str
        The useful part comes first.
    moment : Moment
        The moment it was shown first.
    lasts : Lasts
        How long it is true.
    mood : str
        Its style.
    more : str
        Where to find more; it is put at the end of the line, and the text is cut for it. Such a
        notice takes a single line, so it hides nothing.
    """

    text: str
    moment: Moment
    lasts: Lasts = Lasts.KEY
    mood: str = "notice"
    more: str = ""

    def holds(self, now: Moment) -> bool:
        """Tell whether it is still true at another moment, if no key is pressed."""
        then = self.moment
        if self.lasts is Lasts.HERE:
            return (now.spec, now.epoch, now.index) == (then.spec, then.epoch, then.index)
        if self.lasts is Lasts.FATE:
            return (now.solved_since, now.diverged) == (then.solved_since, then.diverged)
        if self.lasts is Lasts.RUN:
            return now.spec == then.spec and (now.epoch, now.index) >= (then.epoch, then.index)
        return True

    def lines(self, width: int, most: int = 2) -> tuple[str, ...]:
        """Return the text in one line of at most `width` cells, or if needed in up to `most`."""
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
