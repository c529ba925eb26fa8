"""What is kept of a run to compare it with others: its curve and its facts.

Runs differ in few of their settings, so a table names only those; the rest goes without saying.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core import Curve, RunSpec, class_weight_text
from scratchnet_tui.text.wording import data_name

MOST = 6
"""How many runs may be pinned: so many curves can be told apart."""


@dataclass(frozen=True, eq=False)
class Pin:
    """A run as it stands beside others.

    Attributes
    ----------
    name : str
        What to call it.
    look : int or None
        Which of `MOST` ways to be drawn it has, from 0; None for the present run.
    spec : RunSpec
        The spec it began with.
    changes : int
        At how many moments something was changed. What was tried one after the other without
        training in between counts once; so does what was set before the first update, except the
        rule and the rate, which belong to the spec then.
    curve : Curve
        Its mse, up to where it stands; that of the present run goes on to what lies ahead.
    epochs : int
        How many epochs are complete.
    solved_since : int or None
        The epoch since which every row is right.
    mse : float
        The mse after the last epoch.
    seconds : float
        How long the training took.
    live : bool
        Whether it is still trained, in lock step with the present run.
    diverged : bool
        Whether it can go no further.
    others : mapping of str to Curve
        Its loss and its accuracy, as far as they are kept.
    """

    name: str
    look: int | None
    spec: RunSpec
    changes: int
    curve: Curve
    epochs: int
    solved_since: int | None
    mse: float
    seconds: float
    live: bool
    diverged: bool = False
    others: Mapping[str, Curve] = field(default_factory=dict)

    def column(self, name: str) -> Curve | None:
        """Return one of its curves: ``mse``, ``loss`` or ``accuracy``; None if it is not kept."""
        return self.curve if name == "mse" else self.others.get(name)

    def same_run(self, other: Pin) -> bool:
        """Tell whether the other is the same run at the same moment."""
        facts = ("spec", "changes", "epochs", "mse")
        return all(getattr(self, fact) == getattr(other, fact) for fact in facts)


_FIELDS = tuple(each.name for each in dataclasses.fields(RunSpec))

_LABELS = {
    "class_weight": "class weight",
    "data_file": "data",
    "dataset": "data",
    "activation": "hidden phi",
}


def differences(specs: Sequence[RunSpec]) -> tuple[str, ...]:
    """Return the fields in which specs differ, in the order of `RunSpec`.

    Parameters
    ----------
    specs : sequence of RunSpec
        Any number of them.

    Returns
    -------
    tuple of str
        Names of fields. A data file counts as ``dataset``; given weights only where every run
        has some, since otherwise ``init`` tells.
    """
    found = [name for name in _FIELDS if len({getattr(spec, name) for spec in specs}) > 1]
    if "data_file" in found:
        found = ["dataset", *(name for name in found if name not in ("dataset", "data_file"))]
    if "init" in found and "weights" in found:
        found.remove("weights")
    return tuple(found)


def label(field: str) -> str:
    """Return what a field of `RunSpec` is called above its column."""
    return _LABELS.get(field, field)


def value(spec: RunSpec, field: str) -> str:
    """Write one setting of a spec in a few characters.

    Parameters
    ----------
    spec : RunSpec
        The spec.
    field : str
        The name of a field.
    """
    if field in ("dataset", "data_file"):
        return data_name(spec)
    if field == "weights":
        return "drawn" if spec.weights is None else "given"
    if field == "init":
        return "given" if spec.init == "literal" else spec.init
    if field == "class_weight":
        return class_weight_text(spec.class_weight)
    if field == "batch":
        return str(spec.batch or "all")
    found = getattr(spec, field)
    if isinstance(found, bool):
        return "on" if found else "off"
    if isinstance(found, tuple):
        return ",".join(map(str, found)) or "none"
    return f"{found:g}" if isinstance(found, float) else str(found)
