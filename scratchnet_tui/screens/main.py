"""The main screen: it lays the panes out and hands each of them the newest snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from ..panes.bars import Bar, KeyBar, StatusBar
from ..panes.blocks import VIEWS, Touched
from ..panes.inside import InsidePane
from ..panes.lesson import LessonPane
from ..panes.log import LogPane
from ..panes.loss import LossPane
from ..panes.map import MapPane
from ..panes.predictions import PredictionsPane
from ..panes.rows import RowsPane
from ..panes.setup import SetupPane
from ..panes.weights import WeightsPane
from ..tight import TightScreen

if TYPE_CHECKING:
    from ..inside import Inside
    from ..snapshot import Snapshot

PANES = ("loss", "predictions", "weights", "setup", "lesson", "log", "inside", "map")
"""The panes in the order of their numbers."""


class MainScreen(TightScreen, Screen[None]):
    """Status, panes, notice and keys."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - declared so by Textual
        (0, "-cramped"),
        (60, "-narrow"),
        (110, "-wide"),
        (160, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - so is this
        (0, "-flat"),
        (16, "-low"),
        (30, "-tall"),
        (45, "-towering"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._log_axis = False
        self._view = "weights"
        self._training = False
        self._zoomed: RowsPane | None = None
        self._came_from: Widget | None = None
        self._snapshot: Snapshot | None = None

    def compose(self) -> ComposeResult:
        """Make the widgets."""
        yield Static("scratchnet-tui needs a window of 60 x 16 or more.", id="cramped")
        yield StatusBar()
        with Container(id="body"):
            yield SetupPane()
            yield InsidePane()
            yield LossPane()
            yield PredictionsPane()
            yield WeightsPane()
            yield LessonPane()
            yield MapPane()
            yield LogPane()
        yield Bar("notice")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name other keys when a pane now shows all of itself, or no longer does."""
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self.show_keys())

    def show(self, snapshot: Snapshot, running: bool, pace: str, speed: float) -> None:
        """Draw a snapshot in every pane that can be seen."""
        self._snapshot = snapshot
        self.set_class(snapshot.inside is not None, "-inside")
        self.show_status(running, pace, speed)
        self.query_one(InsidePane).show(snapshot)
        self.query_one(LossPane).show(snapshot, self._log_axis)
        self.query_one(PredictionsPane).show(snapshot)
        self.query_one(WeightsPane).show(snapshot, self._view, _touched(snapshot.inside))
        self.query_one(SetupPane).show(snapshot)
        self.query_one(LessonPane).show(snapshot)
        self._show_map(snapshot, running)

    def _show_map(self, snapshot: Snapshot, running: bool) -> None:
        """Draw the map. From 110 columns it has the lesson's place while no lesson is open."""
        pane = self.query_one(MapPane)
        pane.show(snapshot, running)
        self.set_class(pane.possible and snapshot.lesson is None, "-map")
        self.set_class(pane.possible and snapshot.lesson is not None, "-map-too")

    @property
    def snapshot(self) -> Snapshot | None:
        """What was drawn last; None before the first picture."""
        return self._snapshot

    def show_status(self, running: bool, pace: str, speed: float) -> None:
        """Say whether training is on, and how fast."""
        self._training = running
        if self._snapshot is not None:
            self.query_one(StatusBar).show(self._snapshot, running, pace, speed)
        self.show_keys()

    def show_keys(self) -> None:
        """Name the keys that matter now."""
        situation, idle = "running" if self._training else "paused", frozenset[str]()
        always, at_rest = SetupPane | InsidePane | MapPane, PredictionsPane | WeightsPane
        if isinstance(self.focused, always) or (
            isinstance(self.focused, at_rest) and not self._training
        ):
            situation, idle = str(self.focused.id), self.focused.idle_hints
            if isinstance(self.focused, SetupPane) and not self.zoomed:
                idle |= {"back"}
            if isinstance(self.focused, SetupPane | PredictionsPane):
                situation = self.focused.situation
        self.query_one(KeyBar).show(situation, idle)

    def on_setup_pane_moved(self) -> None:
        """Name the keys of the row that has the cursor now."""
        self.show_keys()

    def on_descendant_focus(self) -> None:
        """Name the keys of the pane that has the focus now."""
        self.show_keys()

    def tell(self, text: str, epoch: int, mood: str = "notice") -> None:
        """Show a notice in the line above the keys, and keep it in the log."""
        room = self.size.width - 2
        line = text if cell_len(text) <= room else set_cell_size(text, room - 9) + ".. 6 log"
        self.query_one("#notice", Bar).put(((f" {line}", mood),))
        self.query_one(LogPane).add(epoch, text, mood)

    def toggle_log_axis(self) -> None:
        """Change between a linear and a logarithmic axis."""
        self._log_axis = not self._log_axis
        if self._snapshot is not None:
            self.query_one(LossPane).show(self._snapshot, self._log_axis)

    def next_view(self) -> None:
        """Show the next of weights, gradient and last step."""
        views = tuple(VIEWS)
        self._view = views[(views.index(self._view) + 1) % len(views)]

    @property
    def wants_gradient(self) -> bool:
        """Whether the next snapshot must bring the gradient."""
        return self._view == "gradient"

    def go_to(self, name: str) -> None:
        """Give a pane the focus; one that is hidden at this size opens over the others."""
        pane = self.query_one(f"#{name}", RowsPane)
        if self._zoomed is not None and self._zoomed is not pane:
            self.unzoom()
        if not pane.display:
            self._zoom(pane)
        if name == "inside" and self.focused is not pane:
            self._came_from = self.focused
        pane.focus()

    def come_back(self) -> None:
        """Give the focus back to the pane that had it before the update was opened."""
        pane, self._came_from = self._came_from, None
        (pane or self.query_one(LossPane)).focus()

    @property
    def inside(self) -> Inside | None:
        """The update that is looked at, if any."""
        return self._snapshot.inside if self._snapshot is not None else None

    @property
    def zoomed(self) -> bool:
        """Whether one pane has the whole screen."""
        return self._zoomed is not None

    def toggle_zoom(self) -> None:
        """Give the pane with the focus the whole screen, or take it back."""
        if self._zoomed is not None:
            self.unzoom()
        elif isinstance(self.focused, RowsPane):
            self._zoom(self.focused)

    def _zoom(self, pane: RowsPane) -> None:
        self._zoomed = pane
        pane.add_class("-zoomed")
        self.add_class("-zooming")

    def unzoom(self) -> None:
        """Show all panes again."""
        pane, self._zoomed = self._zoomed, None
        if pane is None:
            return
        pane.remove_class("-zoomed")
        self.remove_class("-zooming")
        if not pane.display:
            self.query_one(InsidePane if self.inside else LossPane).focus()


def _touched(inside: Inside | None) -> Touched | None:
    """Return what the phase that is looked at works with."""
    if inside is None:
        return None
    return Touched(frozenset(inside.phase.params), frozenset(inside.phase.layers))
