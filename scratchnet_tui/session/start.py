"""The run a session begins with, as the command line describes it."""

from __future__ import annotations

from dataclasses import dataclass

from core import Dataset, RunSpec


@dataclass(frozen=True)
class Start:
    """A run to begin with.

    Attributes
    ----------
    spec : RunSpec
        The run.
    dataset : Dataset
        Its data.
    lesson : str or None
        The lesson it belongs to, if any.
    notes : tuple of str
        What is worth knowing before it begins, in sentences without a full stop: options that do
        nothing, targets out of reach, what differs from the run that the weights come from.
    """

    spec: RunSpec
    dataset: Dataset
    lesson: str | None
    notes: tuple[str, ...] = ()
