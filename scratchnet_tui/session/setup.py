"""The setup of a session: the run, its stop rules, and the data file that was chosen last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from core import Dataset, RunSpec, Stop

if TYPE_CHECKING:
    from core import Table

NEVER = Stop()
"""No stop rule at all."""


@dataclass(frozen=True)
class ToRead:
    """A file to be read, and how.

    `header` and `encoding` are as in `core.RunSpec`; `asked` are the columns that will be used, see
    `core.open_table`.
    """

    file: str
    header: str = "auto"
    encoding: str = "auto"
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setup:
    """All that the form sets.

    Attributes
    ----------
    dataset : Dataset or None
        The data of `spec`, if loaded already.
    file : str or None
        The path of the file typed last, which stays among the data sets.
    table : Table or None
        That file as it was read.
    used : mapping of str to Any
        How that file was used last: the fields `core.OF_FILE` of the spec.
    digest : str
        A hash of its content then; see `core.Table`. Empty if it was not used.
    note : str
        What had to be given up for it, in a sentence; most often empty.
    """

    spec: RunSpec
    stop: Stop = NEVER
    dataset: Dataset | None = None
    file: str | None = None
    table: Table | None = None
    used: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    note: str = ""

    def having(self, **changes: Any) -> Setup:
        """Return the setup with other values in the spec."""
        return replace(self, spec=replace(self.spec, **changes))
