"""What is to be said of a file that was read: what was left aside, changed or guessed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """One thing that is said, in one sentence.

    Attributes
    ----------
    code : str
        Its kind; stable, for programs.
    sentence : str
        For a person; it does not name the file.
    columns : tuple of str
        The columns it is about, as they are shown.
    remedy : str
        What to say on the command line so that nothing need be guessed; empty where nothing was.
    """

    code: str
    sentence: str
    columns: tuple[str, ...] = ()
    remedy: str = ""

    @property
    def guessed(self) -> bool:
        """Whether it tells of a guess."""
        return bool(self.remedy)
