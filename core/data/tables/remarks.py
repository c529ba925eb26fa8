"""Remarks on a file that was read: what was left out, changed or guessed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """One remark.

    Attributes
    ----------
    code : str
        Its kind; stable, for programs.
    sentence : str
        The text for the user; it does not name the file.
    columns : tuple of str
        The columns it is about, by their printable names.
    remedy : str
        The option or change that makes the guess unnecessary; empty if nothing was guessed.
    """

    code: str
    sentence: str
    columns: tuple[str, ...] = ()
    remedy: str = ""

    @property
    def guessed(self) -> bool:
        """Whether it reports a guess."""
        return bool(self.remedy)
