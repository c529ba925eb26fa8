"""The run a session begins with, as the command line describes it."""

from __future__ import annotations

from dataclasses import dataclass

from core import Dataset, RunSpec


@dataclass(frozen=True)
class Start:
    """A run to begin with.

    `lesson` is the one it belongs to, if any. `notes` are sentences without a full stop that are
    worth reading before it begins: options that do nothing, targets out of reach, what differs from
    the run that the weights come from. `engine` is the one asked for: ``auto``, ``compiled`` or
    ``readable``.
    """

    spec: RunSpec
    dataset: Dataset
    lesson: str | None
    notes: tuple[str, ...] = ()
    engine: str = "auto"
