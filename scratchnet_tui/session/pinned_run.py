"""What is kept of a run to compare it with others: its curve, its facts, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from core import Curve, RunSpec

if TYPE_CHECKING:
    from scratchnet_tui.chart.chart import Series
    from scratchnet_tui.panes.rows_pane import Row

LOOKS: tuple[tuple[str, str], ...] = (
    ("o", "yellow"),
    ("x", "magenta"),
    ("+", "green"),
    ("*", "red"),
    ("#", "blue"),
    ("=", "white"),
)
"""Marker and colour of each pinned run. No two share a marker, so no colour is needed; nor does one
share that of the branches that were left, a dot."""

MOST = len(LOOKS)
"""How many runs may be pinned."""

PRESENT = ("braille", "cyan")
"""How the present run is drawn."""


@dataclass(frozen=True, eq=False)
class Pin:
    """A run as it stands beside others.

    Attributes
    ----------
    name : str
        What to call it.
    look : int or None
        Which of `LOOKS` it has; None for the present run.
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

    @property
    def marker(self) -> str:
        """What its curve is drawn with, one of `plotting.MARKERS`."""
        return (PRESENT if self.look is None else LOOKS[self.look])[0]

    @property
    def colour(self) -> str:
        """The colour of its curve, one of `plotting.COLOURS`."""
        return (PRESENT if self.look is None else LOOKS[self.look])[1]

    @property
    def sign(self) -> str:
        """The sign before its name: its marker, or a piece of the braille line."""
        return "⠶" if self.look is None else self.marker

    def same_run(self, other: Pin) -> bool:
        """Tell whether the other is the same run at the same moment."""
        facts = ("spec", "changes", "epochs", "mse")
        return all(getattr(self, fact) == getattr(other, fact) for fact in facts)


def pin_series(pins: Sequence[Pin], column: str = "mse") -> tuple[Series, ...]:
    """Return the curves of pinned runs, to be drawn below that of the present one.

    Parameters
    ----------
    pins : sequence of Pin
        The pinned runs.
    column : str
        Which of their curves.
    """
    from scratchnet_tui.chart.chart import Series

    found = ((pin, pin.column(column)) for pin in pins)
    return tuple(
        Series(pin.name, curve.epochs, curve.values, pin.colour, pin.marker)
        for pin, curve in found
        if curve is not None
    )


def legend(card: Pin, pins: Sequence[Pin], width: int) -> tuple[Row, ...]:
    """Return a row that names the curves of a chart, or none where there is but one.

    Parameters
    ----------
    card : Pin
        The present run.
    pins : sequence of Pin
        The pinned runs.
    width : int
        How many cells there are. Long names are cut so that every run has room.
    """
    if not pins:
        return ()
    runs = (card, *pins)
    longest = max(cell_len(run.name) for run in runs)
    shorter = [(2, room) for room in range(longest - 1, 2, -1)]
    for gap, room in [(2, longest), (1, longest), *shorter, (1, 3), (1, 2), (1, 1)]:
        if sum(2 + min(cell_len(run.name), room) + gap for run in runs) - gap <= width:
            break
    row: list[tuple[str, str]] = []
    for run in runs:
        name = run.name
        if cell_len(name) > room:
            name = set_cell_size(name, max(1, room - 1)).rstrip() + "." * (room > 1)
        row += [(f"{run.sign} ", run.colour), (name + " " * gap, "")]
    return (tuple(row),)
