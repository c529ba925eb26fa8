"""The map pane: the output of the network at every point of a plane of two inputs, as a picture.

The samples are marked on it, so a border that does not separate them can be seen. Every hidden
unit has a map of its own.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from core import Dataset, line_of, plane_of, varying_inputs
from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.text.rows import Row, rows_of
from scratchnet_tui.text.styles import has_many
from scratchnet_tui.text.wording import wrapped

from .line_picture import LinePicture
from .mapped_units import MappedUnit, mapped_units, same_unit
from .plane_picture import PlanePicture
from .view_options import ViewOptions

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

_MOST_INPUTS = 12
_NO_INPUT = (
    "A map needs an input that varies, and these data have none. The predictions (2) show what "
    "the network answers."
)


class MapPane(RowsPane):
    """A picture of the outputs, or of the activation of one hidden unit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "whose map", show=False),
        Binding("right", "turn(1)", "whose map", show=False),
        Binding("up", "pair(-1)", "inputs", show=False),
        Binding("down", "pair(1)", "inputs", show=False),
        Binding("enter", "smooth", "smooth or not", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("8 Map", "map")
        self._snapshot: Snapshot | None = None
        self._dataset: Dataset | None = None
        self._pairs: tuple[tuple[int, int], ...] = ()
        self._pair = 0
        self._units: tuple[MappedUnit, ...] = ()
        self._unit = 0
        self._smooth = True
        self._training = False
        self._rows: list[Row] = []
        self._alone: int | None = None  # the only input that varies
        self._picture: PlanePicture | LinePicture | None = None

    def show(self, snapshot: Snapshot, running: bool = False) -> None:
        """Draw the map of a snapshot; while training goes on, in fewer shades."""
        self._training = running
        old, self._snapshot = self._snapshot, snapshot
        if old is None or old.problem is not snapshot.problem:
            self._meet(snapshot)
        self.update_rows()

    @property
    def possible(self) -> bool:
        """Whether there is something to draw: two inputs that vary, or one."""
        return bool(self._pairs) or self._alone is not None

    def _meet(self, snapshot: Snapshot) -> None:
        """Adapt to another network, and perhaps other data."""
        dataset = snapshot.problem.dataset
        if dataset is not self._dataset:
            self._dataset = dataset
            self._pairs = pairs_of(dataset)
            self._pair = 0
            varying = varying_inputs(dataset)
            self._alone = varying[0] if len(varying) == 1 else None
        units = mapped_units(snapshot.problem)
        if self._alone is not None:  # of a curve there is one for each output
            units = tuple(unit for unit in units if unit.index is not None)
        self._unit = same_unit(self._units, self._unit, units)
        self._units = units
        self._picture = None
        self._entitle()

    def _entitle(self) -> None:
        """Show in the border whose map it is, in which view, and of which inputs."""
        unit = self._units[self._unit]
        if self._alone is not None and self._dataset is not None:
            self.caption(f"8 {unit.name} against {self._dataset.features[self._alone]}")
            return
        pairs = f"inputs: {self._pair + 1} of {len(self._pairs)}" if len(self._pairs) > 1 else ""
        view = "" if self._smooth else ", two sides" if unit.index is not None else ", no shades"
        self.caption(f"8 Map of {unit.name}{view}" if self._pairs else "8 Map", pairs)

    @property
    def _coloured(self) -> bool:
        """Whether the terminal has enough colours for a picture made of them alone."""
        return not self.app.no_color and has_many(self.app.console.color_system)

    def update_rows(self) -> None:
        """Draw the picture before its rows are compared, if it is visible at all."""
        if self._snapshot is not None and self.is_mounted and self.display and self.size:
            self._rows = self._draw(self._snapshot)
        super().update_rows()

    def _draw(self, snapshot: Snapshot) -> list[Row]:
        dataset = snapshot.problem.dataset
        if not self.possible:
            return rows_of(wrapped(_NO_INPUT, self.text_width()))
        view = ViewOptions(*self.size, self._coloured, self._smooth, coarse=self._training)
        if self._picture is None or self._picture.view != view:
            if self._alone is not None:
                self._picture = LinePicture(snapshot.problem, line_of(dataset, self._alone), view)
            else:
                plane = plane_of(dataset, *self._pairs[self._pair])
                self._picture = PlanePicture(snapshot.problem, plane, view)
        return self._picture.rows(snapshot.params, self._units, self._unit)

    def row_count(self) -> int:
        """Return the rows of the picture, never more than fit."""
        return min(len(self._rows), self.size.height)

    def row(self, number: int) -> Row:
        """Return a row of the picture."""
        return self._rows[number]

    @property
    def idle_hints(self) -> frozenset[str]:
        """The labels of those of the pane's keys in `HINTS` that would do nothing now."""
        return super().idle_hints | (frozenset() if len(self._pairs) > 1 else {"inputs"})

    def action_turn(self, by: int) -> None:
        """Show the map of the next unit, or of the one before."""
        if self._units:
            self._unit = (self._unit + by) % len(self._units)
            self._again()

    def action_pair(self, by: int) -> None:
        """Let the next pair of inputs vary."""
        if self._pairs:
            self._pair = (self._pair + by) % len(self._pairs)
            self._picture = None
            self._again()

    def action_smooth(self) -> None:
        """Show all shades, or only on which side of the middle a point lies."""
        self._smooth = not self._smooth
        self._again()

    def next_view(self) -> None:
        """Switch between all shades and the decision alone."""
        self.action_smooth()

    def _again(self) -> None:
        if self._snapshot is not None:
            self._entitle()
            self.update_rows()


def pairs_of(dataset: Dataset) -> tuple[tuple[int, int], ...]:
    """Return the pairs of inputs that a map can show, among the first inputs that vary."""
    return tuple(combinations(varying_inputs(dataset)[:_MOST_INPUTS], 2))
